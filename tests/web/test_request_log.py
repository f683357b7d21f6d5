"""A request is one line, with the rule that it matched and never the address that was asked for."""

from __future__ import annotations

import structlog
from flask import Flask

from tests.acting import Browser, Pair
from tests.holding import Workshop
from tests.web.respond.conftest import entered


def test_a_line_names_the_rule_and_a_number_for_the_person(app: Flask, pair: Pair) -> None:
    link = pair.link("cio")
    with structlog.testing.capture_logs() as logged:
        ana = entered(app, pair, "cio")
        ana.starts()
        ana.opens("SV1")
    found = [line for line in logged if line["event"] == "request"]
    assert [line["route"] for line in found][:2] == ["/i/<token>", "/i/<token>"]
    of_ana = {line["principal"] for line in found if "/q/<" in line["route"]}
    assert len(of_ana) == 1
    assert None not in of_ana
    assert all(isinstance(line["ms"], int) and line["status"] < 400 for line in found)
    for secret in (link.rpartition("/")[2], ana.pid, "SV1", "Ana", "northmoor"):
        assert secret not in str(logged)


def test_an_unknown_address_is_not_repeated(app: Flask) -> None:
    with structlog.testing.capture_logs() as logged:
        app.test_client().get("/nothing/gc1_secret?token=gc1_secret", headers={"Referer": "http://localhost/gc1_x"})
        app.test_client().get("/healthz")
    [line] = logged
    assert (line["route"], line["status"]) == (None, 404)
    assert "gc1_" not in str(line)


def test_a_screen_that_asks_every_second_and_finds_nothing_new_leaves_no_line(app: Flask, pair: Pair) -> None:
    pair.both_submit()
    workshop = Workshop.of(pair).starts()
    asked, screen = f"/s/{workshop.code}/now", app.test_client()
    with structlog.testing.capture_logs() as logged:
        tag = screen.get(asked).headers["ETag"]
        assert screen.get(asked, headers={"If-None-Match": tag}).status_code == 304
        screen.get("/s/ZZZZZZZZ/now")
    assert [line["status"] for line in logged if line["event"] == "request"] == [200, 404]
    assert workshop.code not in str(logged)


def test_a_page_of_a_workspace_names_the_workspace_and_its_member(app: Flask, pair: Pair) -> None:
    browser = Browser(app)
    browser.signs_in(pair.facilitator)
    with structlog.testing.capture_logs() as logged:
        browser.get(f"/w/{pair.facilitator.workspace_id}/")
    [line] = [line for line in logged if line["event"] == "request"]
    assert line["workspace"] == pair.facilitator.workspace_id
    assert line["principal"] is not None
    assert pair.facilitator.user_id not in str(line["principal"])
