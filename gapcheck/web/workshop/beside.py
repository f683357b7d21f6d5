"""Beside the remote: the code and the personal links, and how the vote stands."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.services import overview
from gapcheck.services.workshops import screens, votes
from gapcheck.services.workshops.rows import NotOpen
from gapcheck.services.workshops.scene_words import people_of
from gapcheck.services.workshops.steering import Stale
from gapcheck.services.workshops.votes import NoVote
from gapcheck.web.access import FACILITATOR, principal
from gapcheck.web.workshop.fields import whole
from gapcheck.web.workshop.page import Desk, blueprint


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/links")
@principal(FACILITATOR)
def links(workshop_id: str) -> str:
    """The short code, and how each of the two gets to the own vote. Nothing of it is ever on a screen."""
    desk = Desk(workshop_id)
    shown = overview.engagement(g.facilitator, desk.room.engagement_id)
    return render_template(
        "workshop/links.html",
        room=desk.room,
        pair=desk.pair,
        code=screens.code_of(g.facilitator, workshop_id),
        personal=[(seat.name, seat.role.title, seat.link) for seat in shown.seats],
    )


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/vote")
@principal(FACILITATOR, reads_answers=True)
def vote_result(workshop_id: str) -> str:
    """How the vote stands; the dots only when both have voted."""
    return _vote_page(Desk(workshop_id))


@blueprint.post("/w/<workspace_id>/workshops/<workshop_id>/vote")
@principal(FACILITATOR, reads_answers=True, changes_state=True)
def take_over(workshop_id: str) -> Response | tuple[str, int]:
    """Put the differences on the agenda into the order of their dots."""
    try:
        votes.take_over(g.facilitator, workshop_id, whole(request.form, "version", 0))
    except Stale as stale:
        return _vote_page(Desk(workshop_id, stale.room), "stale"), 409
    except (NotOpen, NoVote):
        return _vote_page(Desk(workshop_id), "over"), 409
    return redirect(url_for("workshop.remote", workshop_id=workshop_id), 303)


def _vote_page(desk: Desk, refused: str = "") -> str:
    tally = votes.tally(g.facilitator, desk.workshop_id)
    dots = tally.dots or {}
    lines = [(desk.facts(item).item.short, dots.get(item, 0)) for item in tally.items]
    return render_template(
        "workshop/vote_result.html",
        refused=refused,
        room=desk.room,
        pair=desk.pair,
        people=people_of(desk.pair),
        tally=tally,
        lines=sorted(lines, key=lambda line: -line[1]) if tally.is_over else lines,
    )
