"""Every fault of a questionnaire file is named, with its place, in plain words, all in one go."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.instruments.samples import HEAD, ITEMS, SMALL

FaultsOf = Callable[[str | bytes], list[str]]


def test_a_sound_file_with_every_type_has_no_faults(faults_of: FaultsOf) -> None:
    assert faults_of(SMALL) == []


# What is changed in the small questionnaire, and the one fault that follows.
ONE_FAULT = {
    "missing key": ('short = "So"', "", "theme[1].item[2] A2 short: Add 'short': text of 1 to 60 characters."),
    "short too long": ('short = "So"', f'short = "{"x" * 61}"', "A2 short: Give 'short' text of 1 to 60 characters."),
    "blank text": ('text = "Is it so?"', 'text = "  "', "A2 text: Give 'text' text of 1 to 500 characters."),
    "number for text": ('short = "So"', "short = 3", "A2 short: Give 'short' text of 1 to 60 characters."),
    "text for number": ("min = 0", 'min = "0"', "A4 min: Give 'min' a number from -1e12 to 1e12."),
    "true for number": ("min = 0", "min = true", "A4 min: Give 'min' a number from -1e12 to 1e12."),
    "infinite number": ("max = 100", "max = 1e999", "A4 max: Give 'max' a number from -1e12 to 1e12."),
    "not a number": ("max = 100", "max = nan", "A4 max: Give 'max' a number from -1e12 to 1e12."),
    "date for text": ('short = "So"', "short = 2026-01-01", "A2 short: Give 'short' text of 1 to 60 characters."),
    "item named like a page": ('id = "A5"', 'id = "check"', "check id: The form has a page of this name."),
    "min above max": ("min = 0", "min = 100", "A4 max: Give 'max' a number above 'min'."),
    "pick too many": ("pick = 2", "pick = 4", "theme[1].item[3] A3 pick: Give 'pick' a whole number from 1 to 3."),
    "pick nought": ("pick = 2", "pick = 0", "A3 pick: Give 'pick' a whole number from 1 to 12, and no more than"),
    "pick beyond counting": ("pick = 2", "pick = 13", "A3 pick: Give 'pick' a whole number from 1 to 12, and no more"),
    "pick a fraction": ("pick = 2", "pick = 2.5", "A3 pick: Give 'pick' a whole number from 1 to 12, and no more than"),
    "target of nothing": ("min = 0", 'min = 0\ntarget_of = "A9"', "A4 target_of: There is no other item 'A9'."),
    "target of itself": ("min = 0", 'min = 0\ntarget_of = "A4"', "A4 target_of: There is no other item 'A4'."),
    "target in other units": (
        "min = 0",
        'min = 0\ntarget_of = "A2"',
        "A4 target_of: Give this item and 'A2' the same 'min', 'max' and 'unit'.",
    ),
    "target on another scale": (
        'scale = "agree"',
        'scale = "agree"\ntarget_of = "A4"',
        "A2 target_of: Give this item and 'A4' the same scale.",
    ),
    "target that is no id": ("min = 0", "min = 0\ntarget_of = 4", "A4 target_of: "),
    "target of an open question": (
        'id = "A5"',
        'id = "A5"\ntarget_of = "A4"',
        "A5 target_of: 'target_of' does not belong in an item of type text.",
    ),
    "tau nought": ("min = 0", "min = 0\ntau = 0", "A4 tau: Give 'tau' a number above 0 and at most 1."),
    "tau above one": ("min = 0", "min = 0\ntau = 1.01", "A4 tau: Give 'tau' a number above 0 and at most 1."),
    "unknown key": (
        'unit = "%"',
        'units = "%"',
        "A4 units: There is no key 'units' in an item of type number. Is it 'unit'?",
    ),
    "unknown head key": ("version = 1", "version = 1\nx = 1", "x: There is no key 'x' in the head of a questionnaire."),
    "unknown role key": ('title = "CIO"', 'title = "CIO"\nboss = 1', "role[1].boss: There is no key 'boss' in a role."),
    "key of another type": (
        "min = 0",
        "min = 0\npick = 1",
        "A4 pick: 'pick' does not belong in an item of type number.",
    ),
    "guess of own words": (
        'id = "A5"',
        'id = "A5"\nguess = "{other}?"',
        "A5 guess: 'guess' does not belong in an item of type text.",
    ),
    "tau of own words": ('id = "A5"', 'id = "A5"\ntau = 0.5', "A5 tau: 'tau' does not belong in an item of type text."),
    "no guess": ('guess = "What will {other} say?"', "", "A2 guess: Add 'guess': text of 1 to 500 characters."),
    "other in own text": (
        '"Is it so?"',
        '"Is {other} so?"',
        "A2 text: Take the braces out of 'text': {other} is filled in in 'guess' only.",
    ),
    "stray braces": (
        "What will {other} say",
        "What will {name} say",
        "A2 guess: In 'guess' the only placeholder is {other}.",
    ),
    "format trick": (
        "What will {other} say",
        "{other.__class__}",
        "A2 guess: In 'guess' the only placeholder is {other}.",
    ),
    "line break": (
        '"Is it so?"',
        r'"Is it\nso?"',
        "A2 text: Take the line breaks and control characters out of 'text'.",
    ),
    "escape sequence": (
        '"Is it so?"',
        r'"\u001b[2J"',
        "A2 text: Take the line breaks and control characters out of 'text'.",
    ),
    "reversed text": (
        '"Is it so?"',
        r'"\u202Eso"',
        "A2 text: Take the line breaks and control characters out of 'text'.",
    ),
    "unknown type": ('type = "scale"', 'type = "likert"', "A2: Give 'type' one of single, scale, multi, ranking"),
    "no text in an option": (', text = "Green"', "", "A3 options[3].text: Add 'text': text of 1 to 120 characters."),
    "no title in a theme": ('title = "First"', "", "theme[1].title: Add 'title': text of 1 to 60 characters."),
    "no name in a role": (
        'name = "Chief Security Officer"',
        "",
        "role[2].name: Add 'name': text of 1 to 60 characters.",
    ),
    "no scale": ('scale = "agree"', "", "A2 scale: Add 'scale': the name of a [scale.NAME] table."),
    "no type": ('type = "scale"', "", "A2: Add 'type': one of single, scale, multi"),
    "unknown scale": ('scale = "agree"', 'scale = "agre"', "A2 scale: There is no scale 'agre'. Add [scale.agre]."),
    "item id twice": ('id = "A2"', 'id = "A1"', "theme[1].item[2] A1 id: The item id 'A1' is already taken."),
    "role id twice": ('id = "cso"', 'id = "cio"', "role[2].id: The role id 'cio' is already taken."),
    "role title twice": ('title = "CSO"', 'title = "CIO"', "role[2].title: The role title 'CIO' is already taken."),
    "option id twice": (
        '"blue", text = "Blue"}, {id = "green"',
        '"green", text = "B"}, {id = "green"',
        "A3 options[3].id: The option id 'green'",
    ),
    "odd id": ('id = "A2"', 'id = "../x"', "Give 'id' an id of at most 60 letters, digits, '-' and '_'."),
    "one label": ('["No", "", "Yes"]', '["No"]', "scale.agree.options: Give 'options' at least 2 entries."),
    "twelve labels": (
        '["No", "", "Yes"]',
        str(["x" * i for i in range(1, 13)]),
        "scale.agree.options: Give 'options' at most 11",
    ),
    "empty end": ('["No", "", "Yes"]', '["No", "Maybe", ""]', "scale.agree.options[3]: Name both ends of the scale"),
    "labels alike": (
        '["No", "", "Yes"]',
        '["No", "No", "Yes"]',
        "scale.agree.options: Two labels of the scale are the same.",
    ),
    "sideways scale": (
        '["No", "", "Yes"]',
        '["No", "Yes"]\ndirection = "up"',
        "scale.agree.direction: Give 'direction' 'rising' or 'falling'.",
    ),
    "full as a form": (
        "pick = 2",
        'pick = 2\nform = ["full"]',
        "A3 form: Take 'full' out: every item is in the full form.",
    ),
    "version nought": ("version = 1", "version = 0", "version: Give 'version' a whole number of 1 or more."),
    "version as text": ("version = 1", 'version = "1"', "version: Give 'version' a whole number of 1 or more."),
    "table for a list": ('["No", "", "Yes"]', '{a = "No"}', "scale.agree.options: Give 'options' a list."),
    "text for a table": ("[scale.agree]\n", '[scale]\nb = "x"\n[scale.agree]\n', "scale.b: Write a table for 'b'."),
}


@pytest.mark.parametrize(("found", "changed", "fault"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_one_mistake_gives_one_fault(faults_of: FaultsOf, found: str, changed: str, fault: str) -> None:
    assert SMALL.count(found) >= 1
    (only,) = faults_of(SMALL.replace(found, changed, 1))
    assert fault in only


# A value at its limit, the first one beyond it, and what stands there in the small questionnaire.
LIMITS = {
    "short": ('short = "So"', 'short = "{}"', "x" * 60, "x" * 61),
    "text": ('"Is it so?"', '"{}"', "x" * 500, "x" * 501),
    "option": ('text = "Green"', 'text = "{}"', "x" * 120, "x" * 121),
    "id": ('id = "A2"', 'id = "{}"', "x" * 60, "x" * 61),
    "role title": ('title = "CSO"', 'title = "{}"', "x" * 40, "x" * 41),
    "scale name": ("agree", "{}", "x" * 60, "x" * 61),
    "scale label": ('"Yes"', '"{}"', "x" * 60, "x" * 61),
    "unit": ('unit = "%"', 'unit = "{}"', "x" * 12, "x" * 13),
    "max_length": ('short = "Else"', 'short = "Else"\nmax_length = {}', "4000", "4001"),
    "max_length, least": ('short = "Else"', 'short = "Else"\nmax_length = {}', "1", "0"),
    "tau": ("min = 0", "min = 0\ntau = {}", "1.0", "1.0000001"),
    "version": ("version = 1", "version = {}", "1", "0"),
}


@pytest.mark.parametrize(("found", "changed", "last", "first_beyond"), LIMITS.values(), ids=LIMITS)
def test_a_limit_is_kept_to_the_letter(
    faults_of: FaultsOf, found: str, changed: str, last: str, first_beyond: str
) -> None:
    assert faults_of(SMALL.replace(found, changed.format(last))) == []
    assert len(faults_of(SMALL.replace(found, changed.format(first_beyond)))) >= 1


@pytest.mark.parametrize(("kind", "most"), [("single", 30), ("ranking", 12), ("allocation", 12)])
def test_there_are_two_options_at_least_and_so_many_at_most(faults_of: FaultsOf, kind: str, most: int) -> None:
    def with_options(count: int) -> list[str]:
        options = ", ".join(f'{{id = "o{number}", text = "{number}"}}' for number in range(count))
        return faults_of(HEAD + re.sub(r"options = .*", f"options = [{options}]", ITEMS[kind]))

    assert with_options(2) == with_options(most) == []
    assert "at least 2 entries" in with_options(1)[0]
    assert f"at most {most} entries" in with_options(most + 1)[0]


REFERENCE = """
    [[theme.item.reference]]
    id = "R1"
    text = "So it was."
    who = "CIOs"
    view = "own"
    year = 2015
    source = "A survey"
