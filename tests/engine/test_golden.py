"""The examples give exactly their golden files, whose numbers come from the oracle and not from the engine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gapcheck import __version__
from gapcheck.engine import compare, comparisons
from gapcheck.engine.as_json import to_json
from gapcheck.engine.detail import mean_similarities
from gapcheck.engine.movement import movement
from gapcheck.engine.pairfile import load
from gapcheck.engine.result import Comparison
from tests.engine import oracle, oracle_states

golden_files = pytest.mark.parametrize("name", oracle.GOLDEN)


def golden(name: str) -> Any:
    """A golden file, which says nothing about the version of the engine."""
    return unversioned(json.loads((oracle.EXAMPLES / name).read_text("utf-8")))


def unversioned(document: dict[str, Any]) -> dict[str, Any]:
    for each in document.get("comparisons", [document]):
        each.pop("engine", None)
    return document


def in_order(document: Any) -> Any:
    """The same with objects as lists of pairs, so that the order of keys counts too."""
    if isinstance(document, dict):
        return [(key, in_order(value)) for key, value in document.items()]
    return [in_order(each) for each in document] if isinstance(document, list) else document


@golden_files
def test_a_golden_file_is_what_the_oracle_says(name: str) -> None:
    assert unversioned(oracle.expected(name)) == golden(name)


@golden_files
def test_the_engine_gives_the_golden_file_to_the_last_digit(name: str) -> None:
    waves = [load(oracle.EXAMPLES / file) for file in oracle.GOLDEN[name]]
    if len(waves) == 2:
        result = to_json(movement(waves[0], waves[1]))
    else:
        found = comparisons(waves[0])
        result = to_json(found[0] if len(found) == 1 else found)
    assert in_order(unversioned(json.loads(json.dumps(result)))) == in_order(golden(name))


def test_a_comparison_names_the_version_of_the_engine() -> None:
    assert compare(load(oracle.EXAMPLES / "golden-pair.json")).engine == __version__


# --- the worked example of the method, number by number ---------------------------------------------------------------


@pytest.fixture(scope="module")
def worked() -> Comparison:
    return compare(load(oracle.EXAMPLES / "golden-pair.json"))


@pytest.mark.parametrize(
    ("item_id", "agreement", "ua", "ub", "pa", "pb", "state", "flagged"),
    [
        ("Q1", 0, 0, 0, 1, 1, "DIFF_SS", ""),
        ("Q2", 0.5, 0.5, 0.75, 1, 0.75, "DIFF_SK", "B"),
        ("Q3", 0.5, 0.75, 0.666667, 0.4, 0.666667, "ALIGNED_AWARE", "A"),
        ("Q4", 0.7, 0.8, 1, 0.9, 0.7, "DIFF_KK", "A"),
        ("Q5", 0.388889, 0.833333, 0.833333, 0.555556, 0.222222, "DIFF_KK", "A"),
        ("Q6", 0.8, 0.9, 0.95, 0.9, 0.75, "ALIGNED_AWARE", "B"),
        ("Q7", 0.6, 0.9, 0.8, 0.7, 0.8, "DIFF_KM", ""),
        ("Q8", None, None, 1, 0.75, None, "NO_POSITION", ""),
    ],
)
def test_the_worked_example_row_by_row(
    worked: Comparison,
    item_id: str,
    agreement: float | None,
    ua: float | None,
    ub: float | None,
    pa: float | None,
    pb: float | None,
    state: str,
    flagged: str,
) -> None:
    item = worked.item(item_id)
    found = (item.agreement, *item.understanding, *item.assumed)
    assert [None if each is None else round(each, 6) for each in found] == [agreement, ua, ub, pa, pb]
    assert item.state.value == state
    assert (item.borderline.a is True, item.borderline.b is True) == (flagged == "A", flagged == "B")


def test_the_worked_examples_totals(worked: Comparison) -> None:
    counts = worked.indices
    assert (counts.comparable, counts.of) == (7, 8)
    assert (counts.same_view, *counts.predicts, *counts.expected_same) == (2, 5, 5, 5, 3)
    assert tuple(counts.insight) == (3, 3)
    assert counts.luck == pytest.approx(1.607191, abs=5e-7)  # 1.607192 where rounded terms are added
    assert counts.luck_reach == 4


def test_the_worked_examples_means(worked: Comparison) -> None:
    means = mean_similarities(worked.items)
    assert means is not None
    found = (means.agreement, *means.understanding, *means.assumed)
    assert [round(each, 6) for each in found] == [0.498413, 0.669048, 0.714286, 0.779365, 0.698413]


# --- the full example, planned by hand before it was computed ---------------------------------------------------------

#: Every family, every state of two guesses, five borderline items, and one item of each kind without a comparison.
#: The reasoning, item by item: a is the CIO's view, b the CSO's, g what the CIO expects of the CSO, h the mirror.
PLANNED = {
    "SV1": "ALIGNED_AWARE",  # 4 and 5 are one step apart; both guesses are exact
    "SV2": "DIFF_MK",  # operations / trust; the CIO expects legal, the CSO is right
    "SV3": "ALIGNED_A_UNAWARE",  # operations twice; the CIO expects cost
    "SV4": "DIFF_SK *",  # 4 and 2; the CIO expects 4, the CSO 3, one step from both views
    "PS1": "ALIGNED_AWARE *",  # 2 of 4 in common; the guess has 3 of 4 of b but 2 of 5 of a
    "PS2": "DIFF_SS",  # 2 and 4 of 6, two steps; both expect their own
    "PS3": "ALIGNED_A_UNAWARE *",  # 3 and 4; the CIO expects 2: near the own view, not near b
    "PS4": "DIFF_KM",  # 30 and 70; 60 is within 15 of 70, 50 is within 15 of neither
    "CC1": "ALIGNED_AWARE",  # 3 and 4 of 6, on either side of the middle
    "CC2": "DIFF_KK *",  # 2 and 4; the CIO expects 3, one step from both
    "CC3": "DIFF_KK *",  # average overlap 7/18; guess 5/6 of b and 5/9 of a
    "CC4": "DIFF_SK",  # 5 and 2; the CIO expects 4, the CSO 4
    "GR1": "DIFF_SS",  # each expects the own answer
    "GR2": "DIFF_MS",  # the CIO expects a third answer, the CSO the own
    "GR3": "HIDDEN_AGREEMENT",  # one exchange apart; both expect nearly the reverse
    "LB1": "DIFF_MM",  # both expect a third answer; "other" once is an answer
    "LB2": "DIFF_KS",  # 2 and 4; the CIO is exact, the CSO expects 4
    "BR1": "DIFF_SM",  # nothing in common; the CIO expects 2 of 3 of the own, the CSO neither
    "BR2": "ALIGNED_B_UNAWARE",  # both: the two together; the CSO expects CSO
    "BR3": "NO_POSITION",  # the CSO has no firm view
    "BR4": "ALIGNED_AWARE *",  # 60 and 50; the CIO expects 40: within 15 of 50, not of 60
    "BI1": "ALIGNED_AWARE *",  # 20 points apart; the CSO's guess lies 25 from the own spread
    "BI2": "DIFF_UK",  # 3 and 1; the CIO cannot say
    "BI3": "DIFF_KK",
    "AR1": "DIFF_KK",
    "AR2": "NOT_COMPARABLE",  # does not apply to the CSO
    "AR3": "HIDDEN_AGREEMENT",  # 4 twice; both expect 2
    "BS1": "ALIGNED_A_UNAWARE",  # 3 twice; the CIO expects 5 of 7
    "BS2": "ALIGNED_AWARE",  # 5 and 6 of 7
    "OF1": "NOT_COMPARABLE",  # text
}


def test_the_full_example_holds_every_state_that_was_planned() -> None:
    found = compare(load(oracle.EXAMPLES / "northmoor-full.json"))
    assert {item.id: f"{item.state.value}{' *' * item.is_borderline}" for item in found.items} == PLANNED
    assert {state.removesuffix(" *") for state in PLANNED.values()} >= set(oracle_states.STATES.values())


def test_the_full_examples_counts_are_those_of_its_plan() -> None:
    """12 aligned of 26. The CIO: 6 + 1 (BR2) aligned and known, KK 4, KM, KS. The CSO: 6 + 3, KK 4, 2 SK, MK."""
    counts = compare(load(oracle.EXAMPLES / "northmoor-full.json")).indices
    assert (counts.comparable, counts.of, counts.same_view) == (26, 29, 12)
    assert tuple(counts.predicts) == (13, 16)
    assert tuple(counts.insight) == (1, 4)
    assert tuple(counts.declined) == (1, 0)
    assert counts.reported


def test_the_short_example_has_too_few_answers_to_report() -> None:
    counts = compare(load(oracle.EXAMPLES / "halden-short.json")).indices
    assert (counts.comparable, counts.of, counts.reported) == (3, 18, False)
    assert tuple(counts.declined) == (7, 5)
