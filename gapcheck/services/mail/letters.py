"""The letter: a text, the two people of its envelope, and headers that nobody can add a line or a recipient to."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from email_validator import EmailNotValidError, validate_email

from gapcheck import clock
from gapcheck.extensions import installation

#: Never in a quoted-printable body, where an equals sign is always followed by a figure or the line's end. Fixed,
#: because two mails that say the same have the same bytes.
_BOUNDARY = "=_gapcheck_=_part_="
_LOGO_BOUNDARY = "=_gapcheck_=_logo_="
#: The name under which the HTML body shows the logo.
LOGO = "logo@gapcheck"
#: Characters with a meaning in an address header; a name does without them, whatever a reader's program makes of them.
_SPECIAL = dict.fromkeys(map(ord, '()<>[]:;@\\,"=?'), " ")


class Undeliverable(Exception):
    """The address cannot be written to."""


@dataclass(frozen=True, slots=True)
class Text:
    """A mail's subject and its two bodies."""

    subject: str
    plain: str
    html: str


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody in a header."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to be handed over: the message, and the two addresses of its envelope."""

    message: EmailMessage
    sender: str
    recipient: str

    def as_bytes(self) -> bytes:
        """The message as it goes over the wire."""
        return self.message.as_bytes(policy=_POLICY)


class _Policy(EmailPolicy):
    """Lines as SMTP has them. A long address in List-Unsubscribe stays in one piece: encoded, no program finds it."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header."""
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")


def write(
    text: Text,
    to: Correspondent,
    message_id: str,
    reply_to: Correspondent | None = None,
    stop: str | None = None,
    logo: bytes | None = None,
) -> Letter:
    """A letter to one person. Raises Undeliverable.

    ``stop`` is the address of the page that ends such mails; ``logo`` a PNG that the HTML body shows as ``LOGO``. It
    lies in the mail itself, so that opening a mail asks nobody for anything.
    """
    sender_name, sender = parseaddr(installation().settings.mail_from)
    recipient = ascii_address(to.address)
    message = EmailMessage()
    message["From"] = Address(display_name(sender_name or "gapcheck"), addr_spec=sender)
    message["To"] = Address(display_name(to.name), addr_spec=recipient)
    if reply_to is not None:
        message["Reply-To"] = Address(display_name(reply_to.name), addr_spec=ascii_address(reply_to.address))
    # An encoded word that somebody typed stays what was typed.
    message["Subject"] = one_line(text.subject).replace("=?", "= ?")
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{message_id}>"
    # No automatic answer is wanted: none is read.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if stop is not None:
        message["List-Unsubscribe"] = f"<{stop}>"
    message.set_content(_printable_lines(text.plain), cte="quoted-printable")
    message.add_alternative(_printable_lines(text.html), subtype="html", cte="quoted-printable")
    if logo is not None:
        body = message.get_body(("html",))
        assert isinstance(body, EmailMessage)
        body.add_related(logo, "image", "png", cid=f"<{LOGO}>", disposition="inline", filename="logo.png")
        body.set_boundary(_LOGO_BOUNDARY)
    message.set_boundary(_BOUNDARY)
    return Letter(message, sender, recipient)


def one_line(value: str) -> str:
    """A text as it may stand in a header: what is not printable becomes a blank, and blanks become one."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


def display_name(value: str) -> str:
    """A name as it may stand before an address."""
    return " ".join(one_line(value).translate(_SPECIAL).split())


def ascii_address(address: str) -> str:
    """The address as every mail server takes it. Raises Undeliverable."""
    try:
        ascii_form = validate_email(address, check_deliverability=False, globally_deliverable=False).ascii_email
    except EmailNotValidError as error:
        raise Undeliverable from error
    if ascii_form is None:
        raise Undeliverable
    return ascii_form


def _printable_lines(text: str) -> str:
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
