"""The canonical dump: every logical row in one form, whatever database holds it, and the digest that proves a copy.

Two databases with the same content give the same text and so the same SHA-256: a backup and what it was restored to, an
installation before and after a move, a key rotation, a restart. Rows come in the order of their keys, not of their
making. What a person answered or wrote stands there as a digest under the engagement's own key, so that a dump shows
that two values are the same and never what they are; passwords and other secrets likewise.

Left out is what a running installation changes by itself: the audit trail, which has a chain of its own, sign-ins,
jobs with their leases, and the counting of tries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, String, Table, collate, select

from gapcheck.encryption import Keyring
from gapcheck.models import AuditEvent, Base, Engagement, ResponseSet, Seat, Wave, Workshop
from gapcheck.services.sealed import EngagementSeal

FORMAT = "gapcheck/dump@1"
#: Tables that hold nothing logical.
LEFT_OUT = frozenset({AuditEvent.__tablename__, "account_sign_in", "respondent_sign_in", "mail", "batch", "pause"})
#: Columns of other tables that a job, a sign-in or a limit writes.
LEFT_OUT_COLUMNS = frozenset(
    {
        *(("report", name) for name in ("state", "reason", "attempts", "leased_until", "content_hash")),
        *(("report", name) for name in ("sealed_pdf", "sealed_twin")),
        ("occupant", "pin_tries"),
        ("user", "fs_uniquifier"),  # changes with "sign out everywhere"
        ("user", "tf_last_counter"),
        ("passkey", "sign_count"),
        ("passkey", "used_at"),
    }
)
#: Texts that are secrets, though hashed: shown as their SHA-256.
_SECRETS = frozenset({("user", "password"), ("occupant", "pin_hash")})
#: Encrypted under a key that rotation changes, and a used code is taken out: shown as whether there is one.
_PRESENT_ONLY = frozenset({("user", "tf_totp_secret"), ("user", "mf_recovery_codes")})
#: Rows that are read at a time.
_AT_ONCE = 500

Row: TypeAlias = Mapping[str, Any]


class _Seals:
    """The seal that belongs to a row, by the engagement that the row belongs to."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        columns = Engagement.__table__.c
        self.by_engagement = {
            row.id: EngagementSeal(
                keyring.engagement(row.sealed_key, row.workspace_id, row.id), row.workspace_id, row.id
            )
            for row in connection.execute(select(columns.id, columns.workspace_id, columns.sealed_key))
        }
        of_sets = (
            select(ResponseSet.id, Wave.engagement_id)
            .join(Seat, Seat.id == ResponseSet.seat_id)
            .join(Wave, Wave.id == Seat.wave_id)
        )
        self.engagement_of_set = {row.id: row.engagement_id for row in connection.execute(of_sets)}
        of_workshops = select(Workshop.id, Wave.engagement_id).join(Wave, Wave.id == Workshop.wave_id)
        self.engagement_of_workshop = {row.id: row.engagement_id for row in connection.execute(of_workshops)}

    def of_workshop(self, workshop_id: str) -> EngagementSeal:
        """For what was written in a workshop."""
        return self.by_engagement[self.engagement_of_workshop[workshop_id]]

    def of_set(self, row: Row) -> EngagementSeal:
        """For a row of a response set."""
        return self.by_engagement[self.engagement_of_set[row["response_set_id"]]]


def _answer(seals: _Seals, row: Row) -> str:
    return seals.of_set(row).digest_of_answer(
        row["sealed"], row["response_set_id"], row["item"], row["subject"], row["revision"]
    )


def _agenda(seals: _Seals, row: Row) -> str | None:
    if not row["sealed_agenda"]:  # erased with what one of the two withdrew
        return None
    seal = seals.of_workshop(row["id"])
    return seal.digest_of_written(row["sealed_agenda"], "workshop", row["id"], row["agenda_revision"])


def _written(table: str, column: str, *key: str) -> Callable[[_Seals, Row], str]:
    def digest(seals: _Seals, row: Row) -> str:
        seal = seals.of_workshop(row["workshop_id"])
        return seal.digest_of_written(row[column], table, row["workshop_id"], *(row[name] for name in key))

    return digest


#: How the digest of a sealed column is made: the one place to add a new one. Each takes a row whose value is not None.
SEALED: dict[tuple[str, str], Callable[[_Seals, Row], str | None]] = {
    ("engagement", "sealed_key"): lambda seals, row: seals.by_engagement[row["id"]].digest_of_key(),
    ("answer", "sealed"): _answer,
    ("answer_history", "sealed"): _answer,
    ("workshop", "sealed_agenda"): _agenda,
    ("workshop_note", "sealed"): _written("workshop_note", "sealed", "item", "revision"),
    ("decision", "sealed"): _written("decision", "sealed", "id", "revision"),
    ("participant", "sealed_dots"): _written("participant", "sealed_dots", "occupant_id"),
}


def lines(connection: Connection, keyring: Keyring) -> Iterator[str]:
    """Every logical row as one line of JSON, ``["table", {"column": value, ...}]``, in the order of table and key.

    Read it within one transaction that sees one state. Raises CannotOpen for a value that the keys do not open.
    """
    seals = _Seals(connection, keyring)
    for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name):
        if table.name not in LEFT_OUT:
            for row in _rows(connection, table):
                shown = {column.name: _shown(seals, column, row) for column in _columns(table)}
                yield json.dumps([table.name, shown], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(connection: Connection, keyring: Keyring) -> str:
    """SHA-256, in hexadecimal, over the lines, each with its line break, in UTF-8. Raises CannotOpen."""
    total = hashlib.sha256()
    for line in lines(connection, keyring):
        total.update(line.encode() + b"\n")
    return total.hexdigest()


def dump(connection: Connection, keyring: Keyring) -> Iterator[str]:
    """The pieces of the dump as one JSON document: the format, the rows by line, and last their digest."""
    total = hashlib.sha256()
    yield f'{{"format": "{FORMAT}",\n "rows": ['
    separator = "\n"
    for line in lines(connection, keyring):
        total.update(line.encode() + b"\n")
        yield separator + line
        separator = ",\n"
    yield f'],\n "sha256": "{total.hexdigest()}"}}\n'


def _columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if (table.name, column.name) not in LEFT_OUT_COLUMNS]


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    """The rows of a table by their key, texts by code point: databases have their own ideas of the alphabet."""
    binary = "C" if connection.dialect.name == "postgresql" else "BINARY"
    order = [
        collate(column, binary) if isinstance(column.type, String) else column for column in table.primary_key.columns
    ]
    query = select(*_columns(table)).order_by(*order).execution_options(yield_per=_AT_ONCE)
    for row in connection.execute(query).mappings():
        yield dict(row)


def _shown(seals: _Seals, column: Column[Any], row: Row) -> Any:
    value, place = row[column.name], (column.table.name, column.name)
    if value is None or isinstance(value, bool | int | float):
        return value
    if place in SEALED:
        return SEALED[place](seals, row)
    if place in _PRESENT_ONLY:
        return bool(value)
    if isinstance(value, bytes) or place in _SECRETS:
        return hashlib.sha256(value if isinstance(value, bytes) else value.encode()).hexdigest()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
