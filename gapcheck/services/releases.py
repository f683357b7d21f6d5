"""Releasing a report to both respondents, and taking a release back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Release, Report, Wave
from gapcheck.services import audit, lifecycle, visibility
from gapcheck.services.decided import require_change
from gapcheck.services.mail import outbox
from gapcheck.services.principals import Facilitator
from gapcheck.services.reports import remaking
from gapcheck.services.transaction import writing
from gapcheck.services.workshops import ending
from gapcheck.vocabulary import Edition, Ending, MailKind, ReleaseScope, RenderState


class NothingToRelease(Exception):
    """There is no such wave for this person, or its report is not ready."""


def release(facilitator: Facilitator, wave_id: str, seen_version: int) -> None:
    """Open the newest report to both respondents at once, under its preview's number.

    ``seen_version`` is the wave's version on the page on which the facilitator decided. Raises NotAllowed,
    NothingToRelease and TransitionRefused.
    """
    require_change(facilitator)
    with writing() as session:
        wave = _wave(session, facilitator, wave_id)
        newest = session.scalars(
            select(Report)
            .where(Report.wave_id == wave.id, Report.edition == Edition.PARTICIPANT)
            .order_by(Report.number.desc())
            .limit(1)
        ).first()
        if newest is None or newest.state is not RenderState.READY:
            raise NothingToRelease
        lifecycle.change(wave, lifecycle.RELEASE, seen_version)
        session.add(
            Release(
                workspace_id=wave.workspace_id,
                wave_id=wave.id,
                scope=ReleaseScope.BOTH,
                report_number=newest.number,
                released_at=clock.now(),
                released_by=facilitator.user_id,
            )
        )
        outbox.queue_for_all(session, MailKind.REPORT_OPEN, wave)
        audit.record(session, wave.workspace_id, facilitator.actor, "release", f"wave:{wave.id}")


def retract(facilitator: Facilitator, wave_id: str, seen_version: int) -> None:
    """Take the release in force back, one in the room too, and end a workshop on it.

    What was downloaded or seen cannot be recalled. Raises NotAllowed, NothingToRelease and TransitionRefused.
    """
    require_change(facilitator)
    with writing() as session:
        wave = _wave(session, facilitator, wave_id)
        lifecycle.change(wave, lifecycle.RETRACT, seen_version)
        in_force = session.scalars(
            select(Release).where(Release.wave_id == wave.id, Release.retracted_at.is_(None))
        ).all()
        for each in in_force:
            each.retracted_at = clock.now()
        if any(each.scope is ReleaseScope.BOTH for each in in_force):
            outbox.queue_for_all(session, MailKind.RELEASE_RETRACTED, wave)
        remaking.without(session, wave)
        ending.end_all(session, wave, Ending.RETRACTED)
        audit.record(session, wave.workspace_id, facilitator.actor, "retract", f"wave:{wave.id}")


def _wave(session: Session, facilitator: Facilitator, wave_id: str) -> Wave:
    """The wave, locked, if this person may see its answers: who may not read a report cannot release it either."""
    wave = session.scalars(
        visibility.compared_waves_of(facilitator).where(Wave.id == wave_id).with_for_update()
    ).first()
    if wave is None:
        raise NothingToRelease
    return wave
