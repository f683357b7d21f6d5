"""Who asks, and under which name, is believed from a proxy that the settings know of, and from nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask, request

from gapcheck import config
from gapcheck.app import create_app
from gapcheck.extensions import db
from tests.acting import form_fields

TOLD = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=203.0.113.9;host=evil.example",
}


@contextmanager
def behind(settings: config.Settings, hops: int) -> Iterator[Flask]:
    app = create_app(replace(settings, proxy_hops=hops))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("hops", "who", "scheme"),
    [(0, "127.0.0.1", "http"), (1, "198.51.100.7", "https"), (2, "203.0.113.9", "http")],
)
def test_an_address_is_believed_from_as_many_proxies_as_are_named(
    settings: config.Settings, hops: int, who: str, scheme: str
) -> None:
    seen = []
    with behind(settings, hops) as app:
        app.before_request(lambda: seen.append((request.remote_addr, request.scheme, request.host, request.root_path)))
        assert app.test_client().get("/healthz", headers=TOLD).status_code == 200
    assert seen == [(who, scheme, "localhost", "")]


def test_tries_are_counted_by_the_address_that_the_proxy_saw_whatever_else_is_told(settings: config.Settings) -> None:
    with behind(settings, 1) as app:
        client = app.test_client()
        token = form_fields(client.get("/i/gc1_unknown").text)

        def tries(addresses: str) -> int:
            return client.post("/i/gc1_unknown", data=token, headers={"X-Forwarded-For": addresses}).status_code

        # Sixty in a minute are allowed; twice that, because a minute may end meanwhile.
        answers = (tries(f"203.0.113.{number}, 198.51.100.44") for number in range(121))
        assert 429 in answers
        assert tries("198.51.100.45") == 404
