"""What a facilitator changes in a wave: due date, reopening, closing.

Each is one transaction with one audit event; each takes the wave's version that the facilitator saw, so that a
decision on an outdated page is refused.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Engagement, Release, Report, Wave
from gapcheck.services import audit, lifecycle
from gapcheck.services.decided import NotPossible, occupant_of, response_of, seat_for, was_released, wave_for
from gapcheck.services.mail import outbox
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import copies, ordering
from gapcheck.services.transaction import writing
from gapcheck.services.workshops import ending
from gapcheck.vocabulary import Ending, MailKind, WaveState

REASON_LENGTH = 400
#: How long a wave that was closed without a release is kept.
KEPT_AFTER_CLOSING = timedelta(days=30)


class ReasonMissing(Exception):
    """Reopening needs a reason of 1 to 400 characters."""


class NotYetDue(Exception):
    """A pair is closed after its due date only."""


def extend(facilitator: Facilitator, wave_id: str, due_on: date, seen_version: int) -> None:
    """Move the due date of an open wave. Raises NotAllowed, NoWave, NotPossible and TransitionRefused."""
    with writing() as session:
        wave = wave_for(session, facilitator, wave_id, seen_version, lifecycle.CLOSE.sources)
        if wave.state is not WaveState.OPEN or due_on < clock.now().date():
            raise NotPossible
        wave.due_on, wave.version = due_on, wave.version + 1
        audit.record(session, wave.workspace_id, facilitator.actor, "extend", f"wave:{wave.id}")


def reopen(facilitator: Facilitator, seat_id: str, reason: str, seen_version: int) -> None:
    """Let a respondent who has submitted change answers, before a release only, and note the reason in the report.

    The preview is closed again until both have submitted; the report that was made is put away, and the next one gets
    a new number. Raises NotAllowed, NoWave, NotPossible, ReasonMissing and TransitionRefused.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= REASON_LENGTH:
        raise ReasonMissing
    with writing() as session:
        seat, wave = seat_for(session, facilitator, seat_id, seen_version, lifecycle.REOPEN.sources)
        person = occupant_of(session, seat)
        response = response_of(session, person)
        if response is None or response.submitted_at is None or was_released(session, wave):
            raise NotPossible
        response.submitted_at = None
        response.reopened_at, response.reopened_for = clock.now(), reason
        wave.completed_at = None
        lifecycle.change(wave, lifecycle.REOPEN)
        ordering.put_away(session, wave)
        outbox.queue(session, MailKind.REOPENED, wave, person)
        audit.record(session, wave.workspace_id, facilitator.actor, "reopen", f"seat:{seat.id}")


def close(facilitator: Facilitator, wave_id: str, seen_version: int) -> None:
    """Close a pair of which one never answers, after the due date: no report, and everything goes after 30 days.

    Raises NotAllowed, NoWave, NotYetDue and TransitionRefused.
    """
    with writing() as session:
        wave = wave_for(session, facilitator, wave_id, seen_version, lifecycle.CLOSE.sources)
        now = clock.now()
        if wave.due_on is None or wave.due_on >= now.date():
            raise NotYetDue
        lifecycle.change(wave, lifecycle.CLOSE)
        wave.closed_at = now
        keep_shorter(session, wave)
        session.execute(delete(Report).where(Report.wave_id == wave.id))
        ending.end_all(session, wave, Ending.CLOSED)
        outbox.queue_for_all(session, MailKind.PAIR_CLOSED, wave)
        audit.record(session, wave.workspace_id, facilitator.actor, "close", f"wave:{wave.id}")
        engagement_id = wave.engagement_id
    copies.remove(engagement_id)


def keep_shorter(session: Session, wave: Wave) -> None:
    """Delete the engagement of a wave that is closed sooner, unless something of it was ever released."""
    engagement = session.get_one(Engagement, wave.engagement_id)
    if not _ever_released(session, engagement):
        engagement.delete_on = min(engagement.delete_on, (clock.now() + KEPT_AFTER_CLOSING).date())


def _ever_released(session: Session, engagement: Engagement) -> bool:
    released = select(func.count(Release.id)).join(Wave, Wave.id == Release.wave_id)
    return session.scalar(released.where(Wave.engagement_id == engagement.id)) != 0
