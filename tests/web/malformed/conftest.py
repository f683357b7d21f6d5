"""An instance with everything in it that a page can be about, and everybody signed in: made once for each database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from gapcheck import config
from gapcheck.extensions import Installation, installation
from tests.instances import app, empty_instance, settings
from tests.web.malformed.values import TOKEN
from tests.web.malformed.world import World, made

__all__ = ["app", "empty_instance", "settings"]


@pytest.fixture
def world(app: Flask, settings: config.Settings, request: pytest.FixtureRequest) -> Iterator[World]:
    """The people and what they can get at; put back to how it was made by ``restore``."""
    asked_for = replace(settings, metrics_token=TOKEN)
    app.extensions["gapcheck"] = Installation(asked_for, installation().keyring)
    server = None if settings.uses_sqlite else request.getfixturevalue("postgres")
    made_world = made(app, server)
    yield made_world
    made_world.let_go()
    shutil.rmtree(settings.instance / "outbox", ignore_errors=True)
