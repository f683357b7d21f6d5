"""The report on the screen: who may open it, and when; what is recorded; and that no copy of it stays behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from gapcheck import paths
from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Report
from gapcheck.report import Cause, ReportFailed, render_pdf
from gapcheck.services import changes
from gapcheck.services.reports import rendering
from tests.acting import Browser, Pair, browser, facilitator, pair
from tests.instances import app, empty_instance, settings
from tests.web.respond.conftest import Person, entered

__all__ = ["app", "browser", "empty_instance", "facilitator", "pair", "settings"]


def page_of(pair: Pair, edition: str = "facilitator") -> str:
    return f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/1/report/{edition}"


def recorded(pair: Pair) -> list[tuple[str, str]]:
    """Who has read which edition on the screen, as the trail has it."""
    db.session.close()
    of_pages = AuditEvent.action.like("view % report")
    rows = select(AuditEvent.actor, AuditEvent.action).where(of_pages).order_by(AuditEvent.seq)
    return [(actor.partition(":")[0], action) for actor, action in db.session.execute(rows)]


@pytest.fixture
def ana(app: Flask, pair: Pair) -> Person:
    return entered(app, pair, "cio")


@pytest.mark.real_report
def test_the_facilitator_reads_both_editions_and_each_reading_is_recorded(
    browser: Browser, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "render_pdf", lambda _material: b"%PDF-1.7 stand-in")
    browser.signs_in(pair.facilitator)
    assert browser.get(page_of(pair)).status_code == 404
    pair.both_submit()
    assert browser.get(page_of(pair)).status_code == 409, "it is being made"
    pair.renders()
    for edition, own in (("facilitator", True), ("participant", False)):
        page = browser.get(page_of(pair, edition))
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
        assert ("For the facilitator" in page.text) is own
        assert 'role="img"' in page.text
        digest = db.session.scalars(select(Report.content_hash).where(Report.edition == edition)).one()
        assert f"Content {digest[:12]}" in page.text, "the page and the PDF are one report"
    assert recorded(pair) == [("user", "view facilitator report"), ("user", "view participant report")]
    assert browser.get(page_of(pair, "secret")).status_code == 404


def test_a_respondent_reads_it_while_a_release_is_in_force_and_never_else(pair: Pair, ana: Person) -> None:
    for act in (lambda: None, pair.both_submit, pair.renders):
        act()
        assert ana.opens("report").status_code == 404
    pair.releases()
    page = ana.opens("report")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "stand-in" in page.text
    assert re.search(r'href="[^"]*/report">Read the report', ana.opens("done").text)
    pair.retracts()
    assert ana.opens("report").status_code == 404
    assert recorded(pair) == [("occupant", "view participant report")]


def test_reopening_takes_the_page_away_again(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    pair.renders()
    assert browser.get(page_of(pair)).status_code == 200
    changes.reopen(pair.facilitator, pair.shown.seats[0].seat_id, "Misread.", pair.shown.version)
    assert browser.get(page_of(pair)).status_code == 404


def test_the_page_is_there_where_the_pdf_cannot_be_made(
    browser: Browser, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_material: object) -> bytes:
        raise ReportFailed(Cause.NOT_INSTALLED, "A PDF needs the system library pango-1.0.")

    monkeypatch.setattr(rendering, "render_pdf", refuse)
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    pair.renders()
    shown = browser.get(page_of(pair).rpartition("1/report")[0]).text
    assert "The PDF could not be made" in shown
    assert page_of(pair) in shown
    assert browser.get(page_of(pair)).status_code == 200


def test_fonts_that_were_not_made_are_named_to_the_facilitator(
    browser: Browser, pair: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rendering, "render_pdf", render_pdf)
    monkeypatch.setattr(paths, "FONTS", tmp_path)
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    pair.renders()
    assert "python -m gapcheck.report.cuts" in browser.get(page_of(pair).rpartition("1/report")[0]).text


@pytest.mark.parametrize("mode", ["respondent", "facilitator"])
def test_nothing_on_the_page_needs_what_the_policy_of_the_site_refuses(
    browser: Browser, pair: Pair, ana: Person, mode: str
) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    browser.signs_in(pair.facilitator)
    page = ana.opens("report").text if mode == "respondent" else browser.get(page_of(pair)).text
    assert not re.search(r"<style|<script(?! [^>]*src=)|\sstyle=", page)
    assert page.count('rel="stylesheet"') == 2
