"""Alembic's environment: the application's own engine and models, batch mode for SQLite."""

from alembic import context

from gapcheck.extensions import db
from gapcheck.models import Base


def _online() -> None:
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")
_online()
