"""How a letter leaves: into a folder, or to a mail server over an encrypted connection."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from gapcheck import files
from gapcheck.config import LOOPBACK, Settings
from gapcheck.services.mail import reasons
from gapcheck.services.mail.letters import Letter

#: Seconds to wait for each answer of a mail server.
TIMEOUT = 20.0
_ENHANCED = re.compile(rb"^([245]\.\d{1,3}\.\d{1,3})\b")


class Refused(Exception):
    """This mail will never be accepted. The message is one of ``reasons``."""


class Deferred(Exception):
    """This mail was not accepted now; later it may be. The message is one of ``reasons``."""


class ServerUnavailable(Deferred):
    """No mail can be handed over now, whatever it is."""


class Connection(Protocol):
    """A way out that is open."""

    def send(self, letter: Letter) -> None:
        """Hand a letter over; returning means accepted. Raises Refused and Deferred."""


class Transport(Protocol):
    """A way out."""

    def connect(self) -> AbstractContextManager[Connection]:
        """Open it. Raises ServerUnavailable."""


def transport_of(settings: Settings) -> Transport:
    """The transport that the configuration names."""
    if settings.smtp_url.startswith("file:"):
        named = settings.smtp_url.removeprefix("file:").removeprefix("//")
        return FileTransport(Path(named) if named else settings.instance / "outbox")
    return SmtpTransport.at(settings.smtp_url)


@dataclass(frozen=True, slots=True)
class FileTransport:
    """Writes each letter as an .eml file that only its owner can read. The same mail is always the same file."""

    folder: Path

    @contextmanager
    def connect(self) -> Iterator[FileTransport]:
        """Make the folder."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ServerUnavailable(reasons.NOT_WRITTEN) from error
        yield self

    def send(self, letter: Letter) -> None:
        """Write the file, whole or not at all."""
        try:
            files.write(self._file(letter.message["Message-ID"].strip("<>")), letter.as_bytes())
        except OSError as error:
            raise ServerUnavailable(reasons.NOT_WRITTEN) from error

    def remove(self, message_id: str) -> None:
        """Take the file of a mail out of the folder, where there is one, and what was left of writing it."""
        file = self._file(message_id)
        for each in (file, *files.left_parts(file)):
            each.unlink(missing_ok=True)

    def _file(self, message_id: str) -> Path:
        name = re.sub(r"[^0-9a-zA-Z.-]", "_", message_id.partition("@")[0])
        return self.folder / f"{name}.eml"


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """A mail server. The connection is encrypted and the certificate verified; only this machine may go without."""

    host: str
    port: int
    #: TLS from the first byte (``smtps://``); else STARTTLS.
    tls: bool
    user: str | None = None
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, compare=False)

    @classmethod
    def at(cls, url: str) -> SmtpTransport:
        """The server of ``smtp://USER:PASSWORD@HOST:PORT`` or ``smtps://...``; user and password are URL-encoded."""
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if tls else 587),
            tls=tls,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password or ""),
        )

    @contextmanager
    def connect(self) -> Iterator[SmtpConnection]:
        """Greet, encrypt and sign in."""
        try:
            smtp = self._greeted()
        except ssl.SSLCertVerificationError as error:
            raise ServerUnavailable(reasons.NOT_TRUSTED) from error
        except smtplib.SMTPAuthenticationError as error:
            raise ServerUnavailable(_said(reasons.NOT_SIGNED_IN, error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise ServerUnavailable(reasons.NOT_SIGNED_IN) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise ServerUnavailable(reasons.UNREACHABLE) from error
        try:
            yield SmtpConnection(smtp)
        finally:
            # The mail has been accepted or not by now; how the good-bye goes changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _greeted(self) -> smtplib.SMTP:
        if self.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=self.context)
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if not self.tls:
                self._encrypt(smtp)
            if self.user is not None:
                smtp.login(self.user, self.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        if smtp.has_extn("starttls"):
            code, said = smtp.starttls(context=self.context)
            if code != 220:
                raise smtplib.SMTPResponseException(code, said)
            smtp.ehlo()
        elif self.host not in LOOPBACK:
            raise ServerUnavailable(reasons.NOT_ENCRYPTED)


@dataclass(frozen=True, slots=True)
class SmtpConnection:
    """A mail server that has greeted."""

    smtp: smtplib.SMTP

    def send(self, letter: Letter) -> None:
        """Hand a letter over: refused by a code from 500 on, to be tried again after any other trouble."""
        try:
            self.smtp.sendmail(letter.sender, [letter.recipient], letter.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refusal(code, said, _address_reason(said)) from error
        except smtplib.SMTPSenderRefused as error:
            # Whoever runs the installation can mend this; the mail waits meanwhile.
            raise Deferred(_said(reasons.REFUSED_SENDER, error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error, reasons.REFUSED_MAIL) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Deferred(reasons.BROKEN_OFF) from error


def _refusal(code: int, said: bytes | str, reason: str) -> Refused | Deferred:
    if code >= 500:
        return Refused(_said(reason, code, said))
    return Deferred(_said(reasons.BUSY, code, said))


def _address_reason(said: bytes | str) -> str:
    return reasons.NO_SUCH_MAILBOX if _enhanced(said) == "5.1.1" else reasons.REFUSED_ADDRESS


def _said(reason: str, code: int, said: bytes | str) -> str:
    """The reason with the codes alone: what a server says in words may repeat an address or a link."""
    return reasons.with_code(reason, code, _enhanced(said))


def _enhanced(said: bytes | str) -> str:
    found = _ENHANCED.match(said.encode("utf-8", "replace") if isinstance(said, str) else said)
    return found[1].decode("ascii") if found else ""
