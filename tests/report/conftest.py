"""Reports rendered once for all tests that look at them, whichever worker runs them."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from gapcheck.engine.wave import Wave
from gapcheck.report.render import render
from tests.report import hostile, waves
from tests.report.printed import Printed

Rendered = Callable[..., Printed]

#: Every hostile wave and the examples as the two respondents get them, and one example in the other editions.
LOOKED_AT = [
    ("northmoor-full", "participant", "a4"),
    ("northmoor-full", "facilitator", "letter"),
    ("halden-short", "facilitator", "a4"),
    ("nothing", "facilitator", "a4"),
    *((name, "participant", "a4") for name in hostile.WAVES),
]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """``rendered("northmoor-full", "facilitator")``: an example or a hostile wave as a PDF, with what was logged."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "rendered"
    folder.mkdir(exist_ok=True)

    @cache
    def make(name: str, edition: str = "participant", paper: str = "a4") -> Printed:
        path = folder / f"{name}-{edition}-{paper}.pdf"
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may be at it
            if not path.exists():
                _render(path, name, edition, paper)
        return Printed(path, tuple(json.loads(_logged(path).read_text())))

    return make


def _render(path: Path, name: str, edition: str, paper: str) -> None:
    made = render(waves.document(wave_called(name), edition, paper))
    _logged(path).write_text(json.dumps(made.complaints))
    path.write_bytes(made.pdf)


def _logged(path: Path) -> Path:
    return path.with_suffix(".json")


@pytest.fixture(scope="module", params=LOOKED_AT, ids="-".join)
def looked_at(request: pytest.FixtureRequest, rendered: Rendered) -> Printed:
    return rendered(*request.param)


def wave_called(name: str) -> Wave:
    return hostile.WAVES[name]() if name in hostile.WAVES else waves.example(name)
