"""Handing an engagement over to a colleague, who from then on is the one that the two people are told of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from gapcheck.models import Engagement, Member, User
from gapcheck.services import audit
from gapcheck.services.decided import require_change
from gapcheck.services.overview import NoEngagement
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import Membership


class NoColleague(Exception):
    """There is no such person in this workspace who may lead an engagement."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may lead an engagement. ``leads`` is True for who does now."""

    user_id: str
    name: str
    leads: bool


def colleagues(facilitator: Facilitator, engagement_id: str) -> tuple[Colleague, ...]:
    """Who may lead this engagement, by name. Raises NoEngagement."""
    engagement = reading().scalars(_engagement(facilitator, engagement_id)).first()
    if engagement is None:
        raise NoEngagement
    people = reading().scalars(_may_lead(facilitator).order_by(func.lower(User.name), User.email))
    return tuple(Colleague(user.id, user.name, user.id == engagement.facilitator_id) for user in people)


def hand_over(facilitator: Facilitator, engagement_id: str, user_id: str) -> None:
    """Make a colleague the facilitator of an engagement. Repeating it changes nothing.

    Raises NotAllowed, NoEngagement and NoColleague.
    """
    require_change(facilitator)
    with writing() as session:
        engagement = session.scalars(_engagement(facilitator, engagement_id).with_for_update()).first()
        if engagement is None:
            raise NoEngagement
        if session.scalars(_may_lead(facilitator).where(User.id == user_id)).first() is None:
            raise NoColleague
        if engagement.facilitator_id == user_id:
            return
        engagement.facilitator_id = user_id
        audit.record(
            session,
            facilitator.workspace_id,
            facilitator.actor,
            f"hand over to user:{user_id}",
            f"engagement:{engagement.id}",
        )


def _engagement(facilitator: Facilitator, engagement_id: str) -> Select[Engagement]:
    return select(Engagement).where(Engagement.workspace_id == facilitator.workspace_id, Engagement.id == engagement_id)


def _may_lead(facilitator: Facilitator) -> Select[User]:
    return (
        select(User)
        .join(Member, Member.user_id == User.id)
        .where(
            Member.workspace_id == facilitator.workspace_id,
            Member.ended_at.is_(None),
            Member.role != Membership.READER,
            User.active,
        )
    )
