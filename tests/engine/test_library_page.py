"""The page about the engine as a library is true: its code runs, from top to bottom, as one program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "library.md"


def test_the_code_of_the_page_runs_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = list(re.finditer(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE))
    assert len(blocks) == 8
    names: dict[str, object] = {}
    for block in blocks:
        lines_before = block.string.count("\n", 0, block.start(1))
        exec(compile("\n" * lines_before + block[1], PAGE.name, "exec"), names)  # noqa: S102 - our own page
    assert names["refused"]
