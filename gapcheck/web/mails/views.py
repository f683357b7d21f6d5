"""Invitations and reminders with both mails shown before they go, and the page that says how mail fares."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.services.decided import NotPossible, NoWave
from gapcheck.services.mail import inviting, outbox, status
from gapcheck.services.overview import EngagementOverview
from gapcheck.services.seat_overview import SeatOverview
from gapcheck.vocabulary import MailKind
from gapcheck.web import incoming
from gapcheck.web.access import FACILITATOR, READER, principal
from gapcheck.web.facilitate.page import shown_engagement
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("mails", __name__)

#: Why nothing was sent; the words are in templates/mails/_refused.html.
_REFUSALS: dict[type[Exception], str] = {
    NotPossible: "not_open",
    inviting.NoAddress: "no_address",
    inviting.SubmittedAlready: "submitted",
    inviting.RemindersStopped: "stopped",
    inviting.LinkEnded: "link_ended",
    inviting.TooSoon: "too_soon",
    inviting.TooLate: "too_late",
}
_Refused = tuple(_REFUSALS)


def _seat(shown: EngagementOverview, seat_id: str) -> SeatOverview:
    seat = next((seat for seat in shown.seats if seat.seat_id == seat_id), None)
    if seat is None:
        abort(404)
    return seat


def _words() -> str | None:
    """The facilitator's own words, None where the field is empty."""
    return incoming.clean(incoming.single(request.form, "words")) or None


def _back(engagement_id: str) -> Response:
    return redirect(url_for("facilitate.engagement", engagement_id=engagement_id), 303)


def _refusal(shown: EngagementOverview, refusal: Exception) -> tuple[str, int]:
    again_at = refusal.again_at if isinstance(refusal, inviting.TooSoon) else None
    reason = _REFUSALS[type(refusal)]
    return render_template("mails/_refused.html", engagement=shown, reason=reason, again_at=again_at), 409


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/invite")
@principal(FACILITATOR)
def invite(engagement_id: str) -> str:
    """The invitations as they would go out."""
    return _invite_page(shown_engagement(engagement_id), None)


def _invite_page(shown: EngagementOverview, words: str | None) -> str:
    mails = inviting.previews(g.facilitator, shown.wave_id, MailKind.INVITATION, words=words)
    return render_template("mails/invite.html", engagement=shown, mails=mails, **_form(words))


def _form(words: str | None) -> dict[str, object]:
    """What the two forms with own words have in common."""
    return {
        "words": words or "",
        "too_long": words is not None and len(words) > outbox.WORDS_LENGTH,
        "longest": outbox.WORDS_LENGTH,
        "goes_out": not status.writes_files(),
    }


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/invite")
@principal(FACILITATOR, changes_state=True)
def send_invitations(engagement_id: str) -> str | Response | tuple[str, int]:
    """Send the invitations, or show how they read with own words."""
    shown, words = shown_engagement(engagement_id), _words()
    if request.form.get("act") == "show":
        return _invite_page(shown, words)
    try:
        inviting.invite(g.facilitator, shown.wave_id, words)
    except outbox.WordsTooLong:
        return _invite_page(shown, words), 422
    except _Refused as refusal:
        return _refusal(shown, refusal)
    return _back(engagement_id)


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/remind")
@principal(FACILITATOR)
def remind(engagement_id: str, seat_id: str) -> str:
    """The reminder as it would go out."""
    shown = shown_engagement(engagement_id)
    return _remind_page(shown, _seat(shown, seat_id), None)


def _remind_page(shown: EngagementOverview, seat: SeatOverview, words: str | None) -> str:
    mails = inviting.previews(g.facilitator, shown.wave_id, MailKind.REMINDER, [seat.seat_id], words)
    return render_template("mails/remind.html", engagement=shown, seat=seat, mails=mails, **_form(words))


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/remind")
@principal(FACILITATOR, changes_state=True)
def send_reminder(engagement_id: str, seat_id: str) -> str | Response | tuple[str, int]:
    """Send the reminder, or show how it reads with own words."""
    shown, words = shown_engagement(engagement_id), _words()
    seat = _seat(shown, seat_id)
    if request.form.get("act") == "show":
        return _remind_page(shown, seat, words)
    try:
        inviting.remind(g.facilitator, seat_id, words)
    except outbox.WordsTooLong:
        return _remind_page(shown, seat, words), 422
    except _Refused as refusal:
        return _refusal(shown, refusal)
    return _back(engagement_id)


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/seats/<seat_id>/send-link")
@principal(FACILITATOR, changes_state=True)
def send_link(engagement_id: str, seat_id: str) -> Response | tuple[str, int]:
    """Mail the same link again."""
    shown = shown_engagement(engagement_id)
    seat = _seat(shown, seat_id)
    return _act(shown, lambda: inviting.send_link_again(g.facilitator, seat.seat_id))


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/undo-mail")
@principal(FACILITATOR, changes_state=True)
def undo(engagement_id: str) -> Response | tuple[str, int]:
    """Take back what was sent by hand a moment ago."""
    shown = shown_engagement(engagement_id)
    return _act(shown, lambda: inviting.undo(g.facilitator, shown.wave_id))


def _act(shown: EngagementOverview, act: Callable[[], object]) -> Response | tuple[str, int]:
    try:
        act()
    except NoWave:
        abort(404)
    except _Refused as refusal:
        return _refusal(shown, refusal)
    return _back(shown.engagement_id)


@blueprint.get("/w/<workspace_id>/mail")
@principal(READER)
def state() -> str:
    """What does not arrive, and whether mail gets out at all."""
    return _state_page()


def _state_page(again_at: object = None) -> str:
    return render_template(
        "mails/state.html",
        failing=status.failing(g.facilitator),
        last_test=status.last_test(g.facilitator),
        goes_out=not status.writes_files(),
        again_at=again_at,
    )


@blueprint.post("/w/<workspace_id>/mail/test")
@principal(FACILITATOR, changes_state=True)
def send_test() -> Response | tuple[str, int]:
    """Send a test mail to the own address."""
    try:
        inviting.send_test(g.facilitator)
    except inviting.TooSoon as refusal:
        return _state_page(refusal.again_at), 409
    return redirect(url_for("mails.state"), 303)
