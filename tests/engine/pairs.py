"""The least pair file there is, and what it takes to read or refuse one in a test."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gapcheck.engine.pairfile import parse
from gapcheck.engine.wave import Wave
from gapcheck.faults import Fault, InputFaults
from tests.engine.samples import instrument, ranking, scale, single, text

INSTRUMENT = instrument(
    replace(single(3, "other"), id="Q1", forms=frozenset({"short"})),
    replace(scale(5), id="Q2", forms=frozenset({"short"})),
    replace(ranking(3), id="Q3"),
    replace(text(), id="Q4"),
)


def pair(**changes: Any) -> dict[str, Any]:
    """The least pair file there is, with some keys changed; a key set to None is left out."""
    document = {
        "format": "gapcheck/pair@1",
        "instrument": "sample@1",
        "company": "Sample company",
        "seats": {"cio": {"answers": {}}, "cso": {"answers": {}}},
        **changes,
    }
    return {key: value for key, value in document.items() if value is not None}


def read(document: Any) -> Wave:
    return parse(json.dumps(document).encode(), lambda named: INSTRUMENT)


def refused(document: Any) -> list[Fault]:
    with pytest.raises(InputFaults) as error:
        read(document)
    return list(error.value.faults)


def refused_bytes(data: bytes) -> list[Fault]:
    with pytest.raises(InputFaults) as error:
        parse(data, lambda named: INSTRUMENT)
    return list(error.value.faults)
