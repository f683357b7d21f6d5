"""Rules 1 and 2 for the other respondent: every byte one gets is independent of what the other answers, and how far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from gapcheck.extensions import db
from gapcheck.models import ResponseSet
from gapcheck.services import answering, rights
from gapcheck.services.answering import Questionnaire
from gapcheck.services.principals import Respondent
from tests.acting import Pair, make_facilitator, make_pair
from tests.instances import at_noon
from tests.web.respond.conftest import Person, entered

#: Every page that a respondent can open, and every form that can be sent, in the order in which they are used.
PAGES = (
    *("resume", "", "example", "SV1", "SV2", "PS1", "CC3", "BI1", "OF1"),
    *("check", "later", "answers", "answers.json", "reminders", "withdraw", "not-me", "told", "done"),
    *("report", "report.pdf", "XX9", "SV1?view=guess"),
)
FORMS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("SV1", "SV1", {"answer.cio": "4", "answer.cso": "2", "comment": "Mine", "share": "yes"}),
    ("SV1/save", "SV1", {"answer.cio": "5", "answer.cso": "2", "key": "k1"}),
    ("BI1", "BI1", {"points.cio.prevention": "60"}),
    ("reminders", "reminders", {}),
    ("not-me", "not-me", {}),
)

#: What differs between any two runs, and says nothing: tokens, ids, times of day.
MASKS = (
    (re.compile(r'(name="csrf_token" value=")[^"]+'), r"\1…"),
    (re.compile(r"/q/[\w-]{22}/"), "/q/…/"),
    (re.compile(r'(name="pid" value=")[^"]+'), r"\1…"),
    (re.compile(r"\d\d:\d\d(:\d\d)?(\.\d+)?"), "…"),
    (re.compile(r"(session|gapcheck|gcr-[\w-]{8})=[^;]*"), r"\1=…"),
)


def masked(text: str) -> str:
    for pattern, stand_in in MASKS:
        text = pattern.sub(stand_in, text)
    return text


def seen(ana: Person) -> Iterator[str]:
    """Everything that Ana can get: status, headers and body of every page and form, before and after submitting."""
    for _ in range(2):
        for path in PAGES:
            yield _bytes(path, ana.opens(path))
        for path, page, fields in FORMS:
            # Once submitted, a question has no form any more; another page has the token.
            form = page if ana.opens(page).status_code == 200 else "later"
            yield _bytes(path, ana.sends(path, page=form, **fields))
        yield _bytes("submit", ana.sends("submit", page="later"))


def _bytes(path: str, answer: Any) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    # The length of a page may differ by the length of a masked token only; the body itself is compared.
    return masked(f"{path} {answer.status}\n{re.sub(r'Content-Length: .*', '', headers)}\n{answer.text}")


def nothing(_tom: Any) -> None:
    """Tom has not opened his link."""


def started(pair: Pair) -> None:
    tom = pair.answers("cso", {"SV1": {"cso": 1, "cio": 1}, "SV2": {"cso": "legal"}})
    answering.save(tom, "SV1", {}, comment=("A canary of Tom", True))


def submitted(pair: Pair) -> None:
    started(pair)
    answering.submit(pair.respondent("cso"))


def submitted_other_answers(pair: Pair) -> None:
    tom = pair.answers("cso", {"SV1": {"cso": 5, "cio": 4}, "OF1": {"cso": "Another canary, and a much longer one"}})
    answering.submit(tom)


def stopped_reminders_and_disowned(pair: Pair) -> None:
    tom = pair.respondent("cso")
    rights.stop_reminders(tom)
    rights.disown(tom)


def twin_runs(app: Flask, tom_does: Callable[[Pair], None]) -> tuple[list[str], list[str]]:
    """What Ana sees while Tom does nothing, and while he does something."""
    runs = []
    for number, act in enumerate((nothing, tom_does)):
        at_noon(app.extensions["gapcheck"].settings)
        pair = make_pair(make_facilitator(f"Workspace {number}", f"ruth@w{number}.example"))
        act(pair)
        ana = entered(app, pair, "cio")
        ana.starts()
        runs.append([text.replace(f"@w{number}.", "@w.").replace(f"Workspace {number}", "-") for text in seen(ana)])
    return runs[0], runs[1]


@pytest.mark.parametrize("tom_does", [started, submitted, submitted_other_answers, stopped_reminders_and_disowned])
def test_what_one_sees_is_the_same_whatever_the_other_has_done(app: Flask, tom_does: Callable[[Pair], None]) -> None:
    without, with_tom = twin_runs(app, tom_does)
    assert len(without) == 2 * (len(PAGES) + len(FORMS) + 1)
    for one, other in zip(without, with_tom, strict=True):
        assert one == other


def test_a_single_letter_that_tells_of_the_others_progress_is_noticed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = answering.questionnaire

    def leaky(respondent: Respondent) -> Questionnaire:
        others = select(ResponseSet.id).where(
            ResponseSet.workspace_id == respondent.workspace_id, ResponseSet.seat_id != respondent.seat_id
        )
        told = "." if db.session.scalars(others).first() else ""
        questionnaire = original(respondent)
        return replace(questionnaire, company=questionnaire.company + told)

    monkeypatch.setattr(answering, "questionnaire", leaky)
    without, with_tom = twin_runs(app, started)
    assert without != with_tom


def test_the_masks_hide_tokens_and_times_only() -> None:
    assert masked("Tom Okafor has submitted 4 of 18") == "Tom Okafor has submitted 4 of 18"
