"""An instance with everything in it that a page can be about, and everybody signed in: made once for each database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from flask import Flask

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.extensions import db, limiter
from gapcheck.services import reports
from tests.acting import STAND_IN_PDF, STAND_IN_TWIN, OwnContextClient, empty_instance, settings
from tests.web.malformed.world import World, made

__all__ = ["empty_instance", "settings"]


@pytest.fixture
def app(settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application without limits on tries: what is tried here are the handlers behind them."""
    monkeypatch.setattr(reports, "render_pdf", lambda *_subject, **_options: STAND_IN_PDF)
    monkeypatch.setattr(reports, "render_twin", lambda *_subject, **_options: STAND_IN_TWIN)
    app = create_app(settings)
    limiter.enabled = False
    app.test_client_class = OwnContextClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Flask, settings: config.Settings, request: pytest.FixtureRequest) -> Iterator[World]:
    """The people and what they can get at; put back to how it was made by ``restore``."""
    server = None if settings.uses_sqlite else request.getfixturevalue("postgres")
    made_world = made(app, server)
    yield made_world
    made_world.let_go()
    shutil.rmtree(settings.instance / "outbox", ignore_errors=True)
