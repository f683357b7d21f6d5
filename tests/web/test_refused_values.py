"""What no column can hold is refused as what it is, a request at fault, and never as a fault of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import IntegerConverter, Rule

from gapcheck.extensions import db
from gapcheck.services import first_page
from gapcheck.services.transaction import reading
from tests.acting import Browser, Pair, form_fields

pytestmark = pytest.mark.both_databases

NUL = "a\0b"
#: What the pages of this site call the values that they send.
FIELDS = ("email", "password", "name", "company", "pin", "code", "version", "seat", "role", "reason", "title", "text")


@pytest.fixture
def signed_in(pair: Pair, browser: Browser) -> Browser:
    browser.signs_in(pair.facilitator)
    return browser


def addresses(app: Flask, pair: Pair, method: str) -> Iterator[str]:
    """Every address with arguments: those that exist where they can be known, else a text with a NUL."""
    known = {"workspace_id": pair.facilitator.workspace_id, "engagement_id": pair.engagement_id}
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.endpoint.endswith(("logout", "sign_out_everywhere")):
            for given in (known, {}) if "workspace_id" in rule.arguments else ({},):
                yield filled(rule, {**given})


def filled(rule: Rule, given: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        number = isinstance(rule._converters[name], IntegerConverter)
        return quote(given.get(name, "1" if number else NUL))

    return re.sub(r"<(?:[^:<>]*:)?([^<>]+)>", value, rule.rule)


def test_a_nul_in_any_address_is_a_page_that_is_not_there(app: Flask, pair: Pair, signed_in: Browser) -> None:
    asked = [address for address in addresses(app, pair, "GET") if "%00" in address]
    assert len(asked) > 20
    for address in asked:
        assert signed_in.client.get(address).status_code == 404, address
    home = f"/w/{pair.facilitator.workspace_id}/"
    for name in ("company", "page", "show", "q", "sort", "next"):
        for page in (home, f"{home}audit", f"{home}portfolio", "/sign-in"):
            assert signed_in.client.get(page, query_string={name: NUL}).status_code < 500, (page, name)


@pytest.mark.soak
@pytest.mark.postgresql_only
def test_a_nul_in_any_field_is_taken_out_or_refused(app: Flask, pair: Pair, signed_in: Browser) -> None:
    home = f"/w/{pair.facilitator.workspace_id}/"
    hidden = form_fields(signed_in.get(home).text)
    asked = [address for address in addresses(app, pair, "POST") if "%00" not in address]
    assert len(asked) > 10
    for address in asked:
        answer = signed_in.client.post(address, data={**dict.fromkeys(FIELDS, NUL), **hidden})
        assert answer.status_code < 500, address
    assert signed_in.client.get("/healthz").status_code == 200


def test_a_body_that_is_no_form_is_refused_on_every_page(app: Flask, pair: Pair, signed_in: Browser) -> None:
    asked = [address for address in addresses(app, pair, "POST") if "%00" not in address]
    assert len(asked) > 10
    for kind in ("application/json", "text/plain", "application/csp-report", ""):
        for address in asked:
            answer = signed_in.client.post(address, data=b'{"csrf_token": 1}', content_type=kind)
            assert answer.status_code == 415, (address, kind)


def test_a_field_that_comes_twice_is_refused_on_every_page(app: Flask, pair: Pair, signed_in: Browser) -> None:
    hidden = form_fields(signed_in.get(f"/w/{pair.facilitator.workspace_id}/").text)
    asked = [address for address in addresses(app, pair, "POST") if "%00" not in address]
    asked = [address for address in asked if address.startswith(("/w/", "/account"))]
    assert len(asked) > 10
    for address in asked:
        sent = [*hidden.items(), ("version", "1"), ("version", "2")]
        answer = signed_in.client.post(address, data=urlencode(sent), content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 400, address


@pytest.mark.postgresql_only
def test_what_the_database_refuses_is_the_requests_fault_and_the_page_can_still_be_made(
    signed_in: Browser, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: object) -> None:
        reading().execute(text("SELECT :value"), {"value": NUL})

    monkeypatch.setattr(first_page, "page", refused)
    answer = signed_in.client.get(f"/w/{pair.facilitator.workspace_id}/")
    assert answer.status_code == 400
    assert "This could not be taken" in answer.text
    monkeypatch.undo()
    assert signed_in.client.get(f"/w/{pair.facilitator.workspace_id}/").status_code == 200
    db.session.close()
