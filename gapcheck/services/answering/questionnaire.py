"""The questionnaire as one respondent sees it: items, own answers so far, and the promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from gapcheck.instruments.model import Instrument, Item, Role
from gapcheck.models import COMMENT, Answer, Company, Engagement, Occupant, ResponseSet, Seat, User, Wave, Workspace
from gapcheck.services import visibility
from gapcheck.services.answering.asked import Asked
from gapcheck.services.principals import Respondent
from gapcheck.services.sealed import EngagementSeal, seal_of
from gapcheck.services.snapshots import instrument_of, items_of
from gapcheck.services.transaction import reading
from gapcheck.vocabulary import Sequence, WaveState


@dataclass(frozen=True, slots=True)
class Stored:
    """A saved value with its revision. ``value`` is None where an answer was cleared."""

    value: Any
    revision: int


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A saved comment with its revision."""

    text: str
    share: bool
    revision: int


@dataclass(frozen=True, slots=True)
class OtherPerson:
    """Another seat of the wave, as a respondent may know it: role and name, nothing of its progress."""

    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All that the respondent's pages show. ``answers`` is by item id and subject."""

    company: str
    facilitator: str
    facilitator_email: str
    #: In whose name the facilitator asks: the workspace, and what names its logo where it has one.
    workspace: str
    logo_hash: str | None
    name: str
    role: Role
    others: tuple[OtherPerson, ...]
    instrument: Instrument
    items: tuple[Item, ...]
    sequence: Sequence
    due_on: date | None
    kept_until: date
    promise: tuple[str, ...]
    acknowledged_at: datetime | None
    submitted_at: datetime | None
    can_answer: bool
    released: bool
    #: True while a release is taken back: what was read before cannot be recalled, and is open to nobody now.
    taken_back: bool
    #: True once the pair was closed or somebody withdrew. Nothing tells which.
    closed: bool
    answers: Mapping[str, Mapping[str, Stored]]
    comments: Mapping[str, StoredComment]

    @property
    def asked(self) -> Asked:
        """What is asked, without the people and their answers."""
        others = tuple(other.role for other in self.others)
        return Asked(self.instrument, self.items, self.sequence, self.role, others)

    def value(self, item_id: str, subject: str) -> Any:
        """The saved value, or None where there is none."""
        stored = self.answers.get(item_id, {}).get(subject)
        return stored.value if stored else None


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows on which it hangs whether a respondent may answer, and whether that is so."""

    wave: Wave
    engagement: Engagement
    occupant: Occupant
    #: What was answered; None before the promise was read.
    response: ResponseSet | None
    may_answer: bool


_KEPT = select(Occupant.id).where(Occupant.seat_id == bindparam("seat_id"), Occupant.kept).exists()
_STANDING = (
    select(Wave, Engagement, Occupant, ResponseSet, _KEPT)
    .join(Engagement, Engagement.id == Wave.engagement_id)
    .join(Occupant, Occupant.id == bindparam("occupant_id"))
    .outerjoin(ResponseSet, visibility.IS_OWN_RESPONSE)
    .where(Wave.id == bindparam("wave_id"))
)


def standing(session: Session, respondent: Respondent) -> Standing:
    """Where a respondent stands.

    Submission, closing, revocation and a successor end answering; the due date ends nothing. Where a leaver's answers
    were kept the seat has answered: the successor is asked in the next wave.
    """
    who = {"wave_id": respondent.wave_id, "seat_id": respondent.seat_id, "occupant_id": respondent.occupant_id}
    wave, engagement, occupant, found, answered = session.execute(_STANDING, who).one()
    response: ResponseSet | None = found
    submitted = response is not None and response.submitted_at is not None
    gone = occupant.until is not None or occupant.revoked_at is not None
    is_open = wave.state is WaveState.OPEN and not submitted and not gone and not answered
    return Standing(wave, engagement, occupant, response, is_open)


def questionnaire(respondent: Respondent) -> Questionnaire:
    """What this respondent sees: the own answers, and nothing that depends on another's."""
    session = reading()
    stands = standing(session, respondent)
    wave, engagement, response = stands.wave, stands.engagement, stands.response
    company, facilitator, workspace = session.execute(_frame(engagement)).one()
    instrument = instrument_of(wave)
    others = _others(session, respondent, instrument)
    answers, comments = own_answers(response, seal_of(session, engagement.id), session)
    # Asked for only where it can be true: building that query takes as long as three others.
    released = wave.state is WaveState.RELEASED and _has_report(session, respondent)
    people = visibility.People(others[0].name, facilitator.name)
    return Questionnaire(
        company=company.name,
        facilitator=facilitator.name,
        facilitator_email=facilitator.email,
        workspace=workspace.name,
        logo_hash=workspace.logo_hash,
        name=stands.occupant.name,
        role=instrument.role(respondent.role),
        others=others,
        instrument=instrument,
        items=items_of(wave),
        sequence=wave.sequence,
        due_on=wave.due_on,
        kept_until=engagement.delete_on,
        promise=visibility.promise(people),
        acknowledged_at=response.acknowledged_at if response else None,
        submitted_at=response.submitted_at if response else None,
        can_answer=stands.may_answer,
        released=released,
        taken_back=wave.state is WaveState.RETRACTED,
        closed=wave.state is WaveState.CLOSED,
        answers=answers,
        comments=comments,
    )


def _frame(engagement: Engagement) -> Select[Company, User, Workspace]:
    return (
        select(Company, User, Workspace)
        .join(Workspace, Workspace.id == Company.workspace_id)
        .join(User, User.id == engagement.facilitator_id)
        .where(Company.id == engagement.company_id)
    )


def _has_report(session: Session, respondent: Respondent) -> bool:
    return session.execute(visibility.reports_for(respondent).limit(1)).first() is not None


def _others(session: Session, respondent: Respondent, instrument: Instrument) -> tuple[OtherPerson, ...]:
    rows = session.execute(
        select(Seat.role, Occupant.name)
        .join(Occupant, Occupant.seat_id == Seat.id)
        .where(
            Seat.wave_id == respondent.wave_id,
            Seat.id != respondent.seat_id,
            or_(Occupant.until.is_(None), Occupant.kept),
        )
        # Whose answers count comes last: a leaver whose answers were kept stays the one who is guessed about.
        .order_by(Seat.position, Occupant.kept)
    )
    names = {role: name for role, name in rows}  # noqa: C416  # the last one of a seat counts, and rows have types
    return tuple(OtherPerson(instrument.role(role), name) for role, name in names.items())


def own_answers(
    response: ResponseSet | None, seal: EngagementSeal, session: Session
) -> tuple[dict[str, dict[str, Stored]], dict[str, StoredComment]]:
    """The current answers and comments of one response set, opened."""
    answers: dict[str, dict[str, Stored]] = {}
    comments: dict[str, StoredComment] = {}
    if response is None:
        return answers, comments
    for row in session.scalars(select(Answer).where(Answer.response_set_id == response.id)):
        value = opened(row, seal)
        if row.subject != COMMENT:
            answers.setdefault(row.item, {})[row.subject] = Stored(value, row.revision)
        elif value is not None:
            comments[row.item] = StoredComment(value["text"], value["share"], row.revision)
    return answers, comments


def opened(row: Answer, seal: EngagementSeal) -> Any:
    """The value in an answer row; None where it was cleared."""
    if row.sealed is None:
        return None
    return seal.open_answer(row.sealed, row.response_set_id, row.item, row.subject, row.revision)
