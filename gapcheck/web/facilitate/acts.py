"""What a facilitator does with a wave and its seats: one form, one act, back to the engagement page."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from gapcheck.services import changes, engagements, handover, overview, people, releases, seats
from gapcheck.services.decided import NotPossible, NoWave
from gapcheck.services.lifecycle import TransitionRefused
from gapcheck.services.overview import EngagementOverview
from gapcheck.services.reports import remaking
from gapcheck.services.seating import OwnAddress, Person, SameAddress
from gapcheck.web.access import FACILITATOR, principal
from gapcheck.web.facilitate.fields import NotUsable, address, day, name, version
from gapcheck.web.facilitate.page import blueprint, engagement_page

Act = Callable[[EngagementOverview, int], object]

#: What the page says where an act was refused; the words are in templates/facilitate/_refused.html.
_REFUSALS: dict[type[Exception], str] = {
    TransitionRefused: "changed_meanwhile",
    NotPossible: "not_possible",
    releases.NothingToRelease: "not_ready",
    changes.ReasonMissing: "reason_missing",
    changes.NotYetDue: "not_yet_due",
    SameAddress: "same_address",
    OwnAddress: "own_address",
    seats.PinNotUsable: "pin_not_usable",
}


def _do(engagement_id: str, act: Act) -> Response | tuple[str, int]:
    """Carry out an act on the newest wave as this person saw it; a refusal is the page again, with what to do."""
    try:
        shown = overview.engagement(g.facilitator, engagement_id)
        act(shown, version(request.form))
    except (overview.NoEngagement, NoWave, seats.NoSeat):
        abort(404)
    except NotUsable as fault:
        return engagement_page(engagement_id, refused=fault.reason), 400
    except tuple(_REFUSALS) as refusal:
        return engagement_page(engagement_id, refused=_REFUSALS[type(refusal)]), 409
    return redirect(url_for("facilitate.engagement", engagement_id=engagement_id), 303)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/retract")
@principal(FACILITATOR, changes_state=True)
def retract(engagement_id: str) -> Response | tuple[str, int]:
    """Take the release back."""
    return _do(engagement_id, lambda shown, seen: releases.retract(g.facilitator, shown.wave_id, seen))


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/<int:number>/report-again")
@principal(FACILITATOR, changes_state=True)
def report_again(engagement_id: str, number: int) -> Response:
    """Have a report of a wave made once more that could not be made."""
    try:
        remaking.again(g.facilitator, overview.wave(g.facilitator, engagement_id, number).wave_id)
    except overview.NoEngagement:
        abort(404)
    return redirect(url_for("facilitate.wave", engagement_id=engagement_id, number=number), 303)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/extend")
@principal(FACILITATOR, changes_state=True)
def extend(engagement_id: str) -> Response | tuple[str, int]:
    """Move the due date."""
    return _do(
        engagement_id,
        lambda shown, seen: changes.extend(g.facilitator, shown.wave_id, day(request.form, "due_on"), seen),
    )


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/close")
@principal(FACILITATOR, changes_state=True)
def close(engagement_id: str) -> Response | tuple[str, int]:
    """Close the pair without a comparison."""
    return _do(engagement_id, lambda shown, seen: changes.close(g.facilitator, shown.wave_id, seen))


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/next-wave")
@principal(FACILITATOR, changes_state=True)
def next_wave(engagement_id: str) -> Response | tuple[str, int]:
    """Ask the same people again, and somebody else in place of whoever has withdrawn."""

    def act(shown: EngagementOverview, seen: int) -> None:
        due_on, roles = day(request.form, "due_on"), [seat.role.id for seat in shown.seats if seat.withdrawn]
        successors = {
            role: Person(name(request.form, f"{role}_name"), address(request.form, f"{role}_email")) for role in roles
        }
        engagements.next_wave(g.facilitator, shown.wave_id, due_on, seen, successors)

    return _do(engagement_id, act)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/hand-over")
@principal(FACILITATOR, changes_state=True)
def hand_over(engagement_id: str) -> Response:
    """Make a colleague the facilitator of this company."""
    try:
        handover.hand_over(g.facilitator, engagement_id, request.form.get("to", ""))
    except (overview.NoEngagement, handover.NoColleague):
        abort(404)
    return redirect(url_for("facilitate.engagement", engagement_id=engagement_id), 303)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/reopen")
@principal(FACILITATOR, changes_state=True)
def reopen(engagement_id: str, seat_id: str) -> Response | tuple[str, int]:
    """Let a respondent change submitted answers."""
    reason = request.form.get("reason", "")
    return _do(engagement_id, lambda _shown, seen: changes.reopen(g.facilitator, seat_id, reason, seen))


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/address")
@principal(FACILITATOR, changes_state=True)
def correct_address(engagement_id: str, seat_id: str) -> Response | tuple[str, int]:
    """Correct an address."""
    return _do(
        engagement_id,
        lambda _shown, seen: people.correct_address(g.facilitator, seat_id, address(request.form, "email"), seen),
    )


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/replace")
@principal(FACILITATOR, changes_state=True)
def replace(engagement_id: str, seat_id: str) -> Response | tuple[str, int]:
    """Put another person in the seat."""

    def act(_shown: EngagementOverview, seen: int) -> None:
        person = Person(name(request.form, "name"), address(request.form, "email"))
        keep = request.form.get("answers") == "keep"
        people.replace(g.facilitator, seat_id, person, seen, keep_answers=keep)

    return _do(engagement_id, act)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/new-link")
@principal(FACILITATOR, changes_state=True)
def new_link(engagement_id: str, seat_id: str) -> Response | tuple[str, int]:
    """End the link and make a new one."""
    return _do(engagement_id, lambda _shown, _seen: seats.new_link(g.facilitator, seat_id))


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/revoke")
@principal(FACILITATOR, changes_state=True)
def revoke(engagement_id: str, seat_id: str) -> Response | tuple[str, int]:
    """End the link."""
    return _do(engagement_id, lambda _shown, _seen: seats.revoke(g.facilitator, seat_id))


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/pin")
@principal(FACILITATOR, changes_state=True)
def pin(engagement_id: str, seat_id: str) -> Response | tuple[str, int]:
    """Ask for a PIN, or for none any more."""
    wanted = request.form.get("pin", "").strip() or None
    return _do(engagement_id, lambda _shown, _seen: seats.set_pin(g.facilitator, seat_id, wanted))
