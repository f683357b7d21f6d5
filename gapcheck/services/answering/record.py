"""The rows of one item in one response set: current values, and the history that keeps every one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Answer, AnswerHistory, ResponseSet
from gapcheck.services.answering.questionnaire import Stored, opened
from gapcheck.services.sealed import EngagementSeal

_OF_ITEM = select(Answer).where(
    Answer.response_set_id == bindparam("response_set_id"), Answer.item == bindparam("item_id")
)
_REPEATED = select(AnswerHistory.subject, AnswerHistory.revision).where(
    AnswerHistory.response_set_id == bindparam("response_set_id"),
    AnswerHistory.item == bindparam("item_id"),
    AnswerHistory.key == bindparam("key"),
    AnswerHistory.stale.is_(False),
)
_NEWEST = select(func.max(AnswerHistory.revision)).where(
    AnswerHistory.response_set_id == bindparam("response_set_id"),
    AnswerHistory.item == bindparam("item_id"),
    AnswerHistory.subject == bindparam("subject"),
)


class ItemRecord:
    """Reads and writes the values of one item within one transaction. ``key`` is the request's idempotency key."""

    def __init__(
        self, session: Session, seal: EngagementSeal, response: ResponseSet, item_id: str, key: str | None = None
    ) -> None:
        self.session, self.seal, self.response, self.item_id, self.key = session, seal, response, item_id, key
        self.of_item = {"response_set_id": response.id, "item_id": item_id}
        self.rows = {row.subject: row for row in session.scalars(_OF_ITEM, self.of_item)}

    def repeated(self) -> dict[str, int]:
        """The revisions that an earlier request with the same key wrote; empty where there was none."""
        if self.key is None:
            return {}
        rows = self.session.execute(_REPEATED, {**self.of_item, "key": self.key})
        return {row.subject: row.revision for row in rows}

    def current(self, subject: str) -> Stored:
        """The current value; revision 0 where there is none."""
        row = self.rows.get(subject)
        return Stored(opened(row, self.seal), row.revision) if row else Stored(None, 0)

    def _next_revision(self, subject: str) -> int:
        return (self.session.scalar(_NEWEST, {**self.of_item, "subject": subject}) or 0) + 1

    def write(self, subject: str, value: Any, *, stale: bool = False) -> int:
        """Add the value to the history and, unless stale, make it the current one. An equal value is left alone."""
        current = self.current(subject)
        if not stale and current.value == value and (current.revision or value is None):
            return current.revision
        revision, now = self._next_revision(subject), clock.now()
        sealed = None
        if value is not None:
            sealed = self.seal.seal_answer(value, self.response.id, self.item_id, subject, revision)
        where = {
            "workspace_id": self.response.workspace_id,
            "response_set_id": self.response.id,
            "item": self.item_id,
            "subject": subject,
        }
        # A refused save leaves its key unused: sent again, it is refused again.
        key = None if stale else self.key
        self.session.add(AnswerHistory(**where, revision=revision, sealed=sealed, stale=stale, key=key, saved_at=now))
        if stale:
            return current.revision
        row = self.rows.get(subject)
        if row is None:
            row = self.rows[subject] = Answer(**where)
            self.session.add(row)
        row.revision, row.sealed, row.saved_at = revision, sealed, now
        return revision
