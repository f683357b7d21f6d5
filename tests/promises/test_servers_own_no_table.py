"""On PostgreSQL the servers' role may work and no more, as docs/postgresql.md sets it up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from gapcheck import config
from gapcheck.services import audit, retention, schema
from gapcheck.services.reports import downloads
from gapcheck.services.transaction import writing
from tests.acting import Browser, make_facilitator, make_pair
from tests.instances import put_stand_ins, running, settings_at
from tests.postgres import Server

pytestmark = pytest.mark.postgresql_only

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "postgresql.md"


@pytest.fixture
def as_worker(
    settings: config.Settings, postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application under the role that the guide makes for servers."""
    grants = next(
        block for block in re.findall(r"```sql\n(.*?)```", GUIDE.read_text("utf-8"), re.S) if "GRANT" in block
    )
    postgres.execute(grants, settings.database_url)
    put_stand_ins(monkeypatch)
    with running(settings_at(tmp_path, settings.database_url.replace("//gapcheck@", "//gapcheck_web@"))) as app:
        yield app
    postgres.execute("DROP OWNED BY gapcheck_web", settings.database_url)
    postgres.execute("DROP ROLE gapcheck_web")


def test_everything_from_the_first_page_to_the_erasure_works(as_worker: Flask) -> None:
    facilitator = make_facilitator()
    pair = make_pair(facilitator)
    pair.both_submit()
    pair.renders()
    pair.releases()
    assert Browser(as_worker).signs_in(facilitator).status_code == 200
    assert downloads.download_released(pair.respondent("cio")).content
    pair.retracts()
    assert retention.erase(pair.engagement_id).total > 10
    assert audit.verify() == []
    schema.require_current()


def test_it_cannot_reach_what_keeps_the_trail_whole(as_worker: Flask) -> None:
    for statement in (
        "ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only",
        "UPDATE audit_event SET action = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "DROP TABLE answer",
        "UPDATE alembic_version SET version_num = 'x'",
    ):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), writing() as session:
            session.execute(text(statement))
