"""An instrument as the rest of the program sees it: frozen, checked, without a trace of the file it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gapcheck.vocabulary import Direction, ItemType, Sequence, View


@dataclass(frozen=True, slots=True)
class Role:
    """A seat's part, such as the CIO. ``title`` is the short form used in sentences, ``name`` the full one."""

    id: str
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Ordered labels shared by items. ``direction`` turns words about more and less, never numbers."""

    id: str
    options: tuple[str, ...]
    direction: Direction = Direction.RISING


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a closed item, in the order in which it is always shown."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A published figure beside an item: a related figure, never a norm. ``value`` in percent."""

    id: str
    text: str
    who: str
    view: View
    year: int
    source: str
    roles: tuple[str, ...] = ()
    value: float | None = None
    rank: int | None = None
    options: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Item:
    """One question. ``guess`` is None for text items; which of the optional fields are set follows from ``type``."""

    id: str
    theme: str
    type: ItemType
    text: str
    short: str
    guess: str | None = None
    options: tuple[Option, ...] = ()
    scale: Scale | None = None
    pick: int | None = None
    min: float | None = None
    max: float | None = None
    unit: str = ""
    max_length: int | None = None
    tau: float | None = None
    forms: frozenset[str] = frozenset()
    references: tuple[Reference, ...] = ()
    #: The id of the item that asks how it is today, where this one asks how it should be in the same units.
    target_of: str | None = None

    @cached_property
    def closed(self) -> bool:
        """True for every type that is compared; a text item is only shown."""
        return self.type is not ItemType.TEXT

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """The option ids in the order of the instrument."""
        return tuple(option.id for option in self.options)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels of a scale item in the order of the scale, the first for position 1; empty for other items."""
        return self.scale.options if self.scale else ()

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest number that a number item takes. Raises ValueError for other items."""
        if self.min is None or self.max is None:
            raise ValueError(f"item {self.id} has no range")
        return self.min, self.max

    def option_text(self, option_id: str) -> str:
        """The text of one option. Raises KeyError for an id that the item does not have."""
        for option in self.options:
            if option.id == option_id:
                return option.text
        raise KeyError(option_id)


@dataclass(frozen=True, slots=True)
class Theme:
    """Items that belong together, in order."""

    id: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Instrument:
    """One published version of a questionnaire; immutable. Themes and items are in questionnaire order."""

    id: str
    version: int
    title: str
    language: str
    sequence: Sequence
    roles: tuple[Role, ...]
    themes: tuple[Theme, ...]

    @property
    def key(self) -> str:
        """``id@version``, by which files and waves name it."""
        return f"{self.id}@{self.version}"

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items, theme by theme."""
        return tuple(item for theme in self.themes for item in theme.items)

    @cached_property
    def _items_by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._items_by_id

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def item(self, item_id: str) -> Item:
        """The item of that id. Raises KeyError."""
        return self._items_by_id[item_id]

    def role(self, role_id: str) -> Role:
        """The role of that id. Raises KeyError."""
        for role in self.roles:
            if role.id == role_id:
                return role
        raise KeyError(role_id)

    @cached_property
    def form_names(self) -> tuple[str, ...]:
        """``full`` and every short form that an item names, sorted."""
        return ("full", *sorted({name for item in self.items for name in item.forms}))

    def form_items(self, form: str | tuple[str, ...]) -> tuple[Item, ...]:
        """The items of a form, by its name or by a tuple of item ids, in questionnaire order.

        Raises KeyError for a name or an id that the instrument does not have.
        """
        if isinstance(form, str):
            if form not in self.form_names:
                raise KeyError(form)
            return self.items if form == "full" else tuple(item for item in self.items if form in item.forms)
        unknown = [item_id for item_id in form if item_id not in self._items_by_id]
        if unknown:
            raise KeyError(unknown[0])
        return tuple(item for item in self.items if item.id in form)
