"""Alembic's environment: the application's own engine and models, batch mode for SQLite.

All steps of an upgrade are one transaction, and one process at a time upgrades: whatever ends it half-way, a database
has its old schema or its new one. A step that rebuilds a table may rely on foreign keys being off until the end.
"""

from alembic import context
from sqlalchemy import Connection

from gapcheck.extensions import db
from gapcheck.models import Base, opening


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")
_given = context.config.attributes.get("connection")
if _given is not None:
    _migrate(_given)
else:
    with opening.migrating(db.engine) as _own:
        _migrate(_own)
