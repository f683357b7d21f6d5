"""``gapcheck instrument`` shows, lists and checks questionnaires; its exit codes are those of the formats page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gapcheck.commands.instrument import instrument
from gapcheck.instruments.loader import SHIPPED
from tests.instruments.samples import SMALL


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAPCHECK_INSTANCE", str(tmp_path))
    (tmp_path / "instruments").mkdir()
    return tmp_path


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(instrument, [str(argument) for argument in arguments])


def test_list_names_the_shipped_and_the_own(instance: Path) -> None:
    (instance / "instruments" / "mine.toml").write_text(SMALL)
    done = _run("list")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == ["cio-cso-partnership@1  CIO and CSO partnership", "small@1  Small"]


def test_list_says_which_file_is_not_readable(instance: Path) -> None:
    (instance / "instruments" / "broken.toml").write_text("id =")
    done = _run("list")
    assert "broken.toml is not readable; 'gapcheck instrument check' says why" in done.stderr


def test_show_prints_each_item_with_its_answers(instance: Path) -> None:
    done = _run("show", "cio-cso-partnership")
    assert done.exit_code == 0
    assert "  CC3 · top 3 of 8 · short" in done.stdout
    assert "  CC1 · scale, falling · short" in done.stdout
    assert "  PS4 · number 0 to 100 %" in done.stdout
    assert "      misconfigured: Existing technology is misconfigured" in done.stdout


def test_show_refuses_what_there_is_not(instance: Path) -> None:
    done = _run("show", "nothing@1")
    assert done.exit_code == 2
    assert "There are: cio-cso-partnership@1." in done.stderr


def test_check_says_what_is_in_a_sound_file(tmp_path: Path) -> None:
    done = _run("check", SHIPPED / "cio-cso-partnership.v1.toml")
    assert done.exit_code == 0
    assert "cio-cso-partnership@1 has no faults: 10 themes; items per form: full 30, short 19." in done.stdout
    (tmp_path / "small.toml").write_text(SMALL)
    assert "small@1 has no faults: one theme; items per form: full " in _run("check", tmp_path / "small.toml").stdout


def test_check_prints_every_fault_and_exits_with_1(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(SMALL.replace("pick = 2", "pick = 9").replace("version = 1", "version = 0"))
    done = _run("check", path)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "bad.toml theme[1].item[3] A3 pick: Give 'pick' a whole number from 1 to 3.",
        "bad.toml version: Give 'version' a whole number of 1 or more.",
    ]
    assert done.stdout == ""


def test_check_of_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert _run("check", tmp_path / "none.toml").exit_code == 2


def test_schema_is_json() -> None:
    done = _run("schema")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["title"] == "QuestionnaireTable"
