"""Five steps of closeness, for every answer type alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gapcheck.engine.closeness import Closeness, closeness
from gapcheck.engine.measures import same

TAUS = st.floats(0.05, 1)


def test_on_a_scale_of_five_each_step_of_difference_is_one_step() -> None:
    assert [closeness(1 - apart / 4, 0.75) for apart in range(5)] == list(reversed(Closeness))


def test_on_one_choice_there_are_only_the_ends() -> None:
    assert [closeness(s, 1.0) for s in (0.0, 1.0)] == [Closeness.NOTHING, Closeness.EXACT]


@given(st.floats(0, 1), TAUS)
def test_the_border_is_where_two_answers_count_as_the_same(s: float, tau: float) -> None:
    assert (closeness(s, tau) >= Closeness.SAME) is same(s, tau)


@given(st.floats(0, 1), st.floats(0, 1), TAUS)
def test_a_closer_answer_is_never_a_lower_step(one: float, other: float, tau: float) -> None:
    low, high = sorted((one, other))
    assert closeness(low, tau) <= closeness(high, tau)
