"""Trying the way out: one test mail at once, past the outbox, so that whoever sets mail up sees what happens."""

from __future__ import annotations

from gapcheck.extensions import installation
from gapcheck.services.mail import composing, letters, outbox
from gapcheck.services.mail.letters import Correspondent
from gapcheck.services.mail.transports import FileTransport, transport_of
from gapcheck.vocabulary import MailKind


def send_now(address: str) -> str:
    """Send a test mail now; the folder or the host that took it.

    Raises Undeliverable, Refused and Deferred; the message of the last two says why.
    """
    settings = installation().settings
    text = composing.text(MailKind.TEST, {"name": address, "link": f"{settings.base_url}/"})
    letter = letters.write(text, Correspondent("", address), outbox.new_message_id())
    transport = transport_of(settings)
    with transport.connect() as connection:
        connection.send(letter)
    return str(transport.folder) if isinstance(transport, FileTransport) else "the mail server"
