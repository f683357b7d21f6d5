"""What lies behind a figure: exact hits, one-sided options, the options that moved most, a within-person distance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gapcheck.engine.measures import TOLERANCE
from gapcheck.engine.result import Both, ItemComparison
from gapcheck.engine.wave import Wave
from gapcheck.faults import Fault, InputFaults
from gapcheck.instruments.answers import Decoded, decode
from gapcheck.instruments.model import Item
from gapcheck.vocabulary import ItemType, View


@dataclass(frozen=True, slots=True)
class Hits:
    """How many of ``of`` items match within tolerance, and how many of them exactly (similarity 1)."""

    of: int
    same_view: int
    same_view_exactly: int
    predicts: Both[int]
    predicts_exactly: Both[int]


def hits(items: Iterable[ItemComparison], types: Iterable[ItemType] = (ItemType.SCALE,)) -> Hits:
    """Matches within tolerance beside exact ones, over the comparable items of some types.

    A five-point scale matches by luck more than half of the time within one step; the exact hits stand beside it.
    """
    wanted = frozenset(types)
    comparable = [item for item in items if item.comparable and item.type in wanted]
    return Hits(
        of=len(comparable),
        same_view=sum(item.match.agreement is True for item in comparable),
        same_view_exactly=sum(exact(item.agreement) for item in comparable),
        predicts=Both(
            sum(item.match.understanding.a is True for item in comparable),
            sum(item.match.understanding.b is True for item in comparable),
        ),
        predicts_exactly=Both(
            sum(exact(item.understanding.a) for item in comparable),
            sum(exact(item.understanding.b) for item in comparable),
        ),
    )


def exact(s: float | None) -> bool:
    """Whether a similarity is that of two equal answers."""
    return s is not None and s >= 1 - TOLERANCE


@dataclass(frozen=True, slots=True)
class MeanSimilarities:
    """Mean similarities over the comparable items: second to the counts of matches, and never in a headline."""

    agreement: float
    understanding: Both[float]
    assumed: Both[float]


def mean_similarities(items: Iterable[ItemComparison]) -> MeanSimilarities | None:
    """The mean of each of the five comparisons over the comparable items; None without any."""
    comparable = [item for item in items if item.comparable]
    if not comparable:
        return None
    return MeanSimilarities(
        agreement=_mean(item.agreement for item in comparable),
        understanding=Both(
            _mean(item.understanding.a for item in comparable), _mean(item.understanding.b for item in comparable)
        ),
        assumed=Both(_mean(item.assumed.a for item in comparable), _mean(item.assumed.b for item in comparable)),
    )


def _mean(values: Iterable[float | None]) -> float:
    numbers = [value for value in values if value is not None]
    return sum(numbers) / len(numbers)


def crosses_the_middle(item: Item, x: Decoded, y: Decoded) -> bool:
    """Whether two positions one step apart on an even scale lie on opposite sides of its middle.

    They match within tolerance; the report notes it. On an odd scale one step cannot jump the midpoint.
    """
    positions = len(item.labels)
    middle = positions // 2
    return positions % 2 == 0 and {x, y} == {middle, middle + 1}


@dataclass(frozen=True, slots=True)
class OneSided:
    """Option ids in the order of the item: named by one, not by the other."""

    named_not_expected: tuple[str, ...]
    expected_not_named: tuple[str, ...]


def one_sided(item: Item, named: frozenset[str], expected: frozenset[str]) -> OneSided:
    """What one person ticked and the other's guess did not, and the other way round; decoded answers of a set."""
    return OneSided(
        named_not_expected=tuple(option for option in item.option_ids if option in named - expected),
        expected_not_named=tuple(option for option in item.option_ids if option in expected - named),
    )


@dataclass(frozen=True, slots=True)
class Move:
    """One option's rank in two rankings, 1 for the highest; a tie holds the mean of its ranks."""

    option: str
    from_rank: float
    to_rank: float

    @property
    def by(self) -> float:
        """How far, in ranks; negative is up the list."""
        return self.to_rank - self.from_rank


def moves(item: Item, x: tuple[float, ...], y: tuple[float, ...]) -> tuple[Move, ...]:
    """Every option's move between two decoded rankings, the largest first, then in the order of the item.

    The sum of their sizes is Spearman's footrule F, with K <= F <= 2K for Kendall's K (Diaconis & Graham 1977).
    """
    found = [Move(option, a, b) for option, a, b in zip(item.option_ids, x, y, strict=True)]
    return tuple(sorted(found, key=lambda move: -abs(move.by)))


def biggest_movers(item: Item, x: tuple[float, ...], y: tuple[float, ...], most: int = 2) -> tuple[Move, ...]:
    """The options with the largest rank moves, at most ``most``, none that did not move."""
    return tuple(move for move in moves(item, x, y)[:most] if move.by != 0)


def same_first(x: tuple[float, ...], y: tuple[float, ...]) -> bool:
    """Whether two decoded rankings have the same first choice, or the same choices tied for it."""
    return _first(x) == _first(y)


def _first(ranks: tuple[float, ...]) -> set[int]:
    return {position for position, rank in enumerate(ranks) if rank == min(ranks)}


@dataclass(frozen=True, slots=True)
class Distance:
    """How far one item lies from another within one person, in the items' own units; None where an answer is missing.

    ``own`` is each person's own view of the target minus the own view of today, ``expected`` the same difference in
    each person's guesses of the other: ``expected.a`` is what A expects of B, and stands beside ``own.b``.
    """

    own: Both[float | None]
    expected: Both[float | None]


def distance(wave: Wave, pair: tuple[str, str], today: str, target: str) -> Distance:
    """The derived item "how far from where it should be": target - today for each person, and as the other guessed it.

    ``today`` and ``target`` are ids of two scale items on the same scale, or of two number items of the same range.
    Both figures come from one person's mouth, so that their difference is one of substance, not of scale use. Raises
    InputFaults for two items that have no common units.
    """
    first, second = (next((item for item in wave.items if item.id == wanted), None) for wanted in (today, target))
    if first is None or second is None or not _same_units(first, second):
        raise InputFaults([Fault("items", f"{today} and {target} are not two items of this wave in the same units.")])
    a, b = pair

    def difference(speaker: str, subject: str) -> float | None:
        view = View.OWN if speaker == subject else View.GUESS
        answers = [wave.seat(speaker).answers.get(item.id, {}).get(subject) for item in (first, second)]
        if None in answers:
            return None
        before, after = (decode(item, answer, view) for item, answer in zip((first, second), answers, strict=True))
        return after - before if isinstance(before, int | float) and isinstance(after, int | float) else None

    return Distance(own=Both(difference(a, a), difference(b, b)), expected=Both(difference(a, b), difference(b, a)))


def distances(wave: Wave, pair: tuple[str, str]) -> tuple[tuple[Item, Distance], ...]:
    """Each item of a wave that asks how it should be, with its distance from the one that asks how it is today."""
    asked = {item.id for item in wave.items}
    return tuple(
        (item, distance(wave, pair, item.target_of, item.id)) for item in wave.items if item.target_of in asked
    )


def _same_units(first: Item, second: Item) -> bool:
    if first.type is not second.type or first.type not in (ItemType.SCALE, ItemType.NUMBER):
        return False
    return (first.scale, first.min, first.max, first.unit) == (second.scale, second.min, second.max, second.unit)
