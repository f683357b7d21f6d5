"""From bytes to a TOML document: size, encoding, shape and syntax, before anything looks at the content."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from gapcheck.faults import Fault, InputFaults, printable

MAX_BYTES = 256_000
MAX_ITEMS = 500

#: Strings and comments, each closed or running to its natural end, so that the pattern is linear on any input.
_STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)'
    r"|'''.*?(?:'''|\Z)"
    r'|"(?:\\.|[^"\\\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*",
    re.DOTALL,
)
#: Eight parts with a dot behind each. It starts at a part's first letter only and never steps back: linear too.
_LONG_KEY = re.compile(r"(?<![^\s.,=\[\]{}])(?:[^\s.,=\[\]{}]++[ \t]*+\.[ \t]*+){8}")
_LINE_AND_COLUMN = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")
_END = " (at end of document)"

#: How much of each piece of punctuation a questionnaire of MAX_ITEMS can hold, generously.
_PUNCTUATION = {",": 25_000, "=": 25_000, "\n[": 4_000}


def read_toml(data: bytes | str, place: str) -> dict[str, Any]:
    """The document as nested dicts and lists.

    Raises InputFaults, at ``place`` or at ``place`` with line and column, for anything that is not TOML of a
    questionnaire's size. The work is linear in the length: ``tomllib`` itself needs time and memory that grow with
    the square of a dotted key's parts, so such keys are refused before it sees them.
    """
    if len(data) > MAX_BYTES or len(raw := data.encode() if isinstance(data, str) else data) > MAX_BYTES:
        raise InputFaults([Fault(place, f"The file is larger than {MAX_BYTES // 1000} kB. Shorten it.")])
    text = _decoded(raw, place)
    _refuse_odd_shapes(text, place)
    try:
        return tomllib.loads(text)
    except RecursionError:
        message = "Lists or tables are nested too deeply. Use the structure of the format."
        raise InputFaults([Fault(place, message)]) from None
    except tomllib.TOMLDecodeError as error:
        raise InputFaults([_syntax_fault(str(error), place)]) from None
    except ValueError:
        raise InputFaults([Fault(place, "A number has too many digits. Shorten it.")]) from None


def _decoded(raw: bytes, place: str) -> str:
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        message = "The text is not valid UTF-8 here. Save the file as UTF-8."
        raise InputFaults([Fault(_at(place, line, column), message)]) from None


def _refuse_odd_shapes(text: str, place: str) -> None:
    bare = _STRING_OR_COMMENT.sub('""', text)
    if _LONG_KEY.search(bare):
        raise InputFaults([Fault(place, "A dotted key has more than 8 parts. Use the structure of the format.")])
    if any(bare.count(mark) > most for mark, most in _PUNCTUATION.items()):
        raise InputFaults([Fault(place, f"There is more here than a questionnaire of {MAX_ITEMS} items can hold.")])


def _syntax_fault(words: str, place: str) -> Fault:
    if found := _LINE_AND_COLUMN.search(words):
        place = _at(place, int(found[1]), int(found[2]))
        words = words[: found.start()]
    else:  # the parser knows no third way to say where
        place = f"{place} end of the file".strip()
        words = words.removesuffix(_END)
    return Fault(place, f"This is not valid TOML: {printable(words)}.")


def _at(place: str, line: int, column: int) -> str:
    return f"{place} line {line}, column {column}".strip()
