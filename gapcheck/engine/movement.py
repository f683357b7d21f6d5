"""What moved between two waves of the same pair: compared only where nothing but the answers can have changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gapcheck.engine.comparison import compare
from gapcheck.engine.result import Comparison, ItemComparison, Movement
from gapcheck.engine.wave import Wave
from gapcheck.faults import Fault, InputFaults, shown
from gapcheck.vocabulary import Family, State

_DIFFERENCES = (Family.OPEN_DIFFERENCE, Family.HIDDEN_DIFFERENCE)
_BECAME_KNOWN = (
    (Family.HIDDEN_AGREEMENT, Family.SHARED_GROUND),
    (Family.HIDDEN_DIFFERENCE, Family.OPEN_DIFFERENCE),
)


def movement(first: Wave, second: Wave, pair: tuple[str, str] | None = None) -> Movement:
    """Compare two waves of one pair, over the items comparable in both.

    Raises InputFaults for a fault of either wave, and where a difference could come from something other than the
    answers: another company, instrument, version, wording, pair or person, or waves in the wrong order.
    """
    before, after = compare(first, pair), compare(second, pair)
    faults = list(_what_differs(first, second, before, after))
    if faults:
        raise InputFaults(faults)
    later = {item.id: item for item in after.items if item.comparable}
    both = [(item, later[item.id]) for item in before.items if item.comparable and item.id in later]
    return Movement(
        first=first.number,
        second=second.number,
        pair=before.pair,
        of=len(both),
        table=_table(both),
        became_known=tuple(old.id for old, new in both if (old.family, new.family) in _BECAME_KNOWN),
        became_shared=tuple(old.id for old, new in both if new.match.agreement and not old.match.agreement),
        newly_different=tuple(old.id for old, new in both if old.match.agreement and not new.match.agreement),
        unchanged_open=tuple(old.id for old, new in both if old.family is new.family and old.family in _DIFFERENCES),
    )


def _table(both: list[tuple[ItemComparison, ItemComparison]]) -> dict[State, dict[State, int]]:
    """Rows: the state before. Columns: the state after. In the order of the states, without the empty ones."""
    counts = Counter((old.state, new.state) for old, new in both)
    rows = {before: {after: counts[before, after] for after in State if counts[before, after]} for before in State}
    return {before: row for before, row in rows.items() if row}


def _what_differs(first: Wave, second: Wave, before: Comparison, after: Comparison) -> Iterator[Fault]:
    if before.instrument != after.instrument:
        yield Fault(
            "instrument",
            f"The waves asked different questionnaires, {before.instrument} and {after.instrument}. "
            "Only answers to the same version can be set side by side.",
        )
        return
    if before.pair != after.pair:
        yield Fault("seats", f"The pairs differ: {' and '.join(before.pair)}, then {' and '.join(after.pair)}.")
        return
    if first.company != second.company:
        companies = f"{shown(first.company)}, then {shown(second.company)}"
        yield Fault("company", f"The companies differ: {companies}. Give two waves of one company.")
    if second.number < first.number:
        yield Fault("wave", f"Wave {first.number} comes after wave {second.number}. Give the earlier wave first.")
    yield from _changed_people(first, second, before.pair)
    yield from _changed_wording(first, second)


def _changed_people(first: Wave, second: Wave, pair: tuple[str, str]) -> Iterator[Fault]:
    for role in pair:
        old, new = first.seat(role).name, second.seat(role).name
        if old and new and old != new:
            people = f"The person changed from {shown(old)} to {shown(new)}."
            yield Fault(f"seats.{role}.name", f"{people} The second wave is a new start and has no movement.")


def _changed_wording(first: Wave, second: Wave) -> Iterator[Fault]:
    asked_again = {item.id: item for item in second.items}
    for item in first.items:
        if asked_again.get(item.id, item) != item:
            message = "The item is not the same in both waves. Its wording, its options or its threshold differ."
            yield Fault(f"items.{item.id}", message)
