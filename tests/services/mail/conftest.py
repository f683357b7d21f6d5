"""Mail in tests: the outbox folder, and a real mail server on this machine that behaves as badly as it is told."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import Mail
from gapcheck.services.mail import sending
from gapcheck.services.mail.transports import SmtpTransport, Transport
from gapcheck.vocabulary import MailKind
from tests.acting import browser, facilitator, pair
from tests.instances import app, empty_instance, settings
from tests.serving import free_port

__all__ = ["app", "browser", "empty_instance", "facilitator", "pair", "settings"]


def parsed(content: bytes) -> EmailMessage:
    """A mail as a reader's program understands it."""
    return email.message_from_bytes(content, policy=email.policy.default)


def plain(message: EmailMessage) -> str:
    """The plain text of a mail."""
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


@dataclass
class Postbox:
    """Moves the clock, has the worker send, and looks at what came out."""

    settings: Settings

    def later(self, seconds: float) -> None:
        """Let time pass."""
        file = self.settings.clock_file
        file.write_text(str(float(file.read_text()) + seconds))

    def sends(self, transport: Transport | None = None, after: float = 31) -> int:
        """Let time pass, then have the worker send all that is due; how many turns it took."""
        self.later(after)
        turns = 0
        while sending.send_next(transport):
            turns += 1
        return turns

    @property
    def delivered(self) -> list[EmailMessage]:
        """The letters in the outbox folder, by reader and subject."""
        files = (self.settings.instance / "outbox").glob("*.eml")
        return sorted((parsed(file.read_bytes()) for file in files), key=lambda mail: (mail["To"], mail["Subject"]))

    def rows(self, kind: MailKind | None = None) -> list[Mail]:
        """The rows of the outbox, oldest first."""
        db.session.expire_all()
        query = select(Mail).order_by(Mail.created_at, Mail.address)
        return list(db.session.scalars(query if kind is None else query.where(Mail.kind == kind)))


@pytest.fixture
def postbox(app: Flask, settings: Settings) -> Postbox:
    """Nothing sent yet."""
    return Postbox(settings)


@dataclass
class Server:
    """A mail server. ``replies`` are given to one letter after the other, then every letter is accepted."""

    replies: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    dies_after_accepting: bool = False
    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    port: int = 0

    def transport(self, **options: Any) -> SmtpTransport:
        """The way to it, with little patience."""
        return SmtpTransport("127.0.0.1", self.port, **{"tls": False, "timeout": 1.0, **options})

    async def handle_RCPT(  # noqa: N802  # the name that the library calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the name that the library calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.hangs:
            await asyncio.sleep(5)
        if self.replies:
            return self.replies.pop(0)
        self.received.append(parsed(envelope.original_content or b""))
        self.recipients.append(envelope.rcpt_tos)
        self.encrypted.append(session.ssl is not None)
        if self.dies_after_accepting:
            server.transport.abort()
        return "250 2.0.0 accepted"


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server that accepts everything, until it is told otherwise."""
    behaviour = Server()
    controller = Controller(behaviour, hostname="127.0.0.1", port=free_port())
    controller.start()
    behaviour.port = controller.port
    yield behaviour
    controller.stop()
