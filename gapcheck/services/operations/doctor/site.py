"""The site as others reach it: its address, its mail server, and how the application is set."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

from flask import Flask

from gapcheck.config import LOOPBACK, Settings
from gapcheck.services.mail.transports import FileTransport, ServerUnavailable, transport_of
from gapcheck.services.operations.doctor.finding import Finding, note, ok, wrong

#: Seconds that the site has to answer itself.
_PATIENCE = 5.0


def address(settings: Settings) -> Iterator[Finding]:
    """Whether links lead over TLS to a server that answers."""
    if settings.host in LOOPBACK:
        yield note("address", f"{settings.base_url} is reached from this machine only. Set GAPCHECK_BASE_URL.")
        return
    if not settings.secure:
        yield wrong("address", "GAPCHECK_BASE_URL has no TLS: links and answers can be read on the way. Use https://.")
        return
    try:
        with urllib.request.urlopen(f"{settings.base_url}/healthz", timeout=_PATIENCE):  # noqa: S310  # https, checked above
            yield ok("address", settings.base_url)
    except (OSError, urllib.error.URLError, ValueError):
        yield note("address", f"{settings.base_url} does not answer from here. Does it from outside?")


def mail(settings: Settings) -> Iterator[Finding]:
    """Whether the mail server greets, encrypts with a certificate that is trusted, and lets us in."""
    transport = transport_of(settings)
    if isinstance(transport, FileTransport):
        yield note("mail", f"Mail goes into the folder {transport.folder} and to nobody. Set GAPCHECK_SMTP_URL.")
        return
    try:
        with transport.connect():
            yield ok("mail", "the mail server takes mail over an encrypted connection")
    except ServerUnavailable as failed:
        yield wrong("mail", f"{failed} Try `gapcheck mail test ADDRESS`.")


def application(settings: Settings, app: Flask) -> Iterator[Finding]:
    """Whether the application answers under its own name only, and shows nobody its insides."""
    if app.debug or app.testing:
        yield wrong("application", "It runs in debug mode. Unset FLASK_DEBUG.")
    if app.config["TRUSTED_HOSTS"] != [settings.host]:
        yield wrong("application", "It answers under other names than that of GAPCHECK_BASE_URL.")
    elif not app.debug:
        yield ok("application", f"answers as {settings.host} only, debug mode is off")
    if settings.clock_file is not None:
        yield note("application", "GAPCHECK_TESTING moves the clock. Unset it.")
