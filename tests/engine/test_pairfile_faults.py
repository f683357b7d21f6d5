"""Pair files that are none: every fault at once, each with its place and in words that say what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.engine import comparisons
from gapcheck.engine.pairfile import load, parse
from gapcheck.engine.strict_json import MAX_BYTES
from gapcheck.faults import Fault, InputFaults
from gapcheck.instruments.model import Instrument
from tests.engine import oracle
from tests.engine.pairs import INSTRUMENT, pair, refused, refused_bytes

NORTHMOOR = oracle.EXAMPLES / "northmoor-full.json"


def seat(role: str, **fields: Any) -> dict[str, Any]:
    """The change that gives one role's seat some fields."""
    return {"seats": {"cio": {"answers": {}}, "cso": {"answers": {}}, role: {"answers": {}, **fields}}}


def commitment(**fields: Any) -> dict[str, Any]:
    return {"commitments": [{"text": "x", **fields}]}


TOO_DEEP = "Lists or objects are nested too deeply. Nothing in the format is deeper than 12 levels."
NO_DAY = "Give a date of the calendar, such as 2026-03-12."
NO_KEY = "There is no such key here. The keys are"
NO_NUMBER = "Give a whole number from 1 to 1000000."
NO_TEXT = "Give a text, in quotation marks."
TOO_LONG = "The text has 401 characters. Give at most 400."
EMPTY = "The text is empty. Write it, or leave the key out."
HALF = "The text holds half a character (a lone surrogate). Write the character whole."
MISSING = "This is missing. Add it."


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        ({"format": "gapcheck/pair@2"}, "format", 'This is "gapcheck/pair@2". Give "gapcheck/pair@1".'),
        ({"format": None}, "format", MISSING),
        ({"format": 1}, "format", 'This is 1. Give "gapcheck/pair@1".'),
        ({"instrument": None}, "instrument", MISSING),
        ({"instrument": "x" * 396 + ".toml"}, "instrument", TOO_LONG),
        ({"company": None}, "company", MISSING),
        ({"company": ""}, "company", EMPTY),
        ({"company": " \n "}, "company", EMPTY),
        ({"company": "two\nlines"}, "company", "The text has more than one line. Write it on one."),
        ({"company": "x" * 121}, "company", "The text has 121 characters. Give at most 120."),
        ({"company": ["x"]}, "company", f"This is a list. {NO_TEXT}"),
        ({"company": "\ud800"}, "company", HALF),
        ({"facilitator": False}, "facilitator", f"This is false. {NO_TEXT}"),
        ({"wave": 0}, "wave", f"This is 0. {NO_NUMBER}"),
        ({"wave": 1_000_001}, "wave", f"This is 1000001. {NO_NUMBER}"),
        ({"wave": True}, "wave", f"This is true. {NO_NUMBER}"),
        ({"wave": 1.0}, "wave", f"This is 1.0. {NO_NUMBER}"),
        ({"wave": "1"}, "wave", f'This is "1". {NO_NUMBER}'),
        ({"form": "long"}, "form", 'There is no form "long". There are: full, short.'),
        ({"form": ["Q1"]}, "form", f"This is a list. {NO_TEXT}"),
        ({"items": "Q1"}, "items", 'This is "Q1". Give a list of 1 to 4.'),
        ({"items": []}, "items", "This is a list of 0. Give a list of 1 to 4."),
        ({"items": ["Q1"] * 5}, "items", "This is a list of 5. Give a list of 1 to 4."),
        ({"items": ["Q1", "Q9"]}, "items", 'One entry is "Q9". sample@1 has no such item.'),
        ({"items": ["Q1", ["Q2"]]}, "items", "One entry is a list. sample@1 has no such item."),
        ({"items": ["Q1", "Q1"]}, "items", '"Q1" is named twice. Name it once.'),
        ({"items": ["Q1"], "form": "short"}, "items", "The form is named already. Give form or items, not both."),
        ({"sequence": "mixed"}, "sequence", 'This is "mixed". Give "paired" or "blocked".'),
        ({"sequence": ["paired"]}, "sequence", 'This is a list. Give "paired" or "blocked".'),
        ({"report": 1}, "report", "This is 1. Give an object."),
        ({"report": {"number": 0}}, "report.number", f"This is 0. {NO_NUMBER}"),
        ({"report": {"date": "12.3.2026"}}, "report.date", f'This is "12.3.2026". {NO_DAY}'),
        ({"report": {"date": "2026-02-30"}}, "report.date", f'This is "2026-02-30". {NO_DAY}'),
        ({"report": {"date": "20260312"}}, "report.date", f'This is "20260312". {NO_DAY}'),
        ({"report": {"date": "2026-W11-4"}}, "report.date", f'This is "2026-W11-4". {NO_DAY}'),
        ({"report": {"date": "2026-03-12T10:00"}}, "report.date", f'This is "2026-03-12T10:00". {NO_DAY}'),
        ({"report": {"date": "\uff12026-03-12"}}, "report.date", f'This is "\uff12026-03-12". {NO_DAY}'),
        ({"report": {"day": "2026-03-12"}}, "report.day", f"{NO_KEY} number, date."),
        ({"commitments": {}}, "commitments", "This is an object. Give a list of 0 to 100."),
        ({"commitments": [{"text": "x"}] * 101}, "commitments", "This is a list of 101. Give a list of 0 to 100."),
        ({"commitments": ["Meet."]}, "commitments[0]", 'This is "Meet.". Give an object.'),
        ({"commitments": [{"text": "x"}, {}]}, "commitments[1].text", MISSING),
        (commitment(owner="ceo"), "commitments[0].owner", 'There is no role "ceo". There are: cio, cso.'),
        (commitment(due=5), "commitments[0].due", f"This is 5. {NO_DAY}"),
        (commitment(evidence="y" * 401), "commitments[0].evidence", TOO_LONG),
        (commitment(by="cio"), "commitments[0].by", f"{NO_KEY} owner, text, due, evidence."),
        ({"seats": None}, "seats", MISSING),
        ({"seats": []}, "seats", "This is a list. Give an object."),
        ({"seats": {"cio": {"answers": {}}}}, "seats", "A comparison needs the seats of two roles."),
        (seat("ceo"), "seats.ceo", "There is no such role. The instrument has cio, cso."),
        (seat("cio", answers=None), "seats.cio.answers", "This is null. Give an object of items."),
        ({"seats": {"cio": {"answers": {}}, "cso": {}}}, "seats.cso.answers", MISSING),
        ({"seats": {"cio": {"answers": {}}, "cso": 5}}, "seats.cso", "This is 5. Give an object."),
        (seat("cio", mail="x"), "seats.cio.mail", f"{NO_KEY} answers, name, submitted, comments, share."),
        (seat("cio", submitted="soon"), "seats.cio.submitted", f'This is "soon". {NO_DAY}'),
        (seat("cio", comments=["x"]), "seats.cio.comments", "This is a list. Give an object."),
        (
            seat("cio", comments={"Q9": "x"}),
            "seats.cio.comments.Q9",
            "The wave has no such item. Comments are on items of its form.",
        ),
        (seat("cio", comments={"Q1": ""}), "seats.cio.comments.Q1", EMPTY),
        (seat("cio", comments={"Q1": "x" * 401}), "seats.cio.comments.Q1", TOO_LONG),
        (
            seat("cio", comments={"Q1": "x"}, share={"Q1": 1}),
            "seats.cio.share.Q1",
            "This is 1. Give true or false.",
        ),
        (
            seat("cio", comments={"Q1": "x"}, share={"Q2": True}),
            "seats.cio.share.Q2",
            "There is no comment on this item to share. Leave this out.",
        ),
        (seat("cio", answers={"Q9": {"cio": 1}}), "seats.cio.answers.Q9", "sample@1 has no such item."),
        (
            seat("cio", answers={"Q3": {"cio": ["o1", "o2"]}}),
            "seats.cio.answers.Q3.cio",
            '"o3" is missing. Rank every option.',
        ),
        (
            seat("cio", answers={"Q2": {"ceo": 1}}),
            "seats.cio.answers.Q2.ceo",
            "There is no such role. Answers are about cio, cso.",
        ),
    ],
)
def test_each_fault_has_its_place_and_says_what_to_do(change: dict[str, Any], place: str, message: str) -> None:
    assert refused(pair(**change)) == [Fault(place, message)]