"""
BAD_REFERENCE = {
    "role": ('role = ["cfo"]', "A1 reference[1].role[1]: There is no role 'cfo'."),
    "option": ('option = ["pink"]', 'A1 reference[1].option[1]: The item has no option "pink".'),
    "position": ("option = [1]", "A1 reference[1].option[1]: The item has no option 1."),
    "both figures": ("value = 3\n rank = 1", "A1 reference[1].rank: Give a reference 'value' or 'rank', not both."),
    "rank": ("rank = 101", "A1 reference[1].rank: Give 'rank' a whole number from 1 to 100."),
    "percent": ("value = 101", "A1 reference[1].value: Give 'value' a number from 0 to 100."),
}


@pytest.mark.parametrize(("line", "fault"), BAD_REFERENCE.values(), ids=BAD_REFERENCE.keys())
def test_a_reference_leads_to_what_there_is(faults_of: FaultsOf, line: str, fault: str) -> None:
    (only,) = faults_of(HEAD + ITEMS["single"] + REFERENCE + line)
    assert only.endswith(fault)


def test_what_is_missing_in_a_reference_is_asked_for_in_its_own_words(faults_of: FaultsOf) -> None:
    (only,) = faults_of(HEAD + ITEMS["single"] + REFERENCE.replace('who = "CIOs"', ""))
    assert only.endswith("A1 reference[1].who: Add 'who': text of 1 to 120 characters.")


def test_a_reference_may_name_positions_of_a_scale_up_to_its_last(faults_of: FaultsOf) -> None:
    scaled = HEAD + ITEMS["scale"] + REFERENCE
    assert faults_of(f"{scaled} option = [1, 3]") == []
    (only,) = faults_of(f"{scaled} option = [0, 3]")
    assert "option[1]: The item has no option 0." in only


def test_the_same_reference_may_stand_twice_only_about_different_options(faults_of: FaultsOf) -> None:
    first, second = f'{REFERENCE}option = ["red"]', f'{REFERENCE}option = ["blue"]'
    assert faults_of(HEAD + ITEMS["single"] + first + second) == []
    (only,) = faults_of(HEAD + ITEMS["single"] + first + first)
    assert "A1 reference[2].id: The same reference stands here twice." in only


def test_all_faults_are_named_at_once_whether_of_shape_or_between_tables(faults_of: FaultsOf) -> None:
    broken = (
        SMALL.replace('language = "en"', 'language = "English"')
        .replace('id = "cso"', 'id = "cio"')
        .replace("pick = 2", "pick = 9\nfoo = 1")
        .replace('scale = "agree"', 'scale = "no"')
        .replace('type = "number"', 'type = "numbr"')
        .replace('short = "Much"', "")
    )
    places = [fault.partition(": ")[0] for fault in faults_of(broken)]
    assert places == sorted(
        [
            "language",
            "role[2].id",
            "theme[1].item[2] A2 scale",
            "theme[1].item[3] A3 foo",
            "theme[1].item[3] A3 pick",
            "theme[1].item[4] A4",
            "theme[1].item[4] A4 short",
        ]
    )


def test_fewer_than_two_roles_are_refused(faults_of: FaultsOf) -> None:
    one = SMALL.replace('[[role]]\nid = "cso"\ntitle = "CSO"\nname = "Chief Security Officer"\n', "")
    assert faults_of(one) == ["role: Give 'role' at least 2 entries."]


def test_a_questionnaire_with_nothing_to_compare_is_refused(faults_of: FaultsOf) -> None:
    assert faults_of(HEAD + ITEMS["text"]) == [
        "theme: Add an item that is not of type text: there is nothing to compare."
    ]


def test_a_theme_without_items_is_refused(faults_of: FaultsOf) -> None:
    assert faults_of(HEAD) == ["theme[1].item: Add 'item'."]


def test_a_table_with_more_entries_than_a_questionnaire_has_is_one_fault(faults_of: FaultsOf) -> None:
    keys = "\n".join(f"k{number} = 1" for number in range(501))
    assert faults_of(keys + SMALL) == ["A list or table has more than 500 entries. Shorten it."]


def test_what_is_no_table_is_a_fault_and_not_looked_into(faults_of: FaultsOf) -> None:
    roles = HEAD.index("[[role]]"), HEAD.index("[scale.agree]")
    document = "role = [1, 2]\n" + HEAD[: roles[0]] + HEAD[roles[1] :] + ITEMS["scale"]
    assert faults_of(document) == ["role[1]: Write a table for 'role'.", "role[2]: Write a table for 'role'."]


def test_a_reference_to_a_scale_that_is_missing_is_one_fault(faults_of: FaultsOf) -> None:
    (only,) = faults_of(HEAD + ITEMS["scale"].replace('"agree"', '"agre"') + REFERENCE + "option = [1]")
    assert "A2 scale: There is no scale 'agre'." in only


def test_syntax_is_named_with_line_and_column(faults_of: FaultsOf) -> None:
    (only,) = faults_of('id = "x"\nversion == 1\n')
    assert only.startswith("line 2, column 10: This is not valid TOML")
    (end,) = faults_of('id = """x')
    assert end.startswith("end of the file: This is not valid TOML")


def test_bytes_that_are_not_utf8_are_named_with_line_and_column(faults_of: FaultsOf) -> None:
    assert faults_of(b'id = "x"\ntitle = "\xff"') == [
        "line 2, column 10: The text is not valid UTF-8 here. Save the file as UTF-8."
    ]


def test_a_byte_order_mark_is_stepped_over(faults_of: FaultsOf) -> None:
    assert faults_of("\ufeff" + SMALL) == []
