"""What a respondent may do at any time: withdraw, stop reminders, say that the link reached the wrong person."""

from __future__ import annotations

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.services import answering, rights
from gapcheck.web.access import RESPONDENT, principal
from gapcheck.web.incoming import single
from gapcheck.web.respond import cookies
from gapcheck.web.respond.signin import blueprint


@blueprint.get("/q/<pid>/withdraw")
@principal(RESPONDENT)
def withdraw() -> str | Response:
    """What withdrawing does, before it is done."""
    if rights.has_withdrawn(g.respondent):
        return redirect(url_for("respond.done"))
    return render_template(
        "respond/withdraw.html", questionnaire=answering.questionnaire(g.respondent), unconfirmed=False
    )


@blueprint.post("/q/<pid>/withdraw")
@principal(RESPONDENT, changes_state=True)
def withdraw_now() -> Response:
    """Erase the answers, once the tick says that it is meant."""
    if single(request.form, "meant") != "yes":
        page = render_template(
            "respond/withdraw.html", questionnaire=answering.questionnaire(g.respondent), unconfirmed=True
        )
        return make_response(page, 422)
    rights.withdraw(g.respondent)
    response = redirect(url_for("respond.done"), 303)
    cookies.forget_pages(response)
    return response


@blueprint.get("/q/<pid>/reminders")
@principal(RESPONDENT)
def reminders() -> str:
    """No more reminders; the link stays."""
    return render_template(
        "respond/reminders.html",
        questionnaire=answering.questionnaire(g.respondent),
        stopped=rights.has_stopped_reminders(g.respondent),
    )


@blueprint.post("/q/<pid>/reminders")
@principal(RESPONDENT, changes_state=True)
def stop_reminders() -> Response:
    """Send no more of them."""
    rights.stop_reminders(g.respondent)
    return redirect(url_for("respond.reminders"), 303)


@blueprint.get("/q/<pid>/not-me")
@principal(RESPONDENT)
def not_me() -> str:
    """For somebody whom the link reached by mistake."""
    return render_template("respond/not_me.html", questionnaire=answering.questionnaire(g.respondent))


@blueprint.post("/q/<pid>/not-me")
@principal(RESPONDENT, changes_state=True)
def disown() -> Response:
    """Tell the facilitator, and leave it at that."""
    rights.disown(g.respondent)
    return redirect(url_for("respond.told"), 303)


@blueprint.get("/q/<pid>/told")
@principal(RESPONDENT)
def told() -> str:
    """The facilitator knows."""
    return render_template("respond/told.html", questionnaire=answering.questionnaire(g.respondent))
