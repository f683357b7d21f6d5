"""What happens to an account, told in the audit trail of every workspace that the person works in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck.models import Member
from gapcheck.services import audit


def record(session: Session, user_id: str, action: str, *, by: str | None = None) -> None:
    """Add one event to each of the person's workspaces. ``by`` is the actor, else the person. Ids only, no address."""
    actor = by or f"user:{user_id}"
    workspaces = select(Member.workspace_id).where(Member.user_id == user_id, Member.ended_at.is_(None))
    for workspace_id in session.scalars(workspaces.order_by(Member.workspace_id)).all():
        audit.record(session, workspace_id, actor, action, f"user:{user_id}")
