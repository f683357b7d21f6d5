"""Taking away what somebody answered, where the rest of the engagement stays."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from gapcheck.models import Answer, AnswerHistory, ResponseSet


def erase(session: Session, response: ResponseSet) -> None:
    """Erase every answer of a response set and its history; the set itself stays."""
    for table in (Answer, AnswerHistory):
        session.execute(delete(table).where(table.response_set_id == response.id))
