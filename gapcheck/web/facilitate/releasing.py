"""The page before a release: a checklist, who receives what and when, and the choice."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.services import releases
from gapcheck.services.lifecycle import RELEASE, TransitionRefused
from gapcheck.services.overview import EngagementOverview
from gapcheck.services.reports import downloads
from gapcheck.vocabulary import Edition, RenderState, WaveState
from gapcheck.web.access import FACILITATOR, principal
from gapcheck.web.facilitate.fields import NotUsable, version
from gapcheck.web.facilitate.page import blueprint, engagement_page, shown_engagement


@blueprint.get("/w/<workspace_id>/e/<engagement_id>/release")
@principal(FACILITATOR)
def releasing(engagement_id: str) -> str | Response:
    """What a release does, before it is done; the engagement page where there is nothing to release."""
    return _page(shown_engagement(engagement_id))


@blueprint.post("/w/<workspace_id>/e/<engagement_id>/release")
@principal(FACILITATOR, changes_state=True)
def release(engagement_id: str) -> str | Response | tuple[str | Response, int]:
    """Release the report to both."""
    shown = shown_engagement(engagement_id)
    try:
        seen = version(request.form)
        if request.form.get("read") != "yes" and shown.state in RELEASE.sources:
            return _page(shown, unread_fault=True), 422
        releases.release(g.facilitator, shown.wave_id, seen)
    except NotUsable as fault:
        return engagement_page(engagement_id, refused=fault.reason), 400
    except TransitionRefused:
        return engagement_page(engagement_id, refused="changed_meanwhile"), 409
    except releases.NothingToRelease:
        failed = shown.rendering is RenderState.FAILED
        return engagement_page(engagement_id, refused="not_made" if failed else "not_ready"), 409
    return redirect(url_for("facilitate.engagement", engagement_id=engagement_id), 303)


def _page(shown: EngagementOverview, *, unread_fault: bool = False) -> str | Response:
    report = shown.reports.get(Edition.FACILITATOR)
    if report is None or shown.rendering is not RenderState.READY or shown.state not in RELEASE.sources:
        return redirect(url_for("facilitate.engagement", engagement_id=shown.engagement_id), 303)
    return render_template(
        "facilitate/release.html",
        engagement=shown,
        report=report,
        read_at=downloads.when_read(g.facilitator, report.id),
        unread_fault=unread_fault,
        workshop=_workshop(shown),
    )


def _workshop(shown: EngagementOverview) -> str | None:
    """The address of the agenda, where this wave can still be shown in a workshop first."""
    if shown.state not in (WaveState.COMPLETE, WaveState.IN_WORKSHOP):
        return None
    return url_for("workshop.agenda", engagement_id=shown.engagement_id)
