"""How long the first page takes with a thousand companies, in process."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient

from bench.figure import Figure, milliseconds, seconds_a_call
from bench.many import add_companies
from bench.pages import hidden_fields
from gapcheck import config
from gapcheck.app import create_app
from gapcheck.services import schema, workspaces
from gapcheck.vocabulary import Membership

COMPANIES = 1000
MOST = 0.1
PASSWORD = "a sentence for the bench"  # noqa: S105  # of an account that lives as long as this program


def figures() -> Iterator[Figure]:
    """The list of companies with a thousand of them, beside a page without a database."""
    with tempfile.TemporaryDirectory(prefix="gapcheck-bench-") as folder:
        app = prepared(folder)
        address, welcome = filled(app)
        client = signed_in(app, welcome)
        anchor = seconds_a_call(lambda: client.get("/healthz"))
        taken = seconds_a_call(lambda: asked(client, address))
    constant = f"/healthz, a page without a database, takes {milliseconds(anchor)}"
    yield Figure(f"first page, {COMPANIES:,} companies", milliseconds(taken), "at most 100 ms", taken <= MOST, constant)


def prepared(folder: str) -> Flask:
    """The application on a new instance in that folder."""
    environ = {"GAPCHECK_INSTANCE": folder, "GAPCHECK_BASE_URL": "http://localhost"}
    schema.make_instance(config.load(environ))
    settings = config.load(environ)
    app = create_app(settings)
    with app.app_context():
        schema.bring_up_to_date()
    return app


def filled(app: Flask) -> tuple[str, str]:
    """Add the companies; the address of their list, and that of the page on which their facilitator sets a password."""
    with app.app_context():
        workspace = workspaces.add_workspace("Bench")
        user = workspaces.add_member("bench@sample.example", "Bench", "Bench", Membership.OWNER)
        add_companies(workspaces.facilitator(user, workspace), COMPANIES)
        return f"/w/{workspace}/", workspaces.welcome_link(user).removeprefix("http://localhost")


def signed_in(app: Flask, welcome: str) -> FlaskClient:
    """A browser in which the facilitator is signed in."""
    client = app.test_client()
    fields = hidden_fields(client.get(welcome).text)
    client.post(welcome, data={**fields, "password": PASSWORD, "again": PASSWORD})
    return client


def asked(client: FlaskClient, address: str) -> None:
    """Open the page once."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status
