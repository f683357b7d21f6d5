"""Moving an installation to another database: SQLite to PostgreSQL, or back.

Everything is written in one transaction of the target, schema included, and compared there before it is committed:
every row of every table, and the canonical digest. So the target has all of it or stays empty, and the source is only
read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, Connection, Engine, Table, TableClause, column, func, insert, inspect, select, table
from sqlalchemy.exc import DBAPIError

from gapcheck import paths
from gapcheck.encryption import Keyring
from gapcheck.models import Base, opening, postgresql
from gapcheck.services import canonical, schema

#: Rows that are read and written at a time.
_AT_ONCE = 500
Row = dict[str, Any]
#: Told the rows done and the rows there are.
Progress = Callable[[int, int], None]


class TargetUnusable(Exception):
    """The target is no database that can be written to. ``said`` is why, in the driver's first line."""

    def __init__(self, said: str) -> None:
        super().__init__("target unusable")
        self.said = said


class TargetNotEmpty(Exception):
    """There is something in the target already; nothing is ever written over."""


class CopyDiffers(Exception):
    """What was written is not what was read; the target was left empty. ``where`` names the table, or the digest."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, and the canonical digest of both databases."""

    rows: int
    tables: int
    digest: str


def move(source: Engine, target_url: str, keyring: Keyring, progress: Progress = lambda _done, _of: None) -> Copied:
    """Copy everything into an empty database and prove it. The source's writers wait meanwhile.

    ``source`` has the schema of this program. Raises TargetUnusable, TargetNotEmpty, CopyDiffers, and CannotOpen where
    the keys do not open what is stored.
    """
    target = opening.engine_of(target_url)
    try:
        _require_reachable(target)
        with (
            source.connect().execution_options(**opening.for_writing(source)) as read,
            opening.migrating(target) as written,
        ):
            _require_empty(written)
            _make_schema(written)
            return _copy(read, written, keyring, progress)
    finally:
        target.dispose()


def _require_reachable(target: Engine) -> None:
    try:
        target.connect().close()
    except DBAPIError as error:
        raise TargetUnusable(schema.said(error)) from None


def _require_empty(target: Connection) -> None:
    if inspect(target).get_table_names():
        raise TargetNotEmpty
    if target.dialect.name == "postgresql":
        encoding = target.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise TargetUnusable(f"its encoding is {encoding}, not UTF8")


def _make_schema(target: Connection) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = target
    command.upgrade(settings, "head")


def _copy(source: Connection, target: Connection, keyring: Keyring, progress: Progress) -> Copied:
    if source.dialect.name == "postgresql":
        postgresql.take_turn(source)
    tables = Base.metadata.sorted_tables  # parents first
    total = sum(source.scalar(select(func.count()).select_from(each)) or 0 for each in tables)
    done = 0
    for each in tables:
        wanted, found = _Sum(), _Sum()
        for rows in _pieces(source, each):
            target.execute(insert(_plain(each)), rows)
            wanted.add(rows)
            done += len(rows)
            progress(done, total)
        for rows in _pieces(target, each):
            found.add(rows)
        if found.total != wanted.total:
            raise CopyDiffers(each.name)
    digest = canonical.digest(source, keyring)
    if canonical.digest(target, keyring) != digest:
        raise CopyDiffers("digest")
    return Copied(total, len(tables), digest)


def _pieces(connection: Connection, of: Table) -> Iterator[list[Row]]:
    query = select(_plain(of)).execution_options(yield_per=_AT_ONCE)
    for rows in connection.execute(query).mappings().partitions():
        yield [dict(row) for row in rows]


def _plain(of: Table) -> TableClause:
    """The table for reading and writing what stands in it: without defaults, and with no value of JSON as NULL."""
    columns = (
        column(each.name, JSON(none_as_null=True) if isinstance(each.type, JSON) else each.type) for each in of.columns
    )
    return table(of.name, *columns)


class _Sum:
    """A digest of rows in any order: their SHA-256 added up."""

    def __init__(self) -> None:
        self.total = 0

    def add(self, rows: Sequence[Row]) -> None:
        """Take in these rows."""
        for row in rows:
            line = json.dumps(row, default=_as_text, sort_keys=True)
            self.total += int.from_bytes(hashlib.sha256(line.encode()).digest())


def _as_text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
