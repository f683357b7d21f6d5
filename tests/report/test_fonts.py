"""Which scripts a report can show here, asked of the system without the renderer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gapcheck.report import fonts

WHICH = "from gapcheck.report import fonts; print(*(script.package for script in fonts.missing()))"


def test_every_script_of_the_report_has_a_font_where_the_tests_run() -> None:
    assert fonts.missing() == ()


def test_a_system_without_fonts_is_told_the_package_of_each_script(tmp_path: Path) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text(f"<?xml version='1.0'?><fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    bare = {**os.environ, "FONTCONFIG_FILE": str(nothing)}
    said = subprocess.run([sys.executable, "-c", WHICH], env=bare, capture_output=True, text=True, check=True).stdout
    assert said.split() == [script.package for script in fonts.SCRIPTS]


def test_without_fontconfig_every_script_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_fontconfig", lambda: None)
    assert fonts.missing() == fonts.SCRIPTS


def test_asking_imports_no_renderer() -> None:
    program = f"{WHICH}; import sys; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0
