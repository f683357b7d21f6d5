"""What respondents ask for without a sign-in too: their link again, and no more reminders."""

from __future__ import annotations

import hmac

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from gapcheck import clock
from gapcheck.models import Mail, Occupant
from gapcheck.models.base import ID_LENGTH
from gapcheck.services import audit, links
from gapcheck.services.links import LinkUnknown
from gapcheck.services.mail import inviting, outbox, reasons, rules
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import MailKind


def send_links(address: str) -> None:
    """Mail an address its personal links, if it has any and had none lately. Nothing tells the caller which."""
    with writing() as session:
        found = rules.reachable(session, address)
        # What facilitators send does not count here: whether one did is no stranger's business.
        asked = and_(Mail.occupant_id.is_(None), func.lower(Mail.address) == address.lower())
        if found and inviting.next_link_at(session, asked) <= clock.now():
            person = found[0].person
            outbox.queue_by_address(session, person.workspace_id, address)
            audit.record(
                session, person.workspace_id, f"occupant:{person.id}", "ask for link", f"seat:{person.seat_id}"
            )


def stop_reminders(token: str) -> None:
    """Send the person of a mail's stop link no more reminders. Repeating it changes nothing. Raises LinkUnknown."""
    with writing() as session:
        stop_for(session, _person_of(session, token))


def stop_for(session: Session, person: Occupant) -> None:
    """Send somebody no more reminders, within a transaction of the caller. Repeating it changes nothing."""
    if person.reminders_stopped_at is None:
        person.reminders_stopped_at = clock.now()
        outbox.cancel(session, person, reasons.REMINDERS_STOPPED, [MailKind.REMINDER])
        target = f"seat:{person.seat_id}"
        audit.record(session, person.workspace_id, f"occupant:{person.id}", "stop reminders", target)


def _person_of(session: Session, token: str) -> Occupant:
    person = session.scalars(select(Occupant).where(Occupant.id == token[:ID_LENGTH]).with_for_update()).first()
    if person is None or not hmac.compare_digest(
        links.stop_token_of(person).encode(), token.encode("utf-8", "replace")
    ):
        raise LinkUnknown
    return person
