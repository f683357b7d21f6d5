"""Carrying out again, in a restored database, what had ended after the backup was made.

Each act is done by the service that did it then, as the person who did it, so every rule of the product holds for it.
What cannot be repeated, because only the act is known and not all that went with it, ends the more cautious way: a link
is revoked, a password is taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlalchemy import select

from gapcheck.models import (
    AuditEvent,
    Engagement,
    Member,
    Occupant,
    ResponseSet,
    Seat,
    User,
    Wave,
)
from gapcheck.services import (
    account_events,
    changes,
    lifecycle,
    members,
    releases,
    retention,
    rights,
    seats,
    workspaces,
)
from gapcheck.services.answering import erasing
from gapcheck.services.decided import NotPossible, NoWave
from gapcheck.services.ledger import Line
from gapcheck.services.lifecycle import Transition, TransitionRefused
from gapcheck.services.overview import NoEngagement
from gapcheck.services.principals import Facilitator, Respondent
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import Membership

#: What a service says where there is nothing to end in the restored database: it was made after the backup.
_NOTHING_THERE = (
    NoEngagement,
    seats.NoSeat,
    NoWave,
    NotPossible,
    TransitionRefused,
    changes.NotYetDue,
    releases.NothingToRelease,
    workspaces.NoWorkspace,
    workspaces.NoAccount,
    members.NoMember,
    members.NotOwner,
    members.LastOwner,
    members.LeadsEngagements,
)


class _NotNeeded(Exception):
    """The restored database is not, or not yet, in the state that this ended."""


@dataclass(slots=True)
class Replayed:
    """What was carried out again, as event and count; and the events that a person has to look at."""

    done: list[Line] = field(default_factory=list)
    to_look_at: list[Line] = field(default_factory=list)


def missing(lines: Iterable[Line]) -> list[Line]:
    """The events that the restored trail does not have, each once, in the order of time."""
    session = reading()
    known = {digest.hex() for digest in session.scalars(select(AuditEvent.hash))}
    session.close()
    found = {line["hash"]: line for line in lines if line["hash"] not in known}
    return sorted(found.values(), key=lambda line: (str(line["at"]), str(line["workspace"]), line["seq"]))


def replay(lines: Iterable[Line]) -> Replayed:
    """Carry out each event that the restored trail does not have."""
    replayed = Replayed()
    for line in missing(lines):
        acts = next(acts for prefix, acts in _ACTS if str(line["action"]).startswith(prefix))
        try:
            acts(line)
        except _NotNeeded:
            continue
        except _NOTHING_THERE:
            if not _is_there(line):
                continue
            replayed.to_look_at.append(line)
        else:
            replayed.done.append(line)
    return replayed


def _is_there(line: Line) -> bool:
    """Whether the restored database has what the event was about."""
    kind, _, id_ = str(line["object"]).partition(":")
    table = {"engagement": Engagement, "wave": Wave, "seat": Seat, "user": User}.get(kind)
    return table is not None and reading().get(table, id_) is not None


def _id(line: Line) -> str:
    return str(line["object"]).partition(":")[2]


def _acting(line: Line) -> Facilitator:
    """Who did it, where the restored database knows the person as a member who may; else an owner."""
    workspace_id, actor = str(line["workspace"]), str(line["actor"]).removeprefix("user:")
    with suppress(workspaces.NoWorkspace):
        found = workspaces.facilitator(actor, workspace_id)
        if found.may_change:
            return found
    others = (
        select(Member.user_id)
        .join(User, User.id == Member.user_id)
        .where(Member.workspace_id == workspace_id, Member.ended_at.is_(None), User.active)
        .where(Member.role != Membership.READER)
        .order_by(Member.role.desc(), Member.since)  # owners before facilitators
    )
    user_id = reading().scalars(others.limit(1)).first()
    if user_id is None:
        raise workspaces.NoWorkspace
    return workspaces.facilitator(user_id, workspace_id)


def _erase(line: Line) -> None:
    retention.erase(_id(line))


def _withdraw(line: Line) -> None:
    occupant_id = str(line["actor"]).removeprefix("occupant:")
    row = (
        reading()
        .execute(
            select(Seat, Wave)
            .join(Wave, Wave.id == Seat.wave_id)
            .join(Occupant, Occupant.seat_id == Seat.id)
            .where(Occupant.id == occupant_id)
        )
        .first()
    )
    if row is None:
        raise NoWave
    seat, wave = row
    rights.withdraw(Respondent(occupant_id, seat.id, wave.id, wave.engagement_id, wave.workspace_id, seat.role))


def _revoke(line: Line) -> None:
    seats.revoke(_acting(line), _id(line))


def _new_link(line: Line) -> None:
    seats.new_link(_acting(line), _id(line))


def _replace(line: Line) -> None:
    """The successor's name is not known: the leaver's link ends, and what was not submitted is erased."""
    with writing() as session:
        leaver = session.scalars(
            select(Occupant).where(Occupant.seat_id == _id(line), Occupant.until.is_(None))
        ).first()
        if leaver is None:
            raise seats.NoSeat
        response = session.scalars(select(ResponseSet).where(ResponseSet.occupant_id == leaver.id)).first()
        if response is not None and response.submitted_at is None:
            erasing.erase(session, response)
            response.started_at = None
    _revoke(line)
    raise NotPossible  # for a person to look at: who sits there now


def _of_wave(line: Line, transition: Transition, act: Callable[[Facilitator, str, int], None]) -> None:
    wave = reading().get(Wave, _id(line))
    if wave is None or wave.state not in transition.sources:
        raise _NotNeeded  # made, or brought into that state, after the backup
    act(_acting(line), wave.id, wave.version)


def _retract(line: Line) -> None:
    _of_wave(line, lifecycle.RETRACT, releases.retract)


def _close(line: Line) -> None:
    _of_wave(line, lifecycle.CLOSE, changes.close)


def _end_membership(line: Line) -> None:
    member = reading().scalars(
        select(Member.id).where(
            Member.workspace_id == line["workspace"], Member.user_id == _id(line), Member.ended_at.is_(None)
        )
    )
    members.end(_acting(line), member.first() or "")


def _disable(line: Line) -> None:
    user = reading().get(User, _id(line))
    if user is None:
        raise workspaces.NoAccount
    workspaces.disable_account(user.email)


def _take_password(line: Line) -> None:
    """The password of the backup is one that was given up; the new one is not known."""
    with writing() as session:
        user = session.get(User, _id(line))
        if user is None:
            raise workspaces.NoAccount
        if user.password is not None:
            user.password = None
            account_events.record(session, user.id, "take password away", by="system")


_Act: TypeAlias = Callable[[Line], None]
#: By how the action begins, in the order of ``ledger.ENDING``.
_ACTS: tuple[tuple[str, _Act], ...] = (
    ("erase ", _erase),
    ("withdraw", _withdraw),
    ("replace", _replace),
    ("revoke link", _revoke),
    ("new link", _new_link),
    ("set PIN", _revoke),  # the PIN is not known, and without one the link would be open again
    ("retract", _retract),
    ("close", _close),
    ("end membership", _end_membership),
    ("disable account", _disable),
    ("change password", _take_password),
    ("reset password", _take_password),
)
