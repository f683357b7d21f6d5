"""What all tables share: naming of constraints, random ids, UTC times, and the workspace on every row."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    DateTime,
    Dialect,
    Enum,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

#: Length of a random id: 128 bits in base64url.
ID_LENGTH = 22


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A time with its zone in the program, UTC in the database; refuses a time without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """On the way into the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """On the way out of the database."""
        return None if value is None else value.replace(tzinfo=UTC)


def random_id() -> str:
    """A new id: 128 random bits, so that knowing one tells nothing about another."""
    return secrets.token_urlsafe(16)


def one_of(words: type[StrEnum], name: str) -> Enum:
    """A column type that holds the values of an enumeration, guarded by a CHECK of that name."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )


def id_column() -> Mapped[str]:
    """The primary key of a table whose rows are named in addresses."""
    return mapped_column(String(ID_LENGTH), primary_key=True, default=random_id)


class OwnedByWorkspace:
    """A row of a workspace. Together with ``owned_by`` no row can point into another workspace."""

    workspace_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)


def owned_by(table: str, column: str) -> ForeignKeyConstraint:
    """A foreign key that carries the workspace, so that parent and child are always of the same one."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"])


def of_workspace() -> ForeignKeyConstraint:
    """The foreign key from a row to its workspace."""
    return ForeignKeyConstraint(["workspace_id"], ["workspace.id"])


def parent_key() -> UniqueConstraint:
    """What ``owned_by`` of another table refers to."""
    return UniqueConstraint("workspace_id", "id")


def unique_while(name: str, column: str, condition: str) -> Index:
    """At most one row a value of this column for as long as the (constant) SQL condition holds."""
    return Index(name, column, unique=True, sqlite_where=text(condition), postgresql_where=text(condition))
