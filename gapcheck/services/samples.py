"""A sample company with a finished report, for looking at before anybody is asked.

It is made through the services that people use, in the workspace of whoever asks for it, and is marked: it counts in no
portfolio, no mail goes out for it, and it can be removed at any time.
"""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from gapcheck import paths
from gapcheck.engine import pairfile
from gapcheck.engine.wave import Seat as EngineSeat
from gapcheck.engine.wave import Wave as EngineWave
from gapcheck.models import Engagement, Occupant, Seat, Wave, Workspace
from gapcheck.services import answering, engagements, links, once, retention, visibility
from gapcheck.services.answering import AnsweringEnded
from gapcheck.services.decided import require_change
from gapcheck.services.overview import NoEngagement
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import Person
from gapcheck.services.transaction import reading, writing

SUBJECT = "northmoor-full.json"


class NoSample(Exception):
    """There is no such sample company for this person."""


def subject() -> EngineWave:
    """The sample's two people with their answers, as an example file has them."""
    return pairfile.load(paths.EXAMPLES / SUBJECT)


def make(facilitator: Facilitator) -> str:
    """The workspace's sample company; its engagement's id. Made where there is none, completed where it was left half.

    The report is ordered and made by the worker. Raises NotAllowed.
    """
    require_change(facilitator)
    pair = subject()
    with writing() as session:
        engagement_id = _sample_of(session, facilitator) or _create(session, facilitator, pair)
    wave_id = reading().scalars(select(Wave.id).where(Wave.engagement_id == engagement_id, Wave.number == 1)).one()
    for seat in pair.seats:
        with suppress(AnsweringEnded):  # the same button, pressed twice: the other request was quicker
            answer_and_submit(wave_id, seat)
    return engagement_id


def _sample_of(session: Session, facilitator: Facilitator) -> str | None:
    # Locked, so that two who press the button at once get the same sample.
    session.execute(select(Workspace.id).where(Workspace.id == facilitator.workspace_id).with_for_update())
    known = select(Engagement.id).where(Engagement.workspace_id == facilitator.workspace_id, Engagement.sample)
    return session.scalars(known).first()


def _create(session: Session, facilitator: Facilitator, pair: EngineWave) -> str:
    people = {seat.role: Person(seat.name or seat.role) for seat in pair.seats}
    items = tuple(item.id for item in pair.items)
    company = f"{pair.company} (sample)"
    wanted = engagements.Wanted(company, people, pair.instrument, items)
    created = engagements.create_in(session, facilitator, wanted, once.random_ids())
    session.get_one(Engagement, created.engagement_id).sample = True
    return created.engagement_id


def answer_and_submit(wave_id: str, seat: EngineSeat) -> None:
    """Answer and submit as the person in that seat. Repeating it after an interruption is harmless."""
    occupant = (
        reading()
        .scalars(
            select(Occupant)
            .join(Seat, Seat.id == Occupant.seat_id)
            .where(Seat.wave_id == wave_id, Seat.role == seat.role, Occupant.until.is_(None))
        )
        .one()
    )
    entry = links.enter(links.token_of(occupant))
    respondent = links.respondent(entry.pid, entry.secret)
    if answering.questionnaire(respondent).submitted_at is not None:
        return
    answering.acknowledge(respondent)
    for item, by_subject in seat.answers.items():
        comment = seat.comments.get(item)
        answering.save(respondent, item, by_subject, (comment.text, comment.share) if comment else None)
    answering.submit(respondent)
    links.leave(respondent, entry.secret)


def remove(facilitator: Facilitator, engagement_id: str) -> None:
    """Erase the sample company with everything of it. Raises NotAllowed and NoSample."""
    require_change(facilitator)
    known = visibility.waves_of(facilitator).join(Engagement, Engagement.id == Wave.engagement_id)
    sample = known.where(Engagement.id == engagement_id, Engagement.sample).with_only_columns(Wave.id)
    if reading().scalars(sample.limit(1)).first() is None:
        raise NoSample
    try:
        retention.erase(engagement_id, by=facilitator.actor)
    except NoEngagement as gone:
        raise NoSample from gone
