"""Who may see what, and when: one set of rules that the queries enforce and the promise puts into words.

A rule says which reader may see which matter under which condition. ``allowed`` turns the condition into the SQL that
every query of that matter carries; ``promise`` turns the same rules into the sentences that a respondent acknowledges.
So a rule cannot be changed in one of the two only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true

from gapcheck.models import Engagement, Occupant, Release, Report, ResponseSet, Seat, Wave
from gapcheck.services.principals import Facilitator, Respondent
from gapcheck.vocabulary import Edition, ReleaseScope, RenderState, WaveState


class Reader(StrEnum):
    """Who looks, other than the author."""

    OTHER = "other"
    FACILITATOR = "facilitator"
    #: Whoever looks at a screen that follows a workshop.
    ROOM = "room"


class Matter(StrEnum):
    """What there is to see of a respondent."""

    ANSWERS = "answers"
    TICKED_COMMENTS = "ticked_comments"
    OTHER_COMMENTS = "other_comments"
    PROGRESS = "progress"


class Condition(StrEnum):
    """When it may be seen."""

    ALWAYS = "always"
    BOTH_SUBMITTED = "both_submitted"
    RELEASED = "released"
    IN_ROOM = "in_room"
    NEVER = "never"


#: The whole rule set. What is not listed is not seen.
RULES: dict[tuple[Reader, Matter], Condition] = {
    (Reader.OTHER, Matter.ANSWERS): Condition.RELEASED,
    (Reader.OTHER, Matter.TICKED_COMMENTS): Condition.RELEASED,
    (Reader.OTHER, Matter.OTHER_COMMENTS): Condition.NEVER,
    (Reader.OTHER, Matter.PROGRESS): Condition.NEVER,
    (Reader.FACILITATOR, Matter.ANSWERS): Condition.BOTH_SUBMITTED,
    (Reader.FACILITATOR, Matter.TICKED_COMMENTS): Condition.BOTH_SUBMITTED,
    (Reader.FACILITATOR, Matter.OTHER_COMMENTS): Condition.NEVER,
    (Reader.FACILITATOR, Matter.PROGRESS): Condition.ALWAYS,
    (Reader.ROOM, Matter.ANSWERS): Condition.IN_ROOM,
    (Reader.ROOM, Matter.TICKED_COMMENTS): Condition.IN_ROOM,
    (Reader.ROOM, Matter.OTHER_COMMENTS): Condition.NEVER,
}


def _both_submitted() -> ColumnElement[bool]:
    seats = select(func.count(Seat.id)).where(Seat.wave_id == Wave.id).correlate(Wave).scalar_subquery()
    submitted = (
        select(func.count(func.distinct(Seat.id)))
        .join(ResponseSet, ResponseSet.seat_id == Seat.id)
        .where(Seat.wave_id == Wave.id, ResponseSet.submitted_at.is_not(None))
        .correlate(Wave)
        .scalar_subquery()
    )
    held_back = Wave.state.in_((WaveState.DRAFT, WaveState.OPEN, WaveState.CLOSED))
    return and_(seats >= 2, seats == submitted, ~held_back)


def _released() -> ColumnElement[bool]:
    to_both = exists().where(
        Release.wave_id == Wave.id, Release.retracted_at.is_(None), Release.scope == ReleaseScope.BOTH
    )
    return and_(_both_submitted(), Wave.state == WaveState.RELEASED, to_both.correlate(Wave))


def _in_room() -> ColumnElement[bool]:
    in_force = exists().where(Release.wave_id == Wave.id, Release.retracted_at.is_(None)).correlate(Wave)
    opened = and_(Wave.state.in_((WaveState.RELEASED, WaveState.IN_WORKSHOP)), in_force)
    invented = exists().where(Engagement.id == Wave.engagement_id, Engagement.sample).correlate(Wave)
    return and_(_both_submitted(), or_(opened, invented))


_SQL: dict[Condition, Callable[[], ColumnElement[bool]]] = {
    Condition.ALWAYS: true,
    Condition.BOTH_SUBMITTED: _both_submitted,
    Condition.RELEASED: _released,
    Condition.IN_ROOM: _in_room,
    Condition.NEVER: false,
}


def allowed(reader: Reader, matter: Matter) -> ColumnElement[bool]:
    """The condition on ``Wave`` under which this reader may see this matter; false where no rule says so."""
    return _SQL[RULES.get((reader, matter), Condition.NEVER)]()


def waves_of(facilitator: Facilitator) -> Select[Wave]:
    """The waves whose existence and progress this person may know: those of the workspace.

    A facilitator who sits in the pair counts as one of the two, who are never told how far the other is, and waits for
    the release like them.
    """
    return _progress_of_workspace(facilitator).where(
        or_(~_sits_in_pair(facilitator), allowed(Reader.OTHER, Matter.ANSWERS))
    )


def own_pairs_of(facilitator: Facilitator) -> Select[Wave]:
    """The waves of the workspace in which this person sits and which are not released: to be counted, never opened."""
    return _progress_of_workspace(facilitator).where(_sits_in_pair(facilitator), ~allowed(Reader.OTHER, Matter.ANSWERS))


def _progress_of_workspace(facilitator: Facilitator) -> Select[Wave]:
    return select(Wave).where(
        Wave.workspace_id == facilitator.workspace_id, allowed(Reader.FACILITATOR, Matter.PROGRESS)
    )


def _sits_in_pair(facilitator: Facilitator) -> ColumnElement[bool]:
    is_facilitator = func.lower(Occupant.email) == facilitator.email.lower()
    return exists().where(Occupant.seat_id == Seat.id, Seat.wave_id == Wave.id, is_facilitator).correlate(Wave)


def compared_waves_of(facilitator: Facilitator) -> Select[Wave]:
    """The waves whose answers this person may see."""
    return waves_of(facilitator).where(allowed(Reader.FACILITATOR, Matter.ANSWERS))


def wave_before(wave: Wave) -> Select[Wave]:
    """The last wave before this one, of the same engagement, that both respondents may read.

    What moved since is told to the two, so a wave that was never released to them, or no longer is, is not there.
    """
    earlier = select(Wave).where(Wave.engagement_id == wave.engagement_id, Wave.number < wave.number)
    return earlier.where(allowed(Reader.OTHER, Matter.ANSWERS)).order_by(Wave.number.desc()).limit(1)


def reports_of(facilitator: Facilitator) -> Select[Report]:
    """The reports that this person may read."""
    waves = compared_waves_of(facilitator).with_only_columns(Wave.id)
    return select(Report).where(Report.workspace_id == facilitator.workspace_id, Report.wave_id.in_(waves))


def reports_for(respondent: Respondent) -> Select[Report]:
    """What is released to this respondent: the report of the release, and those with a later workshop's commitments."""
    waves = select(Wave.id).where(Wave.id == respondent.wave_id, allowed(Reader.OTHER, Matter.ANSWERS))
    return (
        select(Report)
        .join(Release, and_(Release.wave_id == Report.wave_id, Release.report_number <= Report.number))
        .where(
            Report.wave_id.in_(waves),
            Release.retracted_at.is_(None),
            Release.scope == ReleaseScope.BOTH,
            Report.state == RenderState.READY,
            Report.edition == Edition.PARTICIPANT,
            # A successor who was not asked has no part in the report.
            own_response(respondent).where(ResponseSet.submitted_at.is_not(None)).exists(),
        )
    )


