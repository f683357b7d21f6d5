"""The smallest example of docs/formats.md runs, and gives what the page says."""

from __future__ import annotations

import re
from pathlib import Path

from gapcheck.engine import compare, pairfile
from tests.repository.rules import ROOT

PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def blocks(language: str, part: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", part, re.MULTILINE | re.DOTALL)


def test_the_smallest_example_gives_the_states_that_the_page_names(tmp_path: Path) -> None:
    (questionnaire,) = blocks("toml", PAGE)
    section = PAGE.split("### The smallest example that runs")[1].split("## Comparison")[0]
    (pair,) = blocks("json", section)
    (tmp_path / "launch-readiness.toml").write_text(questionnaire, encoding="utf-8")
    (tmp_path / "pair.json").write_text(pair, encoding="utf-8")
    found = compare(pairfile.load(tmp_path / "pair.json"))
    states = [item.state.value for item in found.items]
    assert states == ["DIFF_SK", "DIFF_KU"]
    assert re.findall(r"`(DIFF_[A-Z]+)", section) == states
