"""What docs/questionnaire.md shows of the checker is what the checker says."""

from __future__ import annotations

import re

import pytest

from gapcheck.faults import InputFaults
from gapcheck.instruments.loader import SHIPPED, loads
from tests.repository.rules import ROOT

PAGE = (ROOT / "docs" / "questionnaire.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^ +(my-questions\.toml .*)$", PAGE, re.MULTILINE)


def test_the_faults_that_are_shown_are_those_that_the_checker_names() -> None:
    text = (SHIPPED / "cio-cso-partnership.v1.toml").read_text(encoding="utf-8")
    broken = text.replace('{ id = "underinvested", text', '{ id = "under invested", text').replace(
        "pick = 3", "pick = 9"
    )
    with pytest.raises(InputFaults) as found:
        loads(broken, "my-questions.toml")
    assert len(SHOWN) == 2
    assert set(SHOWN) <= set(map(str, found.value.faults))
