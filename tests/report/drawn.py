"""What is drawn on a page, read from its content stream: every text with its place, its size and what clips it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shown:
    """One text that a page shows: where it starts and how large it is, in points from the top left.

    ``mark`` is the number by which the structure tree refers to it, None for what is marked as decoration; ``clip`` is
    the rectangle outside of which nothing is seen.
    """

    page: int
    mark: int | None
    x: float
    y: float
    size: float
    clip: Box | None


_TOKEN = re.compile(
    rb"\[[^\]]*\]|<<.*?>>|<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)|/[^\s/<\[\]()]+|[^\s/<\[\]()]+", re.DOTALL
)
Matrix = tuple[float, float, float, float, float, float]


def _times(one: Matrix, other: Matrix) -> Matrix:
    """First ``one``, then ``other``."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


@dataclass
class _State:
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    clip: Box | None = None
    size: float = 0


@dataclass
class Drawing:
    """Reads the operators of a page that place, mark, clip and show text; all others are passed over."""

    page: int
    height: float
    state: _State = field(default_factory=_State)
    kept: list[_State] = field(default_factory=list)
    marked: list[int | None] = field(default_factory=list)
    text: Matrix = (1, 0, 0, 1, 0, 0)
    box: Box | None = None

    def read(self, stream: bytes, resources: Any) -> Iterator[Shown]:
        operands: list[bytes] = []
        for token in _TOKEN.findall(stream):
            if token[:1] in b"[</(+-.0123456789":
                operands.append(token)
                continue
            if token in (b"TJ", b"Tj"):
                yield self._shown()
            elif token == b"Do":
                yield from self._form(resources["/XObject"][operands[-1].decode()].get_object())
            elif token in _OPERATORS:
                _OPERATORS[token](self, operands)
            operands.clear()

    def save(self, _operands: list[bytes]) -> None:
        self.kept.append(replace(self.state))

    def restore(self, _operands: list[bytes]) -> None:
        self.state = self.kept.pop()

    def transform(self, operands: list[bytes]) -> None:
        self.state.matrix = _times(_matrix(operands), self.state.matrix)

    def rectangle(self, operands: list[bytes]) -> None:
        x, y, wide, high = map(float, operands[-4:])
        self.box = self._seen(x, y, wide, high)

    def cut(self, _operands: list[bytes]) -> None:
        if self.box is not None:
            self.state.clip = _inside(self.state.clip, self.box)

    def begin(self, operands: list[bytes]) -> None:
        number = re.search(rb"/MCID (\d+)", operands[-1])
        inherited = self.marked[-1] if self.marked else None
        self.marked.append(int(number.group(1)) if number else inherited)

    def end(self, _operands: list[bytes]) -> None:
        self.marked.pop()

    def place(self, operands: list[bytes]) -> None:
        self.text = _matrix(operands)

    def font(self, operands: list[bytes]) -> None:
        self.state.size = float(operands[-1])

    def _form(self, form: Any) -> Iterator[Shown]:
        if form.get("/Subtype") != "/Form":
            return
        self.save([])
        left, low, right, high = map(float, form["/BBox"])
        self.state.clip = _inside(self.state.clip, self._seen(left, low, right - left, high - low))
        yield from self.read(form.get_data(), form["/Resources"])
        self.state = self.kept.pop()

    def _shown(self) -> Shown:
        matrix = _times(self.text, self.state.matrix)
        scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        mark = self.marked[-1] if self.marked else None
        return Shown(self.page, mark, matrix[4], self.height - matrix[5], self.state.size * scale, self.state.clip)

    def _seen(self, x: float, y: float, wide: float, high: float) -> Box:
        """A rectangle where the reader sees it, from the top left."""
        corners = [_times((1, 0, 0, 1, *corner), self.state.matrix)[4:] for corner in ((x, y), (x + wide, y + high))]
        across, down = sorted(corner[0] for corner in corners), sorted(self.height - corner[1] for corner in corners)
        return (across[0], down[0], across[1], down[1])


_OPERATORS = {
    b"q": Drawing.save,
    b"Q": Drawing.restore,
    b"cm": Drawing.transform,
    b"re": Drawing.rectangle,
    b"W": Drawing.cut,
    b"W*": Drawing.cut,
    b"BDC": Drawing.begin,
    b"BMC": Drawing.begin,
    b"EMC": Drawing.end,
    b"Tm": Drawing.place,
    b"Tf": Drawing.font,
}


def _matrix(operands: list[bytes]) -> Matrix:
    a, b, c, d, e, f = map(float, operands[-6:])
    return (a, b, c, d, e, f)


def _inside(one: Box | None, other: Box) -> Box:
    if one is None:
        return other
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
