"""Hostile questionnaire files: refused with a place or a plain reason, quickly, in little memory."""

from __future__ import annotations

import sys
import time
import tracemalloc

import pytest

from gapcheck.faults import InputFaults
from gapcheck.instruments.loader import loads
from tests.instruments.samples import HEAD, ITEMS, SMALL

ITEM = ITEMS["number"]
MANY_OPTIONS = ITEMS["single"].replace('"blue", text', '"o", text = "O"}, ' + "{}, " * 80_000 + '{id = "blue", text')

HOSTILE: dict[str, str | bytes] = {
    "larger than the cap": "#" * 256_001,
    "ten megabytes": SMALL + f'\nx = "{"y" * 10_000_000}"',
    "501 items": HEAD + "".join(ITEM.replace("A4", f"A{i}") for i in range(501)),
    "18,000 empty items": HEAD + "[[theme.item]]\n" * 17_000,
    "500 empty items": HEAD + "[[theme.item]]\n" * 500,
    "30,000 empty roles": "[[role]]\n" * 28_000,
    "80,000 empty options": HEAD + MANY_OPTIONS,
    "lists of 500 empty tables": HEAD + f"[[theme.item]]\ntype = 'single'\noptions = [{'{},' * 490}]\n" * 160,
    "30,000 unknown keys": HEAD + "\n".join(f"k{i} = 1" for i in range(28_000)),
    "400 unknown keys": HEAD + "\n".join(f"k{i} = 1" for i in range(400)) + ITEM,
    "a dotted key of 100,000 parts": "a" + ".a" * 100_000 + " = 1",
    "a dotted key of quoted parts": '"a b"' + '."a b"' * 40_000 + " = 1",
    "a dotted key of empty parts": '""' + '.""' * 80_000 + " = 1",
    "a header of 100,000 parts": "[a" + ".a" * 100_000 + "]",
    "a dotted key in an inline table": "x = {a" + " . a" * 50_000 + " = 1}",
    "a dotted key behind a string that never ends": 'y = """\n"""\na' + ".a" * 100_000 + " = 1",
    "13,000 deep headers": "\n".join(f"[a{i}.b.c.d.e]" for i in range(13_000)),
    "nested lists": "a = " + "[" * 200_000,
    "nested tables": "a = " + "{a = " * 50_000,
    "nested lists, closed": "a = " + "[" * 400 + "]" * 400 + SMALL,
    "120,000 numbers": "a = [" + "1," * 120_000 + "]",
    "an integer of 200,000 digits": "version = " + "9" * 200_000,
    "a hexadecimal integer of 200,000 digits": SMALL.replace("version = 1", "version = 0x" + "f" * 200_000),
    "an unclosed string": 'a = """' + '"" ' * 80_000,
    "unclosed strings on many lines": 'a = "\n' * 40_000,
    "backslashes": 'a = "' + "\\" * 200_001,
    "a number beyond all": SMALL.replace("max = 100", "max = 1e999"),
    "not a number": SMALL.replace("min = 0", "min = -nan"),
    "NUL": SMALL.encode() + b"\x00",
    "UTF-16": SMALL.encode("utf-16"),
    "half a character": SMALL.replace("Is it so", r"\ud800"),
    "a cut-off character": SMALL.encode() + b"# \xe2\x82",
    "an archive": b"PK\x03\x04" + bytes(range(256)) * 100,
    "the wrong format": '{"id": "x"}',
    "a key twice": SMALL.replace("version = 1", "version = 1\nversion = 2"),
    "a table over a value": SMALL + '\n[title]\nx = "y"',
    "an id of a screenful": SMALL.replace('id = "A2"', f'id = "{"A" * 5000}"'),
    "markup as an id": SMALL.replace('id = "A2"', 'id = "<script>alert(1)</script>"'),
    "a terminal's escape as a key": SMALL.replace("min = 0", 'min = 0\n"\\u001b[2J" = 1'),
    "nothing": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_it_is_refused_within_200_ms_and_50_mb(text: str | bytes) -> None:
    started = time.process_time()
    with pytest.raises(InputFaults):
        loads(text)
    assert time.process_time() - started < (2 if sys.gettrace() else 0.2)  # counting lines takes most of the time

    tracemalloc.start()
    with pytest.raises(InputFaults):
        loads(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_its_faults_are_short_printable_lines(text: str | bytes) -> None:
    with pytest.raises(InputFaults) as found:
        loads(text)
    for fault in found.value.faults:
        assert str(fault).isprintable()
        assert len(str(fault)) < 400


def test_a_big_questionnaire_within_the_caps_is_read() -> None:
    big = HEAD + "".join(ITEM.replace("A4", f"A{i}") for i in range(500))
    assert len(loads(big).items) == 500
