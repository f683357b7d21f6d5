"""Reports rendered once for all tests that look at them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from gapcheck.engine.wave import Wave
from gapcheck.report.render import Rendering, render
from tests.report import hostile, waves

Rendered = Callable[..., Rendering]


@pytest.fixture(scope="session")
def rendered() -> Rendered:
    """``rendered("northmoor-full", "facilitator")``: an example or a hostile wave as a PDF, with what was logged."""

    @cache
    def make(name: str, edition: str = "participant", paper: str = "a4") -> Rendering:
        return render(waves.document(wave_called(name), edition, paper))

    return make


def wave_called(name: str) -> Wave:
    made = {
        "longest": hostile.every_type_at_its_longest,
        "payloads": hostile.payloads_everywhere,
        "sixty": hostile.sixty_statements,
    }
    return made[name]() if name in made else waves.example(name)
