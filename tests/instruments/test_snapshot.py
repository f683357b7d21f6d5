"""A wave's copy of its instrument loses nothing and takes nothing on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.faults import InputFaults
from gapcheck.instruments.loader import from_snapshot, loads, to_snapshot
from gapcheck.instruments.model import Instrument, Item, Option, Reference, Role, Scale, Theme
from gapcheck.vocabulary import Direction, ItemType, Sequence, View
from tests.instruments.samples import ITEMS, SMALL

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)
lines = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"], exclude_characters="{}"), min_size=1, max_size=60
)
texts = lines.map(str.strip).filter(bool)
positive = st.floats(0.01, 1)
PAIRED = [kind for kind in ItemType if kind is not ItemType.TEXT]
ROLES = (Role("cio", "CIO", "Information"), Role("cso", "CSO", "Security"))


def distinct(values: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, min_size=least, max_size=most, unique=True).map(tuple)


scales = st.builds(Scale, ids, distinct(texts, 2, 11), st.sampled_from(Direction))
options = st.tuples(distinct(ids, 2, 6), distinct(texts, 6, 6)).map(
    lambda both: tuple(Option(name, text) for name, text in zip(*both, strict=False))
)


@st.composite
def items(draw: st.DrawFn, item_id: str, theme: str, shared: dict[str, Scale]) -> Item:
    kind = draw(st.sampled_from(ItemType))
    forms = draw(st.frozensets(st.sampled_from(["short", "pilot"])))
    item = Item(item_id, theme, kind, draw(texts), draw(texts), forms=forms)
    reference = Reference("R1", draw(texts), draw(texts), draw(st.sampled_from(View)), 2015, "S", ("cio",), rank=2)
    if draw(st.booleans()):
        item = replace(item, references=(reference, replace(reference, id="R2", rank=None, value=36.0)))
    if kind is ItemType.TEXT:
        return replace(item, max_length=draw(st.none() | st.integers(1, 4000)))
    item = replace(item, guess="What will {other} say?", tau=draw(st.none() | positive))
    if kind is ItemType.SCALE:
        scale = draw(scales)
        return replace(item, scale=shared.setdefault(scale.id, scale))
    if kind is ItemType.NUMBER:
        low = draw(st.floats(-1e6, 1e6))
        return replace(item, min=low, max=low + draw(st.floats(1, 1e6)), unit=draw(st.sampled_from(["", "%"])))
    item = replace(item, options=draw(options))
    return replace(item, pick=draw(st.integers(1, len(item.options)))) if kind is ItemType.TOP else item


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    shared: dict[str, Scale] = {}
    themes = []
    for theme in draw(distinct(ids, 1, 3)):
        named = [f"{theme}_{name}" for name in draw(distinct(ids, 1, 3))]
        themes.append(Theme(theme, draw(texts), tuple(draw(items(item, theme, shared)) for item in named)))
    first = Item("first", "t_0", ItemType.NUMBER, "How much?", "Much", "{other}?", min=0.0, max=1.0)
    themes.append(Theme("t_0", "Always", (first,)))
    return Instrument(
        draw(ids), draw(st.integers(1, 99)), draw(texts), "en", draw(st.sampled_from(Sequence)), ROLES, tuple(themes)
    )


@given(instruments())
def test_an_instrument_survives_the_database_unchanged(instrument: Instrument) -> None:
    stored = json.dumps(to_snapshot(instrument), allow_nan=False)
    assert from_snapshot(json.loads(stored)) == instrument
    assert to_snapshot(from_snapshot(json.loads(stored))) == to_snapshot(instrument)


def test_the_shipped_instrument_survives_the_database_unchanged(shipped_instrument: Instrument) -> None:
    assert from_snapshot(json.loads(json.dumps(to_snapshot(shipped_instrument)))) == shipped_instrument


def test_two_files_with_the_same_content_give_the_same_snapshot() -> None:
    rearranged = SMALL.replace('id = "small"\nversion = 1', 'version = 1\nid = "small"').replace("min = 0", "min = 0.0")
    assert json.dumps(to_snapshot(loads(SMALL))) == json.dumps(to_snapshot(loads(rearranged)))


def test_an_altered_snapshot_is_refused() -> None:
    snapshot = to_snapshot(loads(SMALL))
    snapshot["theme"][0]["item"][0]["options"].clear()
    with pytest.raises(InputFaults, match="at least 2 entries"):
        from_snapshot(snapshot)


def test_two_scales_of_one_name_never_share_a_snapshot() -> None:
    instrument = loads(SMALL)
    (theme,) = instrument.themes
    scaled = next(item for item in theme.items if item.scale)
    other = replace(scaled, id="Z", scale=Scale("agree", ("Red", "Blue")))
    with pytest.raises(ValueError, match="agree"):
        to_snapshot(replace(instrument, themes=(replace(theme, items=(*theme.items, other)),)))


def test_an_item_that_asks_how_it_should_be_keeps_the_item_that_asks_how_it_is() -> None:
    wanted = ITEMS["number"].replace("A4", "A9").replace("min = 0", 'min = 0\n  target_of = "A4"')
    instrument = loads(SMALL + wanted)
    assert instrument.item("A9").target_of == "A4"
    assert instrument.item("A4").target_of is None
    assert from_snapshot(json.loads(json.dumps(to_snapshot(instrument)))) == instrument


def test_the_shipped_questionnaire_asks_where_you_stand_and_where_you_should(shipped_instrument: Instrument) -> None:
    targets = {item.id: item.target_of for item in shipped_instrument if item.target_of}
    assert targets == {"BS2": "BS1"}
