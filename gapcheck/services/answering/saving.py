"""Saving: one item's values in one durable transaction, with revisions, history and repeat protection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final

from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import COMMENT, ResponseSet, Wave
from gapcheck.services import audit
from gapcheck.services.answering.drafts import check_comment, check_draft
from gapcheck.services.answering.questionnaire import Standing, Stored, questionnaire, standing
from gapcheck.services.answering.record import ItemRecord
from gapcheck.services.principals import Respondent
from gapcheck.services.sealed import seal_of
from gapcheck.services.snapshots import instrument_of
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import View


class _Unchanged(Enum):
    UNCHANGED = "unchanged"


#: Passed for a comment that the request does not speak of.
UNCHANGED: Final = _Unchanged.UNCHANGED


class NotAcknowledged(Exception):
    """The promise has not been acknowledged yet; nothing is saved before."""


class AnsweringEnded(Exception):
    """Submitted, closed, revoked or handed over: answers can no longer be changed."""


class AnswerFaults(Exception):
    """Values that cannot be kept, not even as a draft. ``faults`` is by subject (or COMMENT), in words."""

    def __init__(self, faults: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__("answer faults")
        self.faults = faults


class StaleAnswer(Exception):
    """Somebody saved a newer value meanwhile. ``newer`` is by subject; what was sent is kept in the history."""

    def __init__(self, newer: Mapping[str, Stored]) -> None:
        super().__init__("stale answer")
        self.newer = newer


@dataclass(frozen=True, slots=True)
class Saved:
    """What is now durable: the revision by subject (and COMMENT)."""

    revisions: Mapping[str, int]
    at: datetime


def acknowledge(respondent: Respondent) -> None:
    """Store the promise as this respondent read it. Repeating it changes nothing. Raises AnsweringEnded."""
    text = "\n".join(questionnaire(respondent).promise)
    with writing(respondent.occupant_id) as session:
        stands = standing(session, respondent)
        response = stands.response
        if response is not None and response.acknowledged_at is not None:
            return
        if not stands.may_answer:
            raise AnsweringEnded
        if response is None:
            response = ResponseSet(
                workspace_id=respondent.workspace_id, seat_id=respondent.seat_id, occupant_id=respondent.occupant_id
            )
            session.add(response)
        response.promise, response.acknowledged_at = text, clock.now()
        audit.record(session, respondent.workspace_id, respondent.actor, "acknowledge", f"seat:{respondent.seat_id}")


def save(
    respondent: Respondent,
    item_id: str,
    values: Mapping[str, Any],
    comment: tuple[str, bool] | _Unchanged | None = UNCHANGED,
    expected: Mapping[str, int] | None = None,
    key: str | None = None,
) -> Saved:
    """Save values of one item by subject; None clears one. Returns when they are durable.

    ``comment`` is (text, may be shown), or None to remove it. ``expected`` holds the revision that each value was
    edited from (0 for none): where the current one is another, nothing becomes current and StaleAnswer carries the
    newer values. ``key`` makes a repeated request the same save. Raises NotAcknowledged, AnsweringEnded, AnswerFaults,
    StaleAnswer, and KeyError for an item or subject that the wave does not have.
    """
    sent = dict(values)
    if comment is not UNCHANGED:
        sent[COMMENT] = {"text": comment[0], "share": comment[1]} if comment and comment[0].strip() else None
    with writing(respondent.occupant_id) as session:
        stands, response = _open_response(session, respondent)
        _check(stands.wave, respondent, item_id, sent)
        record = ItemRecord(session, seal_of(session, stands.engagement.id), response, item_id, key)
        repeated = record.repeated()
        if repeated:
            return Saved(repeated, clock.now())
        newer = {
            subject: record.current(subject)
            for subject in sent
            if expected is not None and subject in expected and expected[subject] != record.current(subject).revision
        }
        revisions = {subject: record.write(subject, value, stale=bool(newer)) for subject, value in sent.items()}
        if response.started_at is None and any(revisions.values()):  # clearing what was never given is no beginning
            response.started_at = clock.now()
            audit.record(session, respondent.workspace_id, respondent.actor, "start", f"seat:{respondent.seat_id}")
    if newer:
        raise StaleAnswer(newer)
    return Saved(revisions, clock.now())


def _open_response(session: Session, respondent: Respondent) -> tuple[Standing, ResponseSet]:
    stands = standing(session, respondent)
    if not stands.may_answer:
        raise AnsweringEnded
    if stands.response is None or stands.response.acknowledged_at is None:
        raise NotAcknowledged
    return stands, stands.response


def _check(wave: Wave, respondent: Respondent, item_id: str, sent: Mapping[str, Any]) -> None:
    instrument = instrument_of(wave)
    if item_id not in wave.items:
        raise KeyError(item_id)
    item = instrument.item(item_id)
    faults: dict[str, tuple[str, ...]] = {}
    for subject, value in sent.items():
        if subject == COMMENT:
            found = check_comment(value)
        else:
            view = View.OWN if instrument.role(subject).id == respondent.role else View.GUESS
            if view is View.GUESS and not item.closed:
                raise KeyError(subject)
            found = check_draft(item, value, view) if value is not None else ()
        if found:
            faults[subject] = found
    if faults:
        raise AnswerFaults(faults)
