"""A pair whose answers are of four kinds, and its workshop."""

from __future__ import annotations

import pytest

from tests.acting import Pair
from tests.holding import FOUR_KINDS, Workshop


@pytest.fixture
def answered(pair: Pair) -> Pair:
    """Both have submitted; nothing is released, and no report is made."""
    for role, values in FOUR_KINDS.items():
        pair.submits(role, values)
    return pair


@pytest.fixture
def workshop(answered: Pair) -> Workshop:
    """A workshop that is prepared."""
    return Workshop.of(answered)


@pytest.fixture
def opened(workshop: Workshop) -> Workshop:
    """A workshop that has started: released in the room."""
    return workshop.starts()
