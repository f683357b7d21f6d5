"""An installation of the program for one test: its folder, its settings, and the application on it.

A test imports the fixtures that it needs through the conftest.py of its folder.
"""

from __future__ import annotations

import contextvars
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from markupsafe import Markup
from werkzeug.test import TestResponse

from gapcheck import clock, config
from gapcheck.app import create_app
from gapcheck.extensions import db, limiter
from gapcheck.report.twin import Twin
from gapcheck.services import schema
from gapcheck.services.reports import rendering
from tests.compiled import COMPILED, made_once
from tests.postgres import Server

#: Stand in for a report where a test is about who may read it, not about what is in it.
STAND_IN_PDF = b"%PDF-1.7 stand-in"
STAND_IN_TWIN = Twin("Stand-in", "en", (), Markup("<article>stand-in</article>"))
_NOON = datetime.now(UTC).replace(hour=12)


class OwnContextClient(FlaskClient):
    """Each request starts from nothing, as on a server; else all requests of a test would share one ``flask.g``."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        """As the test client's, outside the application context of the test."""
        answer = contextvars.Context().run(super().open, *arguments, **options)
        if has_app_context():  # a redirect is followed outside of it
            # What the test reads next is what the request left, not what a transaction of the test began with.
            db.session.remove()
        return answer


def application(settings: config.Settings) -> Flask:
    """The application as tests want it: without limits on tries, its templates and routes compiled once a process."""
    with made_once():
        app = create_app(settings)
    limiter.enabled = False
    app.jinja_env.bytecode_cache = COMPILED
    app.test_client_class = OwnContextClient
    return app


@contextmanager
def running(settings: config.Settings) -> Iterator[Flask]:
    """That application within its context; no connection stays open."""
    app = application(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def made(environ: Mapping[str, str]) -> config.Settings:
    """A new instance with keys and an empty, migrated database where these variables say; its settings."""
    schema.make_instance(config.load(environ))
    settings = config.load(environ)
    with running(settings):
        schema.bring_up_to_date()
    return settings


def settings_at(folder: Path, database_url: str = "") -> config.Settings:
    """The settings of an instance in this folder, with a clock that a test can move by writing seconds to a file.

    Without an address the database is a file in that folder.
    """
    (folder / "clock").write_text("0")
    return config.load(environ_at(folder, database_url))


def environ_at(folder: Path, database_url: str = "") -> dict[str, str]:
    """The variables of those settings."""
    return {
        "GAPCHECK_INSTANCE": str(folder / "instance"),
        "GAPCHECK_BASE_URL": "http://localhost",
        "GAPCHECK_TESTING": "1",
        "GAPCHECK_CLOCK_FILE": str(folder / "clock"),
        "GAPCHECK_DATABASE_URL": database_url,
    }


def put_stand_ins(patch: pytest.MonkeyPatch) -> None:
    """Have reports made without rendering."""
    patch.setattr(rendering, "render_pdf", lambda _material: STAND_IN_PDF)
    patch.setattr(rendering, "render_twin", lambda _material: STAND_IN_TWIN)


@pytest.fixture(scope="session")
def empty_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with keys and an empty, migrated database, to copy from: migrating is the slow part of a test."""
    folder = tmp_path_factory.mktemp("empty") / "instance"
    made({"GAPCHECK_INSTANCE": str(folder), "GAPCHECK_BASE_URL": "http://localhost"})
    return folder


@pytest.fixture
def settings(
    tmp_path: Path, empty_instance: Path, database: str, request: pytest.FixtureRequest
) -> Iterator[config.Settings]:
    """An instance of its own, with its database in its folder or on a PostgreSQL server."""
    shutil.copytree(empty_instance, tmp_path / "instance")
    if database == "sqlite":
        yield settings_at(tmp_path)
    else:
        (tmp_path / "instance" / "gapcheck.db").unlink()
        server: Server = request.getfixturevalue("postgres")
        url = server.migrated(settings_at(tmp_path))
        yield settings_at(tmp_path, url)
        server.drop(url)


@pytest.fixture
def app(settings: config.Settings, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on an empty database, within its context.

    Reports are stand-ins unless the test is marked ``real_report``.
    """
    if request.node.get_closest_marker("real_report") is None:
        put_stand_ins(monkeypatch)
    with running(settings) as app:
        yield app


def at_noon(settings: config.Settings) -> None:
    """Set the program's clock to the noon of the day on which the tests began.

    For two runs whose pages are compared: beside a midnight they would have two dates.
    """
    assert settings.clock_file is not None
    settings.clock_file.write_text("0")
    settings.clock_file.write_text(str((_NOON - clock.now()).total_seconds()))