def test_an_unknown_key_is_answered_with_the_known_ones() -> None:
    (fault,) = refused(pair(extra=1))
    assert fault.place == "extra"
    keys = "format, instrument, form, items, sequence, company, seats, wave, facilitator, report, commitments"
    assert fault.message == f"{NO_KEY} {keys}."


@pytest.mark.parametrize(
    ("document", "said"), [([], "a list"), ("pair", '"pair"'), (5, "5"), (None, "null"), (True, "true")]
)
def test_a_file_that_holds_no_object_is_refused(document: Any, said: str) -> None:
    assert refused(document) == [Fault("", f"This is {said}. Give an object.")]


def test_every_fault_is_named_at_once() -> None:
    found = refused(
        pair(
            company="",
            wave=-1,
            extra=1,
            report={"date": "soon", "colour": "red"},
            seats={
                "cio": {"name": 5, "answers": {"Q1": {"cio": "o9", "cso": 1}, "Q2": {"cio": 9}}},
                "cso": {"answers": {"Q3": {"cso": ["o1"]}}, "comments": {"Q9": "x"}},
            },
        )
    )
    assert sorted(fault.place for fault in found) == [
        "company",
        "extra",
        "report.colour",
        "report.date",
        "seats.cio.answers.Q1.cio",
        "seats.cio.answers.Q1.cso",
        "seats.cio.answers.Q2.cio",
        "seats.cio.name",
        "seats.cso.answers.Q3.cso",
        "seats.cso.answers.Q3.cso",
        "seats.cso.comments.Q9",
        "wave",
    ]


