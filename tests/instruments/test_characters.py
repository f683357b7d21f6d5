"""What a text may hold is the same wherever one comes in."""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET

import pytest

from gapcheck.instruments.characters import is_one_line, only_text, what_is_wrong

EVERYTHING = "".join(map(chr, range(sys.maxunicode + 1)))
#: Taken out of every text: control characters but tab and the two line breaks, halves, no characters, directions.
NO_TEXT = (32 - 3 + 33) + 2048 + (32 + 34) + 9


def test_nothing_but_what_is_no_text_is_taken_out() -> None:
    kept = only_text(EVERYTHING)
    assert len(EVERYTHING) - len(kept) == NO_TEXT
    assert not what_is_wrong(kept)
    assert only_text(kept) == kept


def test_whatever_is_a_text_can_stand_in_xml() -> None:
    tree = ET.Element("p")
    tree.text = only_text(EVERYTHING)
    read = ET.fromstring(ET.tostring(tree, encoding="unicode"))  # noqa: S314 - written above
    assert read.text == tree.text.replace("\r", "\n")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a\ud800", "half a character"),
        ("a\x00", "control character"),
        ("a\x85", "control character"),
        ("a\uffff", "no character"),
        ("a\ufdd0", "no character"),
        ("a\U0010fffe", "no character"),
        ("a\u202eb", "writing direction"),
        ("a\u2067b", "writing direction"),
    ],
)
def test_each_kind_of_what_is_no_text_has_its_sentence(text: str, word: str) -> None:
    (sentence,) = what_is_wrong(text)
    assert word in sentence
    assert not is_one_line(text)


@pytest.mark.parametrize("text", ["Łukasz", "漢字と仮名", "السيناريو", "👩🏽‍💻 🤝", "e\u0301", "a\u200fb"])
def test_the_letters_of_every_script_are_one_line(text: str) -> None:
    assert is_one_line(text)
    assert not what_is_wrong(text)


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\r\nb"])
def test_tabs_and_line_breaks_are_text_but_not_one_line(text: str) -> None:
    assert not what_is_wrong(text)
    assert not is_one_line(text)
