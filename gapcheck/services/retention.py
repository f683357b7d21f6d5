"""Retention: every engagement has a day on which all of it goes, and nothing of it stays behind.

What is due stands in the rows themselves, so a worker that was off for a week, or two that look at once, erase the
same. The promised day is only ever moved forward, never back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import structlog
from sqlalchemy import ColumnElement, CursorResult, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.extensions import db, installation
from gapcheck.models import (
    Answer,
    AnswerHistory,
    Base,
    Batch,
    Company,
    Decision,
    Engagement,
    Erasure,
    Mail,
    Occupant,
    Participant,
    Release,
    Report,
    RespondentSignIn,
    ResponseSet,
    Seat,
    Wave,
    Workshop,
    WorkshopNote,
    Workspace,
    sqlite,
)
from gapcheck.services import audit
from gapcheck.services.mail.transports import FileTransport, transport_of
from gapcheck.services.overview import NoEngagement
from gapcheck.services.reports import copies
from gapcheck.services.transaction import reading, writing
from gapcheck.services.workshops import ending

#: How far ahead the preview looks.
PREVIEW = timedelta(days=30)
_log = structlog.get_logger("gapcheck.retention")


@dataclass(frozen=True, slots=True)
class Expiring:
    """An engagement that is going to be erased, and when."""

    engagement_id: str
    workspace: str
    company: str
    waves: int
    delete_on: date


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took: rows by the name of their table, without tables of which there were none."""

    engagement_id: str
    rows: dict[str, int]

    @property
    def total(self) -> int:
        """All rows together."""
        return sum(self.rows.values())


def preview(within: timedelta = PREVIEW, workspace_id: str | None = None) -> tuple[Expiring, ...]:
    """What goes within this time, the soonest first; of one workspace or of all."""
    due = Engagement.delete_on <= (clock.now() + within).date()
    return _expiring(due if workspace_id is None else and_(due, Engagement.workspace_id == workspace_id))


def look_up(engagement_id: str) -> Expiring:
    """One engagement, whenever it is due. Raises NoEngagement."""
    for found in _expiring(Engagement.id == engagement_id):
        return found
    raise NoEngagement


def _expiring(which: ColumnElement[bool]) -> tuple[Expiring, ...]:
    waves = select(func.count(Wave.id)).where(Wave.engagement_id == Engagement.id).scalar_subquery()
    rows = reading().execute(
        select(Engagement, Workspace.name, Company.name, waves)
        .join(Company, Company.id == Engagement.company_id)
        .join(Workspace, Workspace.id == Engagement.workspace_id)
        .where(which)
        .order_by(Engagement.delete_on, Company.name)
    )
    return tuple(
        Expiring(engagement.id, workspace, company, count, engagement.delete_on)
        for engagement, workspace, company, count in rows
    )


def erase_due() -> bool:
    """Erase every engagement whose day has come; True where there was one."""
    due = [found.engagement_id for found in preview(within=timedelta())]
    for engagement_id in due:
        try:
            erase(engagement_id)
        except NoEngagement:  # another worker was quicker
            continue
    return bool(due)


def erase(engagement_id: str, by: str = "system") -> Erased:
    """Erase an engagement with all that belongs to it, its key included, and the company where nothing else is of it.

    The ledger keeps the id, so that a restored backup is erased again; the audit trail keeps ids and the count. ``by``
    is the actor whom the trail names. Raises NoEngagement.
    """
    with writing() as session:
        engagement = session.get(Engagement, engagement_id, with_for_update=True)
        if engagement is None:
            raise NoEngagement
        workspace_id = engagement.workspace_id
        letters = _letters(session, engagement)
        for workshop in session.scalars(select(Workshop).join(Wave).where(Wave.engagement_id == engagement_id)):
            ending.forget(session, workshop)
        rows = _erase_rows(session, engagement)
        session.expunge_all()  # what was read above is no more
        session.add(Erasure(workspace_id=workspace_id, engagement_id=engagement_id, erased_at=clock.now()))
        erased = Erased(engagement_id, dict(+rows))
        audit.record(session, workspace_id, by, f"erase {erased.total} rows", f"engagement:{engagement_id}")
    _remove_letters(letters)
    copies.remove(engagement_id)
    leave_no_trace()
    return erased


def _letters(session: Session, engagement: Engagement) -> list[str]:
    """The Message-IDs of every mail to the people and the address of this engagement."""
    waves = select(Wave.id).where(Wave.engagement_id == engagement.id)
    seats = select(Seat.id).where(Seat.wave_id.in_(waves))
    addresses = select(func.lower(Occupant.email)).where(Occupant.seat_id.in_(seats), Occupant.email.is_not(None))
    by_address = and_(Mail.occupant_id.is_(None), Mail.user_id.is_(None), func.lower(Mail.address).in_(addresses))
    return list(session.scalars(select(Mail.message_id).where(or_(Mail.wave_id.in_(waves), by_address))))