# --- bytes that are no pair file --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"", "line 1, column 1", "The file is not JSON here"),
        (b"{", "line 1, column 2", "The file is not JSON here"),
        (b'{"a": 1,\n "b": }', "line 2, column 7", "The file is not JSON here"),
        (b'{"a": 1} {"b": 2}', "line 1, column 10", "The file is not JSON here: Extra data."),
        (b'{"a": "\n"}', "line 1, column 8", "The file is not JSON here"),
        (b'{"a": 01}', "line 1, column 8", "The file is not JSON here"),
        (b"PK\x03\x04", "line 1, column 1", "The file is not JSON here"),
        (b'{"a":\n"\xff"}', "line 2", "The file is not UTF-8 here. Save it as UTF-8."),
        (b"\n\xff", "line 2", "The file is not UTF-8 here. Save it as UTF-8."),
        (b"\xc3\x28", "line 1", "The file is not UTF-8 here. Save it as UTF-8."),
        (b"\xed\xa0\x80", "line 1", "The file is not UTF-8 here. Save it as UTF-8."),
        ('{"a": 1}'.encode("utf-16"), "line 1", "The file is not UTF-8 here. Save it as UTF-8."),
        (b'{"a": 1, "a": 2}', "", 'The key "a" is given more than once. Give it once.'),
        (b'{"a": 1, "b": 2, "a": 3}', "", 'The key "a" is given more than once. Give it once.'),
        (b'{"x": [1, {"a": 1, "a": 2}]}', "x[1]", 'The key "a" is given more than once. Give it once.'),
        (b"[" * 100_000, "", TOO_DEEP),  # deeper than any Python reads: 3.13 reads 8,000 levels
        (b"[" * 12 + b"[1]" + b"]" * 12, "[0]" * 12, TOO_DEEP),
    ],
)
def test_bytes_that_are_no_pair_file_are_refused_where_they_stop_being_one(
    data: bytes, place: str, message: str
) -> None:
    (fault,) = refused_bytes(data)
    assert fault.place == place
    assert fault.message.startswith(message)


@pytest.mark.parametrize("brackets", [b"[", b'{"a":'])
@pytest.mark.parametrize("depth", [11, 12, 200, 990, 3_000, 90_000])
def test_deep_nesting_is_refused_and_never_crashes(brackets: bytes, depth: int) -> None:
    closing = b"]" if brackets == b"[" else b"}"
    found = refused_bytes(brackets * depth + b"1" + closing * depth)
    assert ("nested too deeply" in found[0].message) is (depth > 11)
    assert refused_bytes(brackets * depth)


def test_a_file_of_ten_megabytes_is_refused_before_it_is_read() -> None:
    message = "The file has 10,000,015 bytes or more. Give at most 2,000,000."
    assert refused_bytes(b'{"company": "' + b"x" * 10_000_000 + b'"}') == [Fault("", message)]


