"""A refused input always says what is at fault."""

from __future__ import annotations

import pytest

from gapcheck.faults import InputFaults


def test_nothing_is_refused_without_a_fault() -> None:
    with pytest.raises(ValueError, match="at least one"):
        InputFaults([])
