"""The whole way through the pages, without a browser: two links in, one report out; on both databases."""

from __future__ import annotations

import pytest
from flask import Flask

from gapcheck.services import audit
from tests.acting import Browser, Pair
from tests.instances import STAND_IN_PDF
from tests.web.respond.conftest import Person


@pytest.mark.both_databases
def test_two_answer_the_facilitator_releases_and_both_read(
    app: Flask, pair: Pair, browser: Browser, ana: Person, tom: Person
) -> None:
    browser.signs_in(pair.facilitator)
    home = f"/w/{pair.facilitator.workspace_id}/"
    page_of = f"{home}e/{pair.engagement_id}/"
    for person, own, guess in ((ana, "4", "2"), (tom, "3", "3")):
        assert person.opens("report.pdf").status_code == 404
        other = "cso" if person.role == "cio" else "cio"
        kept = person.sends("SV1", **{f"answer.{person.role}": own, f"answer.{other}": guess, "go": "continue"})
        assert kept.headers["Location"] == person.address("SV2")
        assert person.value("SV1", person.role) == int(own)
        assert person.sends("submit", "check").headers["Location"] == person.address("done")
    pair.renders()
    released = browser.post(f"{page_of}release", read="yes")
    assert released.status_code == 200
    assert pair.shown.state.value == "released"
    for person in (ana, tom):
        report = person.opens("report.pdf")
        assert (report.status_code, report.data) == (200, STAND_IN_PDF)
    pair.retracts()
    for person in (ana, tom):
        assert "The release was taken back</h1>" in person.opens("done").text
        assert person.opens("report.pdf").status_code == 404
    assert "Northmoor Logistics" in browser.get(home).text
    assert audit.verify() == []