def test_a_text_of_nearly_the_largest_file_is_refused_in_a_short_line() -> None:
    (fault,) = refused(pair(company="x" * (MAX_BYTES - 300)))
    assert len(str(fault)) < 100


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    data = json.dumps(pair()).encode()
    file = tmp_path / "pair.json"
    file.write_bytes(data + b" " * (MAX_BYTES - len(data)))
    assert parse(file.read_bytes(), lambda named: INSTRUMENT).number == 1
    file.write_bytes(data + b" " * (MAX_BYTES - len(data) + 1))
    with pytest.raises(InputFaults, match="bytes or more"):
        load(file)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", "-Infinity", "9" * 301, "-" + "9" * 5_000])
def test_numbers_out_of_this_world_are_refused_at_their_place(number: str) -> None:
    data = json.dumps(pair(**seat("cio", answers={"Q2": {"cio": "#"}}), wave="#")).replace('"#"', number)
    assert [fault.place for fault in refused_bytes(data.encode())] == ["wave", "seats.cio.answers.Q2.cio"]


@pytest.mark.parametrize(("digits", "said"), [(300, "a number of more than 60 digits"), (301, "Infinity")])
def test_numbers_are_read_to_three_hundred_digits_and_are_infinite_beyond(digits: int, said: str) -> None:
    data = json.dumps(pair(wave="#")).replace('"#"', "9" * digits)
    assert refused_bytes(data.encode()) == [Fault("wave", f"This is {said}. {NO_NUMBER}")]


def test_a_key_given_twice_is_named_where_it_stands() -> None:
    data = json.dumps(pair(**seat("cio", answers={"Q2": {"cio": 1, "#": 2}}))).replace("#", "cio")
    (fault,) = refused_bytes(data.encode())
    assert fault == Fault("seats.cio.answers.Q2", 'The key "cio" is given more than once. Give it once.')


def test_lone_surrogates_are_refused_wherever_they_stand() -> None:
    found = refused(
        pair(
            company="\udc00",
            commitments=[{"text": "\ud800"}],
            seats={
                "cio": {"name": "\ud83d", "answers": {"Q4": {"cio": "x\ude00"}, "\ud800": {}}},
                "cso": {"answers": {"Q1": {"cso": {"option": "other", "text": "\ud800"}}}, "\ud800": 1},
            },
        )
    )
    assert sorted(fault.place for fault in found) == [
        "commitments[0].text",
        "company",
        "seats.cio.answers.Q4.cio",
        "seats.cio.answers.\\ud800",
        "seats.cio.name",
        "seats.cso.\\ud800",
        "seats.cso.answers.Q1.cso",
    ]
    assert all(str(fault).isprintable() for fault in found)


# --- anything at all --------------------------------------------------------------------------------------------------

NAMES = [
    "wave",
    "form",
    "items",
    "report",
    "commitments",
    "cio",
    "cso",
    "answers",
    "Q1",
    "Q2",
    "Q3",
    "Q4",
    "share",
    "comments",
    "no_answer",
    "name",
]
KEYS = st.sampled_from([*pair(), *NAMES]) | st.text(st.characters(), max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5) | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, JSON, max_size=6))
def test_whatever_json_says_is_read_or_refused_with_places(changes: dict[str, Any]) -> None:
    is_read_or_refused(json.dumps({**pair(), **changes}).encode())


@given(st.binary(max_size=60))
def test_whatever_bytes_there_are_they_are_read_or_refused(data: bytes) -> None:
    is_read_or_refused(data)


@given(data=st.data())
def test_the_full_example_with_something_else_in_it_is_read_or_refused(data: st.DataObject) -> None:
    document = json.loads(NORTHMOOR.read_text("utf-8"))
    place: Any = document
    key = data.draw(st.sampled_from(sorted(place)))
    while isinstance(place[key], dict) and data.draw(st.booleans()):
        place = place[key]
        key = data.draw(st.sampled_from(sorted(place)))
    place[key] = data.draw(JSON)
    is_read_or_refused(json.dumps(document).encode(), lambda named: load(NORTHMOOR).instrument)


def is_read_or_refused(data: bytes, resolve: Callable[[str], Instrument] = lambda named: INSTRUMENT) -> None:
    try:
        comparisons(parse(data, resolve))
    except InputFaults as found:
        lines = [str(fault) for fault in found.faults]
    else:
        lines = []
    assert all(line.isprintable() and len(line) < 700 for line in lines)
