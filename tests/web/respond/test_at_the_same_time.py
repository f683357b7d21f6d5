"""Many requests at once: one submission, and nothing that was acknowledged is missing."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from gapcheck.extensions import db
from gapcheck.models import Answer, AnswerHistory, AuditEvent
from gapcheck.services import answering
from gapcheck.services.sealed import seal_of
from tests.web.respond.conftest import Person, entered, fields_of


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Call from as many threads as told, all let go at the same moment."""
    barrier, results = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        barrier.wait()
        results[number] = act(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_fifty_submits_at_once_are_one_submission_with_the_same_page_for_all(app: Flask, ana: Person) -> None:
    ana.sends("SV1", **{"answer.cio": "4"})
    token = fields_of(ana.opens("check").text)
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in ana.client._cookies.values())

    def submit(_number: int) -> tuple[int, str]:
        client = app.test_client(use_cookies=False)
        answer = client.post(ana.address("submit"), data=token, headers={"Cookie": cookies})
        return answer.status_code, answer.headers["Location"]

    assert set(at_once(50, submit)) == {(303, ana.address("done"))}
    db.session.close()
    events = db.session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "submit"))
    assert events == 1


def test_random_saves_from_two_tabs_lose_nothing_that_was_acknowledged(app: Flask, ana: Person) -> None:
    tabs = (ana, entered(app, ana.pair, "cio"))
    items = ("SV1", "CC4", "LB2", "BR3")

    def save_many(tab: int) -> list[tuple[str, str, int, int]]:
        chance, acknowledged = random.Random(tab), []  # noqa: S311  # which save comes next, not a secret
        person = tabs[tab]
        pages = {item: fields_of(person.opens(item).text) for item in items}
        for number in range(250):
            item, own, guess = chance.choice(items), chance.randint(1, 5), chance.randint(1, 5)
            sent = {**pages[item], "answer.cio": own, "answer.cso": guess, "key": f"{tab}-{number}"}
            answer = person.client.post(person.address(f"{item}/save"), data=sent)
            if answer.status_code == 409:
                pages[item] = fields_of(person.opens(item).text)
                continue
            assert answer.status_code == 200
            for subject, value in (("cio", own), ("cso", guess)):
                revision = answer.json["revisions"][subject]
                pages[item][f"revision.{subject}"] = str(revision)
                acknowledged.append((item, subject, revision, value))
        return acknowledged

    acknowledged = [entry for entries in at_once(2, save_many) for entry in entries]
    db.session.close()
    history = _values(ana, AnswerHistory)
    current = _values(ana, Answer)
    assert len(acknowledged) > 200
    for item, subject, revision, value in acknowledged:
        assert history[item, subject, revision] == value
    newest: dict[tuple[str, str], int] = {}
    for item, subject, revision, _ in acknowledged:
        newest[item, subject] = max(newest.get((item, subject), 0), revision)
    for (item, subject), revision in newest.items():
        assert current[item, subject, revision] == history[item, subject, revision]


def _values(person: Person, table: Any) -> dict[tuple[str, str, int], Any]:
    respondent = person.pair.respondent(person.role)
    seal = seal_of(db.session(), respondent.engagement_id)
    rows = db.session.scalars(select(table))
    return {
        (row.item, row.subject, row.revision): seal.open_answer(
            row.sealed, row.response_set_id, row.item, row.subject, row.revision
        )
        for row in rows
        if row.sealed is not None
    }


def test_submitting_while_saving_keeps_every_acknowledged_answer(app: Flask, ana: Person) -> None:
    page = fields_of(ana.opens("SV1").text)
    token = fields_of(ana.opens("check").text)
    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in ana.client._cookies.values())

    def act(number: int) -> int:
        client = app.test_client(use_cookies=False)
        path, data = ("submit", token) if number == 0 else ("SV1/save", {**page, "answer.cio": "4"})
        return client.post(ana.address(path), data=data, headers={"Cookie": cookies}).status_code

    codes = at_once(2, act)
    assert codes[0] == 303
    stored = answering.questionnaire(ana.pair.respondent("cio"))
    assert stored.submitted_at is not None
    assert stored.value("SV1", "cio") == (4 if codes[1] == 200 else None)
