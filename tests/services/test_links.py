"""PINs, new links and revocation: the facilitator's means against a link in the wrong hands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from gapcheck import jobs
from gapcheck.config import Settings
from gapcheck.encryption import secret_hash
from gapcheck.extensions import db, installation
from gapcheck.models import AuditEvent, Occupant, RespondentSignIn, Seat
from gapcheck.services import links, seats
from gapcheck.services.links import LinkUnknown, NotSignedIn, PinLocked, PinNeeded
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import ResponseState
from tests.acting import Pair, make_facilitator

PIN = "271828"


def seat_of(pair: Pair, role: str) -> str:
    return db.session.scalars(select(Seat.id).where(Seat.wave_id == pair.wave_id, Seat.role == role)).one()


def token(pair: Pair, role: str = "cio") -> str:
    return pair.link(role).rpartition("/")[2]


@pytest.fixture
def guarded(pair: Pair) -> Pair:
    """A pair whose CIO link asks for a PIN."""
    seats.set_pin(pair.facilitator, seat_of(pair, "cio"), PIN)
    return pair


def test_a_link_with_a_pin_opens_with_it_only(guarded: Pair) -> None:
    with pytest.raises(PinNeeded) as asked:
        links.enter(token(guarded))
    assert not asked.value.wrong
    with pytest.raises(PinNeeded) as refused:
        links.enter(token(guarded), "314159")
    assert refused.value.wrong
    assert links.enter(token(guarded), PIN).pid


def test_after_five_false_pins_the_link_is_locked_even_for_the_right_one(guarded: Pair) -> None:
    for _ in range(4):
        with pytest.raises(PinNeeded):
            links.enter(token(guarded), "314159")
    with pytest.raises(PinLocked):
        links.enter(token(guarded), "314159")
    with pytest.raises(PinLocked):
        links.enter(token(guarded), PIN)
    locked = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "lock link")).one()
    assert (locked.actor, locked.object) == ("system", f"seat:{seat_of(guarded, 'cio')}")


def test_the_right_pin_forgives_the_false_ones_before_it(guarded: Pair) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(PinNeeded):
                links.enter(token(guarded), "314159")
        links.enter(token(guarded), PIN)


def test_a_new_pin_unlocks_the_link(guarded: Pair) -> None:
    for _ in range(5):
        with pytest.raises((PinNeeded, PinLocked)):
            links.enter(token(guarded), "314159")
    seats.set_pin(guarded.facilitator, seat_of(guarded, "cio"), "161803")
    assert links.enter(token(guarded), "161803").pid


def test_setting_a_pin_ends_the_browsers_that_are_in(pair: Pair) -> None:
    entry = links.enter(token(pair))
    seats.set_pin(pair.facilitator, seat_of(pair, "cio"), PIN)
    with pytest.raises(NotSignedIn):
        links.respondent(entry.pid, entry.secret)


def test_a_pin_guards_one_seat_and_not_the_other(guarded: Pair) -> None:
    assert links.enter(token(guarded, "cso")).pid


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "abcdef", "111111", "12 456", "²²²²²²"])
def test_a_weak_pin_is_refused(pair: Pair, pin: str) -> None:
    with pytest.raises(seats.PinNotUsable):
        seats.set_pin(pair.facilitator, seat_of(pair, "cio"), pin)


def test_a_new_link_ends_the_old_one_at_once(pair: Pair) -> None:
    old = token(pair)
    entry = links.enter(old)
    seats.new_link(pair.facilitator, seat_of(pair, "cio"))
    with pytest.raises(LinkUnknown):
        links.enter(old)
    with pytest.raises(NotSignedIn):
        links.respondent(entry.pid, entry.secret)
    assert token(pair) != old
    assert links.enter(token(pair)).pid == entry.pid


def test_a_revoked_link_opens_nothing_until_there_is_a_new_one(pair: Pair) -> None:
    old = token(pair)
    seats.revoke(pair.facilitator, seat_of(pair, "cio"))
    with pytest.raises(LinkUnknown):
        links.enter(old)
    assert pair.shown.seats[0].state is ResponseState.REVOKED
    assert pair.shown.seats[0].link is None
    seats.new_link(pair.facilitator, seat_of(pair, "cio"))
    assert links.enter(token(pair)).pid


def test_a_seat_of_another_workspace_is_no_seat(pair: Pair) -> None:
    stranger = make_facilitator("Another Firm", "otto@another.example")
    with pytest.raises(seats.NoSeat):
        seats.revoke(stranger, seat_of(pair, "cio"))


def at(settings: Settings, seconds: int) -> None:
    """Move the clock to so many seconds after the beginning."""
    assert settings.clock_file is not None
    settings.clock_file.write_text(str(seconds))
    db.session.close()


def test_a_sign_in_ends_after_two_idle_hours(pair: Pair, settings: Settings) -> None:
    entry = links.enter(token(pair))
    at(settings, 2 * 3600 - 600)
    assert links.respondent(entry.pid, entry.secret).role == "cio"
    at(settings, 4 * 3600 - 1800)  # since then, and not since the beginning
    assert links.respondent(entry.pid, entry.secret).role == "cio"
    at(settings, 6 * 3600 - 600)
    with pytest.raises(NotSignedIn):
        links.respondent(entry.pid, entry.secret)


def test_a_sign_in_ends_after_twelve_hours_however_busy(pair: Pair, settings: Settings) -> None:
    entry = links.enter(token(pair))
    for hour in range(1, 12):
        at(settings, hour * 3600)
        links.respondent(entry.pid, entry.secret)
    at(settings, 12 * 3600 - 600)
    assert links.respondent(entry.pid, entry.secret).role == "cio"
    at(settings, 12 * 3600 + 600)
    with pytest.raises(NotSignedIn):
        links.respondent(entry.pid, entry.secret)


def test_what_is_known_of_a_visit_is_deleted_soon_after_its_last_hour(pair: Pair, settings: Settings) -> None:
    links.enter(token(pair))
    at(settings, 11 * 3600)
    later = links.enter(token(pair, "cso"))
    assert not links.forget_ended()
    at(settings, 12 * 3600 + 600)
    assert links.forget_ended()
    assert [row.occupant_id for row in db.session.scalars(select(RespondentSignIn))] == [later.pid]
    assert links.respondent(later.pid, later.secret).role == "cso"
    assert links.forget_ended in [getattr(job, "_job", None) for job in jobs.jobs()]


def test_looking_at_pages_writes_at_most_every_five_minutes(pair: Pair, settings: Settings) -> None:
    entry = links.enter(token(pair))
    seen = []
    for seconds in (0, 200, 320, 500, 640):
        at(settings, seconds)
        links.respondent(entry.pid, entry.secret)
        seen.append(db.session.scalars(select(RespondentSignIn.seen_at)).one())
    assert seen[0] == seen[1] < seen[2] == seen[3] < seen[4]


def test_leaving_ends_this_browser_and_no_other(pair: Pair) -> None:
    here, there = links.enter(token(pair)), links.enter(token(pair))
    toms = links.enter(token(pair, "cso"))
    links.leave(links.respondent(toms.pid, toms.secret), here.secret)  # a secret of somebody else's is none
    links.leave(links.respondent(here.pid, here.secret), here.secret)
    with pytest.raises(NotSignedIn):
        links.respondent(here.pid, here.secret)
    assert links.respondent(there.pid, there.secret).occupant_id == here.pid
    assert links.respondent(toms.pid, toms.secret).role == "cso"


def test_a_sign_in_is_good_for_its_own_respondent_only(pair: Pair) -> None:
    ana, tom = links.enter(token(pair)), links.enter(token(pair, "cso"))
    for pid, secret in ((ana.pid, tom.secret), (tom.pid, ana.secret), (ana.pid, "x" * 43), ("nobody", ana.secret)):
        with pytest.raises(NotSignedIn):
            links.respondent(pid, secret)
    found = links.respondent(ana.pid, ana.secret)
    assert (found.occupant_id, found.wave_id, found.engagement_id) == (ana.pid, pair.wave_id, pair.engagement_id)
    assert (found.workspace_id, found.seat_id) == (pair.facilitator.workspace_id, seat_of(pair, "cio"))
    assert len(ana.secret) == 43  # 256 bits
    assert {row.secret_hash for row in db.session.scalars(select(RespondentSignIn))} == {
        secret_hash(ana.secret),
        secret_hash(tom.secret),
    }


def test_an_address_is_the_configured_one_and_a_mails_proof_is_not_the_link(pair: Pair) -> None:
    occupant = db.session.get_one(Occupant, links.enter(token(pair)).pid)
    assert links.address_of(occupant) == f"http://localhost/i/{links.token_of(occupant)}"
    assert occupant.link_hash == secret_hash(links.token_of(occupant))
    proof = links.stop_token_of(occupant)
    assert proof == occupant.id + installation().keyring.stop_digest(occupant.id)
    with pytest.raises(LinkUnknown):
        links.enter(proof)


def test_a_sign_in_that_ended_while_its_page_was_asked_for_stays_ended(pair: Pair) -> None:
    entry = links.enter(token(pair))
    links.leave(links.respondent(entry.pid, entry.secret), entry.secret)
    links._touch(secret_hash(entry.secret))
    assert db.session.scalars(select(RespondentSignIn)).all() == []


@pytest.mark.parametrize(
    "ended", [{"link_generation": 2}, {"revoked_at": datetime(2026, 1, 1, tzinfo=UTC)}], ids=["a new link", "revoked"]
)
def test_what_ends_a_link_ends_its_sign_ins_though_their_rows_be_left(pair: Pair, ended: dict[str, Any]) -> None:
    entry = links.enter(token(pair))
    assert links.respondent(entry.pid, entry.secret).role == "cio"
    with writing() as session:
        session.execute(update(Occupant).where(Occupant.id == entry.pid).values(ended))
    with pytest.raises(NotSignedIn):
        links.respondent(entry.pid, entry.secret)
