"""What a transaction that writes may rely on, with several servers on one database; on SQLite and PostgreSQL alike."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from gapcheck import clock, config
from gapcheck.extensions import db
from gapcheck.models import Mail, Occupant, Report, Wave, postgresql
from gapcheck.services import audit
from gapcheck.services.mail import sending
from gapcheck.services.mail.letters import Letter
from gapcheck.services.reports import rendering
from gapcheck.services.transaction import afterwards, reading, writing
from gapcheck.vocabulary import MailState, RenderState
from tests.acting import Browser, Pair, make_pair
from tests.instances import STAND_IN_PDF, application
from tests.postgres import Server

pytestmark = pytest.mark.both_databases

Act = Callable[[], Any]
THREADS, TIMES = 3, 12


@pytest.fixture
def servers(app: Flask, settings: config.Settings) -> Iterator[Callable[..., list[Any]]]:
    """Runs acts side by side, each on a server of its own; what they returned."""
    apps = [app, *[application(settings) for _ in range(THREADS - 1)]]

    def run(app: Flask, act: Act) -> Any:
        with app.app_context():
            return act()

    def together(*acts: Act) -> list[Any]:
        db.session.close()
        running = [threads.submit(run, app, act) for app, act in zip(apps, acts, strict=False)]
        return [future.result(60) for future in running]

    with ThreadPoolExecutor(THREADS) as threads:
        yield together
    for each in apps[1:]:
        with each.app_context():
            db.engine.dispose()


def counted(pair: Pair) -> int:
    db.session.close()
    return db.session.get_one(Wave, pair.wave_id).version


@pytest.mark.parametrize("scope", [None, "one and the same"])
def test_what_is_read_is_still_true_at_the_commit(
    servers: Callable[..., list[Any]], pair: Pair, scope: str | None
) -> None:
    def add() -> None:
        for _ in range(TIMES):
            with writing(scope) as session:
                wave = session.get_one(Wave, pair.wave_id)  # without a lock on the row
                wave.version += 1

    before = counted(pair)
    servers(*[add] * THREADS)
    assert counted(pair) == before + THREADS * TIMES


def test_who_names_no_scope_is_alone_even_beside_those_who_do(servers: Callable[..., list[Any]], pair: Pair) -> None:
    def add(scope: str | None) -> Act:
        def act() -> None:
            for _ in range(TIMES):
                with writing(scope) as session:
                    if scope is None:
                        session.get_one(Wave, pair.wave_id).version += 1
                    audit.record(session, pair.facilitator.workspace_id, "system", "look", f"wave:{pair.wave_id}")

        return act

    before = counted(pair)
    servers(add(None), add("a"), add("b"))
    assert counted(pair) == before + TIMES
    assert audit.verify() == []  # one chain, whoever appended


def test_a_page_sees_one_state_however_many_queries_it_takes(servers: Callable[..., list[Any]], pair: Pair) -> None:
    begun, changed = threading.Event(), threading.Event()

    def read() -> bool:
        before = reading().scalars(select(Wave.version)).one()
        begun.set()
        assert changed.wait(30)
        reading().expire_all()
        return reading().scalars(select(Wave.version)).one() == before

    def change() -> None:
        assert begun.wait(30)
        with writing() as session:
            session.get_one(Wave, pair.wave_id).version += 1
        changed.set()

    assert servers(read, change)[0]


def test_a_refused_act_leaves_nothing_and_holds_nobody_up(servers: Callable[..., list[Any]], pair: Pair) -> None:
    def act() -> None:
        with writing() as session:
            session.get_one(Wave, pair.wave_id).version += 100
            session.flush()
            raise ZeroDivisionError

    def refused() -> None:
        with pytest.raises(ZeroDivisionError):
            act()

    before = counted(pair)
    servers(*[refused] * THREADS)
    with writing() as session:
        session.get_one(Wave, pair.wave_id).version += 1
    assert counted(pair) == before + 1


@pytest.mark.postgresql_only
def test_a_read_cannot_write(pair: Pair) -> None:
    with pytest.raises(DBAPIError, match="read-only transaction"):
        reading().execute(update(Wave).where(Wave.id == pair.wave_id).values(version=0))
    db.session.close()
    assert counted(pair) > 0


@pytest.mark.postgresql_only
def test_what_pages_and_saves_ask_again_and_again_is_planned_once(pair: Pair) -> None:
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE :what")
    for score in (1, 2, 3, 4, 5, 4, 3, 2):
        pair.answers("cio", {"SV1": {"cio": score}})
        db.session.close()
    reads, writes = (reading().scalar(prepared, {"what": f"{verb}%"}) for verb in ("SELECT", "INSERT"))
    assert reads
    assert writes


@pytest.mark.postgresql_only
def test_respondents_save_beside_each_other(servers: Callable[..., list[Any]], pair: Pair) -> None:
    inside = threading.Barrier(2)

    def save(role: str) -> Act:
        def act() -> None:
            with writing(role) as session:
                inside.wait(30)  # both are in their transactions at once
                session.scalars(select(Occupant)).all()

        return act

    servers(save("cio"), save("cso"))


def test_several_workers_take_each_report_and_each_mail_once(
    servers: Callable[..., list[Any]], pair: Pair, monkeypatch: pytest.MonkeyPatch, settings: config.Settings
) -> None:
    for name in ("Aldermere", "Brackwater"):
        make_pair(pair.facilitator, name).both_submit()
    pair.both_submit()
    assert settings.clock_file is not None
    settings.clock_file.write_text("60")  # past the time for undoing
    rendered, sent = [], []

    def render(_material: object) -> bytes:
        rendered.append(1)
        return STAND_IN_PDF

    monkeypatch.setattr(rendering, "render_pdf", render)

    class Post:
        """Takes every letter."""

        def connect(self) -> Post:
            return self

        def __enter__(self) -> Post:
            return self

        def __exit__(self, *_error: object) -> None:
            pass

        def send(self, letter: Letter) -> None:
            sent.append(letter.message["Message-ID"].strip("<>"))

    def work() -> None:
        while rendering.render_next() or sending.send_next(Post()):
            pass

    servers(*[work] * THREADS)
    assert {report.state for report in db.session.scalars(select(Report))} == {RenderState.READY}
    assert len(rendered) == db.session.query(Report).count() == 6
    mails = db.session.scalars(select(Mail)).all()
    assert {mail.state for mail in mails} == {MailState.SENT}
    assert sorted(sent) == sorted(mail.message_id for mail in mails)


def test_what_a_worker_with_a_faster_clock_has_is_left_to_it(pair: Pair, settings: config.Settings) -> None:
    pair.both_submit()
    assert settings.clock_file is not None
    settings.clock_file.write_text("40")  # past the time for undoing
    ahead = clock.now() + timedelta(seconds=30)
    with writing() as session:
        session.execute(update(Report).values(leased_until=ahead + rendering.LEASE))
        session.execute(update(Mail).values(leased_until=ahead + sending.LEASE))
    assert not rendering.render_next()
    assert not sending.send_next()


@pytest.mark.postgresql_only
def test_a_server_that_lost_its_connections_goes_on(pair: Pair, postgres: Server) -> None:
    before = counted(pair)
    db.session.close()
    postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gapcheck'")
    with writing() as session:
        session.get_one(Wave, pair.wave_id).version += 1
    assert counted(pair) == before + 1


@pytest.mark.postgresql_only
def test_whoever_waits_too_long_is_told_that_nothing_was_saved(
    servers: Callable[..., list[Any]], pair: Pair, browser: Browser
) -> None:
    browser.signs_in(pair.facilitator)
    held, refused = threading.Event(), threading.Event()

    def holds() -> None:
        with writing():
            held.set()
            assert refused.wait(60)

    def saves() -> tuple[int, str]:
        assert held.wait(30)
        try:
            answer = browser.sends("/account/sign-out-everywhere", f"/w/{pair.facilitator.workspace_id}/")
            return answer.status_code, answer.text
        finally:
            refused.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgresql, "_SET_UP", ("SET lock_timeout = 300",))
        db.engine.dispose()
        _, (status, page) = servers(holds, saves)
    assert status == 507
    assert "not saved" in page.lower()


def test_what_is_to_follow_a_transaction_follows_its_commit_and_no_rollback(app: Flask) -> None:
    done: list[str] = []
    with suppress(ZeroDivisionError), writing() as session:
        afterwards(session, lambda: done.append("rolled back"))
        raise ZeroDivisionError
    with writing() as session:
        for each in ("first", "second"):
            afterwards(session, lambda each=each: done.append(f"{each}, {session.in_transaction()}"))
        assert done == []
    assert done == ["first, False", "second, False"]
