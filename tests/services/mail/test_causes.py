"""Every mail has its cause, its readers, and its words; and what is not right any more is not sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from gapcheck import clock
from gapcheck.extensions import db
from gapcheck.models import Engagement, Mail, Occupant
from gapcheck.services import answering, changes, people, rights, seats
from gapcheck.services.decided import NotAllowed, NotPossible, NoWave
from gapcheck.services.mail import announcing, asking, composing, inviting, outbox, reasons, status
from gapcheck.services.mail.inviting import TooSoon
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import Person
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import MailKind, MailState, Membership
from tests.acting import Pair, make_facilitator, make_pair
from tests.services.mail.conftest import Postbox, plain

DAY = 24 * 3600


def subjects(postbox: Postbox) -> list[tuple[str, str]]:
    return [(mail["To"].addresses[0].display_name, mail["Subject"]) for mail in postbox.delivered]


def test_inviting_twice_sends_one_invitation_each(pair: Pair, postbox: Postbox) -> None:
    assert inviting.invite(pair.facilitator, pair.wave_id) == 2
    assert inviting.invite(pair.facilitator, pair.wave_id) == 0
    postbox.sends()
    assert inviting.invite(pair.facilitator, pair.wave_id) == 0
    assert [name for name, _ in subjects(postbox)] == ["Ana Ferreira", "Tom Okafor"]


def test_a_failed_invitation_can_be_sent_again(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    postbox.sends()
    with writing() as session:
        ana = session.get_one(Mail, postbox.rows()[0].id)
        ana.state, ana.reason = MailState.FAILED, reasons.NO_SUCH_MAILBOX
    assert inviting.invite(pair.facilitator, pair.wave_id) == 1
    assert [mail.address for mail in postbox.rows() if mail.state is MailState.QUEUED] == ["ana@northmoor.example"]


def test_somebody_without_an_address_gets_no_row(pair: Pair, postbox: Postbox) -> None:
    people.correct_address(pair.facilitator, pair.respondent("cio").seat_id, None, pair.shown.version)
    assert inviting.invite(pair.facilitator, pair.wave_id) == 1
    assert [mail.address for mail in postbox.rows()] == ["tom@northmoor.example"]
    with pytest.raises(inviting.NoAddress):
        inviting.remind(pair.facilitator, pair.respondent("cio").seat_id)


def test_own_words_stand_in_place_of_the_first_paragraph(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id, "Dear both,\n\nas we said on Monday.")
    postbox.sends()
    text = plain(postbox.delivered[0])
    assert "Dear both,\n\nas we said on Monday." in text
    assert "asks you a number of questions" not in text
    assert pair.link("cio") in text
    with pytest.raises(outbox.WordsTooLong):
        inviting.remind(pair.facilitator, pair.respondent("cio").seat_id, "x" * 1001)


def test_a_hundred_clicks_on_remind_send_one_mail(pair: Pair, postbox: Postbox) -> None:
    seat = pair.respondent("cio").seat_id
    for click in range(100):
        postbox.sends(after=10)
        if click:
            with pytest.raises(TooSoon):
                inviting.remind(pair.facilitator, seat)
        else:
            inviting.remind(pair.facilitator, seat)
    assert len(postbox.delivered) == 1
    postbox.later(DAY)
    inviting.remind(pair.facilitator, seat)
    postbox.sends()
    assert len(postbox.delivered) == 2


def test_a_reminder_that_waited_a_day_is_not_followed_by_the_next_at_once(pair: Pair, postbox: Postbox) -> None:
    seat = pair.respondent("cio").seat_id
    inviting.remind(pair.facilitator, seat)
    with writing() as session:
        session.get_one(Mail, postbox.rows()[0].id).not_before += timedelta(days=1, minutes=1)
    postbox.later(DAY + 30)
    inviting.remind(pair.facilitator, seat)
    postbox.sends(after=120)
    assert len(postbox.delivered) == 1
    assert {row.reason for row in postbox.rows()} == {None, reasons.REMINDED_TODAY}


@pytest.mark.parametrize("stops", ["in the pages", "from the mail"])
def test_whoever_asks_for_no_more_reminders_gets_none(pair: Pair, postbox: Postbox, stops: str) -> None:
    ana = pair.respondent("cio")
    inviting.remind(pair.facilitator, ana.seat_id)
    postbox.sends()
    header = postbox.delivered[0]["List-Unsubscribe"]
    postbox.later(2 * DAY)
    inviting.remind(pair.facilitator, ana.seat_id)
    if stops == "in the pages":
        rights.stop_reminders(ana)
    else:
        asking.stop_reminders(header.strip("<>").rpartition("/")[2])
    postbox.sends()
    assert len(postbox.delivered) == 1
    with pytest.raises(inviting.RemindersStopped):
        inviting.remind(pair.facilitator, ana.seat_id)


def test_a_stop_link_that_was_changed_stops_nothing(pair: Pair) -> None:
    ana, tom = (composing.links.stop_token_of(db.session.get(Occupant, pair.respondent(role).occupant_id))
                for role in ("cio", "cso"))  # fmt: skip
    for false in (ana[:22] + tom[22:], ana[:-1], ana + "x", "", "żółć" * 20, ana[:22]):
        with pytest.raises(asking.LinkUnknown):
            asking.stop_reminders(false)
    asking.stop_reminders(ana)
    assert db.session.get(Occupant, pair.respondent("cio").occupant_id).reminders_stopped_at is not None
    assert db.session.get(Occupant, pair.respondent("cso").occupant_id).reminders_stopped_at is None


def test_nobody_is_reminded_who_has_submitted_or_whose_link_ended(pair: Pair) -> None:
    ana = pair.submits("cio")
    with pytest.raises(inviting.SubmittedAlready):
        inviting.remind(pair.facilitator, ana.seat_id)
    tom = pair.respondent("cso")
    seats.revoke(pair.facilitator, tom.seat_id)
    with pytest.raises(inviting.LinkEnded):
        inviting.remind(pair.facilitator, tom.seat_id)
    with pytest.raises(inviting.LinkEnded):
        inviting.send_link_again(pair.facilitator, tom.seat_id)


def test_a_queued_mail_is_not_sent_once_the_link_is_revoked(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    seats.revoke(pair.facilitator, pair.respondent("cio").seat_id)
    postbox.sends()
    assert subjects(postbox) == [("Tom Okafor", "Ruth Halloran asks for your view")]


def test_a_reader_and_a_stranger_send_nothing(pair: Pair, app: Flask) -> None:
    from dataclasses import replace

    reader = replace(pair.facilitator, membership=Membership.READER)
    stranger = make_facilitator("Elsewhere", "eve@elsewhere.example")
    seat = pair.respondent("cio").seat_id
    for act in (
        lambda who: inviting.invite(who, pair.wave_id),
        lambda who: inviting.remind(who, seat),
        lambda who: inviting.send_link_again(who, seat),
        lambda who: inviting.undo(who, pair.wave_id),
    ):
        with pytest.raises(NotAllowed):
            act(reader)
        with pytest.raises(NoWave):
            act(stranger)
    assert status.of_waves(stranger, [pair.wave_id]) == {}
    assert status.failing(stranger) == ()


def test_a_closed_pair_is_not_invited(pair: Pair) -> None:
    rights.withdraw(pair.respondent("cio"))
    with pytest.raises(NotPossible):
        inviting.invite(pair.facilitator, pair.wave_id)


def test_the_facilitator_is_told_that_both_have_submitted(pair: Pair, postbox: Postbox) -> None:
    pair.submits("cio")
    assert postbox.rows() == []
    pair.submits("cso")
    postbox.sends()
    (mail,) = postbox.delivered
    assert (mail["To"].addresses[0].addr_spec, mail["Subject"]) == (
        "ruth@halloran.example",
        "Northmoor Logistics: all answers are in",
    )
    assert f"http://localhost/w/{pair.facilitator.workspace_id}/e/{pair.engagement_id}/" in plain(mail)


def test_both_are_told_of_a_release_and_of_its_end(pair: Pair, postbox: Postbox) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    postbox.sends()
    pair.retracts()
    postbox.sends()
    assert subjects(postbox) == [
        ("Ana Ferreira", "The report is closed again"),
        ("Ana Ferreira", "The report is open to you"),
        ("Ruth Halloran", "Northmoor Logistics: all answers are in"),
        ("Tom Okafor", "The report is closed again"),
        ("Tom Okafor", "The report is open to you"),
    ]


def test_a_release_that_was_taken_back_at_once_is_not_announced(pair: Pair, postbox: Postbox) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    pair.retracts()
    pair.releases()
    postbox.sends()
    # Two releases are announced where there were two; that one ended meanwhile is not.
    assert {subject for _, subject in subjects(postbox)} == {
        "Northmoor Logistics: all answers are in",
        "The report is open to you",
    }


def test_whoever_is_asked_again_is_told_and_the_other_is_not(pair: Pair, postbox: Postbox) -> None:
    pair.both_submit()
    ana = pair.respondent("cio")
    changes.reopen(pair.facilitator, ana.seat_id, "A question was misread.", pair.shown.version)
    postbox.sends()
    assert subjects(postbox) == [("Ana Ferreira", "Your questionnaire is open again")]
    assert "cannot be recalled" in plain(postbox.delivered[0])
    assert "misread" not in plain(postbox.delivered[0])
    assert [row.reason for row in postbox.rows(MailKind.BOTH_SUBMITTED)] == [reasons.NOT_COMPLETE]


def test_closing_tells_both_the_same(pair: Pair, postbox: Postbox) -> None:
    changes.extend(pair.facilitator, pair.wave_id, clock.now().date(), pair.shown.version)
    postbox.later(2 * DAY)
    changes.close(pair.facilitator, pair.wave_id, pair.shown.version)
    postbox.sends()
    assert subjects(postbox) == [
        ("Ana Ferreira", "The questionnaire is closed"),
        ("Tom Okafor", "The questionnaire is closed"),
    ]


def test_a_successor_gets_an_own_invitation_and_the_leaver_no_more_mail(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    seat = pair.respondent("cio").seat_id
    people.replace(pair.facilitator, seat, Person("Mara Lind", "mara@northmoor.example"), pair.shown.version)
    assert inviting.invite(pair.facilitator, pair.wave_id) == 1
    postbox.sends()
    assert [name for name, _ in subjects(postbox)] == ["Mara Lind", "Tom Okafor"]


def test_a_successor_who_was_not_asked_gets_no_mail_about_a_report(pair: Pair, postbox: Postbox) -> None:
    pair.both_submit()
    seat = pair.respondent("cio").seat_id
    successor = Person("Mara Lind", "mara@northmoor.example")
    people.replace(pair.facilitator, seat, successor, pair.shown.version, keep_answers=True)
    with pytest.raises(NotPossible):
        inviting.invite(pair.facilitator, pair.wave_id)
    with pytest.raises(inviting.SubmittedAlready):
        inviting.remind(pair.facilitator, seat)
    pair.renders()
    pair.releases()
    postbox.sends()
    assert {name for name, _ in subjects(postbox)} == {"Ana Ferreira", "Ruth Halloran", "Tom Okafor"}


def test_deletion_is_announced_once_two_weeks_before(pair: Pair, postbox: Postbox) -> None:
    with writing() as session:
        session.get_one(Engagement, pair.engagement_id).delete_on = clock.now().date() + timedelta(days=20)
    assert not announcing.announce_deletions()
    postbox.later(7 * DAY)
    assert announcing.announce_deletions()
    assert not announcing.announce_deletions()
    postbox.sends()
    (mail,) = postbox.delivered
    assert "deletion on" in mail["Subject"]


def test_a_deletion_that_was_moved_is_not_announced_for_the_old_day(pair: Pair, postbox: Postbox) -> None:
    with writing() as session:
        session.get_one(Engagement, pair.engagement_id).delete_on = clock.now().date() + timedelta(days=5)
    assert announcing.announce_deletions()
    with writing() as session:
        session.get_one(Engagement, pair.engagement_id).delete_on = clock.now().date() + timedelta(days=400)
    postbox.sends()
    assert postbox.delivered == []
    postbox.later(390 * DAY)
    assert announcing.announce_deletions()


def test_the_link_goes_again_unchanged_and_not_more_often_than_every_five_minutes(pair: Pair, postbox: Postbox) -> None:
    seat, link = pair.respondent("cio").seat_id, pair.link("cio")
    inviting.send_link_again(pair.facilitator, seat)
    with pytest.raises(TooSoon):
        inviting.send_link_again(pair.facilitator, seat)
    for _ in range(4):
        postbox.later(301)
        inviting.send_link_again(pair.facilitator, seat)
    postbox.later(301)
    with pytest.raises(TooSoon) as raised:
        inviting.send_link_again(pair.facilitator, seat)
    assert raised.value.again_at - clock.now() > timedelta(hours=23)
    postbox.sends()
    assert len(postbox.delivered) == 5
    assert all(link in plain(mail) for mail in postbox.delivered)


def test_a_hundred_requests_for_the_link_send_one_mail_with_all_links_of_the_address(
    pair: Pair, facilitator: Facilitator, postbox: Postbox
) -> None:
    other = make_pair(facilitator, "Another Ltd")
    for _ in range(100):
        asking.send_links("ANA@northmoor.example")
        asking.send_links("nobody@northmoor.example")
        postbox.later(1)
    postbox.sends()
    (mail,) = postbox.delivered
    assert mail["To"].addresses[0].addr_spec.lower() == "ana@northmoor.example"
    text = plain(mail)
    assert "Another Ltd:\n" + other.link("cio") in text
    assert "Northmoor Logistics:\n" + pair.link("cio") in text
    assert pair.link("cso") not in text
    asking.send_links("ana@northmoor.example")
    assert len(postbox.rows()) == 1
    postbox.later(300)
    asking.send_links("ana@northmoor.example")
    assert len(postbox.rows()) == 2


def test_what_a_facilitator_sends_does_not_show_in_another_workspace(pair: Pair, postbox: Postbox) -> None:
    elsewhere = make_pair(make_facilitator("Elsewhere", "eve@elsewhere.example"))
    inviting.send_link_again(pair.facilitator, pair.respondent("cio").seat_id)
    inviting.send_link_again(elsewhere.facilitator, elsewhere.respondent("cio").seat_id)
    asking.send_links("ana@northmoor.example")
    assert len(postbox.rows()) == 3


def test_a_link_that_ended_is_never_sent_again(pair: Pair, postbox: Postbox) -> None:
    asking.send_links("ana@northmoor.example")
    seats.revoke(pair.facilitator, pair.respondent("cio").seat_id)
    postbox.sends()
    assert postbox.delivered == []
    postbox.later(DAY)
    asking.send_links("ana@northmoor.example")
    assert len(postbox.rows()) == 1


def test_mail_state_is_told_per_seat(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    seat = pair.respondent("cio").seat_id
    (line,) = status.of_waves(pair.facilitator, [pair.wave_id])[seat]
    assert (line.kind, line.state, line.undoable) == (MailKind.INVITATION, MailState.QUEUED, True)
    postbox.sends()
    (line,) = status.of_waves(pair.facilitator, [pair.wave_id])[seat]
    assert (line.state, line.undoable, line.reason) == (MailState.SENT, False, None)


def test_a_test_mail_goes_to_the_own_address_once(pair: Pair, postbox: Postbox) -> None:
    inviting.send_test(pair.facilitator)
    with pytest.raises(TooSoon):
        inviting.send_test(pair.facilitator)
    assert status.last_test(pair.facilitator).state is MailState.QUEUED
    postbox.sends()
    assert subjects(postbox) == [("Ruth Halloran", "A test mail from gapcheck")]
    assert status.last_test(pair.facilitator).state is MailState.SENT


def test_a_password_link_is_made_when_the_mail_is_sent(pair: Pair, postbox: Postbox) -> None:
    from gapcheck.models import User

    with writing() as session:
        outbox.queue_password_reset(session, session.get_one(User, pair.facilitator.user_id))
    postbox.sends()
    assert "http://localhost/reset/" in plain(postbox.delivered[0])


def test_previews_are_the_mails_that_go_out(pair: Pair, postbox: Postbox) -> None:
    shown = inviting.previews(pair.facilitator, pair.wave_id, MailKind.INVITATION, words="Hello both")
    inviting.invite(pair.facilitator, pair.wave_id, "Hello both")
    postbox.sends()
    assert [(preview.subject, preview.plain) for preview in shown] == [
        (mail["Subject"], plain(mail)) for mail in postbox.delivered
    ]


def test_submitting_ends_what_waits_for_the_answers(pair: Pair, postbox: Postbox) -> None:
    ana = pair.answers("cio")
    inviting.invite(pair.facilitator, pair.wave_id)
    answering.submit(ana)
    postbox.sends()
    assert [name for name, _ in subjects(postbox)] == ["Tom Okafor"]
