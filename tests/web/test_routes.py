"""Every route states who may use it; a route that is not in this table fails until somebody has thought about it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from gapcheck.instruments.cross_checks import PAGE_NAMES
from gapcheck.services import instruments
from gapcheck.web import access
from tests.acting import Browser, Pair

#: (methods, rule) -> (principal, can show an answer, changes more than the audit trail)
EXPECTED = {
    ("GET", "/"): ("public", False, False),
    ("GET", "/healthz"): ("public", False, False),
    ("GET", "/readyz"): ("public", False, False),
    ("GET", "/metrics"): ("public", False, False),
    ("GET", "/static/<path:filename>"): ("public", False, False),
    ("GET,POST", "/sign-in"): ("public", False, True),
    ("GET,POST", "/sign-in/code"): ("public", False, True),
    ("POST", "/sign-in/passkey"): ("public", False, True),
    ("POST", "/sign-out"): ("public", False, True),
    ("GET", "/signed-out"): ("public", False, False),
    ("GET,POST", "/welcome/<token>"): ("public", False, True),
    ("GET,POST", "/forgotten"): ("public", False, True),
    ("GET,POST", "/reset/<token>"): ("public", False, True),
    ("GET", "/account"): ("reader", False, False),
    ("GET,POST", "/account/app"): ("reader", False, True),
    ("GET,POST", "/account/app/off"): ("reader", False, True),
    ("GET,POST", "/account/codes"): ("reader", False, True),
    ("GET,POST", "/account/name"): ("reader", False, True),
    ("GET,POST", "/account/passkeys"): ("reader", False, True),
    ("GET,POST", "/account/passkeys/<passkey_id>/remove"): ("reader", False, True),
    ("GET,POST", "/account/password"): ("reader", False, True),
    ("POST", "/account/sign-out-everywhere"): ("reader", False, True),
    ("GET", "/i/<token>"): ("public", False, False),
    ("POST", "/i/<token>"): ("public", False, True),
    ("GET", "/left"): ("public", False, False),
    ("GET", "/link"): ("public", False, False),
    ("POST", "/link"): ("public", False, True),
    ("GET", "/link/sent"): ("public", False, False),
    ("GET", "/stop/<token>"): ("public", False, False),
    ("POST", "/stop/<token>"): ("public", False, True),
    ("GET", "/stopped"): ("public", False, False),
    ("GET", "/q/<pid>/"): ("respondent", False, False),
    ("POST", "/q/<pid>/"): ("respondent", False, True),
    ("GET", "/q/<pid>/<item_id>"): ("respondent", True, False),
    ("POST", "/q/<pid>/<item_id>"): ("respondent", True, True),
    ("POST", "/q/<pid>/<item_id>/save"): ("respondent", True, True),
    ("GET", "/q/<pid>/answers"): ("respondent", True, False),
    ("GET", "/q/<pid>/answers.json"): ("respondent", True, False),
    ("GET", "/q/<pid>/check"): ("respondent", True, False),
    ("GET", "/q/<pid>/done"): ("respondent", False, False),
    ("GET", "/q/<pid>/example"): ("respondent", False, False),
    ("GET", "/q/<pid>/logo-<digest>.png"): ("respondent", False, False),
    ("GET", "/q/<pid>/later"): ("respondent", False, False),
    ("GET", "/q/<pid>/not-me"): ("respondent", False, False),
    ("POST", "/q/<pid>/not-me"): ("respondent", False, True),
    ("GET", "/q/<pid>/reminders"): ("respondent", False, False),
    ("POST", "/q/<pid>/reminders"): ("respondent", False, True),
    ("GET", "/q/<pid>/told"): ("respondent", False, False),
    ("GET", "/q/<pid>/withdraw"): ("respondent", False, False),
    ("POST", "/q/<pid>/withdraw"): ("respondent", False, True),
    ("POST", "/q/<pid>/leave"): ("respondent", False, True),
    ("GET", "/q/<pid>/report"): ("respondent", True, False),
    ("GET", "/q/<pid>/report.pdf"): ("respondent", True, False),
    ("GET", "/q/<pid>/resume"): ("respondent", False, False),
    ("POST", "/q/<pid>/submit"): ("respondent", False, True),
    ("GET", "/w/<workspace_id>/"): ("reader", False, False),
    ("GET", "/w/<workspace_id>/audit"): ("owner", False, False),
    ("GET", "/w/<workspace_id>/logo-<digest>.png"): ("reader", False, False),
    ("GET", "/w/<workspace_id>/settings"): ("owner", False, False),
    ("GET", "/w/<workspace_id>/portfolio"): ("reader", True, False),
    ("POST", "/w/<workspace_id>/reports"): ("reader", False, True),
    ("GET", "/w/<workspace_id>/reports/<batch_id>"): ("reader", False, False),
    ("GET", "/w/<workspace_id>/reports/<batch_id>/alignment-reports.zip"): ("reader", True, False),
    ("GET", "/w/<workspace_id>/e/<engagement_id>/export/<name>"): ("reader", True, False),
    ("POST", "/w/<workspace_id>/settings"): ("owner", False, True),
    ("POST", "/w/<workspace_id>/settings/logo"): ("owner", False, True),
    ("POST", "/w/<workspace_id>/settings/logo/remove"): ("owner", False, True),
    ("POST", "/w/<workspace_id>/members/second-factor"): ("owner", False, True),
    ("POST", "/w/<workspace_id>/settings/paper"): ("owner", False, True),
    ("GET", "/w/<workspace_id>/questionnaires"): ("reader", False, False),
    ("POST", "/w/<workspace_id>/questionnaires"): ("facilitator", False, True),
    ("GET", "/w/<workspace_id>/questionnaires/<key>"): ("reader", False, False),
    ("GET", "/w/<workspace_id>/e/<engagement_id>/"): ("reader", True, False),
    ("GET", "/w/<workspace_id>/e/<engagement_id>/<int:number>/"): ("reader", True, False),
    ("GET", "/w/<workspace_id>/e/<engagement_id>/<int:number>/report-<edition>.pdf"): ("reader", True, False),
    ("GET", "/w/<workspace_id>/e/<engagement_id>/<int:number>/report/<edition>"): ("reader", True, False),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/extend"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/<int:number>/report-again"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/hand-over"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/close"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/next-wave"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/address"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/new-link"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/pin"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/reopen"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/replace"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/revoke"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/remove-sample"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/sample"): ("facilitator", False, True),
    ("GET", "/w/<workspace_id>/e/<engagement_id>/release"): ("facilitator", False, False),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/release"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/retract"): ("facilitator", False, True),
    ("GET,POST", "/w/<workspace_id>/members"): ("owner", False, True),
    ("POST", "/w/<workspace_id>/members/<member_id>/end"): ("owner", False, True),
    ("POST", "/w/<workspace_id>/members/<member_id>/link"): ("owner", False, True),
    ("POST", "/w/<workspace_id>/members/<member_id>/role"): ("owner", False, True),
    ("GET", "/w/<workspace_id>/preview/<instrument>/<form>/<role>/<name>"): ("reader", False, False),
    ("POST", "/w/<workspace_id>/preview/<instrument>/<form>/<role>/<name>"): ("reader", False, False),
    ("GET", "/w/<workspace_id>/e/<engagement_id>/invite"): ("facilitator", False, False),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/invite"): ("facilitator", False, True),
    ("GET", "/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/remind"): ("facilitator", False, False),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/remind"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/send-link"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/undo-mail"): ("facilitator", False, True),
    ("GET", "/w/<workspace_id>/mail"): ("reader", False, False),
    ("POST", "/w/<workspace_id>/mail/test"): ("facilitator", False, True),
    ("GET,POST", "/w/<workspace_id>/new"): ("facilitator", False, True),
    ("GET,POST", "/w/<workspace_id>/new/many"): ("facilitator", False, True),
    ("GET", "/join"): ("public", False, False),
    ("POST", "/join"): ("public", False, False),
    ("GET", "/q/<pid>/workshop"): ("respondent", False, False),
    ("POST", "/q/<pid>/workshop"): ("respondent", False, True),
    ("GET", "/s/<code>"): ("screen", True, False),
    ("GET", "/s/<code>/now"): ("screen", True, False),
    ("GET", "/w/<workspace_id>/e/<engagement_id>/workshop"): ("reader", False, False),
    ("POST", "/w/<workspace_id>/e/<engagement_id>/workshop"): ("facilitator", False, True),
    ("POST", "/w/<workspace_id>/rehearsal"): ("facilitator", False, True),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/"): ("reader", True, False),
    ("POST", "/w/<workspace_id>/workshops/<workshop_id>/"): ("facilitator", True, True),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/closing"): ("reader", True, False),
    ("POST", "/w/<workspace_id>/workshops/<workshop_id>/closing"): ("facilitator", True, True),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/export/<name>"): ("reader", True, False),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/import"): ("facilitator", False, False),
    ("POST", "/w/<workspace_id>/workshops/<workshop_id>/import"): ("facilitator", False, True),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/items/<item_id>"): ("reader", True, False),
    ("POST", "/w/<workspace_id>/workshops/<workshop_id>/items/<item_id>"): ("facilitator", True, True),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/links"): ("facilitator", False, False),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/preparation"): ("reader", True, False),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/remote"): ("facilitator", True, False),
    ("POST", "/w/<workspace_id>/workshops/<workshop_id>/remote"): ("facilitator", True, True),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/remote/now"): ("facilitator", False, False),
    ("POST", "/w/<workspace_id>/workshops/<workshop_id>/remote/save"): ("facilitator", False, True),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/room.html"): ("facilitator", True, False),
    ("POST", "/w/<workspace_id>/workshops/<workshop_id>/start"): ("facilitator", False, True),
    ("GET", "/w/<workspace_id>/workshops/<workshop_id>/vote"): ("facilitator", True, False),
    ("POST", "/w/<workspace_id>/workshops/<workshop_id>/vote"): ("facilitator", True, True),
}

#: A well-formed id that no one has. Fixed, because parallel runs need the same names of tests.
NOBODY = "A" * 22


def test_every_route_is_listed_with_its_principal(app: Flask) -> None:
    found = {
        (",".join(route["methods"]), route["rule"]): (
            route["principal"],
            route["reads_answers"],
            route["changes_state"],
        )
        for route in access.routes(app)
    }
    assert found == EXPECTED


def test_a_view_that_names_no_principal_is_nobodys() -> None:
    app = Flask("unmarked", static_folder=None)
    app.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(LookupError, match="open does not say who may use it"):
        access.access_of(app, "open")


def test_no_item_can_have_the_name_of_a_page(app: Flask) -> None:
    pages = {rule.rule.removeprefix("/q/<pid>/") for rule in app.url_map.iter_rules() if "/q/<pid>/" in rule.rule}
    assert {page for page in pages if page and "<" not in page} == PAGE_NAMES


def test_no_route_that_only_gets_changes_state(app: Flask) -> None:
    assert [
        route["rule"] for route in access.routes(app) if route["methods"] == ["GET"] and route["changes_state"]
    ] == []


def test_a_visitor_gets_nothing_from_any_route_that_is_not_public(pair: Pair, browser: Browser) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    known = {
        "workspace_id": pair.facilitator.workspace_id,
        "engagement_id": pair.engagement_id,
        "edition": "facilitator",
        "pid": pair.respondent("cio").occupant_id,
        "item_id": "SV1",
        "member_id": NOBODY,
        "instrument": "cio-cso-partnership@1",
        "form": "short",
        "role": "cio",
        "passkey_id": NOBODY,
        "seat_id": pair.shown.seats[0].seat_id,
        "number": "1",
        "key": instruments.DEFAULT,
        "digest": "0" * 64,
        "batch_id": NOBODY,
        "workshop_id": NOBODY,
        "code": "ABCD2345",
        "name": "answers.csv",
    }
    for (_, rule), (principal, _, _) in EXPECTED.items():
        if principal == "public":
            continue
        address = re.sub(r"<(?:int:)?(\w+)>", lambda found: known[found[1]], rule)
        for ask in (browser.client.get, browser.client.post):
            answer = ask(address)
            assert answer.status_code in (302, 303, 400, 404, 405), (address, answer.status_code)
            assert b"Northmoor" not in answer.data


@pytest.mark.parametrize("address", ["/", "/sign-in", "/i/gc1_x", f"/q/{NOBODY}/", "/nothing", "/healthz", "/metrics"])
def test_every_response_carries_the_security_headers(browser: Browser, address: str) -> None:
    headers = browser.client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]


def test_a_foreign_host_name_is_refused(browser: Browser) -> None:
    assert browser.client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
