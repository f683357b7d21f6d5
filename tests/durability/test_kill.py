"""An acknowledged answer survives the death of the server; and a driver that says so would notice if it did not."""

from __future__ import annotations

import pytest

from tests.durability.driver import run


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_in_five_kills_under_load() -> None:
    outcome = run(5)
    print(outcome)
    assert outcome.kills == 5
    assert outcome.acknowledged > 100
    assert outcome.lost == set()


@pytest.mark.slow
@pytest.mark.parametrize("sabotage", ["late", "batched"])
def test_the_driver_notices_a_build_that_acknowledges_before_it_commits(sabotage: str) -> None:
    assert run(2, clients=20, sabotage=sabotage).lost


@pytest.mark.soak
def test_no_acknowledged_answer_is_lost_in_a_hundred_kills_under_load() -> None:
    outcomes = [run(5, seed=1000 * number) for number in range(1, 21)]
    for outcome in outcomes:
        print(outcome)
    assert sum(outcome.kills for outcome in outcomes) == 100
    assert sum(outcome.acknowledged for outcome in outcomes) >= 10_000
    assert [outcome.lost for outcome in outcomes if outcome.lost] == []
