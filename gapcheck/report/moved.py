"""The page of a second wave and later: what moved since the wave before, and what became of the commitments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gapcheck.charts import Mark, ghosts
from gapcheck.engine import compare
from gapcheck.engine import sentences as say
from gapcheck.engine.movement import movement
from gapcheck.engine.result import Movement
from gapcheck.engine.sentences import Finding, ItemFacts, Pair
from gapcheck.engine.wave import Wave
from gapcheck.faults import InputFaults
from gapcheck.report.back_matter import decided
from gapcheck.report.back_pages import Decided
from gapcheck.report.gathered import Gathered
from gapcheck.report.pictures import CARD_WIDTH, RowPicture, axis_of, row_picture
from gapcheck.vocabulary import ItemType, State

#: A table has room for so many states side by side; more are told line by line. A cell names so many questions.
MOST_COLUMNS, MOST_NUMBERS = 7, 8


@dataclass(frozen=True, slots=True)
class Cell:
    """How many questions went from one state to another; ``numbers`` is empty where they are too many to name."""

    count: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The questions that were in one state last time. A cell is None where none of them went there."""

    state: str
    cells: tuple[Cell | None, ...]
    unchanged: int | None


@dataclass(frozen=True, slots=True)
class StateTable:
    """States last time as rows, states now as columns. ``wide`` where the columns are too many to stand side by side.

    ``unchanged`` of a row is the place of the column of the same state, None where no question is in it now.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def wide(self) -> bool:
        """True where the states of now are told line by line."""
        return len(self.columns) > MOST_COLUMNS


@dataclass(frozen=True, slots=True)
class MovedPicture:
    """The dumbbell of now with the marks of last time behind it."""

    now: RowPicture
    before: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class MovedItem:
    """One question in two waves."""

    number: int
    short: str
    sentence: str
    answered: str
    picture: MovedPicture | None


@dataclass(frozen=True, slots=True)
class MovedList:
    """The questions that moved in one way, and what that way is called."""

    title: str
    items: tuple[MovedItem, ...]


@dataclass(frozen=True, slots=True)
class MovedPage:
    """What moved since wave ``since``. Without a table and lists where the people are not the same."""

    since: int
    finding: Finding
    table: StateTable | None
    lists: tuple[MovedList, ...]
    commitments: tuple[Decided, ...]


def moved_page(gathered: Gathered, previous: Wave | None) -> MovedPage | None:
    """The page; None for a first wave. Raises InputFaults for waves that cannot be set side by side."""
    if previous is None:
        return None
    pair = gathered.comparison.pair
    try:
        found = movement(previous, gathered.wave, pair)
    except InputFaults as refused:
        return _new_start(gathered, previous, refused)
    before = Pair(previous, compare(previous, pair))
    return MovedPage(
        since=previous.number,
        finding=say.movement_title(found),
        table=_table(gathered, before, found) if found.of else None,
        lists=_lists(gathered, before, found),
        commitments=decided(previous),
    )


def _new_start(gathered: Gathered, previous: Wave, refused: InputFaults) -> MovedPage:
    """The page where a person has changed and nothing else has. Raises the refusal where anything else differs."""
    seats = {f"seats.{role}.name": role for role in gathered.comparison.pair}
    changed = [seats.get(fault.place) for fault in refused.faults]
    if None in changed:
        raise refused
    titles = [gathered.wave.instrument.role(role).title for role in changed if role]
    return MovedPage(previous.number, say.new_start_title(titles, previous.number), None, (), ())


def _table(gathered: Gathered, before: Pair, found: Movement) -> StateTable:
    went = Counter[tuple[State, State]]()
    numbers: dict[tuple[State, State], list[int]] = {}
    for facts in gathered.closed:
        old = before.facts(facts.item.id).found
        if facts.found.comparable and old.comparable:
            went[old.state, facts.found.state] += 1
            numbers.setdefault((old.state, facts.found.state), []).append(gathered.number[facts.item.id])
    columns = [state for state in State if any(now == state for _, now in went)]

    def cell(old: State, now: State) -> Cell | None:
        those = tuple(numbers.get((old, now), ()))
        return Cell(len(those), those if len(those) <= MOST_NUMBERS else ()) if those else None

    return StateTable(
        tuple(say.state_name(state, gathered.pair.titles) for state in columns),
        tuple(
            Row(
                say.state_name(old, gathered.pair.titles),
                tuple(cell(old, now) for now in columns),
                columns.index(old) if old in columns else None,
            )
            for old in found.table
        ),
    )


def _lists(gathered: Gathered, before: Pair, found: Movement) -> tuple[MovedList, ...]:
    lists = (
        ("Became known", found.became_known),
        ("Became shared", found.became_shared),
        ("Newly different", found.newly_different),
        ("Unchanged and open", found.unchanged_open),
    )
    return tuple(MovedList(title, tuple(_items(gathered, before, ids))) for title, ids in lists if ids)


def _items(gathered: Gathered, before: Pair, ids: Iterable[str]) -> Iterable[MovedItem]:
    for item_id in ids:
        then, now = before.facts(item_id), gathered.pair.facts(item_id)
        yield MovedItem(
            number=gathered.number[item_id],
            short=now.item.short,
            sentence=say.moved_sentence(then, now),
            answered=say.answered(now),
            picture=_picture(then, now),
        )


def _picture(then: ItemFacts, now: ItemFacts) -> MovedPicture | None:
    """Ordered answers on one axis; other answers have no place that could move."""
    if now.item.type not in (ItemType.SCALE, ItemType.NUMBER):
        return None
    shown, earlier = row_picture(now, CARD_WIDTH), row_picture(then, CARD_WIDTH)
    return MovedPicture(shown, ghosts(earlier.four, shown.four, axis_of(now.item), CARD_WIDTH))
