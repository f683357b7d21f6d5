"""The two people's part on their own phones, behind their personal links: three dots each, and agreeing at the end."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.instruments.model import Item
from gapcheck.services import answering
from gapcheck.services.workshops import closing, votes
from gapcheck.services.workshops.closing import ChangedMeanwhile, NothingToAgreeTo, ReadBack
from gapcheck.services.workshops.rows import NotOpen, NoWorkshop
from gapcheck.services.workshops.votes import DOTS, Ballot, NoVote, UnusableDots
from gapcheck.web.access import RESPONDENT, principal
from gapcheck.web.incoming import single
from gapcheck.web.respond.signin import blueprint
from gapcheck.web.workshop.fields import whole

_NOT_NOW = (NoWorkshop, NotOpen)


@dataclass(frozen=True, slots=True)
class Line:
    """An item to vote on, with the own dots, and all dots once both have voted."""

    item: Item
    own: int
    dots: int | None


@blueprint.get("/q/<pid>/workshop")
@principal(RESPONDENT)
def workshop() -> str:
    """What there is to do on one's own phone now: to vote, to agree, or to look up."""
    return _page()


@blueprint.post("/q/<pid>/workshop")
@principal(RESPONDENT, changes_state=True)
def take_part() -> Response:
    """Give the dots, or agree to the commitments as they were read."""
    try:
        if single(request.form, "act") == "agree":
            closing.agree(g.respondent, single(request.form, "digest"))
        else:
            votes.cast(g.respondent, _dots())
    except UnusableDots:
        return make_response(_page("dots", _dots()), 422)
    except ChangedMeanwhile:
        return make_response(_page("changed"), 409)
    except (*_NOT_NOW, NoVote, NothingToAgreeTo):
        return make_response(_page("over"), 409)
    return redirect(url_for("respond.workshop"), 303)


def _dots() -> dict[str, int]:
    return {
        name.removeprefix("dots."): whole(request.form, name, 0) for name in request.form if name.startswith("dots.")
    }


def _page(refused: str = "", typed: dict[str, int] | None = None) -> str:
    questionnaire = answering.questionnaire(g.respondent)
    if not questionnaire.submitted_at:
        abort(404)
    ballot, back = _ballot(), _read_back()
    items = {item.id: item for item in questionnaire.items}
    lines = [_line(ballot, items[item], typed) for item in ballot.items] if ballot else []
    return render_template(
        "respond/workshop.html",
        questionnaire=questionnaire,
        refused=refused,
        ballot=ballot,
        lines=lines,
        most=DOTS,
        back=back,
        titles={role.id: role.title for role in questionnaire.instrument.roles},
    )


def _line(ballot: Ballot, item: Item, typed: dict[str, int] | None) -> Line:
    dots = None if ballot.dots is None else ballot.dots.get(item.id, 0)
    return Line(item, (typed or ballot.own).get(item.id, 0), dots)


def _ballot() -> Ballot | None:
    try:
        return votes.ballot(g.respondent)
    except (*_NOT_NOW, NoVote):
        return None


def _read_back() -> ReadBack | None:
    try:
        return closing.read_back(g.respondent)
    except (*_NOT_NOW, NothingToAgreeTo):
        return None
