"""Options as lines of text: what a list becomes where its words would be too small to be read across a room.

The names of the marks stand on top, side by side, and the marks in a narrow column on the left, so that the words get
nearly the whole width. Ranks and points stand as figures, one column for each of the four answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gapcheck.charts.marks import Four, Line, Mark, rounded
from gapcheck.charts.room.drawing import FIT, LINE, TEXT, Key, RoomChart, Words, broken
from gapcheck.charts.textfit import text_width

#: Width of a column of marks, of one of figures, and the space between the last one and the words.
CELL, FIGURE, GAP = 17.0, 18.0, 6.0
#: The marks' size, and the height of a line with the marks' names.
SCALE, NAMES = 0.85, 13.5
#: The space around a name on top: for its mark, and to the next one.
BEFORE, AFTER = 8.0, 11.0
#: What a line with an option is higher than its words.
PAD = 1.8
#: The four answers as they stand side by side: whom each is about, and who speaks.
COLUMNS = ((0, 0), (0, 1), (1, 1), (1, 0))


@dataclass(frozen=True, slots=True)
class Option:
    """The words of an option, and for each answer that names it a number: a rank, points, or any for a mark alone."""

    text: str
    four: Four


def compact(
    options: Sequence[Option],
    key: Key,
    width: float,
    *,
    figures: bool = False,
    most_lines: int | None = None,
    most_height: float = float("inf"),
) -> RoomChart:
    """Lay the options out, those that find no room in ``most_height`` points left out and counted.

    ``figures`` shows the numbers in place of marks. Words of more than ``most_lines`` lines are cut off at "…", which
    the chart says of itself.
    """
    cell = FIGURE if figures else CELL
    left = cell * (len(COLUMNS) if figures else 2) + GAP
    y, marks, words = _names(key, width)
    if figures:
        marks += [_head(cell, column, y) for column in range(len(COLUMNS)) if _name(key, column)]
        y += NAMES
    rows = list(_rows(options, y, width - left, most_lines, most_height))
    for row in rows:
        words += _text(row, left)
        if figures:
            words += _figures(row.option.four, cell, row.middle)
        else:
            marks += _marks(row.option.four, cell, row.middle)
    return RoomChart(
        "compact",
        width,
        rounded((rows[-1].bottom if rows else y) + 1.0),
        rules=tuple(Line(0.0, rounded(row.top), width, rounded(row.top)) for row in rows),
        marks=tuple(marks),
        words=tuple(words),
        left_out=len(options) - len(rows),
        shortened=any(row.shortened for row in rows),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """An option at its place: the lines that are shown of it, and from where on it stands."""

    option: Option
    lines: tuple[str, ...]
    top: float
    shortened: bool

    @property
    def height(self) -> float:
        return len(self.lines) * LINE + PAD

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


def _rows(
    options: Sequence[Option], y: float, width: float, most_lines: int | None, most_height: float
) -> Iterator[_Row]:
    """The options one below the other, as many from the first on as find room."""
    for option in options:
        lines = broken(option.text, width)
        cut = _cut(lines, width, most_lines)
        row = _Row(option, cut, y, shortened=cut != lines)
        if row.bottom > most_height:
            return
        yield row
        y = row.bottom


def _text(row: _Row, left: float) -> list[Words]:
    """The words of an option, muted where no answer names it."""
    first = row.top + (row.height - len(row.lines) * LINE) / 2 + TEXT * 0.95
    muted = all(value is None for value in row.option.four)
    return [Words(line, left, rounded(first + n * LINE), "start", muted=muted) for n, line in enumerate(row.lines)]


def _name(key: Key, column: int, *, most: bool = False) -> str:
    """What a column is called; "" for what the step does not show, unless it is asked for all the same."""
    about, speaker = COLUMNS[column]
    own, guess = key.most if most else (key.own, key.guess)
    return (own if about == speaker else guess)[about]


def _names(key: Key, width: float) -> tuple[float, list[Mark], list[Words]]:
    """The marks' names, in as many lines as all four of them need: the height they take, marks and words."""
    marks: list[Mark] = []
    words: list[Words] = []
    x, y = 0.0, 0.0
    for column, (about, speaker) in enumerate(COLUMNS):
        own = about == speaker
        room = width - 2 * BEFORE
        lines = broken(_name(key, column, most=True), room)
        wide = 2 * BEFORE + max((text_width(line, FIT) for line in lines), default=0.0)
        if x and x + wide > width:
            x, y = 0.0, y + NAMES
        if _name(key, column):
            marks.append(Mark(rounded(x + BEFORE), rounded(y + NAMES / 2), about, speaker, scale=SCALE))
            words += [
                Words(line, rounded(x + 2 * BEFORE), rounded(y + n * LINE + NAMES * 0.73), "start", speaker, own)
                for n, line in enumerate(lines)
            ]
        x, y = x + wide + AFTER, y + (len(lines) - 1) * LINE
    return y + NAMES + 1.5, marks, words


def _head(cell: float, column: int, y: float) -> Mark:
    about, speaker = COLUMNS[column]
    return Mark(rounded(cell * (column + 0.5)), rounded(y + NAMES / 2 - 1.0), about, speaker, scale=SCALE)


def _answers(four: Four) -> Iterator[tuple[int, int, int, float]]:
    """The column, whom it is about, who speaks, and the number, for those that are given."""
    values = {(0, 0): four.own_a, (0, 1): four.guess_b, (1, 1): four.own_b, (1, 0): four.guess_a}
    for column, (about, speaker) in enumerate(COLUMNS):
        value = values[about, speaker]
        if value is not None:
            yield column, about, speaker, value


def _marks(four: Four, cell: float, middle: float) -> list[Mark]:
    """A ring or box round its solid mark for a guess that hits. Open ones are drawn first, since they are filled."""
    found = [
        Mark(rounded(cell * (about + 0.5)), rounded(middle), about, speaker, scale=SCALE)
        for _, about, speaker, _ in _answers(four)
    ]
    return sorted(found, key=lambda mark: mark.own)


def _figures(four: Four, cell: float, middle: float) -> list[Words]:
    return [
        Words(
            f"{value:g}",
            rounded(cell * (column + 0.5)),
            rounded(middle + TEXT * 0.35),
            speaker=speaker,
            strong=about == speaker,
        )
        for column, about, speaker, value in _answers(four)
    ]


def _cut(lines: tuple[str, ...], width: float, most: int | None) -> tuple[str, ...]:
    """At most so many lines, the last one with an ellipsis where words were left away."""
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and text_width(f"{last}…", FIT) > width:
        last = last[:-1].rstrip()
    return (*lines[: most - 1], f"{last}…")
