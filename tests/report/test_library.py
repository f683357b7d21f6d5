"""Whether a PDF can be made here is found out without importing the renderer, and said with the command that helps."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gapcheck import paths
from gapcheck.engine import compare
from gapcheck.report import Cause, Material, ReportFailed, available, library, render_pdf
from tests.report.waves import likert


def test_it_is_available_where_the_tests_run() -> None:
    assert available() is None


def test_a_library_that_loads_by_its_name_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """To look for one may start a linker and a compiler."""
    monkeypatch.setattr(library.ctypes.util, "find_library", lambda name: pytest.fail(f"{name} was looked for"))
    if sys.platform == "linux":
        assert available() is None


@pytest.mark.parametrize(
    ("system", "release", "command"),
    [
        (
            "linux",
            {"ID": "debian"},
            "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ),
        ("linux", {"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "sudo dnf install pango harfbuzz"),
        ("darwin", {}, "brew install pango"),
    ],
)
def test_what_is_missing_is_named_with_the_exact_command(
    monkeypatch: pytest.MonkeyPatch, system: str, release: dict[str, str], command: str
) -> None:
    monkeypatch.setattr(library, "_loads", lambda name: "harfbuzz" not in name)
    monkeypatch.setattr(library.sys, "platform", system)
    monkeypatch.setattr(library.platform, "freedesktop_os_release", lambda: release)
    assert available() == f"A PDF needs the system libraries harfbuzz-subset. Install them with: {command}"


@pytest.mark.parametrize("here", [0, len(library.OWN_FONTS) - 1], ids=["none is there", "one is missing"])
def test_fonts_that_were_not_made_are_named_with_the_command_that_makes_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, here: int
) -> None:
    monkeypatch.setattr(paths, "FONTS", tmp_path)
    for name in library.OWN_FONTS[:here]:
        library.font_file(name).touch()
    assert available() == "A PDF needs the report's own fonts. Make them with: python -m gapcheck.report.cuts"


def test_a_report_that_cannot_be_made_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "_loads", lambda _: False)
    wave = likert([(4, 2, 4, 2)])
    with pytest.raises(ReportFailed, match="Install them with:") as failed:
        render_pdf(Material(wave, compare(wave)))
    assert failed.value.cause is Cause.NOT_INSTALLED


def test_a_library_that_does_not_exist_does_not_load() -> None:
    assert not library._loads("libnothing-of-the-kind.so.0")
    assert library._loads("libpango-1.0.so.0")
