"""The question pages: shown, saved on each Continue, and saved on each change by a small request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.instruments.answer_words import in_words
from gapcheck.models import COMMENT
from gapcheck.services import answering
from gapcheck.services.answering import AnsweringEnded, Asked, NotAcknowledged, Questionnaire, Stored
from gapcheck.vocabulary import View
from gapcheck.web.access import RESPONDENT, principal
from gapcheck.web.incoming import UnusableForm, single
from gapcheck.web.respond.page import CommentField, Conflict, QuestionPage, halves
from gapcheck.web.respond.saving import Form, read_form, save
from gapcheck.web.respond.signin import blueprint, not_saved
from gapcheck.web.respond.steps import Step, find, minutes_left, steps


@blueprint.get("/q/<pid>/<item_id>")
@principal(RESPONDENT, reads_answers=True)
def question(item_id: str) -> str | Response:
    """One item: own view and guess, as they are saved."""
    questionnaire = answering.questionnaire(g.respondent)
    if not questionnaire.can_answer or not questionnaire.acknowledged_at:
        return redirect(url_for("respond.resume"))
    step, _ = _step(questionnaire.asked, item_id)
    return render_template("respond/question.html", page=question_page(questionnaire, step))


@blueprint.post("/q/<pid>/<item_id>")
@principal(RESPONDENT, reads_answers=True, changes_state=True)
def answer(item_id: str) -> str | Response:
    """Save the page, then go where the button says; or show it again with what is wrong."""
    questionnaire = answering.questionnaire(g.respondent)
    step, all_steps = _step(questionnaire.asked, item_id)
    try:
        form, go = read_form(questionnaire.asked, step, request.form), single(request.form, "go") or "continue"
        outcome = save(g.respondent, step, form)
    except UnusableForm:
        return not_saved("unusable", 400)
    except NotAcknowledged:
        return redirect(url_for("respond.start"), 303)
    except AnsweringEnded:
        return not_saved("ended", 409)
    if outcome.newer:
        return _again(_conflict_page(questionnaire, step, form, outcome.newer), 409)
    if form.faulty and not (go in ("back", "later") and form.can_wait):
        return _again(question_page(questionnaire, step, form, outcome.revisions), 422)
    return redirect(_next(go, all_steps, step), 303)


@blueprint.post("/q/<pid>/<item_id>/save")
@principal(RESPONDENT, reads_answers=True, changes_state=True)
def autosave(item_id: str) -> tuple[dict[str, Any], int]:
    """Save what can be saved and acknowledge it. The reply holds revisions and no answer."""
    asked = answering.asked(g.respondent)
    step, _ = _step(asked, item_id)
    try:
        form = read_form(asked, step, request.form)
        outcome = save(g.respondent, step, form)
    except UnusableForm:
        return {"saved": False, "reason": "unusable"}, 400
    except NotAcknowledged:
        return {"saved": False, "reason": "start"}, 409
    except AnsweringEnded:
        return {"saved": False, "reason": "ended"}, 409
    if outcome.newer:
        return {"saved": False, "reason": "newer"}, 409
    return {"saved": form.can_wait, "revisions": dict(outcome.revisions)}, 200


def _step(asked: Asked, item_id: str) -> tuple[Step, tuple[Step, ...]]:
    """The page that the address names; a 404 for an item or view that this questionnaire does not ask."""
    wanted = request.args.get("view")
    all_steps = steps(asked)
    try:
        position = find(all_steps, item_id, View(wanted) if wanted else None)
    except ValueError:
        position = None
    if position is None:
        abort(404)
    return all_steps[position], all_steps


def address_of(step: Step | None, url_for: Callable[..., str] = url_for) -> str:
    """The address of a question page; of the check page behind the last. ``url_for`` may stand in for Flask's."""
    if step is None:
        return url_for("respond.check")
    return url_for("respond.question", item_id=step.item.id, view=step.view.value if step.view else None)


def _next(go: str, all_steps: tuple[Step, ...], step: Step) -> str:
    position = all_steps.index(step)
    match go:
        case "later":
            return url_for("respond.later")
        case "back":
            return address_of(all_steps[position - 1]) if position else url_for("respond.example")
        case "check":
            return url_for("respond.check")
        case _:
            return address_of(all_steps[position + 1] if position + 1 < len(all_steps) else None)


def question_page(
    questionnaire: Questionnaire,
    step: Step,
    form: Form | None = None,
    revisions: Mapping[str, int] | None = None,
    conflicts: tuple[Conflict, ...] = (),
) -> QuestionPage:
    """The page as it is stored; with ``form``, as it was typed, made from these revisions."""
    stored = questionnaire.comments.get(step.item.id)
    comment = CommentField(stored.text, stored.share, stored.revision) if stored else CommentField()
    if form and form.speaks_of_comment:
        revision = (revisions or {}).get(COMMENT, comment.revision)
        comment = CommentField(form.comment, form.share, revision, form.comment_too_long)
    problems = {subject: posted.problem for subject, posted in form.answers.items() if posted.problem} if form else {}
    saved = any(questionnaire.value(step.item.id, subject) is not None for subject in step.subjects)
    return QuestionPage(
        questionnaire=questionnaire,
        step=step,
        halves=halves(questionnaire, step, form.controls if form else None, problems, revisions),
        comment=comment,
        minutes_left=minutes_left(questionnaire, steps(questionnaire.asked)),
        saved=saved and form is None,
        conflicts=conflicts,
    )


def _conflict_page(questionnaire: Questionnaire, step: Step, form: Form, newer: Mapping[str, Stored]) -> QuestionPage:
    """The page with what was typed here, made from the newer revisions: sending it again is choosing it."""
    comment = {"text": form.comment, "share": form.share} if form.comment else None
    sent = {**form.values, COMMENT: comment}
    conflicts = tuple(
        Conflict(subject, _words(step, subject, stored.value), _words(step, subject, sent.get(subject)))
        for subject, stored in newer.items()
    )
    revisions = {**form.revisions, **{subject: stored.revision for subject, stored in newer.items()}}
    return question_page(questionnaire, step, form, revisions, conflicts)


def _words(step: Step, subject: str, value: Any) -> str:
    if subject == COMMENT and value is not None:
        return str(value["text"])
    return in_words(step.item, value)


def _again(page: QuestionPage, status: int) -> Response:
    return make_response(render_template("respond/question.html", page=page), status)
