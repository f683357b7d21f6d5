"""Headers: whatever a name, a company or a subject holds, a mail goes to one person and says what was meant."""

from __future__ import annotations

import re
from email.utils import getaddresses

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from gapcheck.services.mail import composing, letters
from gapcheck.services.mail.letters import Correspondent, Text, Undeliverable
from gapcheck.vocabulary import MailKind
from tests.services.mail.conftest import parsed, plain

ATTACKS = (
    "Ana\r\nBcc: evil@evil.example",
    "Ana\nSubject: won",
    "Ana, evil@evil.example",
    "Ana <evil@evil.example>",
    'Ana" <evil@evil.example>, "x',
    "=?utf-8?q?=0d=0aBcc=3a_evil=40evil.example?=",
    "Łukasz, Żółć; (evil@evil.example) " * 4,
    "a" * 300,
    "\u2028Bcc: evil@evil.example",
    "\ud800\x00\x7f",
    "",
)
arbitrary = st.text(st.characters(codec=None), max_size=150) | st.sampled_from(ATTACKS)


def write(name: str, facilitator: str = "Ruth Halloran", company: str = "Northmoor", words: str | None = None) -> bytes:
    facts = {
        "name": letters.one_line(name),
        "company": letters.one_line(company),
        "workspace": "Halloran Consulting",
        "logo": None,
        "facilitator": letters.one_line(facilitator),
        "reply_to": "ruth@halloran.example",
        "due_on": None,
        "delete_on": None,
        "words": words,
        "links": [(None, "http://localhost/i/gc1_x")],
        "stop": "http://localhost/stop/x",
    }
    text = composing.text(MailKind.REMINDER, facts)
    text = Text(f"{text.subject} {company}", text.plain, text.html)
    to = Correspondent(name, "ana@northmoor.example")
    answer = Correspondent(facilitator, "ruth@halloran.example")
    return letters.write(text, to, "a@localhost", answer, "http://localhost/stop/x").as_bytes()


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=arbitrary, facilitator=arbitrary, company=arbitrary, words=arbitrary)
@example(ATTACKS[0], ATTACKS[1], ATTACKS[5], ATTACKS[8])
@example(ATTACKS[6], ATTACKS[6], ATTACKS[6], ATTACKS[9])
@example(ATTACKS[3], ATTACKS[4], ATTACKS[7], ATTACKS[10])
def test_a_mail_has_one_recipient_whatever_people_are_called(
    app: Flask, name: str, facilitator: str, company: str, words: str
) -> None:
    content = write(name, facilitator, company, words)
    message = parsed(content)
    assert not message.defects
    assert [address.addr_spec for address in message["To"].addresses] == ["ana@northmoor.example"]
    assert [address.addr_spec for address in message["Reply-To"].addresses] == ["ruth@halloran.example"]
    # Not every program parses like Python's newest parser: the plain one agrees.
    assert [address for _, address in getaddresses([str(message["To"])])] == ["ana@northmoor.example"]
    assert sorted(message.keys()) == sorted(
        [
            "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
            "List-Unsubscribe", "MIME-Version", "Content-Type",
        ]
    )  # fmt: skip
    assert plain(message).count("http://localhost/i/gc1_x") >= 1
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.isascii()


def test_names_of_all_scripts_arrive_as_they_were_written(app: Flask) -> None:
    for name in ("Łukasz Żółć", "李小龍", "José O'Brien-Núñez", "محمد", "A" * 60):
        assert parsed(write(name))["To"].addresses[0].display_name == name


def test_the_address_that_stops_reminders_stands_in_one_piece(app: Flask) -> None:
    text = Text("A subject", "text", "<p>text</p>")
    stop = "https://gapcheck.a-very-long-name-of-an-organisation.example.org/stop/" + "x" * 65
    content = letters.write(text, Correspondent("Ana", "ana@northmoor.example"), "a@b", stop=stop).as_bytes()
    assert f"\r\nList-Unsubscribe: <{stop}>\r\n".encode() in content


@pytest.mark.parametrize(
    "address",
    [
        "ana@northmoor.example, evil@evil.example",
        "ana@northmoor.example\r\nBcc: evil@evil.example",
        "ana@northmoor.example\nevil@evil.example",
        "Ana <ana@northmoor.example>",
        "@northmoor.example",
        "ana",
        "żółć@northmoor.example",
    ],
)
def test_an_address_that_is_none_is_refused(app: Flask, address: str) -> None:
    with pytest.raises(Undeliverable):
        letters.write(Text("a", "b", "c"), Correspondent("Ana", address), "a@b")


def test_a_domain_of_another_script_is_written_as_mail_servers_know_it(app: Flask) -> None:
    letter = letters.write(Text("a", "b", "c"), Correspondent("Ana", "ana@żółć.example"), "a@b")
    assert letter.recipient == "ana@xn--kda4b0koi.example"


def test_own_words_are_text_and_never_markup(app: Flask) -> None:
    message = parsed(write("Ana", words="Dear Ana,\n<b>please</b> & thanks\n\nRuth"))
    html = message.get_body(("html",)).get_content()
    assert "<b>" not in html
    assert "Dear Ana,<br>&lt;b&gt;please&lt;/b&gt; &amp; thanks</p>" in html
    assert "Dear Ana,\n<b>please</b> & thanks\n\nRuth" in plain(message)


def test_a_mail_loads_nothing_from_anywhere(app: Flask) -> None:
    html = parsed(write("Ana")).get_body(("html",)).get_content()
    assert not re.search(r"<img|<link|<script|<iframe|url\(|@import|src=", html)
    assert set(re.findall(r'href="([^"]+)"', html)) == {
        "http://localhost/i/gc1_x",
        "http://localhost/stop/x",
        "mailto:ruth@halloran.example",
    }
