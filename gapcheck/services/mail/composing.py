"""From a row to a letter, at the moment of sending. Here, and only here, the personal link comes into a mail.

What a respondent gets depends on that person's name and link, on the company, the facilitator and the dates; on nothing
of the other person, so that no mail can tell how far the other is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlalchemy.orm import Session

from gapcheck import paths
from gapcheck.extensions import installation
from gapcheck.models import Company, Engagement, Mail, Occupant, User, Wave
from gapcheck.services import branding, links, passwords
from gapcheck.services.mail import rules
from gapcheck.services.mail.letters import LOGO, Correspondent, Letter, Text, Undeliverable, one_line, write
from gapcheck.vocabulary import MailKind, day_in_words

#: Mails that a respondent can stop: they carry the address for it in a header, too.
STOPPABLE = (MailKind.INVITATION, MailKind.REMINDER)


def compose(session: Session, mail: Mail) -> Letter:
    """The letter of a mail that ``rules`` let through. Raises Undeliverable."""
    facts = _facts(session, mail)
    reply_to = facts.get("reply_to")
    return write(
        text(mail.kind, facts),
        Correspondent(facts["name"], mail.address),
        mail.message_id,
        reply_to=Correspondent(facts["facilitator"], reply_to) if reply_to else None,
        stop=facts["stop"] if mail.kind in STOPPABLE else None,
        logo=facts.get("logo"),
    )


def text(kind: MailKind, facts: Mapping[str, Any]) -> Text:
    """Subject and bodies of a kind of mail, from its templates."""

    def part(name: str) -> str:
        return (
            _templates().get_template(f"{kind.value}-{name}").render(facts, stoppable=kind in STOPPABLE, logo_name=LOGO)
        )

    return Text(one_line(part("subject.txt")), part("body.txt").strip() + "\n", part("body.html"))


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(paths.TEMPLATES / "mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day_in_words
    return environment


def _facts(session: Session, mail: Mail) -> dict[str, Any]:
    if mail.occupant_id is not None:
        to = rules.addressee(session, mail)
        assert to is not None  # ``rules`` let it through
        return respondent_facts(session, to.wave, to.person, mail.words)
    if mail.user_id is not None:
        return _account_facts(session, mail, session.get_one(User, mail.user_id))
    return _facts_of_all_links(session, mail)


def respondent_facts(session: Session, wave: Wave, person: Occupant, words: str | None) -> dict[str, Any]:
    """All that a mail to a respondent may say."""
    engagement = session.get_one(Engagement, wave.engagement_id)
    facilitator = session.get_one(User, engagement.facilitator_id)
    brand = branding.of(engagement.workspace_id)
    return {
        "workspace": one_line(brand.name),
        "logo": brand.logo,
        "name": one_line(person.name),
        "company": one_line(session.get_one(Company, engagement.company_id).name),
        "facilitator": one_line(facilitator.name),
        "reply_to": facilitator.email,
        "due_on": wave.due_on,
        "delete_on": engagement.delete_on,
        "words": words,
        "links": [(None, links.address_of(person))],
        "stop": f"{installation().settings.base_url}/stop/{links.stop_token_of(person)}",
    }


def _facts_of_all_links(session: Session, mail: Mail) -> dict[str, Any]:
    found = rules.reachable(session, mail.address)
    if not found:
        raise Undeliverable
    companies = [
        session.get_one(Company, session.get_one(Engagement, to.wave.engagement_id).company_id) for to in found
    ]
    labels = [
        one_line(company.name) + (f", wave {to.wave.number}" if to.wave.number > 1 else "")
        for company, to in zip(companies, found, strict=True)
    ]
    return {
        "name": one_line(found[0].person.name),
        "workspace": None,
        "logo": None,
        "facilitator": None,
        "words": None,
        "links": list(zip(labels, (links.address_of(to.person) for to in found), strict=True)),
        "stop": None,
    }


def _account_facts(session: Session, mail: Mail, user: User) -> dict[str, Any]:
    home = f"{installation().settings.base_url}/w/{mail.workspace_id}/"
    facts: dict[str, Any] = {"name": one_line(user.name), "link": home}
    if mail.kind is MailKind.PASSWORD_RESET:
        facts["link"] = passwords.reset_link(user.id)
    if mail.wave_id is not None:
        engagement = session.get_one(Engagement, session.get_one(Wave, mail.wave_id).engagement_id)
        facts["link"] = f"{home}e/{engagement.id}/"
        facts["company"] = one_line(session.get_one(Company, engagement.company_id).name)
        facts["delete_on"] = engagement.delete_on
    return facts
