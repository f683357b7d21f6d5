"""The machine: libraries, file modes, the disk, and how the database is opened."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from gapcheck import report
from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.models import sqlite
from gapcheck.report import fonts
from gapcheck.services import disk, exposure
from gapcheck.services.operations.doctor.finding import Finding, note, ok, wrong

#: The least version of what has had a weakness that matters here.
LEAST = {"flask": (3, 1, 3), "flask-security": (5, 9), "weasyprint": (70,)}
#: Of PostgreSQL, by its own number.
LEAST_POSTGRESQL = 150_000
PLENTY = 5 * disk.RESERVE
#: File systems that reach over a network, where SQLite's locks do not hold.
NETWORK = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "ceph", "glusterfs", "lustre", "afs", "davfs")


def versions(_settings: Settings) -> Iterator[Finding]:
    """The libraries that must not be older."""
    for name, least in LEAST.items():
        found = version(name)
        if tuple(map(int, re.findall(r"\d+", found)[:3])) < least:
            needed = ".".join(map(str, least))
            yield wrong("versions", f"{name} is {found}; {needed} mends a weakness. Install the locked requirements.")
        else:
            yield ok("versions", f"{name} {found}")


def modes(settings: Settings) -> Iterator[Finding]:
    """Who can read the instance folder."""
    for path in exposure.exposed(settings):
        yield wrong("file modes", f"{path} can be read by others. Run: chmod 600 {path}")
    if os.name == "posix" and settings.instance.stat().st_mode & 0o077:
        yield note("file modes", f"{settings.instance} can be read by others. Run: chmod 700 {settings.instance}")
    else:
        yield ok("file modes", "only the owner reads the instance folder")


def database(settings: Settings) -> Iterator[Finding]:
    """The database's version, and how a connection as the program uses it is set."""
    with db.engine.connect() as connection:
        if not settings.uses_sqlite:
            number = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar()))
            durable = connection.exec_driver_sql("SHOW synchronous_commit").scalar() != "off"
            if number < LEAST_POSTGRESQL or not durable:
                yield wrong("database", "PostgreSQL 15 or newer with synchronous_commit is needed.")
            else:
                yield ok("database", f"PostgreSQL {number // 10_000}, commits wait for the disk")
            return
        mode, synchronous = sqlite.journal()
        wanted = {
            "PRAGMA journal_mode": mode.lower(),
            "PRAGMA synchronous": {"FULL": 2, "EXTRA": 3}[synchronous],
            "PRAGMA foreign_keys": 1,
            "PRAGMA busy_timeout": sqlite.BUSY_TIMEOUT,
            "PRAGMA secure_delete": 1,
            "PRAGMA trusted_schema": 0,
        }
        for pragma, value in wanted.items():
            found = connection.exec_driver_sql(pragma).scalar()
            if found != value:
                yield wrong("database", f"{pragma} is {found} and should be {value}. Is another program using it?")
    number = sqlite.library().sqlite_version
    if mode != "WAL":
        yield note("database", f"SQLite {number} has the fault of WAL mode; the slower rollback journal is used.")
    else:
        yield ok("database", f"SQLite {number} in WAL mode, commits wait for the disk")


def room(settings: Settings) -> Iterator[Finding]:
    """Free disk."""
    left = disk.free(settings)
    if left is None or not disk.writable(settings):
        yield wrong("disk", f"{settings.instance} cannot be written to. Nothing can be saved until it can.")
    elif left < disk.RESERVE:
        yield wrong("disk", f"{left >> 20} MB are free; below {disk.RESERVE >> 20} MB nothing new is begun. Make room.")
    elif left < PLENTY:
        yield note("disk", f"{left >> 20} MB are free. Make room soon.")
    else:
        yield ok("disk", f"{left >> 30} GB free" if left >> 30 else f"{left >> 20} MB free")


def file_system(settings: Settings) -> Iterator[Finding]:
    """SQLite on a file system that reaches over a network loses answers sooner or later."""
    file = exposure.database_file(settings)
    kind = _file_system_of(file.parent) if file is not None else None
    if kind is None:
        return
    if kind.startswith(NETWORK):
        yield wrong(
            "file system", f"The database lies on {kind}. Move it to a disk of this machine, or use PostgreSQL."
        )
    else:
        yield ok("file system", kind)


def _file_system_of(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str | None:
    """The kind of file system that a folder lies on; None where the system does not say."""
    best, kind = "", None
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    resolved = str(folder.resolve())
    for line in lines:
        before, _, after = line.partition(" - ")
        point = before.split()[4].replace("\\040", " ")
        inside = point == "/" or resolved == point or resolved.startswith(f"{point}/")
        if inside and len(point) >= len(best):
            best, kind = point, after.split()[0]
    return kind


def report_needs(_settings: Settings) -> Iterator[Finding]:
    """What the PDF needs, and which scripts the system has no font for."""
    missing = report.available()
    yield wrong("report", missing) if missing else ok("report", "the libraries and fonts of the PDF are here")
    for script in fonts.missing():
        yield note("fonts", f"No font for {script.name}. With apt: apt-get install {script.package}")
