"""The way through: start, example, check, submit, done; and what belongs to the respondent at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, jsonify, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gapcheck.instruments.answer_words import in_words
from gapcheck.instruments.model import Item
from gapcheck.services import answering
from gapcheck.services.answering import AnsweringEnded, NotAcknowledged, Questionnaire
from gapcheck.services.rights import has_withdrawn
from gapcheck.services.workshops import showing, votes
from gapcheck.web.access import RESPONDENT, principal
from gapcheck.web.respond import asking, door, letterhead, questions, report, rights  # noqa: F401  # they add their views to the blueprint
from gapcheck.web.respond.cookies import forget_pages
from gapcheck.web.respond.questions import address_of
from gapcheck.web.respond.signin import blueprint, not_saved
from gapcheck.web.respond.steps import Step, first_open, is_answered, minutes_left, steps

__all__ = ["blueprint"]


@blueprint.get("/q/<pid>/resume")
@principal(RESPONDENT)
def resume() -> Response:
    """Where this respondent goes on: the start, the first unanswered item, the check page, or the end."""
    questionnaire = answering.questionnaire(g.respondent)
    if not questionnaire.can_answer:
        return redirect(url_for("respond.done"))
    if not questionnaire.acknowledged_at:
        return redirect(url_for("respond.start"))
    return redirect(address_of(first_open(questionnaire, steps(questionnaire.asked))))


@blueprint.get("/q/<pid>/")
@principal(RESPONDENT)
def start() -> str:
    """Who asks what, who will see it, and until when it is kept."""
    questionnaire = answering.questionnaire(g.respondent)
    return render_template(
        "respond/start.html",
        questionnaire=questionnaire,
        minutes=minutes_left(questionnaire, steps(questionnaire.asked)),
    )


@blueprint.post("/q/<pid>/")
@principal(RESPONDENT, changes_state=True)
def begin() -> Response:
    """Acknowledge the promise and go to the example."""
    try:
        answering.acknowledge(g.respondent)
    except AnsweringEnded:
        return redirect(url_for("respond.done"), 303)
    return redirect(url_for("respond.example"), 303)


@blueprint.get("/q/<pid>/example")
@principal(RESPONDENT)
def example() -> str:
    """One worked example; nothing on it is saved."""
    questionnaire = answering.questionnaire(g.respondent)
    return render_template(
        "respond/example.html", questionnaire=questionnaire, next=address_of(steps(questionnaire.asked)[0])
    )


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One item on the check page.

    ``answers`` has the role that each is about, its words (None where none is given), and whether it is a draft.
    """

    item: Item
    address: str
    answers: tuple[tuple[str, str | None, bool], ...]
    comment: str
    share: bool

    @property
    def missing(self) -> bool:
        """True where the item waits for an answer."""
        return self.item.closed and any(words is None for _, words, _ in self.answers)


@blueprint.get("/q/<pid>/check")
@principal(RESPONDENT, reads_answers=True)
def check() -> str | Response:
    """All answers in one table, what is missing first."""
    questionnaire = answering.questionnaire(g.respondent)
    if not questionnaire.can_answer or not questionnaire.acknowledged_at:
        return redirect(url_for("respond.resume"))
    return render_template("respond/check.html", questionnaire=questionnaire, rows=rows_of(questionnaire))


def rows_of(
    questionnaire: Questionnaire, address: Callable[[Step], str] = address_of, *, missing_first: bool = True
) -> list[CheckRow]:
    """One row for each item, with the address at which it can be changed."""
    all_steps = steps(questionnaire.asked)
    rows = [_row(questionnaire, all_steps, item, address) for item in questionnaire.items]
    return sorted(rows, key=lambda row: not row.missing) if missing_first else rows


