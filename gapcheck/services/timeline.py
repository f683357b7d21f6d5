"""What happened in an engagement, as its facilitator may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from gapcheck.models import AuditEvent, Occupant, Seat, User
from gapcheck.services.overview import EngagementOverview
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading

#: The events that a facilitator sees. A respondent's reading of the promise is not among them.
SHOWN = (
    "open",
    "start",
    "submit",
    "reopen",
    "extend",
    "close",
    "replace",
    "correct address",
    "new link",
    "revoke link",
    "set PIN",
    "remove PIN",
    "lock link",
    "withdraw",
    "invite",
    "remind",
    "send link again",
    "undo mail",
    "ask for link",
    "disown",
    "stop reminders",
    "complete",
    "release",
    "retract",
    "make report again",
    "prepare workshop",
    "start workshop",
    "rehearse workshop",
    "end workshop",
    "report commitments",
    "new screen code",
    "agree to commitments",
    "take workshop with you",
    "import workshop",
    "read participant report",
    "read facilitator report",
    "view participant report",
    "view facilitator report",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: what was done, when, and the name of who did it."""

    at: datetime
    action: str
    who: str


def timeline(facilitator: Facilitator, engagement: EngagementOverview) -> tuple[Happening, ...]:
    """The events of the engagement's newest wave, newest first. Take the engagement from ``overview``."""
    session = reading()
    objects = [f"wave:{engagement.wave_id}"]
    objects += [f"seat:{seat}" for seat in session.scalars(select(Seat.id).where(Seat.wave_id == engagement.wave_id))]
    objects += [f"report:{report.id}" for report in engagement.reports.values()]
    events = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.workspace_id == facilitator.workspace_id,
            AuditEvent.object.in_(objects),
            AuditEvent.action.in_(SHOWN),
        )
        .order_by(AuditEvent.seq.desc())
    ).all()
    names = _names({event.actor for event in events})
    return tuple(Happening(event.at, event.action, names.get(event.actor, "")) for event in events)


def _names(actors: set[str]) -> dict[str, str]:
    session = reading()
    names = {}
    for kind, model in (("user", User), ("occupant", Occupant)):
        ids = [actor.partition(":")[2] for actor in actors if actor.startswith(f"{kind}:")]
        for key, name in session.execute(select(model.id, model.name).where(model.id.in_(ids))):
            names[f"{kind}:{key}"] = name
    return names
