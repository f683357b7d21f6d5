"""The repository's own rules, those that no linter knows: functions from a file's text to what is wrong with it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]

#: What people write and read; the rest is data.
_WRITTEN = {".py", ".js", ".css", ".html", ".jinja"}

MOST_LINES = 250
#: Examples are longer than what they are examples of: a file of tests may have twice as many.
MOST_LINES_OF_TESTS = 2 * MOST_LINES
#: Files that are longer, each with the reason why it still has one subject only.
LONGER: dict[str, str] = {
    "static/workshop/offline.js": "put into the file for a room as one script, whose parts share what is on the screen",
    "tools/setup.py": "runs before anything is installed, so it is one file that imports nothing of ours",
}

#: What may go into a page unescaped: the very text of the line's part, by file, with the reason why that is safe.
UNESCAPED: dict[str, tuple[str, str]] = {
    "gapcheck/report/twin.py": (
        "return Markup(text)  # noqa: S704  escaped before it came here",
        "the report's page as its own templates made it, and its sheets",
    ),
    "gapcheck/web/workshop/offline.py": (
        "return Markup(text)  # noqa: S704  # files of the program",
        "style and script of the file for a room, which are files of the program",
    ),
}

#: Modules that build SQL from strings of their own, each with the reason.
BUILT_SQL = {
    "gapcheck/models/sqlite.py": "a PRAGMA takes no bound parameter, and its values are constants of the module"
}

#: Modules that end a transaction and are no services, each with the reason.
COMMITS = {"gapcheck/models/postgresql_reads.py": "ends a transaction that cannot write"}

#: A name that says nothing about its content.
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}

Rule = Callable[[str, str], Iterator[str]]


def tracked_files() -> list[str]:
    """Every file that git tracks, by its path from the top; one deleted and not yet committed is left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def read(name: str) -> str | None:
    """The text of a file; None for one that is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def lines_matching(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """Number and text of every line that the pattern is found in."""
    for number, line in enumerate(text.splitlines(), 1):
        if pattern.search(line):
            yield number, line.strip()


def no_nameless_module(name: str, _text: str) -> Iterator[str]:
    """A module is named for its subject."""
    path = PurePosixPath(name)
    if path.suffix in _WRITTEN and NAMELESS & {part.split(".")[0] for part in path.parts}:
        yield f"{name}: named for nothing; name it for its subject"


def no_long_file(name: str, text: str) -> Iterator[str]:
    """A file that grows past the limit has two subjects. The schema's first step is a list of tables."""
    if PurePosixPath(name).suffix in _WRITTEN and not name.startswith("migrations/") and name not in LONGER:
        length, most = len(text.splitlines()), MOST_LINES_OF_TESTS if name.startswith("tests/") else MOST_LINES
        if length > most:
            yield f"{name}: {length} lines; past {most} a file has two subjects"


_UNESCAPED = re.compile(
    r"\|\s*safe\b|\bMarkup\(|autoescape\s*(=\s*False|false)|\{%-?\s*autoescape|\b(inner|outer)HTML\b|insertAdjacentHTML"
)


def no_unescaped_text(name: str, text: str) -> Iterator[str]:
    """Text goes into a page escaped, outside a reviewed list."""
    if name.startswith(("gapcheck/", "templates/", "static/")):
        reviewed = UNESCAPED.get(name, ("", ""))[0]
        for number, line in lines_matching(_UNESCAPED, text.replace(reviewed, "") if reviewed else text):
            yield f"{name}:{number}: unescaped text in a page: {line}"


_SQL_FROM_STRING = re.compile(r"""\b(text|execute|exec_driver_sql|executescript)\(\s*(f["']|.*["']\s*(%|\.format\())""")


def no_sql_from_strings(name: str, text: str) -> Iterator[str]:
    """SQL has bound parameters; it is never put together from strings."""
    if name.endswith(".py") and name.startswith(("gapcheck/", "migrations/")) and name not in BUILT_SQL:
        for number, line in lines_matching(_SQL_FROM_STRING, text):
            yield f"{name}:{number}: SQL put together from strings: {line}"


_COMMIT = re.compile(r"\.commit\(\)")


def only_services_commit(name: str, text: str) -> Iterator[str]:
    """A transaction ends in the service that began it."""
    outside = name.endswith(".py") and name.startswith("gapcheck/") and not name.startswith("gapcheck/services/")
    if outside and name not in COMMITS:
        for number, line in lines_matching(_COMMIT, text):
            yield f"{name}:{number}: only services commit: {line}"


_MACHINE = re.compile(
    r"(?<![\w.])/(?:home|root(?!/\.ssh)|work|Users|opt|mnt)/[\w.]"  # a folder of somebody's machine
    r"|\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com|deb\.debian\.org)\b"
    r"|https?://[^\s\"'<>)]*/simple\b"
)


def nothing_of_a_machine(name: str, text: str) -> Iterator[str]:
    """No path of somebody's machine and no package registry's address is in the repository."""
    for number, line in lines_matching(_MACHINE, text):
        yield f"{name}:{number}: a machine's path or a registry's address: {line[:120]}"


_SILENCED = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w, -]+\])?|nosec\b|pragma: no cover)"
    r"(?P<rest>.*)$"
)


def no_silencing_without_reason(name: str, text: str) -> Iterator[str]:
    """Where a check is silenced, the reason stands beside it."""
    if name.endswith(".py"):
        for number, line in enumerate(text.splitlines(), 1):
            found = _SILENCED.search(line)
            if found and len(re.findall(r"\w+", re.sub(_SILENCED, r"\g<rest>", found["rest"]))) < 2:
                yield f"{name}:{number}: say why the check is silenced: {line.strip()}"


_LEFT_OUT = re.compile(r"pytest\.mark\.(?:skip|xfail)\b(?!if)(?!.*reason=)|pytest\.skip\(\s*\)")


def no_test_left_out_without_reason(name: str, text: str) -> Iterator[str]:
    """A test that does not run says why."""
    if name.startswith("tests/") and name.endswith(".py"):
        for number, line in lines_matching(_LEFT_OUT, text):
            yield f"{name}:{number}: a test is left out without a reason: {line}"


RULES: tuple[Rule, ...] = (
    no_nameless_module,
    no_long_file,
    no_unescaped_text,
    no_sql_from_strings,
    only_services_commit,
    nothing_of_a_machine,
    no_silencing_without_reason,
    no_test_left_out_without_reason,
)
