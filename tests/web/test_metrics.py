"""Figures for a monitor: not there until the administrator asks for them, and nothing in them of what anybody does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from gapcheck import __version__, clock
from gapcheck.config import Settings
from gapcheck.extensions import Installation, db, installation
from gapcheck.services import disk, readiness, schema, second_factors, sign_ins
from gapcheck.services.mail import inviting, sending
from gapcheck.services.operations import backups
from gapcheck.services.readiness import Trouble
from tests.acting import Browser, Pair, make_facilitator, make_pair, with_app

TOKEN = "Z9-canary_of.the~token+and/more0123=="
FREE = 50 * 1024**3


@dataclass
class Monitor:
    """Whoever asks for figures, as Prometheus does."""

    app: Flask

    def asks(self, authorization: str | None = f"Bearer {TOKEN}", address: str = "/metrics") -> TestResponse:
        headers = {} if authorization is None else {"Authorization": authorization}
        return self.app.test_client().get(address, headers=headers)

    @property
    def figures(self) -> dict[str, float]:
        """Each figure by its name; one with a label by the label's value."""
        answer = self.asks()
        assert answer.status_code == 200
        samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
        return {sample.labels.get("what", sample.name): sample.value for sample in samples}


@pytest.fixture
def monitor(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Monitor:
    """A monitor with the token. Time stands still but where a test moves it, and nobody else fills the disk."""
    file, begun = settings.clock_file, datetime.now(UTC)
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(seconds=float(file.read_text())))
    asked_for = Installation(replace(settings, metrics_token=TOKEN), installation().keyring)
    monkeypatch.setitem(app.extensions, "gapcheck", asked_for)
    monkeypatch.setattr(disk, "free", lambda _settings: FREE)
    return Monitor(app)


def whole(answer: TestResponse) -> tuple[str, str, bytes]:
    return answer.status, str(answer.headers), answer.data


def moves_on(settings: Settings, **by: float) -> None:
    assert settings.clock_file is not None
    settings.clock_file.write_text(str(timedelta(**by).total_seconds()))


def test_figures_are_off_by_default_and_their_address_is_one_that_is_not_known(app: Flask, settings: Settings) -> None:
    assert settings.metrics_token is None
    nobody = Monitor(app)
    for shown in (None, f"Bearer {TOKEN}", "Bearer ", "Bearer None"):
        assert whole(nobody.asks(shown)) == whole(nobody.asks(shown, "/nothing"))
    assert nobody.asks().status_code == 404


@pytest.mark.parametrize(
    "shown",
    [
        None,
        *(
            "",
            "Bearer",
            "Bearer ",
            TOKEN,
            f"Basic {TOKEN}",
            f"Token {TOKEN}",
            f"Bearer {TOKEN[:-1]}",
            f"Bearer {TOKEN}x",
        ),
        *(f"Bearer {TOKEN.lower()}", f"Bearer {TOKEN} {TOKEN}", f'Bearer token="{TOKEN}"', "Bearer \xff\xfe"),
        f"Bearer {'a' * 3_000}",
    ],
)
def test_without_the_right_token_there_is_nothing_here(monitor: Monitor, shown: str | None) -> None:
    answer = monitor.asks(shown)
    assert answer.status_code == 404
    assert whole(answer) == whole(monitor.asks(shown, "/nothing"))


def test_what_is_told_can_be_read_as_prometheus_reads_it(monitor: Monitor, pair: Pair) -> None:
    answer = monitor.asks()
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text.endswith("\n")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert {name: family.type for name, family in families.items()} == {
        "gapcheck_build_info": "gauge",
        "gapcheck_trouble": "gauge",
        "gapcheck_server_errors": "counter",
        "gapcheck_failed_sign_ins": "counter",
        "gapcheck_oldest_mail_seconds": "gauge",
        "gapcheck_oldest_report_seconds": "gauge",
        "gapcheck_disk_free_bytes": "gauge",
        "gapcheck_last_backup_timestamp_seconds": "gauge",
    }
    assert all(family.documentation for family in families.values())
    assert families["gapcheck_build_info"].samples[0].labels == {"version": __version__}
    assert [sample.labels for sample in families["gapcheck_trouble"].samples] == [{"what": each} for each in Trouble]
    assert sum(len(family.samples) for family in families.values()) == 7 + len(Trouble)
    assert not any(line.strip() == "" for line in answer.text.splitlines())


