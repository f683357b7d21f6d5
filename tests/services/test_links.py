"""PINs, new links and revocation: the facilitator's means against a link in the wrong hands."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from gapcheck.extensions import db
from gapcheck.models import AuditEvent, Seat
from gapcheck.services import links, seats
from gapcheck.services.links import LinkUnknown, NotSignedIn, PinLocked, PinNeeded
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
    assert "lock link" in db.session.scalars(select(AuditEvent.action)).all()


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
