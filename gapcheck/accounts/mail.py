"""Mail of the account library: none. A mail is a row of the outbox, written by a service, and sent by the worker."""

from __future__ import annotations

from typing import NoReturn

from flask_security.mail_util import MailUtil


class MailFromRequest(RuntimeError):
    """The account library tried to send a mail from within a request."""


class NoMail(MailUtil):
    """Refuses to send. Only a page of the library would ask, and none of those is there."""

    def send_mail(self, *arguments: object, **options: object) -> NoReturn:
        """Raises MailFromRequest, always."""
        raise MailFromRequest
