"""Reports as work: made when both have submitted, failed with a sentence, and never in the way of a page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
import structlog
from flask import Flask
from sqlalchemy.exc import InterfaceError, OperationalError

from gapcheck.config import Settings
from gapcheck.encryption import CannotOpen
from gapcheck.report import child
from gapcheck.report.failures import Cause, ReportFailed
from gapcheck.report.limits import Limits
from gapcheck.services import timeline
from gapcheck.services.reports import downloads, rendering
from gapcheck.services.reports.downloads import NotReady
from gapcheck.vocabulary import Edition, RenderState
from tests.acting import Browser, Pair
from tests.report.waves import likert


@pytest.fixture
def warm_parent() -> Iterator[child.WarmParent]:
    yield child.warm_parent()
    child.warm_parent().close()


@pytest.mark.slow
@pytest.mark.real_report
def test_an_over_limit_report_is_a_failed_job_with_a_sentence_and_the_pages_answer_meanwhile(
    app: Flask, browser: Browser, pair: Pair, warm_parent: child.WarmParent, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.both_submit()
    browser.signs_in(pair.facilitator)
    too_long = likert([(5, 1, 5, 1)] * 600)  # takes ten times the limit
    monkeypatch.setattr(rendering, "engine_wave", lambda *_arguments: too_long)
    being_made = threading.Event()
    make = child.make

    def make_within_three_seconds(job: child.Job) -> child.Made:
        being_made.set()
        return make(replace(job, limits=Limits(wall=3.0)))

    monkeypatch.setattr(child, "make", make_within_three_seconds)

    def work() -> None:
        with app.app_context():
            rendering.render_next()

    worker = threading.Thread(target=work)
    worker.start()
    assert being_made.wait(60)
    page = browser.get(f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/")
    assert worker.is_alive(), "the page has answered while the report was being made"
    assert page.status_code == 200
    assert "The report is being made" in page.text
    worker.join(60)
    failed = next(report for report in pair.shown.reports.values() if report.state is RenderState.FAILED)
    assert failed.reason.startswith("The report was not made: it takes longer than one report may take.")
    shown = browser.get(page.request.path).text
    assert failed.reason in shown
    assert "Try again</button>" in shown


def test_what_failed_is_made_again_under_its_number_and_a_second_press_changes_nothing(
    pair: Pair, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_material: Any) -> bytes:
        raise ReportFailed(Cause.TOO_SLOW)

    browser.signs_in(pair.facilitator)
    pair.both_submit()
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "render_pdf", fails)
        pair.renders()
    assert pair.shown.rendering is RenderState.FAILED
    page = f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/"
    without_pdf = browser.get(page).text
    assert "The PDF could not be made" in without_pdf
    assert without_pdf.count("Read<span") == 2
    assert "Download<span" not in without_pdf
    for _ in range(2):
        assert "The report is being made" in browser.sends(f"{page}1/report-again", page).text
    pair.renders()
    shown = pair.shown
    assert shown.rendering is RenderState.READY
    assert {report.number for report in shown.reports.values()} == {1}
    events = [event.action for event in timeline.timeline(pair.facilitator, shown)]
    assert events.count("make report again") == 1


@pytest.mark.parametrize("step", ["engine_wave", "render_twin", "render_pdf", "seal_of"])
def test_whatever_breaks_is_a_failed_report_at_once_which_can_be_tried_again(
    pair: Pair, browser: Browser, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    pair.both_submit()
    with monkeypatch.context() as patch:
        patch.setattr(rendering, step, Mock(side_effect=CannotOpen))
        pair.renders()
    assert {report.state for report in pair.shown.reports.values()} == {RenderState.FAILED}
    assert {report.leased_until for report in pair.shown.reports.values()} == {None}
    browser.signs_in(pair.facilitator)
    page = f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/"
    for address in (page, f"{page}1/report/facilitator", f"{page}1/report-facilitator.pdf"):
        shown = browser.get(address).text
        assert "do not open with the key" in shown
        assert "Try again</button>" in shown
        assert "The report is not ready yet" not in shown
        assert "The report could not be made" in shown
        assert "Until you have it made again there is nothing to read, on the screen either." in shown
        assert "Read<span" not in shown


def test_what_was_made_of_a_report_is_offered_edition_by_edition(
    pair: Pair, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.both_submit()
    assert rendering.render_next()
    monkeypatch.setattr(rendering, "render_twin", Mock(side_effect=CannotOpen))
    pair.renders()
    made, failed = sorted(pair.shown.reports.values(), key=lambda report: report.state is RenderState.FAILED)
    browser.signs_in(pair.facilitator)
    page = f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/"
    offered = set(re.findall(r"1/report[/-](facilitator|participant)", browser.get(page).text))
    assert (made.has_page, failed.has_page) == (True, False)
    assert offered == {made.edition.value}
    for address in re.findall(rf'"({page}1/report[/-][fp][^"]+)"', browser.get(page).text):
        assert browser.get(address).status_code == 200


def test_releasing_a_report_that_could_not_be_made_says_so_and_not_to_wait(
    pair: Pair, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.signs_in(pair.facilitator)
    pair.both_submit()
    page = f"/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/"
    sent = {"version": pair.shown.version, "read": "yes"}
    waiting = browser.sends(f"{page}release", page, **sent)
    assert (waiting.status_code, "The report is not ready yet" in waiting.text) == (409, True)
    monkeypatch.setattr(rendering, "render_pdf", Mock(side_effect=CannotOpen))
    pair.renders()
    refused = browser.sends(f"{page}release", page, **sent)
    assert refused.status_code == 409
    assert "<h2>The report was not made</h2>" in refused.text
    assert "Try again in a moment" not in refused.text
    assert "Try again</button>" in refused.text


def test_a_fault_in_the_drawing_process_is_in_the_log_by_its_type(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.both_submit()
    monkeypatch.setattr(rendering, "render_pdf", Mock(side_effect=ReportFailed(Cause.BROKEN, detail="ValueError")))
    with structlog.testing.capture_logs() as logged:
        pair.renders()
    assert logged == [
        {"event": "report failed", "log_level": "error", "kind": "broken", "error": "ValueError"} for _ in Edition
    ]


@pytest.mark.parametrize("step", ["engine_wave", "seal_of"])
def test_a_database_that_is_away_fails_no_report(
    pair: Pair, settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    pair.both_submit()
    for away in (OperationalError, InterfaceError):
        with monkeypatch.context() as patch:
            patch.setattr(rendering, step, Mock(side_effect=away("", {}, Exception())))
            with pytest.raises(away):
                rendering.render_next()
    assert pair.shown.rendering is RenderState.QUEUED
    assert settings.clock_file is not None
    settings.clock_file.write_text(str(rendering.LEASE.total_seconds() + 1))
    pair.renders()
    assert pair.shown.rendering is RenderState.READY


def test_both_editions_are_ready_before_anybody_asks(pair: Pair) -> None:
    pair.submits("cio")
    assert not rendering.render_next()
    pair.submits("cso")
    with pytest.raises(NotReady):
        downloads.download(pair.facilitator, pair.wave_id, Edition.PARTICIPANT)
    pair.renders()
    assert {report.state for report in pair.shown.reports.values()} == {RenderState.READY}
    assert set(pair.shown.reports) == set(Edition)


def test_a_release_renders_nothing_anew(pair: Pair) -> None:
    """It opens what the facilitator has read, under its number."""
    pair.both_submit()
    pair.renders()
    before = {report.id: report.content_hash for report in pair.shown.reports.values()}
    pair.releases()
    assert not rendering.render_next()
    assert {report.id: report.content_hash for report in pair.shown.reports.values()} == before
