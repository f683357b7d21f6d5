"""A backup comes back whole or not at all, never over live data; and what had ended since stays ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from gapcheck import clock
from gapcheck.accounts.account import Account
from gapcheck.config import Settings
from gapcheck.extensions import db, installation
from gapcheck.models import (
    AccountSignIn,
    Answer,
    AuditEvent,
    Engagement,
    Member,
    Occupant,
    RespondentSignIn,
    Seat,
    User,
    Wave,
)
from gapcheck.services import audit, changes, ledger, links, members, people, retention, rights, seats, workspaces
from gapcheck.services.mail import pausing
from gapcheck.services.operations import backups, restoring
from gapcheck.services.operations.manifest import NotUsable
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import Person
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import Membership, WaveState
from tests.acting import Pair, make_pair
from tests.instances import running
from tests.services.operations.copies import laid_out_at, restore


@pytest.fixture
def backup(app: Flask, settings: Settings, pair: Pair, tmp_path: Path) -> Path:
    """A backup of an installation with one pair that has submitted."""
    pair.both_submit()
    return backups.make(settings, tmp_path / "kept").file


@pytest.mark.sqlite_only
def test_nothing_is_restored_over_anything(settings: Settings, backup: Path, tmp_path: Path) -> None:
    live = (settings.instance / "gapcheck.db").read_bytes()
    for target in (settings.instance, backup):
        with pytest.raises(NotUsable) as refused:
            restore(settings, backup, target)
        assert refused.value.reason == "in_use"
    assert (settings.instance / "gapcheck.db").read_bytes() == live
    (tmp_path / "empty").mkdir()
    restore(settings, backup, tmp_path / "empty")


@pytest.mark.sqlite_only
def test_nobody_is_signed_in_and_no_mail_goes_out_after_a_restore(
    settings: Settings, pair: Pair, backup: Path, tmp_path: Path
) -> None:
    restore(settings, backup, tmp_path / "restored")
    with running(laid_out_at(settings, tmp_path / "restored")):
        assert db.session.scalars(select(AccountSignIn)).all() == []
        assert db.session.scalars(select(RespondentSignIn)).all() == []
        assert pausing.paused_since() is not None
        assert db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq.desc())).first() == "restore"
        assert audit.verify() == []
        assert links.enter(pair.link("cio").rpartition("/")[2])  # the personal link is the same


@pytest.mark.sqlite_only
def test_what_had_ended_since_the_backup_stays_ended(  # noqa: PLR0915  # one installation, every way to end something
    app: Flask, settings: Settings, facilitator: Facilitator, tmp_path: Path
) -> None:
    """Erased, withdrawn, revoked, renewed, retracted, closed, left, disabled: none of it comes back."""
    with writing() as session:
        session.scalars(select(Member).where(Member.user_id == facilitator.user_id)).one().role = Membership.OWNER
    owner = workspaces.facilitator(facilitator.user_id, facilitator.workspace_id)
    workspaces.add_member("gone@halloran.example", "Gone", owner.workspace_name, Membership.FACILITATOR)
    workspaces.add_member("off@halloran.example", "Off", owner.workspace_name, Membership.FACILITATOR)
    pairs = {name: make_pair(owner, name) for name in ("erased", "withdrawn", "links", "retracted", "closed")}
    for name in ("withdrawn", "retracted"):
        pairs[name].both_submit()
        pairs[name].renders()
        pairs[name].releases()
    with writing() as session:
        session.scalars(select(User).where(User.id == owner.user_id)).one().password = "hash of the old one"
    made = backups.make(settings, tmp_path / "kept")

    seat = {seat.role.id: seat for seat in pairs["links"].shown.seats}
    old = pairs["links"].link("cio").rpartition("/")[2]
    retention.erase(pairs["erased"].engagement_id)
    rights.withdraw(pairs["withdrawn"].respondent("cio"))
    seats.new_link(owner, seat["cio"].seat_id)
    new = pairs["links"].link("cio").rpartition("/")[2]
    seats.revoke(owner, seat["cso"].seat_id)
    pairs["retracted"].retracts()
    due = pairs["closed"].shown
    with writing() as session:
        session.get_one(Wave, due.wave_id).due_on = clock.now().date().replace(year=2020)
    changes.close(owner, due.wave_id, pairs["closed"].shown.version)
    shown = {member.email: member for member in members.members(owner)}
    members.end(owner, shown["gone@halloran.example"].id)
    workspaces.disable_account("off@halloran.example")
    with writing() as session:
        restoring.replaying.account_events.record(session, owner.user_id, "change password")

    replayed = restore(settings, made.file, tmp_path / "restored")
    assert [str(line["action"]).split(" rows")[0].rstrip("0123456789 ") for line in replayed.done] == [
        *("erase", "withdraw", "new link", "revoke link", "retract", "end membership", "disable account"),
        "change password",
    ]
    assert [line["action"] for line in replayed.to_look_at] == ["close"]  # its due date was moved after the backup
    with running(laid_out_at(settings, tmp_path / "restored")):
        assert db.session.get(Engagement, pairs["erased"].engagement_id) is None
        assert pairs["withdrawn"].shown.state is WaveState.CLOSED
        assert pairs["retracted"].shown.state is WaveState.RETRACTED
        with pytest.raises(links.LinkUnknown):
            links.enter(old)
        assert links.enter(new)
        revoked = select(Occupant.revoked_at).where(Occupant.seat_id == seat["cso"].seat_id)
        assert db.session.scalars(revoked).one() is not None
        assert [member.email for member in members.members(owner)] == ["off@halloran.example", owner.email]
        people = {user.email: user for user in db.session.scalars(select(Account))}
        assert people["off@halloran.example"].active is False
        assert people[owner.email].password is None
        assert audit.verify() == []
        kept = {line["action"] for line in ledger.read((tmp_path / "restored" / ledger.FILE).read_text().splitlines())}
        assert {"withdraw", "revoke link"} <= kept


@pytest.mark.sqlite_only
def test_a_seat_that_was_given_to_another_person_is_closed_and_named(
    app: Flask, settings: Settings, pair: Pair, tmp_path: Path
) -> None:
    pair.answers("cio")
    seat = next(seat for seat in pair.shown.seats if seat.role.id == "cio")
    made = backups.make(settings, tmp_path / "kept")
    people.replace(pair.facilitator, seat.seat_id, Person("New Person"), pair.shown.version)
    replayed = restore(settings, made.file, tmp_path / "restored")
    assert [line["action"] for line in replayed.to_look_at] == ["replace"]
    with running(laid_out_at(settings, tmp_path / "restored")):
        found = db.session.scalars(select(Occupant).join(Seat).where(Seat.id == seat.seat_id)).one()
        assert found.revoked_at is not None
        assert db.session.query(Answer).count() == 0


@pytest.mark.sqlite_only
@pytest.mark.parametrize("source", ["ledger", "live database", "newer backup"])
def test_an_erasure_is_found_wherever_it_is_still_known(
    app: Flask, settings: Settings, pair: Pair, tmp_path: Path, source: str
) -> None:
    made = backups.make(settings, tmp_path / "kept")
    retention.erase(pair.engagement_id)
    clock_file = settings.clock_file
    assert clock_file is not None
    clock_file.write_text("60")
    if source == "newer backup":
        backups.make(settings, tmp_path / "kept")
    if source != "ledger":
        ledger.file_of(settings).unlink()
    if source != "live database":
        db.session.remove()
        db.engine.dispose()
        for file in settings.instance.glob("gapcheck.db*"):
            file.unlink()
        (settings.instance / "gapcheck.db").write_bytes(b"damaged beyond reading")
    keyring = installation().keyring
    lines = restoring.known_endings(settings, made.file, keyring)
    assert {line["object"] for line in lines} == {f"engagement:{pair.engagement_id}"}


def test_what_the_ledger_missed_is_added_later(
    app: Flask, settings: Settings, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ledger.file_of(settings)
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_append", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        retention.erase(pair.engagement_id)
    assert not file.exists()
    assert ledger.keep_complete()
    assert not ledger.keep_complete()
    [line] = ledger.read(file.read_text().splitlines())
    assert line["object"] == f"engagement:{pair.engagement_id}"
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_was_rolled_back_is_not_in_the_ledger(app: Flask, settings: Settings, pair: Pair) -> None:
    def breaks() -> None:
        with writing() as session:
            audit.record(session, pair.facilitator.workspace_id, "system", "erase 3 rows", "engagement:x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    with writing() as session:
        audit.record(session, pair.facilitator.workspace_id, "system", "sign out", "user:x")
    assert not ledger.file_of(settings).exists()
