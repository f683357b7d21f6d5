"""A pair whose answers are of four kinds, made once and copied for each test; and its workshop."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from gapcheck import config
from tests.acting import Pair, make_facilitator, make_pair
from tests.holding import FOUR_KINDS, Workshop
from tests.instances import running, settings_at


@dataclass(frozen=True)
class Answered:
    """An instance in which both have submitted, and who they are."""

    instance: Path
    pair: Pair


@pytest.fixture(scope="session")
def answered_instance(tmp_path_factory: pytest.TempPathFactory, empty_instance: Path) -> Answered:
    folder = tmp_path_factory.mktemp("answered")
    shutil.copytree(empty_instance, folder / "instance")
    with running(settings_at(folder)):
        pair = make_pair(make_facilitator())
        for role, values in FOUR_KINDS.items():
            pair.submits(role, values)
    return Answered(folder / "instance", pair)


@pytest.fixture
def settings(tmp_path: Path, answered_instance: Answered) -> config.Settings:
    """A copy of that instance."""
    shutil.copytree(answered_instance.instance, tmp_path / "instance")
    return settings_at(tmp_path)


@pytest.fixture
def answered(app: Flask, answered_instance: Answered) -> Pair:
    """Both have submitted; nothing is released, and no report is made."""
    return answered_instance.pair


@pytest.fixture
def workshop(answered: Pair) -> Workshop:
    """A workshop that is prepared."""
    return Workshop.of(answered)


@pytest.fixture
def opened(workshop: Workshop) -> Workshop:
    """A workshop that has started: released in the room."""
    return workshop.starts()
