"""Telling facilitators, two weeks before, that an engagement will be deleted."""

from __future__ import annotations

from sqlalchemy import select

from gapcheck import clock
from gapcheck.models import Engagement, Mail, Wave
from gapcheck.services.mail import outbox
from gapcheck.services.mail.rules import DELETION_NOTICE
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import MailKind, MailState


def announce_deletions() -> bool:
    """Queue the notices of deletion that are due; True where there were any. Repeating it queues none twice.

    A deletion that was moved to a later day is announced again when that day comes near.
    """
    with writing() as session:
        soon = (clock.now() + DELETION_NOTICE).date()
        newest = (
            select(Wave)
            .join(Engagement, Engagement.id == Wave.engagement_id)
            .where(Engagement.delete_on <= soon, ~Engagement.sample)
            .order_by(Wave.engagement_id, Wave.number.desc())
        )
        waves = {wave.engagement_id: wave for wave in reversed(session.scalars(newest).all())}
        told = set(
            session.scalars(
                select(Wave.engagement_id)
                .join(Mail, Mail.wave_id == Wave.id)
                .where(
                    Wave.engagement_id.in_(waves),
                    Mail.kind == MailKind.DELETION_SOON,
                    Mail.state != MailState.CANCELLED,
                    Mail.created_at > clock.now() - 2 * DELETION_NOTICE,
                )
            )
        )
        due = [wave for engagement_id, wave in waves.items() if engagement_id not in told]
        for wave in due:
            outbox.queue_for_facilitator(session, MailKind.DELETION_SOON, wave)
        return bool(due)
