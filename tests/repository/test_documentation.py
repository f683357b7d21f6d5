"""What the documentation shows is what the program takes and has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gapcheck import cli, config
from gapcheck.engine import pairfile
from gapcheck.instruments import loader
from tests.repository.rules import ROOT, read, tracked_files

FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def shown(language: str) -> str:
    """The first example of that language in docs/formats.md."""
    found = re.search(rf"^```{language}\n(.*?)^```", FORMATS, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def section(title: str) -> str:
    """One section of docs/formats.md."""
    return FORMATS.split(f"## {title}\n")[1].split("\n## ")[0]


def test_the_questionnaire_that_is_shown_has_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "launch-readiness.toml"
    file.write_text(shown("toml"), encoding="utf-8")
    assert loader.load(file).key == "launch-readiness@1"


def test_the_pair_file_that_is_shown_can_be_compared(tmp_path: Path) -> None:
    file = tmp_path / "pair.json"
    file.write_text(shown("json"), encoding="utf-8")
    wave = pairfile.load(file)
    assert wave.company == json.loads(shown("json"))["company"]


def test_every_command_is_listed_and_every_listed_command_exists() -> None:
    listed = set(re.findall(r"`gapcheck ([a-z]+)", section("Commands")))
    assert listed == set(cli.COMMANDS)


def test_every_option_is_listed_with_its_command() -> None:
    rows = section("Commands").splitlines()
    context = click.Context(cli.commands)

    def options(command: click.Command) -> Iterator[click.Option]:
        for part in command.list_commands(context) if isinstance(command, click.Group) else ():
            yield from options(command.get_command(context, part))
        yield from (each for each in command.params if isinstance(each, click.Option))

    missing = [
        f"{name} {option.opts}"
        for name in cli.COMMANDS
        for option in options(cli.commands.get_command(context, name))
        if not any(f"gapcheck {name}" in row and any(way in row for way in option.opts) for row in rows)
    ]
    assert missing == []


def test_every_setting_is_listed_and_every_listed_setting_exists() -> None:
    source = Path(config.__file__).read_text(encoding="utf-8")
    named = re.findall(r'"(GAPCHECK_[A-Z_]+)"', source)
    named += [f"GAPCHECK_{name.upper()}" for name in re.findall(r'self\.(?:text|number)\(\s*"(\w+)"', source)]
    assert set(re.findall(r"`(GAPCHECK_[A-Z_]+)`", section("Configuration"))) == set(named)


def test_every_figure_of_a_monitor_is_listed_and_every_listed_figure_exists() -> None:
    section = read("docs/operations.md").split("\n## A monitor\n")[1].split("\n## ")[0]
    given = re.findall(r"^# TYPE (\w+)", read("templates/health/metrics.txt"), re.MULTILINE)
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == given
    assert set(re.findall(r"\bgapcheck_\w+", section)) == set(given)


@pytest.mark.parametrize("folder", ["gapcheck", "templates", "tests", "migrations"])
def test_a_page_of_the_documentation_that_the_code_names_exists(folder: str) -> None:
    named = {
        (name, page)
        for name in tracked_files()
        if name.startswith(f"{folder}/") and not name.startswith("tests/repository/")
        for page in re.findall(r"\bdocs/[\w/-]+\.md\b", read(name) or "")
    }
    assert not [f"{name}: {page}" for name, page in named if not (ROOT / page).exists()]


def test_every_folder_and_every_part_of_the_package_has_its_place_in_the_architecture() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = [name.split("/") for name in tracked_files() if not name.startswith((".", "docs/"))]
    folders = {f"{parts[0]}/" for parts in names if len(parts) > 1}
    parts_of_package = {parts[1] for parts in names if parts[0] == "gapcheck" and parts[1] != "__init__.py"}
    assert {name for name in folders if name not in page} == set()
    assert {name for name in parts_of_package if name not in page} == set()
