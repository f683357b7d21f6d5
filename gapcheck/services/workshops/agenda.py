"""The agenda of a workshop: boxes of time with items in them. Pure: no database, and no opinion on what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gapcheck.engine.priorities import ranked
from gapcheck.engine.result import Comparison
from gapcheck.vocabulary import BoxKind, Family, RevealOrder

#: Minutes of a workshop, if nothing else is asked for, and what can be asked for.
MINUTES, MINUTES_LEAST, MINUTES_MOST = 75, 20, 480
#: Items that are suggested: of a family, of differences in all, and of differences in one theme.
SUGGESTED, SUGGESTED_DIFFERENCES, SUGGESTED_OF_A_THEME = 3, 4, 2
#: How the default 75 minutes are shared out; other lengths in proportion. What a box without items leaves goes to all.
_SHARES = {
    BoxKind.OPENING: 5,
    BoxKind.SHARED_GROUND: 10,
    BoxKind.HIDDEN_AGREEMENTS: 10,
    BoxKind.HIDDEN_DIFFERENCES: 35,
    BoxKind.OPEN_DIFFERENCES: 35,
    BoxKind.COMMITMENTS: 15,
}
#: The two families of differences share one part of the time by the number of their items.
DIFFERENCES = (BoxKind.HIDDEN_DIFFERENCES, BoxKind.OPEN_DIFFERENCES)
#: Which box the items of a family belong into.
BOX_OF = {
    Family.SHARED_GROUND: BoxKind.SHARED_GROUND,
    Family.HIDDEN_AGREEMENT: BoxKind.HIDDEN_AGREEMENTS,
    Family.HIDDEN_DIFFERENCE: BoxKind.HIDDEN_DIFFERENCES,
    Family.OPEN_DIFFERENCE: BoxKind.OPEN_DIFFERENCES,
    Family.NO_COMPARISON: BoxKind.NO_COMPARISON,
}


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item of the questionnaire, with the roles whose comment on it the facilitator ticked to be shown."""

    id: str
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the agenda: how many minutes, and which items in which order."""

    kind: BoxKind
    minutes: int
    items: tuple[AgendaItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """One place in a workshop. ``box`` counts the agenda's boxes from 0; ``item`` is None for opening and closing."""

    box: int
    kind: BoxKind
    item: AgendaItem | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """Boxes in the order of the day: an opening first, commitments last. ``order`` is what is revealed first."""

    boxes: tuple[Box, ...]
    order: RevealOrder = RevealOrder.GUESSES_FIRST

    @property
    def minutes(self) -> int:
        """All minutes together."""
        return sum(box.minutes for box in self.boxes)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Every place in its order: the opening, each item, the closing. A box without items has none of its own."""
        found: list[Stop] = []
        for number, box in enumerate(self.boxes):
            if box.kind in (BoxKind.OPENING, BoxKind.COMMITMENTS):
                found.append(Stop(number, box.kind))
            found += [Stop(number, box.kind, item) for item in box.items]
        return tuple(found)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The items in their order."""
        return tuple(item.id for box in self.boxes for item in box.items)

    def stop_of(self, item_id: str) -> int | None:
        """Where an item stands, None where it is not on the agenda."""
        return next((n for n, stop in enumerate(self.stops) if stop.item and stop.item.id == item_id), None)


def candidates(comparison: Comparison) -> dict[BoxKind, tuple[str, ...]]:
    """Which items may go into which box, what is most worth talking about first; boxes in the order of the day.

    Items without a comparison can be talked about as well; they come in the order of the questionnaire.
    """
    found: dict[BoxKind, list[str]] = {kind: [] for kind in BoxKind if kind in BOX_OF.values()}
    ordered = [*ranked(comparison.items), *(item for item in comparison.items if not item.comparable)]
    for item in ordered:
        found[BOX_OF[item.family]].append(item.id)
    return {kind: tuple(items) for kind, items in found.items()}


def suggested(comparison: Comparison, minutes: int = MINUTES, order: RevealOrder = RevealOrder.GUESSES_FIRST) -> Agenda:
    """The agenda to begin with: three items of each kind of agreement, and at most four differences.

    Hidden differences go before open ones, at most two of a theme; ``minutes`` are shared out as in 5, 10, 10, 35, 15.
    """
    choice = candidates(comparison)
    differences = _differences(comparison, [item for kind in DIFFERENCES for item in choice[kind]])
    chosen: dict[BoxKind, list[str]] = {
        kind: [item for item in items if item in differences] if kind in DIFFERENCES else list(items[:SUGGESTED])
        for kind, items in choice.items()
        if kind is not BoxKind.NO_COMPARISON
    }
    shares = _shares(chosen)
    given = shared_out(minutes, list(shares.values()))
    boxes = (
        Box(kind, time, tuple(AgendaItem(item) for item in chosen.get(kind, ())))
        for kind, time in zip(shares, given, strict=True)
    )
    return Agenda(tuple(boxes), order)


def _differences(comparison: Comparison, in_order: Sequence[str]) -> set[str]:
    of_theme: Counter[str] = Counter()
    chosen: set[str] = set()
    for item in in_order:
        theme = comparison.item(item).theme
        if len(chosen) < SUGGESTED_DIFFERENCES and of_theme[theme] < SUGGESTED_OF_A_THEME:
            chosen.add(item)
            of_theme[theme] += 1
    return chosen


def _shares(chosen: Mapping[BoxKind, Sequence[str]]) -> dict[BoxKind, float]:
    """The share of every box that there is, in the order of the day."""
    differences = sum(len(chosen.get(kind, ())) for kind in DIFFERENCES)
    shares: dict[BoxKind, float] = {}
    for kind, share in _SHARES.items():
        if kind in (BoxKind.OPENING, BoxKind.COMMITMENTS):
            shares[kind] = share
        elif chosen.get(kind):
            shares[kind] = share * len(chosen[kind]) / differences if kind in DIFFERENCES else share
    return shares


def shared_out(minutes: int, shares: Sequence[float]) -> tuple[int, ...]:
    """Whole minutes in proportion to the shares, at least one each, together ``minutes`` where those are enough.

    The largest remainders are rounded up (Hamilton's method), earlier ones first where they are equal.
    """
    exact = [minutes * share / sum(shares) for share in shares]
    given = [max(1, int(each)) for each in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (int(exact[n]) - exact[n], n))
    for number in by_remainder[: max(0, minutes - sum(given))]:
        given[number] += 1
    return tuple(given)


def as_json(agenda: Agenda) -> dict[str, Any]:
    """The agenda as it is sealed."""
    return {
        "order": agenda.order.value,
        "boxes": [
            {
                "kind": box.kind.value,
                "minutes": box.minutes,
                "items": [{"id": item.id, "comments": list(item.comments)} for item in box.items],
            }
            for box in agenda.boxes
        ],
    }


def from_json(document: Mapping[str, Any]) -> Agenda:
    """The agenda from what was sealed."""
    return Agenda(
        tuple(
            Box(
                BoxKind(box["kind"]),
                box["minutes"],
                tuple(AgendaItem(item["id"], tuple(item["comments"])) for item in box["items"]),
            )
            for box in document["boxes"]
        ),
        RevealOrder(document["order"]),
    )
