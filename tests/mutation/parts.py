"""What is mutated, and before which tests: the engine's modules, and those that say who may see what."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gapcheck"
_RBO = () if sys.version_info >= (3, 13) else ("rbo",)  # pyproject.toml says why


@dataclass(frozen=True)
class Part:
    """Modules by their names, the tests that have to notice what happens to them, and the libraries of these tests.

    The libraries are loaded once, before the mutants' processes begin.
    """

    modules: dict[str, Path]
    tests: tuple[str, ...]
    libraries: tuple[str, ...]


ENGINE = Part(
    {
        **{path.stem: path for path in sorted((PACKAGE / "engine").glob("*.py")) if path.stem != "__init__"},
        "answers": PACKAGE / "instruments" / "answers.py",
        "answer_words": PACKAGE / "instruments" / "answer_words.py",
        "faults": PACKAGE / "faults.py",
    },
    (
        *sorted(str(path) for path in (ROOT / "tests" / "engine").glob("test_*.py")),
        "tests/instruments/test_answers.py",
    ),
    ("numpy", *_RBO, "scipy.spatial", "scipy.stats", "sklearn.metrics", "statsmodels.stats.inter_rater"),
)
ACCESS = Part(
    {name: PACKAGE / "services" / f"{name}.py" for name in ("visibility", "links")},
    (
        "tests/services/test_visibility.py",
        "tests/services/test_links.py",
        "tests/promises/test_blind_until_both.py",
        "tests/promises/test_comments_are_shown_only_with_a_tick.py",
        "tests/web/respond/test_two_in_one_browser.py",
    ),
    (
        "flask_limiter",
        "flask_migrate",
        "flask_security",
        "flask_wtf",
        "PIL.Image",
        "sqlalchemy.dialects.sqlite",
        "webauthn",
    ),
)
PARTS = (ENGINE, ACCESS)
MODULES = ENGINE.modules | ACCESS.modules
#: The tests that are about a module, which notice most of what happens to it; ``test_NAME.py`` unless named here.
ABOUT = {
    "answer_words": "test_answers.py",
    "as_json": "test_golden.py",
    "comparison": "test_states.py",
    "faults": "test_answers.py",
    "pairfile": "test_pairfile_faults.py",
    "readings": "test_library_call.py",
    "result": "test_priorities.py",
    "strict_json": "test_pairfile_faults.py",
}
