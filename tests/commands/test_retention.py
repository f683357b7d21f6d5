"""``gapcheck retention`` and ``gapcheck erase``: they say what goes, ask, and print what went."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.inside import Run

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


@pytest.fixture
def engagement(with_demo: Run, tmp_path: Path) -> str:
    """The open sample company, due to go today."""
    with closing(sqlite3.connect(tmp_path / "instance" / "gapcheck.db")) as database, database:
        found = "SELECT e.id FROM engagement e JOIN company c ON c.id = e.company_id WHERE c.name = 'Brightwater Foods'"
        (engagement_id,) = database.execute(found).fetchone()
        database.execute("UPDATE engagement SET delete_on = date('now') WHERE id = ?", (engagement_id,))
    return str(engagement_id)


def test_the_preview_changes_nothing_and_the_daily_run_erases(run: Run, engagement: str) -> None:
    for _ in range(2):
        assert engagement in run("retention", "--preview").stdout
    assert run("retention").stdout == "Everything that was due is erased.\n"
    assert run("retention", "--preview").stdout == "Nothing goes within 30 days.\n"
    assert run("retention").stdout == "Nothing is due.\n"


def test_erasing_asks_first_and_prints_what_went(run: Run, engagement: str) -> None:
    asked = run("erase", engagement)
    assert asked.exit_code == 2
    assert "Erase Brightwater Foods (Sample workspace) for ever?" in asked.stdout
    assert engagement in run("retention", "--preview").stdout
    erased = run("erase", engagement, "--yes")
    assert erased.exit_code == 0
    assert re.search(r"^ +2 +seat$", erased.stdout, re.M)
    unknown = run("erase", engagement, "--yes")
    assert unknown.exit_code == 2
    assert "there is no engagement" in unknown.stderr
