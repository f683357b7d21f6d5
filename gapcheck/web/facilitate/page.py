"""The engagement page: one company, its seats and links, its report, what happened; and a page of an earlier wave."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, g, render_template

from gapcheck import clock
from gapcheck.services import handover, movements, overview
from gapcheck.services.decided import NoWave
from gapcheck.services.mail import status
from gapcheck.services.overview import EngagementOverview
from gapcheck.services.timeline import timeline
from gapcheck.services.workshops import preparing
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("facilitate", __name__)

#: When answers are due unless the facilitator says otherwise.
DUE_AFTER = timedelta(days=10)


def shown_engagement(engagement_id: str) -> EngagementOverview:
    """What the facilitator sees of an engagement; else the page does not exist."""
    try:
        return overview.engagement(g.facilitator, engagement_id)
    except overview.NoEngagement:
        abort(404)


def engagement_page(engagement_id: str, refused: str | None = None, *, again: bool = False) -> str:
    """The page as it stands; ``refused`` names why the last act changed nothing, ``again`` is for a form sent twice."""
    shown = shown_engagement(engagement_id)
    return render_template(
        "facilitate/engagement.html",
        engagement=shown,
        earlier=overview.earlier_waves(g.facilitator, engagement_id),
        moved=movements.moved(g.facilitator, shown),
        mails=status.of_waves(g.facilitator, [shown.wave_id]),
        colleagues=handover.colleagues(g.facilitator, engagement_id),
        timeline=timeline(g.facilitator, shown),
        today=clock.now().date(),
        due_next=clock.now().date() + DUE_AFTER,
        refused=refused,
        again=again,
    )


def wave_page(engagement_id: str, number: int, refused: str | None = None) -> str:
    """One wave as it stands: the company's own page for the newest one. Raises NoEngagement."""
    shown = overview.wave(g.facilitator, engagement_id, number)
    if shown.wave_id == shown_engagement(engagement_id).wave_id:
        return engagement_page(engagement_id, refused)
    return render_template(
        "facilitate/wave.html",
        engagement=shown,
        moved=movements.moved(g.facilitator, shown),
        workshop=_workshop_of(shown),
        timeline=timeline(g.facilitator, shown),
        refused=refused,
    )


def _workshop_of(shown: EngagementOverview) -> preparing.WorkshopOfWave | None:
    try:
        return preparing.of_wave(g.facilitator, shown.wave_id)
    except NoWave:
        return None  # its answers may not be seen now
