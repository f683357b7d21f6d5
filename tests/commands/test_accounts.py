"""Workspaces and accounts from the command line: each refusal is one sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.commands.inside import Run


def stored(tmp_path: Path, query: str) -> list[tuple[object, ...]]:
    engine = create_engine(f"sqlite:///{tmp_path / 'instance' / 'gapcheck.db'}")
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return rows


def test_an_empty_workspace_is_removed_and_its_people_are_kept(ready: Run, tmp_path: Path) -> None:
    assert ready("workspace", "remove", "Halloran").exit_code == 0
    assert ready("workspace", "list").stdout == ""
    assert stored(tmp_path, "SELECT email FROM user") == [("ruth@x.example",)]
    assert stored(tmp_path, "SELECT id FROM member WHERE ended_at IS NULL") == []
    assert stored(tmp_path, "SELECT action FROM audit_event ORDER BY seq")[-1] == ("remove workspace",)
    assert ready("workspace", "add", "Halloran").exit_code == 0
    assert ready("workspace", "remove", "Halloran").exit_code == 0
    gone = ready("workspace", "remove", "Halloran")
    assert gone.exit_code == 2
    assert "there is no workspace" in gone.stderr


@pytest.mark.xdist_group("demo")
def test_a_workspace_with_engagements_stays(with_demo: Run) -> None:
    (name,) = with_demo("workspace", "list").stdout.splitlines()
    refused = with_demo("workspace", "remove", name)
    assert refused.exit_code == 2
    assert "gapcheck erase ENGAGEMENT" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert with_demo("workspace", "list").stdout == f"{name}\n"


def test_a_disabled_account_is_let_in_again_by_adding_it(ready: Run, tmp_path: Path) -> None:
    assert ready("facilitator", "disable", "RUTH@x.example").exit_code == 0
    assert stored(tmp_path, "SELECT active FROM user") == [(0,)]
    ready("facilitator", "add", "ruth@x.example", "--workspace", "Halloran")
    assert stored(tmp_path, "SELECT active FROM user") == [(1,)]


def test_resetting_the_second_factor_ends_the_sign_ins(ready: Run, tmp_path: Path) -> None:
    before = stored(tmp_path, "SELECT fs_uniquifier FROM user")
    assert ready("facilitator", "reset-mfa", "ruth@x.example").exit_code == 0
    assert stored(tmp_path, "SELECT fs_uniquifier FROM user") != before
    assert stored(tmp_path, "SELECT tf_totp_secret, mf_recovery_codes FROM user") == [(None, None)]
    assert ("reset second factor",) in stored(tmp_path, "SELECT action FROM audit_event")


@pytest.mark.parametrize("command", ["disable", "reset-mfa"])
def test_an_address_without_an_account_is_one_sentence(ready: Run, command: str) -> None:
    refused = ready("facilitator", command, "nobody@x.example")
    assert refused.exit_code == 2
    assert refused.stderr == "gapcheck: there is no account 'nobody@x.example'.\n"


def test_a_name_that_no_report_can_carry_is_one_sentence(ready: Run, tmp_path: Path) -> None:
    add = ("facilitator", "add", "ida@x.example", "--workspace", "Halloran", "--name")
    for name in ("Ruth\aHalloran", "Ruth\u202enarollaH", "Ruth\udcff", "R" * 61, " "):
        for command in (("workspace", "add"), add):
            refused = ready(*command, name)
            assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
            assert "a name of at most 60 characters" in refused.stderr
    assert stored(tmp_path, "SELECT name FROM user UNION SELECT name FROM workspace") == [
        ("Halloran",),
        ("ruth@x.example",),
    ]


def test_a_name_of_any_script_is_kept_with_single_blanks(ready: Run, tmp_path: Path) -> None:
    ready("facilitator", "add", "ida@x.example", "--workspace", "Halloran", "--name", " Ida  Łącka\n漢字 ")
    assert ("Ida Łącka 漢字",) in stored(tmp_path, "SELECT name FROM user")
