"""The engagement page: one company, its seats and links, its report, what happened."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, g, render_template

from gapcheck import clock
from gapcheck.services import handover, movements, overview
from gapcheck.services.mail import status
from gapcheck.services.overview import EngagementOverview
from gapcheck.services.timeline import timeline
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
