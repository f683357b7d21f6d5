"""``gapcheck report``: a PDF from a pair file, whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from gapcheck import paths
from tests.commands.conftest import Shell
from tests.commands.inside import Run
from tests.instances import STAND_IN_PDF

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SHORT = str(EXAMPLES / "halden-short.json")

pytestmark = pytest.mark.slow


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that is made at once, where the test is about its place and not about what is in it."""
    monkeypatch.setattr("gapcheck.commands.report.render_pdf", lambda _material: STAND_IN_PDF)


def test_it_writes_a_pdf_and_says_nothing(shell: Shell, tmp_path: Path) -> None:
    # In a process of its own: here, a server that a browser has just left may still say something.
    done = shell("report", SHORT, "-o", "out.pdf", "--edition", "facilitator", "--paper", "letter")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.pdf"]


def test_it_replaces_a_report_that_is_there(run: Run, drawn: None, tmp_path: Path) -> None:
    (tmp_path / "out.pdf").write_text("the old one")
    assert run("report", SHORT, "-o", "out.pdf").exit_code == 0
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")


def test_a_name_that_ends_in_html_gets_the_same_report_as_one_web_page(run: Run, tmp_path: Path) -> None:
    done = run("report", SHORT, "-o", "out.html", "--edition", "facilitator")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    page = (tmp_path / "out.html").read_text()
    assert page.startswith("<!doctype html>")
    assert "For the facilitator" in page


def test_fonts_that_were_not_made_are_said_with_what_to_do(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(paths, "FONTS", tmp_path / "not made")
    done = run("report", SHORT, "-o", "out.pdf")
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.endswith("Make them with: python -m gapcheck.report.cuts")
    assert not (tmp_path / "out.pdf").exists()


def test_bad_input_is_every_fault_on_stderr_and_no_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(
        '{"format": "gapcheck/pair@1", "instrument": "cio-cso-partnership@1", "company": 7, "seats": {}}'
    )
    done = run("report", "bad.json", "-o", "out.pdf")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) > 1
    assert all(line.startswith("gapcheck: bad.json") for line in done.stderr.splitlines())
    assert not (tmp_path / "out.pdf").exists()


def test_more_than_two_seats_need_a_pair(run: Run, tmp_path: Path) -> None:
    three = str(EXAMPLES / "three-roles.json")
    refused = run("report", three, "-o", "out.pdf")
    assert refused.exit_code == 2
    assert "pair" in refused.stderr
    assert run("report", three, "--pair", "cfo,cio", "-o", "out.pdf").exit_code == 0
    assert (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    "options",
    [["--edition", "board"], ["--paper", "a5"], ["--pair", "cio"], []],
    ids=["edition", "paper", "pair", "no output"],
)
def test_wrong_usage_ends_with_two(run: Run, options: list[str]) -> None:
    output = ["-o", "out.pdf"] if options else []
    assert run("report", SHORT, *output, *options).exit_code == 2


def test_a_place_that_cannot_be_written_is_one_clear_sentence(run: Run, drawn: None) -> None:
    done = run("report", SHORT, "-o", "nowhere/out.pdf")
    assert done.exit_code == 2
    assert done.stderr == "gapcheck: nowhere/out.pdf: The report cannot be written: No such file or directory.\n"


def test_the_pair_file_itself_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pair.json").write_bytes(Path(SHORT).read_bytes())
    os.link(tmp_path / "pair.json", tmp_path / "same.json")
    for name in ("pair.json", "same.json"):
        done = run("report", "pair.json", "-o", name)
        assert done.exit_code == 2
        assert "This is the pair file itself." in done.stderr
    assert (tmp_path / "pair.json").read_bytes() == Path(SHORT).read_bytes()


def test_a_report_of_private_answers_is_its_owners_alone(run: Run, drawn: None, tmp_path: Path) -> None:
    run("report", SHORT, "-o", "out.pdf")
    assert stat.S_IMODE((tmp_path / "out.pdf").stat().st_mode) == 0o600


def test_the_wave_before_adds_what_moved(run: Run, tmp_path: Path) -> None:
    first, second = (str(EXAMPLES / f"northmoor-full{name}.json") for name in ("", "-2"))
    assert run("report", second, "--previous", first, "-o", "out.pdf").exit_code == 0
    assert (tmp_path / "out.pdf").exists()


def test_a_wave_before_that_is_not_of_the_same_pair_is_refused_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    done = run("report", SHORT, "--previous", str(EXAMPLES / "northmoor-full.json"), "-o", "out.pdf")
    assert done.exit_code == 2
    assert "halden-short.json: company: The companies differ" in done.stderr
    assert not (tmp_path / "out.pdf").exists()


def test_the_file_of_the_wave_before_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "first.json").write_bytes((EXAMPLES / "northmoor-full.json").read_bytes())
    done = run("report", str(EXAMPLES / "northmoor-full-2.json"), "--previous", "first.json", "-o", "first.json")
    assert done.exit_code == 2
    assert "This is the pair file itself." in done.stderr
