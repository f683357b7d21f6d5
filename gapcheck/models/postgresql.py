"""How a PostgreSQL database is opened, and how writers take turns on it.

SQLite lets one transaction write at a time, and what a service reads inside `writing` stays true until it commits. Here
the same holds by advisory locks of the transaction, in two levels: the installation, and inside it one scope, such as a
respondent. Who names a scope shares the installation with other scopes and has the scope alone; who names none has the
whole installation alone. The installation's lock always comes first, so nobody waits in a circle, and PostgreSQL serves
waiters in their order. With it, transactions run as READ COMMITTED: every statement after the lock sees all that was
committed before it, no statement fails for being late, and nothing has to be tried again.
"""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import Connection, Engine, event, text

#: Of a read: every statement of a page sees one state of the database, as on SQLite. It cannot write (`install`).
READING = "REPEATABLE READ"
#: Of a transaction that takes its turn first.
WRITING = "READ COMMITTED"
#: Milliseconds that a statement waits for another's lock.
LOCK_TIMEOUT = 10_000
#: Milliseconds after which a transaction that writes and does nothing is ended: a frozen process holds up all others.
IDLE_TIMEOUT = 60_000

#: Sets our locks apart from those of other programs in the same database.
_OURS = zlib.crc32(b"gapcheck") & 0x7FFFFFFF
_INSTALLATION = 0
_INSTALLATION_ALONE = text(
    "SELECT pg_advisory_xact_lock(:ours, :key), set_config('idle_in_transaction_session_timeout', :idle, true)"
)
#: In one question, since each is a journey; what stands behind FROM is called first.
_SCOPE_ALONE = text(
    "SELECT pg_advisory_xact_lock(:ours, :scope), set_config('idle_in_transaction_session_timeout', :idle, true)"
    " FROM pg_advisory_xact_lock_shared(:ours, :key)"
)
#: For every connection. A commit is durable before it is acknowledged, whatever is set for the role or the database.
_SET_UP = (
    f"SET lock_timeout = {LOCK_TIMEOUT}",
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
)


def take_turn(connection: Connection, scope: str | None = None) -> None:
    """Wait until this transaction may write: alone in the installation, or alone in a scope of it."""
    wait = {"ours": _OURS, "key": _INSTALLATION, "idle": str(IDLE_TIMEOUT)}
    if scope is None:
        connection.execute(_INSTALLATION_ALONE, wait)
    else:
        # Two scopes of one number only wait for each other.
        connection.execute(_SCOPE_ALONE, {**wait, "scope": zlib.crc32(scope.encode()) >> 1 or 1})


def install(engine: Engine) -> None:
    """Make every connection of a PostgreSQL engine durable, let none wait for ever, and let no read write."""
    from gapcheck.models import postgresql_reads  # loads psycopg, which only such an address needs

    postgresql_reads.install(engine)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.autocommit = True
        for statement in _SET_UP:
            connection.execute(statement)
        connection.autocommit = False
