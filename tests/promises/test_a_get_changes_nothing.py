"""Rules 4 and 5: opening a link changes nothing; entering it is an act, and the link stays the same until revoked."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from gapcheck.extensions import db
from gapcheck.models import Base, Occupant
from gapcheck.services import links
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import ResponseState
from tests.acting import Browser, Pair


def everything_stored() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, to see that nothing changed."""
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }


def path(pair: Pair, role: str) -> str:
    return pair.link(role).removeprefix("http://localhost")


def test_a_scanner_that_opens_a_link_fifty_times_changes_nothing(pair: Pair, app: Flask) -> None:
    link, before = path(pair, "cio"), everything_stored()
    db.session.close()
    for _ in range(50):
        scanner = app.test_client()
        for ask in (scanner.get, scanner.head, scanner.options):
            assert ask(link).status_code == 200
    assert everything_stored() == before
    assert pair.shown.seats[0].state is ResponseState.INVITED


def test_the_door_is_the_same_for_every_link_known_or_not(pair: Pair, app: Flask) -> None:
    def door(address: str) -> str:
        return re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", app.test_client().get(address).text)

    token = path(pair, "cio").rpartition("/")[2]
    unknown = "gc1_" + "A" * 43
    assert door(f"/i/{token}").replace(token, "") == door(f"/i/{unknown}").replace(unknown, "")
    assert "Northmoor" not in door(f"/i/{token}")


def test_entering_a_link_gives_a_cookie_for_that_respondent_only(pair: Pair, browser: Browser) -> None:
    page = browser.post(path(pair, "cio"))
    assert "Northmoor Logistics" in page.text
    pid = pair.respondent("cio").occupant_id
    assert f"/q/{pid}/" in page.request.path
    other = pair.respondent("cso").occupant_id
    assert browser.get(f"/q/{other}/").status_code == 404


def test_two_links_live_side_by_side_in_one_browser(pair: Pair, browser: Browser) -> None:
    pages = {role: browser.post(path(pair, role)).text for role in ("cio", "cso")}
    assert "CIO" in pages["cio"]
    for role in ("cio", "cso"):
        assert browser.get(f"/q/{pair.respondent(role).occupant_id}/").status_code == 200


def test_an_unknown_link_opens_nothing(browser: Browser) -> None:
    page = browser.post("/i/gc1_" + "A" * 43)
    assert page.status_code == 404
    assert "Set-Cookie" not in page.headers or "gcr-" not in page.headers["Set-Cookie"]


def test_the_link_stays_the_same_and_is_stored_as_a_hash_only(pair: Pair) -> None:
    token = path(pair, "cio").rpartition("/")[2]
    assert token == path(pair, "cio").rpartition("/")[2]
    assert token not in repr(everything_stored())


def test_a_revoked_link_ends_with_the_browsers_that_entered_it(pair: Pair) -> None:
    token = path(pair, "cio").rpartition("/")[2]
    entry = links.enter(token)
    changed = update(Occupant).where(Occupant.id == entry.pid)
    with writing() as session:
        session.execute(changed.values(link_generation=Occupant.link_generation + 1, link_hash=b"another"))
    with pytest.raises(links.NotSignedIn):
        links.respondent(entry.pid, entry.secret)
    with pytest.raises(links.LinkUnknown):
        links.enter(token)


def test_leaving_ends_this_browser_and_not_the_link(pair: Pair) -> None:
    entry = links.enter(path(pair, "cio").rpartition("/")[2])
    links.leave(links.respondent(entry.pid, entry.secret), entry.secret)
    with pytest.raises(links.NotSignedIn):
        links.respondent(entry.pid, entry.secret)
    assert pair.respondent("cio").role == "cio"
