"""Rules 1 and 14: no mail depends on the other person, holds an answer, or leaves a link behind in the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce

import pytest
from flask import Flask
from sqlalchemy import text

from gapcheck.extensions import db
from gapcheck.services import changes, releases, rights
from gapcheck.services.mail import inviting
from gapcheck.services.reports import rendering
from gapcheck.vocabulary import MailKind
from tests.acting import Pair, make_facilitator, make_pair
from tests.instances import at_noon
from tests.services.mail.conftest import Postbox, postbox

__all__ = ["postbox"]

CANARY = "a canary in a comment"
OTHER: dict[str, Callable[[Pair], object]] = {
    "empty": lambda pair: None,
    "started": lambda pair: pair.answers("cso"),
    "submitted": lambda pair: pair.submits("cso", {"SV1": {"cso": 5, "cio": 1}}),
}


def masked(content: str) -> str:
    """A mail without what may differ from run to run: its date, its id, its links."""
    content = content.replace("=\r\n", "").replace("=\n", "")
    content = re.sub(r"^(Date|Message-ID): .*$", r"\1: -", content, flags=re.M)
    return re.sub(r"http://localhost/(i|stop|w)/[\w/=-]+", r"http://localhost/\1/-", content)


def mails_to(postbox: Postbox, address: str) -> list[str]:
    files = sorted((postbox.settings.instance / "outbox").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [content for content in (masked(file.read_text()) for file in files) if f"<{address}>" in content]


def everything_that_ana_gets(postbox: Postbox, state: str) -> list[str]:
    """The mails to the CIO through a whole wave, with the CSO in one state until Ana has submitted."""
    at_noon(postbox.settings)
    pair = make_pair(make_facilitator(f"Workspace {state}", f"ruth@{state}.example"))
    seat = pair.respondent("cio").seat_id
    inviting.invite(pair.facilitator, pair.wave_id, None)
    postbox.sends()
    OTHER[state](pair)
    inviting.remind(pair.facilitator, seat)
    postbox.sends()
    inviting.send_link_again(pair.facilitator, seat)
    postbox.sends()
    pair.submits("cio")
    postbox.sends()
    changes.reopen(pair.facilitator, seat, "A question was misread.", pair.shown.version)
    postbox.sends()
    rights.withdraw(pair.respondent("cso"))
    postbox.sends()
    mails = mails_to(postbox, "ana@northmoor.example")
    for file in (postbox.settings.instance / "outbox").glob("*.eml"):
        file.unlink()
    # The runs are beside each other in one installation, so each has a workspace with a name of its own.
    own = {f"ruth@{state}.example": "ruth@x.example", f"Workspace {state}": "Workspace -"}
    return [reduce(lambda text, name: text.replace(name, own[name]), own, mail) for mail in mails]


def test_what_one_gets_is_the_same_whatever_the_other_does(app: Flask, postbox: Postbox) -> None:
    empty, started, submitted = (everything_that_ana_gets(postbox, state) for state in OTHER)
    assert len(empty) == 5
    assert empty == started == submitted
    for mail in empty:
        assert "Tom" not in mail
        assert "CSO" not in mail


@pytest.mark.parametrize("kind", [MailKind.INVITATION, MailKind.REMINDER])
def test_the_mails_to_both_differ_in_name_and_link_only(pair: Pair, kind: MailKind) -> None:
    ana, tom = inviting.previews(pair.facilitator, pair.wave_id, kind)
    assert masked(ana.plain).replace("Ana Ferreira", "Tom Okafor") == masked(tom.plain)
    assert ana.subject == tom.subject


def test_a_subject_names_neither_role_nor_colleague(pair: Pair, postbox: Postbox) -> None:
    inviting.invite(pair.facilitator, pair.wave_id)
    pair.both_submit()
    pair.renders()
    releases.release(pair.facilitator, pair.wave_id, pair.shown.version)
    postbox.sends()
    assert len(postbox.delivered) == 3
    for mail in postbox.delivered:
        assert not re.search(r"Ana|Tom|Ferreira|Okafor|CIO|CSO|agree|%", mail["Subject"])


def test_what_the_facilitator_gets_is_the_same_whatever_was_answered(app: Flask, postbox: Postbox) -> None:
    def mails(number: int, answers: dict[str, dict[str, object]]) -> list[str]:
        pair = make_pair(make_facilitator(f"Workspace {number}", f"ruth{number}@halloran.example"))
        for role in ("cio", "cso"):
            pair.submits(role, answers)
            postbox.sends()
        return [mail.replace(f"ruth{number}@", "ruth@") for mail in mails_to(postbox, f"ruth{number}@halloran.example")]

    few = mails(1, {"SV1": {"cio": 1, "cso": 1}})
    many = mails(2, {"SV1": {"cio": 5, "cso": 2}, "SV2": {"cio": {"no_answer": "not_applicable"}}})
    assert len(few) == 1
    assert few == many


def test_no_row_holds_a_link_and_no_mail_an_answer(
    pair: Pair, postbox: Postbox, capfd: pytest.CaptureFixture[str]
) -> None:
    from gapcheck.services import answering

    links = [pair.link("cio"), pair.link("cso")]
    inviting.invite(pair.facilitator, pair.wave_id, "Our words")
    ana = pair.answers("cio")
    answering.save(ana, "SV1", {"cio": 4}, (CANARY, True))
    answering.submit(ana)
    pair.submits("cso")
    while rendering.render_next():
        pass
    releases.release(pair.facilitator, pair.wave_id, pair.shown.version)
    postbox.sends()
    files = [file.read_text() for file in (postbox.settings.instance / "outbox").glob("*.eml")]
    assert len(files) == 3
    assert not any(CANARY in content for content in files)
    rows = str(db.session.execute(text("SELECT * FROM mail")).all())
    logged = "".join(capfd.readouterr())
    for link in links:
        token = link.rpartition("/")[2]
        assert any(token in content.replace("=\n", "") for content in files)
        assert token not in rows
        assert token not in logged
    assert "northmoor.example" not in logged
