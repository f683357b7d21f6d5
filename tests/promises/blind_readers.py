"""Who looks at a pair, where, and all that comes back: pages, downloads, headers and mails.

A ``Blind`` says who may see what of it. Whoever may see nothing asks as well: that is what has to be refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from gapcheck.report import Material
from gapcheck.report.twin import Twin
from tests.promises.blind_room import SCREEN
from tests.web.respond.conftest import Person as AtTheirBrowser

if TYPE_CHECKING:
    from tests.promises.blind import Blind

ROLES = ("cio", "cso")
FACILITATOR, COLLEAGUE, FOREIGN, VISITOR = "facilitator", "colleague", "foreign", "visitor"
OUTSIDER = "somebody who left, or came too late to be asked"
AT_THE_OTHERS = "whoever opens the other's address"


def other(role: str) -> str:
    return ROLES[1 - ROLES.index(role)]


@dataclass(frozen=True)
class Part:
    """Of how many pages one is opened: of those on which a text may stand, and of those that are closed to a reader."""

    opened: int
    closed: int


WHOLE, OPENED, FIFTH, SAMPLE = Part(1, 1), Part(1, 6), Part(5, 15), Part(10, 20)


def everything_in_it(material: Material) -> bytes:
    """Stands in for a report: all that the renderer was given, so that what it must not be given shows."""
    return b"%PDF-1.7 " + repr(material).encode()


def everything_on_it(material: Material) -> Twin:
    """The same on the screen."""
    return Twin("Stand-in", "en", (), escape(repr(material)))


def seen_by_the_other(blind: Blind, role: str) -> list[str]:
    """Those of the other's pages that could tell how far this one is; another one each time where time is short."""
    own = ("done", "", "report", "report.pdf")
    chosen = own if blind.thorough else own[blind.looks % 4 : blind.looks % 4 + 1]
    pages = [blind.people[other(role)].opens(page) for page in chosen]
    return [re.sub(r'(name="csrf_token" value=")[^"]+', "", f"{page.status}{page.text}") for page in pages]


def everything_served(blind: Blind, part: Part = WHOLE) -> Iterator[tuple[str, str, str]]:
    """Who, where, and all bytes that came back: pages, downloads, headers; and every mail."""
    for reader, ask, pages in visits(blind):
        one_in = 1 if reader == SCREEN else part.opened if reader in (FACILITATOR, *ROLES) else part.closed
        for page in pages[blind.looks % one_in :: one_in]:
            answer = ask(page)
            assert answer.status_code < 500, (reader, page)
            is_in = answer.status_code == 200 or not open_to_all_who_are_in(blind, reader, page)
            assert is_in, f"{reader} was signed out, and looked at nothing but the way in"
            yield reader, page, f"{answer.headers}{answer.get_data().decode('utf-8', 'replace')}"
    folder = blind.settings.instance / "outbox"
    for file in folder.glob("*.eml") if folder.exists() else ():
        yield "mail", file.name, file.read_text().replace("=\n", "")


def open_to_all_who_are_in(blind: Blind, reader: str, page: str) -> bool:
    """Whether this reader gets this page whatever was done, so that one who does not is looking from outside."""
    if reader == FACILITATOR:
        return page.endswith("/portfolio")
    return reader in ROLES and page.endswith("/answers.json") and not blind.erased


def visits(blind: Blind) -> Iterator[tuple[str, Callable[[str], Any], list[str]]]:
    """Who asks for which pages, and how: what each may have, and what has to be refused."""
    workspace = f"/w/{blind.pair.facilitator.workspace_id}/"
    engagement = f"{workspace}e/{blind.pair.engagement_id}/"
    of_waves = [f"{engagement}{number}/report" for number in range(1, blind.number + 1)]
    editions = ("facilitator", "participant")
    reading = [
        *(f"{report}-{edition}.pdf" for report in of_waves for edition in editions),
        *(f"{report}/{edition}" for report in of_waves for edition in editions),
        *(report.removesuffix("report") for report in of_waves[:-1]),
        *(f"{engagement}export/answers.{form}" for form in ("csv", "json")),
    ]
    own = ["SV1", "OF1", "check", "answers", "answers.json", "done", "report", "report.pdf", "workshop"]
    desk = blind.room.desk()
    yield (
        FACILITATOR,
        blind.browsers[FACILITATOR].client.get,
        [*reading, workspace, engagement, f"{workspace}portfolio", *desk],
    )
    yield COLLEAGUE, blind.browsers[COLLEAGUE].client.get, [engagement, *reading, *desk]
    yield FOREIGN, blind.browsers[FOREIGN].client.get, [engagement, *reading, *desk]
    yield from blind.room.looked_at()
    for role in ROLES:
        mine, theirs = blind.people[role].pid, blind.people[other(role)].pid
        yield role, blind.people[role].client.get, [f"/q/{mine}/{page}" for page in own]
        closed = ("answers.json", "report", "report.pdf")
        yield AT_THE_OTHERS, blind.people[role].client.get, [f"/q/{theirs}/{page}" for page in closed]
        yield VISITOR, blind.browsers[VISITOR].client.get, [f"/q/{mine}/{page}" for page in closed]
    for outsider in blind.outsiders:
        pages = [f"/q/{outsider.pid}/{page}" for page in ("answers.json", "done", "report", "report.pdf")]
        yield part_of(blind, outsider), outsider.client.get, pages


def part_of(blind: Blind, outsider: AtTheirBrowser) -> str:
    """Whose texts somebody without a part in this wave may see: the own ones of an earlier wave, or none."""
    return outsider.role if outsider.pid in blind.earlier else OUTSIDER
