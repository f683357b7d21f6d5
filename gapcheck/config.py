"""Settings: defaults, then ``instance/config.toml``, then ``GAPCHECK_*`` variables. Read once, frozen."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from gapcheck import paths
from gapcheck.faults import Fault, InputFaults

#: The names by which a machine knows itself: nothing between the two ends can listen.
LOOPBACK = ("localhost", "127.0.0.1", "::1")
#: What can stand behind "Bearer" in a header (RFC 6750), long enough not to be guessed.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{32,}=*")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting; none that is or holds a secret is printed. The two keys are None before ``gapcheck init``."""

    instance: Path
    database_url: str = field(repr=False)
    base_url: str
    smtp_url: str = field(repr=False)
    mail_from: str
    timezone: ZoneInfo
    retention_months: int
    proxy_hops: int
    ratelimit_storage: str = field(repr=False)
    secret_key: str | None = field(repr=False)
    key: bytes | None = field(repr=False)
    #: The keys before it; what was sealed with them opens until it has been sealed anew.
    older_keys: tuple[bytes, ...] = field(repr=False)
    #: Where the key is kept; None where a variable holds it.
    key_file: Path | None
    clock_file: Path | None
    #: What a monitor has to show to be given figures; None where nobody is.
    metrics_token: str | None = field(repr=False)

    @property
    def secure(self) -> bool:
        """True where the site is served over TLS, so that cookies may demand it."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host name that requests must name."""
        return urlsplit(self.base_url).hostname or "127.0.0.1"

    @property
    def uses_sqlite(self) -> bool:
        """True for the database file in the instance folder or another SQLite address."""
        return self.database_url.startswith("sqlite")

    def secret_file(self, name: str) -> Path:
        """Where ``init`` keeps a secret."""
        return self.instance / "keys" / name


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises InputFaults that names every variable with a bad value."""
    environ = os.environ if environ is None else environ
    instance = Path(environ.get("GAPCHECK_INSTANCE") or paths.INSTANCE).absolute()
    return _Reader(environ, _config_file(instance / "config.toml")).settings(instance)


def _config_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputFaults([Fault(path.name, f"is not readable as TOML: {error}")]) from error


def keys_now(settings: Settings) -> tuple[bytes, tuple[bytes, ...]]:
    """The installation's key and the older ones, as their files are now; as they were read where none is readable.

    A key in a variable changes with a new start only.
    """
    reader = _Reader({}, {})
    kept = settings.key_file
    key = reader.key(kept) if kept is not None and kept.exists() else None
    older = reader.older_keys(kept) if kept is not None else ()
    if key is None or reader.faults or settings.key is None:
        return settings.key or b"", settings.older_keys
    return key, older


class _Reader:
    """Reads one value after the other and collects the faults, so that all are shown at once."""

    def __init__(self, environ: Mapping[str, str], file: Mapping[str, Any]) -> None:
        self.environ = environ
        self.file = file
        self.faults: list[Fault] = []

    def text(self, name: str, default: str, check: Callable[[str], str | None] | None = None) -> str:
        variable = f"GAPCHECK_{name.upper()}"
        value = str(self.environ.get(variable) or self.file.get(name) or default)
        message = check(value) if check else None
        if message:
            self.faults.append(Fault(variable, message))
        return value

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            self.faults.append(
                Fault(f"GAPCHECK_{name.upper()}", f"is {value!r}; give a whole number from {least} to {most}.")
            )
            return default
        return int(value)

    def zone(self) -> ZoneInfo:
        name = self.text("timezone", "UTC")
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            self.faults.append(Fault("GAPCHECK_TIMEZONE", f"is {name!r}; give a name such as Europe/Vienna."))
            return ZoneInfo("UTC")

    def secret_key(self, instance: Path) -> str | None:
        given = self.environ.get("GAPCHECK_SECRET_KEY")
        kept = instance / "keys" / "secret_key"
        value = given or (kept.read_text("ascii").strip() if kept.exists() else None)
        if value is not None and len(value) < 32:
            self.faults.append(Fault("GAPCHECK_SECRET_KEY", "is too short; give 32 characters or more."))
        return value

    def key_file(self, instance: Path) -> Path | None:
        if self.environ.get("GAPCHECK_KEY"):
            return None
        return Path(self.environ.get("GAPCHECK_KEY_FILE") or instance / "keys" / "key")

    def key(self, kept: Path | None) -> bytes | None:
        if kept is None:
            return self._key_in("GAPCHECK_KEY", self.environ["GAPCHECK_KEY"])
        if not self.environ.get("GAPCHECK_KEY_FILE") and not kept.exists():
            return None
        return self._key_in("GAPCHECK_KEY_FILE", _content(kept))

    def older_keys(self, kept: Path | None) -> tuple[bytes, ...]:
        if kept is None:
            listed = self.environ.get("GAPCHECK_OLDER_KEYS", "").split(",")
            found = [self._key_in("GAPCHECK_OLDER_KEYS", part) for part in listed if part.strip()]
        else:
            found = [self._key_in("GAPCHECK_KEY_FILE", _content(file)) for file in older_key_files(kept)]
        return tuple(key for key in found if key is not None)

    def _key_in(self, variable: str, text: str) -> bytes | None:
        try:
            value = bytes.fromhex(text.strip())
        except ValueError:
            self.faults.append(Fault(variable, "is not readable; give 64 hexadecimal digits."))
            return None
        if len(value) != 32:
            self.faults.append(Fault(variable, "has the wrong length; give 64 hexadecimal digits."))
        return value

    def metrics_token(self) -> str | None:
        value = self.environ.get("GAPCHECK_METRICS_TOKEN") or None
        if value is not None and not _TOKEN.fullmatch(value):
            self.faults.append(Fault("GAPCHECK_METRICS_TOKEN", "cannot be used; give 32 letters and digits or more."))
        return value

    def settings(self, instance: Path) -> Settings:
        testing = self.environ.get("GAPCHECK_TESTING") == "1"
        clock_file = self.environ.get("GAPCHECK_CLOCK_FILE") if testing else None
        key_file = self.key_file(instance)
        settings = Settings(
            instance=instance,
            database_url=self.text("database_url", f"sqlite:///{instance / 'gapcheck.db'}", _database_fault),
            base_url=self.text("base_url", "http://127.0.0.1:8000", _base_url_fault).rstrip("/"),
            smtp_url=self.text("smtp_url", "file:", _smtp_fault),
            mail_from=self.text("mail_from", "gapcheck@localhost", _mail_from_fault),
            timezone=self.zone(),
            retention_months=self.number("retention_months", 24, 1, 120),
            proxy_hops=self.number("proxy_hops", 0, 0, 5),
            ratelimit_storage=self.text("ratelimit_storage", "memory://"),
            secret_key=self.secret_key(instance),
            key=self.key(key_file),
            older_keys=self.older_keys(key_file),
            key_file=key_file,
            clock_file=Path(clock_file) if clock_file else None,
            metrics_token=self.metrics_token(),
        )
        if self.faults:
            raise InputFaults(self.faults)
        return settings


def older_key_files(kept: Path) -> list[Path]:
    """The files of the keys that came before the one in this file: its name with a fingerprint behind it."""
    return sorted(kept.parent.glob(f"{kept.name}.*"))


def _content(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except (ValueError, OSError):
        return "unreadable"


def _database_fault(value: str) -> str | None:
    if value.startswith(("sqlite:///", "postgresql+psycopg://")):
        return None
    return "is not a database address; give sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME."


def _base_url_fault(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if usable and parts.path in ("", "/") and not parts.query and not parts.fragment:
        return None
    return f"is {value!r}; give an address without a path, such as https://gapcheck.example.org."


def _smtp_fault(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        server = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
    except ValueError:
        server = False
    if value.startswith("file:") or server:
        return None
    # The value is not repeated: it may hold a password.
    return "is not a mail address; give file:, smtp://HOST:PORT or smtps://HOST:PORT, user and password URL-encoded."


def _mail_from_fault(value: str) -> str | None:
    named = getaddresses([value])
    try:
        usable = len(named) == 1 and bool(Address(addr_spec=named[0][1]).domain) and value.isprintable()
    except (ValueError, IndexError, HeaderParseError):
        usable = False
    return None if usable else f"is {value!r}; give an address such as gapcheck@example.org."