def waves_in_room() -> Select[Wave]:
    """The waves whose answers a workshop may show: those released to both or in the room, and invented ones."""
    return select(Wave).where(allowed(Reader.ROOM, Matter.ANSWERS))


def wave_in_room_of(respondent: Respondent) -> Select[Wave]:
    """This respondent's wave where a workshop may show it, and this person's answers are in it."""
    return waves_in_room().where(
        Wave.id == respondent.wave_id,
        # A successor who was not asked has no part in the workshop.
        own_response(respondent).where(ResponseSet.submitted_at.is_not(None)).exists(),
    )


#: Joins an occupant's own response set, and no other.
IS_OWN_RESPONSE = and_(
    ResponseSet.workspace_id == Occupant.workspace_id,
    ResponseSet.seat_id == Occupant.seat_id,
    ResponseSet.occupant_id == Occupant.id,
)


def own_response(respondent: Respondent) -> Select[ResponseSet]:
    """The respondent's own response set, and no other."""
    return select(ResponseSet).where(
        ResponseSet.workspace_id == respondent.workspace_id,
        ResponseSet.seat_id == respondent.seat_id,
        ResponseSet.occupant_id == respondent.occupant_id,
    )


@dataclass(frozen=True, slots=True)
class People:
    """How the promise names those concerned."""

    other: str
    facilitator: str


_WORDS: dict[tuple[Reader, Matter, Condition], str] = {
    (Reader.OTHER, Matter.ANSWERS, Condition.RELEASED): (
        "{other} sees your answers and your guesses only when both of you have submitted and {facilitator} has "
        "released the report, or shows it to the two of you in a workshop. Then each of you sees the other's."
    ),
    (Reader.OTHER, Matter.PROGRESS, Condition.NEVER): (
        "{other} is never told how far you are, or whether you have submitted."
    ),
    (Reader.FACILITATOR, Matter.ANSWERS, Condition.BOTH_SUBMITTED): (
        "{facilitator} sees nothing that you answered before both of you have submitted, and reads the report before "
        "it is released."
    ),
    (Reader.FACILITATOR, Matter.PROGRESS, Condition.ALWAYS): (
        "{facilitator} sees whether you were invited, have started, and have submitted, with the times."
    ),
    (Reader.OTHER, Matter.TICKED_COMMENTS, Condition.RELEASED): (
        "A comment is shown in the report only if you tick that it may be. Otherwise nobody but you ever reads it."
    ),
}

#: Rules that the sentence of another one states together with it.
_SAID_TOGETHER = {
    (Reader.OTHER, Matter.OTHER_COMMENTS): (Reader.OTHER, Matter.TICKED_COMMENTS),
    (Reader.FACILITATOR, Matter.OTHER_COMMENTS): (Reader.OTHER, Matter.TICKED_COMMENTS),
    (Reader.FACILITATOR, Matter.TICKED_COMMENTS): (Reader.OTHER, Matter.TICKED_COMMENTS),
    (Reader.ROOM, Matter.ANSWERS): (Reader.OTHER, Matter.ANSWERS),
    (Reader.ROOM, Matter.TICKED_COMMENTS): (Reader.OTHER, Matter.TICKED_COMMENTS),
    (Reader.ROOM, Matter.OTHER_COMMENTS): (Reader.OTHER, Matter.TICKED_COMMENTS),
}


def promise(people: People) -> tuple[str, ...]:
    """Who sees what, in sentences, made from the rules. Raises KeyError for a rule that has no words."""
    return tuple(
        _WORDS[(*rule, condition)].format(other=people.other, facilitator=people.facilitator)
        for rule, condition in RULES.items()
        if rule not in _SAID_TOGETHER
    )
