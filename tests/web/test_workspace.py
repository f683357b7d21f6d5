"""What all pages of a workspace share: the navigation says in which section one is."""

from __future__ import annotations

import re

from gapcheck.services import batches, instruments
from gapcheck.services.workshops import preparing, steering
from gapcheck.services.workshops.room import of as room_of
from gapcheck.vocabulary import Edition
from tests.acting import Browser, Pair, make_pair

_CURRENT = re.compile(r'aria-current="(\w+)">([^<]+)<')


def current(page: str) -> list[tuple[str, str]]:
    """What the navigation of a page's head calls current, with its kind."""
    return _CURRENT.findall(page[: page.index("<main")])


def test_every_page_of_a_workspace_says_in_which_section_it_stands(browser: Browser, pair: Pair) -> None:
    facilitator, asked = pair.facilitator, make_pair(pair.facilitator, "Brightwater Foods")
    pair.both_submit()
    pair.renders()
    workshop = preparing.prepare(facilitator, pair.wave_id)
    batch = batches.order(facilitator, [pair.wave_id], Edition.PARTICIPANT)
    seat = asked.shown.seats[0].seat_id
    browser.signs_in(facilitator)
    company, other = f"e/{pair.engagement_id}/", f"e/{asked.engagement_id}/"
    room = f"workshops/{workshop}/"
    in_section = {
        "Companies": (
            *("", "new", "new/many", company, f"{company}release", f"{company}1/report/facilitator"),
            *(f"{other}invite", f"{other}seats/{seat}/remind", f"{company}workshop"),
            *(room, f"{room}preparation", f"{room}items/SV1", f"{room}closing", f"{room}links"),
            *(f"{room}vote", f"{room}import"),
        ),
        "Portfolio": ("portfolio", f"reports/{batch}"),
        "Questionnaires": ("questionnaires", f"questionnaires/{instruments.DEFAULT}"),
        "Mail": ("mail",),
    }
    steering.start(facilitator, workshop, room_of(facilitator, workshop).version)
    own = ("", "new", "portfolio", "questionnaires", "mail")
    for section, pages in in_section.items():
        for path in pages:
            answer = browser.get(f"/w/{facilitator.workspace_id}/{path}")
            kind = "page" if path in own and path != "new" else "true"
            assert (path, answer.status_code, current(answer.text)) == (path, 200, [(kind, section)])


def test_a_page_that_comes_back_refused_stands_where_it_stood(browser: Browser, pair: Pair) -> None:
    home = f"/w/{pair.facilitator.workspace_id}/"
    company = f"{home}e/{pair.engagement_id}/"
    browser.signs_in(pair.facilitator)
    browser.sends(f"{home}mail/test", f"{home}mail")
    for address, page, section in (
        (f"{home}mail/test", f"{home}mail", "Mail"),
        (f"{company}invite", f"{company}invite", "Companies"),
        (f"{home}questionnaires", f"{home}questionnaires", "Questionnaires"),
    ):
        refused = browser.sends(address, page, words="word " * 1_000)
        assert (refused.status_code >= 400, current(refused.text)) == (True, [("true", section)])


def test_the_pages_of_the_own_account_say_so(browser: Browser, pair: Pair) -> None:
    browser.signs_in(pair.facilitator)
    assert current(browser.get("/account").text) == [("page", "Your account")]
    for page in ("name", "password", "app", "passkeys"):
        assert current(browser.get(f"/account/{page}").text) == [("true", "Your account")]
