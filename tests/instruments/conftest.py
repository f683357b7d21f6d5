from __future__ import annotations

from collections.abc import Callable

import pytest

from gapcheck.faults import InputFaults
from gapcheck.instruments.loader import find, loads
from gapcheck.instruments.model import Instrument


@pytest.fixture(scope="session")
def shipped_instrument() -> Instrument:
    return find("cio-cso-partnership@1")


@pytest.fixture
def faults_of() -> Callable[[str | bytes], list[str]]:
    """Every fault of a questionnaire text as printed, or an empty list."""

    def faults(text: str | bytes) -> list[str]:
        try:
            loads(text)
        except InputFaults as found:
            return [str(fault) for fault in found.faults]
        return []

    return faults
