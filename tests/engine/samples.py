"""Small instruments, waves and random answers for the engine's tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from gapcheck.engine.comparison import compare_item
from gapcheck.engine.result import ItemComparison
from gapcheck.engine.wave import Seat, Wave
from gapcheck.instruments.answers import decode
from gapcheck.instruments.model import Instrument, Item, Option, Role, Scale, Theme
from gapcheck.vocabulary import ItemType, NoAnswer, Sequence, View

Json = Any


def item(kind: ItemType, item_id: str = "X1", theme: str = "theme", **fields: Any) -> Item:
    guess = None if kind is ItemType.TEXT else "What will {other} answer?"
    return Item(id=item_id, theme=theme, type=kind, text="What is it?", short=item_id, guess=guess, **fields)


def options(count: int, *also: str) -> tuple[Option, ...]:
    ids = [*(f"o{number}" for number in range(1, count + 1)), *also]
    return tuple(Option(each, each.capitalize()) for each in ids)


def single(count: int, *also: str, **fields: Any) -> Item:
    return item(ItemType.SINGLE, options=options(count, *also), **fields)


def scale(positions: int, **fields: Any) -> Item:
    labels = tuple(f"Label {number}" for number in range(1, positions + 1))
    return item(ItemType.SCALE, scale=Scale(f"scale-{positions}", labels), **fields)


def multi(count: int, **fields: Any) -> Item:
    return item(ItemType.MULTI, options=options(count, "none"), **fields)


def ranking(count: int, **fields: Any) -> Item:
    return item(ItemType.RANKING, options=options(count), **fields)


def top(pick: int, count: int, **fields: Any) -> Item:
    return item(ItemType.TOP, options=options(count), pick=pick, **fields)


def allocation(count: int, **fields: Any) -> Item:
    return item(ItemType.ALLOCATION, options=options(count), **fields)


def number(low: float = 0, high: float = 100, **fields: Any) -> Item:
    return item(ItemType.NUMBER, min=low, max=high, **fields)


def text(**fields: Any) -> Item:
    return item(ItemType.TEXT, **fields)


#: One closed item of every type and size that behaves differently, by a name for test reports.
CLOSED = {
    "single of 2": single(2),
    "single of 5": single(5),
    "single with other": single(3, "other"),
    "scale of 2": scale(2),
    "scale of 4": scale(4),
    "scale of 5": scale(5),
    "scale of 6": scale(6),
    "scale of 7": scale(7),
    "set of 4": multi(4),
    "set of 7": multi(7),
    "ranking of 3": ranking(3),
    "ranking of 5": ranking(5),
    "top 3 of 8": top(3, 8),
    "top 2 of 4": top(2, 4),
    "allocation over 3": allocation(3),
    "allocation over 5": allocation(5),
    "number 0 to 100": number(),
    "number -5 to 2.5": number(-5, 2.5),
}


def instrument(*items: Item, roles: tuple[str, ...] = ("cio", "cso")) -> Instrument:
    """An instrument of some items; items that follow each other in one theme share it."""
    themes: dict[str, list[Item]] = {}
    for each in items:
        themes.setdefault(each.theme, []).append(each)
    return Instrument(
        id="sample",
        version=1,
        title="Sample",
        language="en",
        sequence=Sequence.PAIRED,
        roles=tuple(Role(role, role.upper(), f"Chief {role}") for role in roles),
        themes=tuple(Theme(theme, theme.capitalize(), tuple(of_theme)) for theme, of_theme in themes.items()),
    )


def wave(of: Instrument, answers: Mapping[str, Mapping[str, Mapping[str, Json]]], **fields: Any) -> Wave:
    """A wave of the full form: ``answers[role][item][subject]``."""
    seats = tuple(Seat(role, by_item) for role, by_item in answers.items())
    return Wave(of, "Sample company", of.items, seats, **fields)


def pair_wave(answers: Mapping[Item, tuple[Json, Json, Json, Json]], **fields: Any) -> Wave:
    """A wave of two seats, from a, b, g and h of each item; None was never given."""
    cio: dict[str, dict[str, Json]] = {}
    cso: dict[str, dict[str, Json]] = {}
    for each, (a, b, g, h) in answers.items():
        cio[each.id] = {subject: value for subject, value in (("cio", a), ("cso", g)) if value is not None}
        cso[each.id] = {subject: value for subject, value in (("cso", b), ("cio", h)) if value is not None}
    return wave(instrument(*answers), {"cio": cio, "cso": cso}, **fields)


def compared(of: Item, a: Json, b: Json, g: Json, h: Json) -> ItemComparison:
    """The comparison of one item, from answers as they stand in a file; None was never given."""

    def decoded(value: Json, view: View) -> Any:
        return None if value is None else decode(of, value, view)

    return compare_item(of, decoded(a, View.OWN), decoded(b, View.OWN), decoded(g, View.GUESS), decoded(h, View.GUESS))


NO_VIEW = {"no_answer": NoAnswer.NO_FIRM_VIEW.value}
CANNOT_SAY = {"no_answer": NoAnswer.CANNOT_SAY.value}
NOT_APPLICABLE = {"no_answer": NoAnswer.NOT_APPLICABLE.value}


def values(of: Item) -> st.SearchStrategy[Json]:
    """Valid values of an item, as they stand in a file."""
    return _VALUES[of.type](of, list(of.option_ids))


def _sets(_: Item, ids: list[str]) -> st.SearchStrategy[Json]:
    boxes = [option for option in ids if option != "none"]
    return st.just(["none"]) | st.lists(st.sampled_from(boxes), min_size=1, unique=True)


def _rankings(_: Item, ids: list[str]) -> st.SearchStrategy[Json]:
    return st.builds(tied, st.permutations(ids), st.sets(st.integers(1, len(ids) - 1)))


def _allocations(_: Item, ids: list[str]) -> st.SearchStrategy[Json]:
    cuts = st.lists(st.integers(0, 100), min_size=len(ids) - 1, max_size=len(ids) - 1)
    return cuts.map(lambda inner: spread(ids, inner))


def _numbers(of: Item, _: list[str]) -> st.SearchStrategy[Json]:
    low, high = of.bounds
    return st.floats(low, high) | st.integers(int(low), int(high))


_VALUES: dict[ItemType, Callable[[Item, list[str]], st.SearchStrategy[Json]]] = {
    ItemType.SINGLE: lambda _, ids: st.sampled_from(ids),
    ItemType.SCALE: lambda of, _: st.integers(1, len(of.labels)),
    ItemType.MULTI: _sets,
    ItemType.RANKING: _rankings,
    ItemType.TOP: lambda of, ids: st.permutations(ids).map(lambda order: order[: of.pick]),
    ItemType.ALLOCATION: _allocations,
    ItemType.NUMBER: _numbers,
    ItemType.TEXT: lambda *_: st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
}


def tied(order: list[str], cuts: set[int]) -> list[Any]:
    """A ranking with everything between two cuts tied."""
    ends = [0, *sorted(cuts), len(order)]
    groups = [order[start:end] for start, end in pairwise(ends)]
    return [group if len(group) > 1 else group[0] for group in groups]


def spread(ids: list[str], cuts: list[int]) -> dict[str, int]:
    ends = [0, *sorted(cuts), 100]
    return {option: end - start for option, (start, end) in zip(ids, pairwise(ends), strict=True)}


def own_views(of: Item) -> st.SearchStrategy[Json]:
    """Everything that can stand for an own view, never given (None) included."""
    return values(of) | st.sampled_from([None, NO_VIEW, NOT_APPLICABLE])


def guesses(of: Item) -> st.SearchStrategy[Json]:
    """Everything that can stand for a guess, never given (None) included."""
    return values(of) | st.sampled_from([None, CANNOT_SAY, NOT_APPLICABLE])


def four_values(of: Item) -> st.SearchStrategy[tuple[Json, Json, Json, Json]]:
    return st.tuples(*[values(of)] * 4)


def four_answers(of: Item) -> st.SearchStrategy[tuple[Json, Json, Json, Json]]:
    return st.tuples(own_views(of), own_views(of), guesses(of), guesses(of))


@st.composite
def pair_waves(draw: st.DrawFn) -> Wave:
    """Waves of two seats over up to eight items of all types, answered, declined or left out."""
    kinds = [*CLOSED.values(), text()]
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=8))
    answers = {}
    for position, kind in enumerate(chosen):
        theme = f"theme-{position // 3}"
        each = Item(**{**fields_of(kind), "id": f"Q{position + 1}", "theme": theme})
        given_text = st.tuples(own_views(each), own_views(each), st.none(), st.none())
        answers[each] = draw(four_answers(each) if each.closed else given_text)
    return pair_wave(answers)


def fields_of(of: Item) -> dict[str, Any]:
    return {name: getattr(of, name) for name in Item.__dataclass_fields__}