def _row(
    questionnaire: Questionnaire, all_steps: tuple[Step, ...], item: Item, address: Callable[[Step], str]
) -> CheckRow:
    of_item = [step for step in all_steps if step.item.id == item.id]
    waiting = first_open(questionnaire, of_item) or of_item[0]
    answers = []
    for step in of_item:
        for subject in step.subjects:
            given = is_answered(questionnaire, item, subject)
            value = questionnaire.value(item.id, subject)
            answers.append((subject, in_words(item, value) if given else None, value is not None and not given))
    comment = questionnaire.comments.get(item.id)
    return CheckRow(
        item, address(waiting), tuple(answers), comment.text if comment else "", bool(comment and comment.share)
    )


@blueprint.post("/q/<pid>/submit")
@principal(RESPONDENT, changes_state=True)
def submit() -> Response:
    """Submit once; every repetition leads to the same page."""
    try:
        answering.submit(g.respondent)
    except NotAcknowledged:
        return redirect(url_for("respond.start"), 303)
    except AnsweringEnded:
        return not_saved("ended", 409)
    response = redirect(url_for("respond.done"), 303)
    forget_pages(response)
    return response


@blueprint.get("/q/<pid>/done")
@principal(RESPONDENT)
def done() -> str | Response:
    """After submitting, or after the pair was closed: what happens next. Says nothing of the other person."""
    questionnaire = answering.questionnaire(g.respondent)
    if questionnaire.can_answer:
        return redirect(url_for("respond.resume"))
    withdrawn = has_withdrawn(g.respondent)
    return render_template(
        "respond/done.html",
        questionnaire=questionnaire,
        withdrawn=withdrawn,
        in_room=showing.in_room(g.respondent),
    )


@blueprint.get("/q/<pid>/later")
@principal(RESPONDENT)
def later() -> str:
    """How to come back."""
    return render_template("respond/later.html", questionnaire=answering.questionnaire(g.respondent))


@blueprint.get("/q/<pid>/answers")
@principal(RESPONDENT, reads_answers=True)
def answers() -> str:
    """The own answers, to read and print."""
    questionnaire = answering.questionnaire(g.respondent)
    return render_template(
        "respond/answers.html", questionnaire=questionnaire, rows=rows_of(questionnaire, missing_first=False)
    )


@blueprint.get("/q/<pid>/answers.json")
@principal(RESPONDENT, reads_answers=True)
def answers_file() -> Response:
    """The own answers as a file."""
    questionnaire = answering.questionnaire(g.respondent)
    response = make_response(jsonify(_own_data(questionnaire) | _own_part_in_workshops()))
    response.headers["Content-Disposition"] = 'attachment; filename="my-answers.json"'
    return response


def _own_part_in_workshops() -> dict[str, Any]:
    """The own dots and agreements; nothing at all for somebody who has given none."""
    given = [
        {
            "dots": dict(each.dots),
            "voted_at": each.voted_at.isoformat() if each.voted_at else None,
            "agreed_at": each.agreed_at.isoformat() if each.agreed_at else None,
        }
        for each in votes.given_by(g.respondent)
    ]
    return {"workshops": given} if given else {}


def _own_data(questionnaire: Questionnaire) -> dict[str, Any]:
    """Everything that this respondent has given, in the words of docs/formats.md."""
    item_ids = {item.id for item in questionnaire.items}
    return {
        "format": "gapcheck/own-answers@1",
        "instrument": questionnaire.instrument.key,
        "company": questionnaire.company,
        "name": questionnaire.name,
        "role": questionnaire.role.id,
        "promise": list(questionnaire.promise),
        "acknowledged_at": questionnaire.acknowledged_at.isoformat() if questionnaire.acknowledged_at else None,
        "submitted_at": questionnaire.submitted_at.isoformat() if questionnaire.submitted_at else None,
        "answers": {
            item: {subject: stored.value for subject, stored in values.items() if stored.value is not None}
            for item, values in questionnaire.answers.items()
            if item in item_ids
        },
        "comments": {
            item: {"text": comment.text, "may_be_shown": comment.share}
            for item, comment in questionnaire.comments.items()
        },
    }