def _remove_letters(message_ids: Iterable[str]) -> None:
    """Where mails are files of this installation, those files hold names, addresses and links."""
    transport = transport_of(installation().settings)
    if isinstance(transport, FileTransport):
        for message_id in message_ids:
            transport.remove(message_id)


def leave_no_trace() -> None:
    """Empty the write-ahead log: deleted rows stay readable in it until then."""
    db.session.remove()  # a reader of its own would keep the log from being emptied
    if installation().settings.uses_sqlite and not sqlite.truncate_log(db.engine):
        _log.warning("the write-ahead log could not be emptied yet")


def empty_log_again() -> bool:
    """Where anything was ever erased or withdrawn, see to it that the log is empty: readers may have kept it full.

    What was erased by another process, or before this one began, counts too. An empty log costs nothing. Always False:
    nothing else has to wait for the next look.
    """
    withdrawn = select(Occupant).where(Occupant.withdrawn_at.is_not(None))
    erased = select(or_(exists(select(Erasure)), exists(withdrawn)))
    if installation().settings.uses_sqlite and reading().scalar(erased):
        leave_no_trace()
    return False


def _erase_rows(session: Session, engagement: Engagement) -> Counter[str]:
    """Delete children before parents; how many rows of each table that was."""
    waves = list(session.scalars(select(Wave.id).where(Wave.engagement_id == engagement.id)))
    people = session.execute(
        select(Occupant.id, func.lower(Occupant.email)).join(Seat).where(Seat.wave_id.in_(waves))
    ).all()
    rows: Counter[str] = Counter()
    for part, condition in _parts(engagement.id, waves, [person for person, _ in people]):
        rows[part.__tablename__] += _delete(session, part, condition)
    addresses = {address for _, address in people if address}
    rows["mail"] += _delete(session, Mail, _nobody_else_has(addresses))
    rows["batch"] += _erase_batches(session, engagement.workspace_id, set(waves))
    company = and_(Company.id == engagement.company_id, ~exists().where(Engagement.company_id == engagement.company_id))
    rows["company"] += _delete(session, Company, company)
    return rows


def _parts(
    engagement_id: str, waves: Sequence[str], people: Sequence[str]
) -> list[tuple[type[Base], ColumnElement[bool]]]:
    """Everything that belongs to an engagement, in the order in which it can be deleted."""
    seats = select(Seat.id).where(Seat.wave_id.in_(waves))
    sets = select(ResponseSet.id).where(ResponseSet.occupant_id.in_(people))
    workshops = select(Workshop.id).where(Workshop.wave_id.in_(waves))
    return [
        (Participant, Participant.workshop_id.in_(workshops)),
        (Decision, Decision.workshop_id.in_(workshops)),
        (WorkshopNote, WorkshopNote.workshop_id.in_(workshops)),
        (Workshop, Workshop.wave_id.in_(waves)),
        (Answer, Answer.response_set_id.in_(sets)),
        (AnswerHistory, AnswerHistory.response_set_id.in_(sets)),
        (ResponseSet, ResponseSet.occupant_id.in_(people)),
        (RespondentSignIn, RespondentSignIn.occupant_id.in_(people)),
        (Mail, or_(Mail.wave_id.in_(waves), Mail.occupant_id.in_(people))),
        (Occupant, Occupant.seat_id.in_(seats)),
        (Seat, Seat.wave_id.in_(waves)),
        (Report, Report.wave_id.in_(waves)),
        (Release, Release.wave_id.in_(waves)),
        (Wave, Wave.engagement_id == engagement_id),
        (Engagement, Engagement.id == engagement_id),
    ]


def _nobody_else_has(addresses: set[str]) -> ColumnElement[bool]:
    """The mails that went to an address as such, where no seat is left that it belongs to."""
    left = exists().where(func.lower(Occupant.email) == func.lower(Mail.address)).correlate(Mail)
    return and_(Mail.occupant_id.is_(None), Mail.user_id.is_(None), func.lower(Mail.address).in_(addresses), ~left)


def _erase_batches(session: Session, workspace_id: str, waves: set[str]) -> int:
    batches = session.execute(select(Batch.id, Batch.waves).where(Batch.workspace_id == workspace_id))
    touched = [batch for batch, chosen in batches if waves & set(chosen)]
    return _delete(session, Batch, Batch.id.in_(touched))


def _delete(session: Session, part: type[Base], condition: ColumnElement[bool]) -> int:
    deleted = session.execute(delete(part).where(condition).execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", deleted).rowcount
