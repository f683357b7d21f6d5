"""Behind TLS the checks of the referrer and of cookies are stricter; the form must pass them as browsers send it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.acting import Pair, make_facilitator, make_pair
from tests.instances import made, running
from tests.web.respond.conftest import fields_of

SITE = "https://gapcheck.example"
#: What a browser sends under "strict-origin": the site, and nothing of the address.
BROWSER = {"Referer": f"{SITE}/", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Flask, Pair]]:
    environ = {"GAPCHECK_INSTANCE": str(tmp_path / "instance"), "GAPCHECK_BASE_URL": SITE}
    with running(made(environ)) as app:
        yield app, make_pair(make_facilitator())


def test_the_form_works_with_the_referrer_that_our_policy_lets_through(secure: tuple[Flask, Pair]) -> None:
    app, pair = secure
    client, path = app.test_client(), "/i/" + pair.link("cio").rpartition("/")[2]
    door = client.get(path, base_url=SITE)
    assert door.headers["Referrer-Policy"] == "strict-origin"
    entered = client.post(path, base_url=SITE, data=fields_of(door.text), headers=BROWSER)
    assert entered.status_code == 303
    cookie = next(value for value in entered.headers.getlist("Set-Cookie") if "gcr-" in value)
    assert cookie.startswith("__Host-gcr-")
    assert all(part in cookie for part in ("; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax"))
    assert "Domain" not in cookie
    start = entered.headers["Location"].replace("resume", "")
    begun = client.post(start, base_url=SITE, data=fields_of(client.get(start, base_url=SITE).text), headers=BROWSER)
    assert begun.status_code == 303


@pytest.mark.parametrize("referrer", ["https://evil.example/", "http://gapcheck.example/", None])
def test_a_form_from_elsewhere_is_refused(secure: tuple[Flask, Pair], referrer: str | None) -> None:
    app, pair = secure
    client, path = app.test_client(), "/i/" + pair.link("cio").rpartition("/")[2]
    fields = fields_of(client.get(path, base_url=SITE).text)
    headers = {"Referer": referrer} if referrer else {}
    answer = client.post(path, base_url=SITE, data=fields, headers=headers)
    assert answer.status_code == 400
    assert not [value for value in answer.headers.getlist("Set-Cookie") if "gcr-" in value]