def steps(pair: Pair) -> Iterator[str]:
    """What goes on in an installation, step by step."""
    yield "nobody has opened a link"
    inviting.invite(pair.facilitator, pair.wave_id)
    yield "both are invited"
    pair.answers("cio", {"SV1": {"cio": 4, "cso": 2}, "OF1": {"cio": "AnswerCanary"}})
    yield "one has begun"
    pair.submits("cio")
    yield "one has submitted"
    pair.submits("cso")
    yield "both have submitted"
    pair.renders()
    pair.releases()
    yield "both can read the report"


def test_no_byte_tells_who_was_asked_or_has_answered(
    monitor: Monitor, settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, left = {}, FREE + 9_000_000
    for number, step in enumerate(steps(pair)):
        moves_on(settings, seconds=9 * number)
        left -= 200_000  # what is stored takes room
        monkeypatch.setattr(disk, "free", lambda _settings, left=left: left)
        told[step] = monitor.asks().data
    make_pair(make_facilitator("CanaryFirm", "otto@canary.example"), "CanaryClient")
    told["another company"] = monitor.asks().data
    assert len(told) == 7
    assert len(set(told.values())) == 1


def test_no_name_no_address_and_no_place_stands_in_the_figures(
    monitor: Monitor, settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    pair.both_submit()
    moves_on(settings, days=3)
    monkeypatch.setattr(disk, "writable", lambda _settings: False)
    text = monitor.asks().text
    link = pair.link("cio").rpartition("/")[2]
    known = (
        "Northmoor",
        "Halloran",
        "Ruth",
        "Ana",
        "Tom",
        "cio",
        "cso",
        "example",
        "localhost",
        str(settings.instance),
    )
    for canary in (*known, "/q/", "/w/", link, pair.engagement_id, pair.wave_id, pair.facilitator.workspace_id, TOKEN):
        assert canary not in text


def test_a_failed_sign_in_is_counted_whoever_it_was_said_to_be(
    monitor: Monitor, app: Flask, pair: Pair, browser: Browser
) -> None:
    Browser(app).signs_in(pair.facilitator)
    with_app(pair.facilitator)
    for email in (pair.facilitator.email, "nobody@halloran.example"):
        browser.post("/sign-in", email=email, password="something else entirely")
    assert monitor.figures["gapcheck_failed_sign_ins_total"] == 2
    known = sign_ins.by_password(pair.facilitator.email, "a long enough sentence")
    assert monitor.figures["gapcheck_failed_sign_ins_total"] == 2
    with pytest.raises(second_factors.WrongCode):
        second_factors.sign_in_by_code(known, "000000")
    with pytest.raises(second_factors.PasskeyRefused):
        second_factors.sign_in_by_passkey("", "{}")
    assert monitor.figures["gapcheck_failed_sign_ins_total"] == 4
    assert monitor.figures["gapcheck_server_errors_total"] == 0


def test_an_answer_of_5xx_is_counted_but_not_that_of_readyz(
    monitor: Monitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "respond.left", lambda: str(1 // 0))
    assert monitor.asks(address="/left").status_code == 500
    assert monitor.asks(address="/nothing").status_code == 404
    monkeypatch.setattr(disk, "writable", lambda _settings: False)
    monkeypatch.setattr(readiness, "KEPT", 0.0)
    assert monitor.asks(address="/readyz").status_code == 503
    figures = monitor.figures
    assert (figures["gapcheck_server_errors_total"], figures["disk"], figures["queue"]) == (1, 1, 0)


def test_mail_that_is_not_sent_and_a_report_that_is_not_made_show_how_long(
    monitor: Monitor, settings: Settings, pair: Pair
) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    moves_on(settings, minutes=40)
    pair.both_submit()
    moves_on(settings, minutes=60, seconds=59)
    figures = monitor.figures
    assert figures["gapcheck_oldest_mail_seconds"] == 3600
    assert figures["gapcheck_oldest_report_seconds"] == 1200
    assert figures["queue"] == 1
    pair.renders()
    while sending.send_next():
        pass
    figures = monitor.figures
    assert (figures["gapcheck_oldest_mail_seconds"], figures["gapcheck_oldest_report_seconds"]) == (0, 0)
    assert figures["queue"] == 0


def test_mail_that_no_server_takes_goes_on_waiting(
    monitor: Monitor, settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreachable = replace(installation().settings, smtp_url="smtp://127.0.0.1:1")
    inviting.invite(pair.facilitator, pair.wave_id)
    moves_on(settings, minutes=30)
    with monkeypatch.context() as patch:
        patch.setitem(monitor.app.extensions, "gapcheck", Installation(unreachable, installation().keyring))
        assert sending.send_next()
    moves_on(settings, minutes=90)
    assert monitor.figures["gapcheck_oldest_mail_seconds"] == 5400


def test_the_clock_set_back_makes_nothing_wait(monitor: Monitor, settings: Settings, pair: Pair) -> None:
    pair.both_submit()
    moves_on(settings, days=-1)
    assert monitor.figures["gapcheck_oldest_report_seconds"] == 0


@pytest.mark.sqlite_only
def test_a_backup_counts_once_it_was_made(monitor: Monitor, settings: Settings, pair: Pair) -> None:
    assert monitor.figures["gapcheck_last_backup_timestamp_seconds"] == 0
    moves_on(settings, days=2)
    backups.make(settings, settings.instance / "backups")
    assert monitor.figures["gapcheck_last_backup_timestamp_seconds"] == int(clock.now().timestamp())


def test_the_room_on_the_disk_is_told_in_steps_that_no_answer_fills(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert monitor.figures["gapcheck_disk_free_bytes"] == FREE
    monkeypatch.setattr(disk, "free", lambda _settings: FREE - 1)
    assert monitor.figures["gapcheck_disk_free_bytes"] == FREE - 10 * 1024**2
    monkeypatch.setattr(disk, "free", lambda _settings: None)
    assert "gapcheck_disk_free_bytes" not in monitor.figures


@pytest.mark.sqlite_only
def test_without_its_database_a_server_still_says_what_is_wrong(
    monitor: Monitor, settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "head", lambda: "9999")
        assert monitor.figures["schema"] == 1
    db.session.remove()
    db.engine.dispose()
    for file in settings.instance.glob("gapcheck.db*"):
        file.unlink()
    (settings.instance / "gapcheck.db").mkdir()
    figures = monitor.figures
    assert (figures["database"], figures["disk"]) == (1, 0)
    assert "gapcheck_oldest_mail_seconds" not in figures
    assert figures["gapcheck_server_errors_total"] == 0


def test_no_token_that_is_shown_stands_in_the_log(
    monitor: Monitor, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with structlog.testing.capture_logs() as logged:
        monitor.asks()
        monitor.asks(f"Bearer {TOKEN}", "/nothing")
        monitor.asks("Bearer canary-that-is-wrong", f"/metrics?token={TOKEN}")
        monkeypatch.setattr("gapcheck.services.figures.gather", lambda: 1 // 0)
        assert monitor.asks().status_code == 500
    said = f"{logged}{capfd.readouterr()}"
    assert "unexpected" in said
    assert TOKEN not in said
    assert "canary" not in said
