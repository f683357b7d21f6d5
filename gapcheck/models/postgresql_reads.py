"""How a read begins and ends on PostgreSQL: it cannot write, and what the driver has prepared outlives it."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event


class _Driver(psycopg.Connection[Any]):
    """Ends a read by a COMMIT, which is the same for one that cannot write.

    At each ROLLBACK the driver forgets which statements it has prepared. Every page ends with one, so nothing was ever
    prepared, and the server spent more than half of its time on planning.
    """

    def rollback(self) -> None:
        if self.read_only and self.info.transaction_status is TransactionStatus.INTRANS:
            self.commit()
        else:
            super().rollback()


def install(engine: Engine) -> None:
    """Let no transaction of an engine write that is REPEATABLE READ, as all are that do not take a turn."""

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, arguments: Any, named: Any) -> psycopg.Connection[Any]:
        return _Driver.connect(*arguments, **named)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.read_only = driver.isolation_level is psycopg.IsolationLevel.REPEATABLE_READ
