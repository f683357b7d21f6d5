"""The real form as either role sees it: the respondent's own templates, with addresses that stay in the preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask
from flask import abort, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from gapcheck.faults import InputFaults
from gapcheck.services import instruments
from gapcheck.services.answering import Questionnaire
from gapcheck.services.answering.sample import sample
from gapcheck.vocabulary import View
from gapcheck.web.access import READER, principal
from gapcheck.web.incoming import UnusableForm
from gapcheck.web.respond.questions import address_of, question_page
from gapcheck.web.respond.saving import read_form
from gapcheck.web.respond.steps import Step, find, minutes_left, steps
from gapcheck.web.respond.views import rows_of
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("preview", __name__)

#: The pages besides the questions, in the order in which they come.
BEFORE, AFTER = ("start", "example"), ("check", "done")


@blueprint.get("/w/<workspace_id>/preview/<instrument>/<form>/<role>/<name>")
@principal(READER)
def page(instrument: str, form: str, role: str, name: str) -> str:
    """One page of the form, with nothing in it."""
    questionnaire = _questionnaire(instrument, form, role)
    address = _addresses(instrument, form, role)
    if name in (*BEFORE, *AFTER):
        return _show(f"respond/{name}.html", questionnaire, address, **_facts(name, questionnaire, address))
    step = _step(questionnaire, name)
    return _show("respond/question.html", questionnaire, address, page=question_page(questionnaire, step))


@blueprint.post("/w/<workspace_id>/preview/<instrument>/<form>/<role>/<name>")
@principal(READER)
def press(instrument: str, form: str, role: str, name: str) -> Response:
    """Go where the pressed button leads, or show what is wrong; what was typed is read and forgotten."""
    questionnaire = _questionnaire(instrument, form, role)
    address, all_steps = _addresses(instrument, form, role), steps(questionnaire.asked)
    if name in (*BEFORE, *AFTER):
        return redirect(address("respond.done" if name in AFTER else "respond.example"), 303)
    step = _step(questionnaire, name)
    try:
        sent = read_form(questionnaire.asked, step, request.form)
    except UnusableForm:
        abort(400)
    go = request.form.get("go")
    if sent.faulty and go != "back":
        shown = question_page(questionnaire, step, sent)
        return make_response(_show("respond/question.html", questionnaire, address, page=shown), 422)
    position = all_steps.index(step) + (-1 if go == "back" else 1)
    if position < 0:
        return redirect(address("respond.example"), 303)
    return redirect(address_of(all_steps[position] if position < len(all_steps) else None, address), 303)


def _questionnaire(instrument: str, form: str, role: str) -> Questionnaire:
    try:
        return sample(g.facilitator, instruments.find(instrument, g.facilitator), form, role)
    except (InputFaults, KeyError):
        abort(404)


def _step(questionnaire: Questionnaire, name: str) -> Step:
    all_steps, wanted = steps(questionnaire.asked), request.args.get("view")
    position = find(all_steps, name, View(wanted) if wanted in set(View) else None)
    if position is None:
        abort(404)
    return all_steps[position]


Address = Callable[..., str]


def _addresses(instrument: str, form: str, role: str) -> Address:
    """Stands in for ``url_for`` in the respondent's templates: every address leads to a page of this preview."""

    def url_for(endpoint: str, **values: Any) -> str:
        if endpoint == "static":
            return flask.url_for(endpoint, **values)
        if endpoint == "respond.logo":
            return flask.url_for("settings.logo", **values)
        place: dict[str, Any] = {"instrument": instrument, "form": form, "role": role}
        if endpoint == "respond.question":
            return flask.url_for("preview.page", name=values["item_id"], view=values.get("view"), **place)
        name = {"respond.submit": "done"}.get(endpoint, endpoint.partition(".")[2])
        return flask.url_for("preview.page", name=name if name in (*BEFORE, *AFTER) else "start", **place)

    return url_for


def _facts(name: str, questionnaire: Questionnaire, address: Address) -> dict[str, Any]:
    all_steps = steps(questionnaire.asked)
    match name:
        case "start":
            return {"minutes": minutes_left(questionnaire, all_steps)}
        case "example":
            return {"next": address_of(all_steps[0], address)}
        case "check":
            return {"rows": rows_of(questionnaire, lambda step: address_of(step, address))}
        case _:
            return {"withdrawn": False}


def _show(template: str, questionnaire: Questionnaire, address: Address, **facts: Any) -> str:
    return render_template(
        template,
        questionnaire=questionnaire,
        url_for=address,
        pid=lambda: "preview",
        preview=True,
        leave=flask.url_for("facilitate.home"),
        **facts,
    )
