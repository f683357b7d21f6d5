"""The own phone in a workshop: it waits for what comes next and disturbs nobody meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from gapcheck.services.workshops import preparing, room, steering
from gapcheck.services.workshops.moves import Command
from tests.browser.conftest import PHONE, Site, Visitor
from tests.browser.test_accessibility import OVERFLOW, SMALL_TARGETS, findings
from tests.instances import put_stand_ins

pytestmark = pytest.mark.slow


class InRoom:
    """A workshop of the pair that has been opened."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.app.app_context():
            site.pair.both_submit()
            site.pair.renders()
            self.workshop_id = preparing.prepare(site.pair.facilitator, site.pair.wave_id)
            steering.start(site.pair.facilitator, self.workshop_id, self._version())

    def _version(self) -> int:
        return room.of(self.site.pair.facilitator, self.workshop_id).version

    def asks_for_votes(self) -> None:
        """What the remote does with "Vote: three dots"."""
        with self.site.app.app_context():
            steering.steer(self.site.pair.facilitator, self.workshop_id, self._version(), Command.VOTE)


@pytest.fixture
def in_room(site: Site, monkeypatch: pytest.MonkeyPatch) -> InRoom:
    """The two and their facilitator, with the workshop open."""
    put_stand_ins(monkeypatch)
    return InRoom(site)


def test_a_phone_that_waits_keeps_its_focus_outlives_a_lost_connection_and_goes_on_to_the_vote_by_itself(
    in_room: InRoom, visit: Callable[..., Visitor]
) -> None:
    ana = visit()
    ana.enters("cio")
    ana.page.clock.install()
    ana.opens("workshop")
    expect(ana.page.get_by_role("heading", name="Look up")).to_be_visible()
    assert findings(ana) == ""
    link = ana.page.get_by_role("link", name="Your answers")
    link.focus()
    with ana.page.expect_response("**/workshop"):
        ana.page.clock.fast_forward(5_000)
    expect(link).to_be_focused()
    ana.context.set_offline(True)
    ana.page.clock.fast_forward(10_000)
    expect(link).to_be_focused()
    ana.context.set_offline(False)
    in_room.asks_for_votes()
    ana.page.clock.fast_forward(10_000)
    expect(ana.page.get_by_role("heading", name="Three dots: what do you want to take?")).to_be_visible()
    assert findings(ana) == ""
    ana.page.set_viewport_size({"width": 320, "height": 640})
    assert ana.page.evaluate(OVERFLOW) == []
    assert ana.page.evaluate(SMALL_TARGETS) == []


def test_every_dot_can_be_given_on_a_phone_whose_letters_are_twice_as_large(
    in_room: InRoom, large_letters: Browser, site: Site
) -> None:
    in_room.asks_for_votes()
    ana = Visitor(large_letters.new_context(**PHONE), site)
    ana.enters("cio")
    ana.opens("workshop")
    expect(ana.page.locator(".ballot").first).to_be_visible()
    for width in (320, 390):
        ana.page.set_viewport_size({"width": width, "height": 844})
        assert ana.page.evaluate(OVERFLOW) == []
    ana.context.close()
