"""Bad network, two tabs, two people in one browser, a page left too early: nothing acknowledged is lost or mixed up."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.plan import ByPointing, expected, plan
from tests.browser.proxy import LosingProxy

pytestmark = pytest.mark.slow
Visit = Callable[..., Visitor]


@pytest.fixture
def form() -> str:
    return "short"


def saved_words(visitor: Visitor) -> str:
    return visitor.page.locator("[data-save-state]").inner_text()


def test_with_a_fifth_of_the_replies_lost_every_answer_arrives_once(site: Site, visit: Visit) -> None:
    answers = plan(site.stored("cio").items)[:12]
    server_port = urlsplit(site.address).port or 0
    with LosingProxy(server_port, share=0.2, seed=11) as proxy:
        ana = visit()
        ana.site = Site(site.app, f"http://127.0.0.1:{proxy.port}", site.pair)
        ana.base = ana.site.address + _enters_until_it_works(ana, site.link("cio"))
        for halves in answers:
            ana.opens(halves[0].item.id)
            finger = ByPointing(ana, Locator.tap)
            for answer in halves:
                finger.gives(answer)
            ana.sees_saved()
            # What the page calls saved is in the database, whatever became of the replies on the way.
            assert site.values("cio")[halves[0].item.id] == expected([halves])[halves[0].item.id]
        assert proxy.lost > 3
    assert site.values("cio") == expected(answers)


def _enters_until_it_works(visitor: Visitor, link: str) -> str:
    """Press Continue and Start as often as it takes; a lost reply shows the browser's own error page."""
    page = visitor.page
    for _ in range(20):
        page.goto(visitor.site.address + urlsplit(link).path)
        page.get_by_role("button", name="Continue").click()
        page.wait_for_timeout(300)
        if "/q/" not in page.url:
            continue
        if page.get_by_role("button", name="Start").count():
            page.get_by_role("button", name="Start").click()
            page.wait_for_timeout(300)
        found = re.match(r"/q/[^/]+/", urlsplit(page.url).path)
        if found and visitor.site.as_respondent("cio", _has_acknowledged):
            return found[0]
    raise AssertionError("never got in")


def _has_acknowledged(respondent: object) -> bool:
    from gapcheck.services import answering

    return answering.questionnaire(respondent).acknowledged_at is not None  # type: ignore[arg-type]  # a respondent


def test_without_a_connection_the_page_never_says_saved_and_sends_when_it_is_back(site: Site, visit: Visit) -> None:
    ana = visit()
    ana.starts("cio")
    ana.context.set_offline(True)
    ana.half("cio").locator("label.choice").nth(3).tap()
    expect(ana.page.locator("[data-save-state]")).to_have_text("Not saved yet, trying again.")
    assert site.values("cio") == {}
    ana.continues()
    expect(ana.page.locator("[data-save-state]")).to_contain_text("Kept on this page")
    ana.context.set_offline(False)
    ana.page.wait_for_url("**/SV2")
    assert site.values("cio") == {"SV1": {"cio": 4}}


def test_continue_pressed_at_once_without_a_connection_keeps_the_page_and_goes_on_when_it_is_back(
    site: Site, visit: Visit
) -> None:
    ana = visit()
    ana.starts("cio")
    ana.page.wait_for_load_state()
    ana.context.set_offline(True)
    ana.half("cio").locator("label.choice").nth(3).tap()
    for _ in range(2):
        ana.continues()
        expect(ana.page.locator("[data-save-state]")).to_contain_text("Kept on this page")
    ana.context.set_offline(False)
    ana.page.wait_for_url("**/SV2")
    assert site.values("cio") == {"SV1": {"cio": 4}}


def test_a_page_that_stays_because_its_way_on_was_stopped_saves_and_continues_as_before(
    site: Site, visit: Visit
) -> None:
    ana = visit()
    ana.starts("cio")
    ana.page.clock.install()
    ana.page.reload()
    # What the browser's own Stop does while the next page is slow to come.
    ana.page.route("**/SV1", lambda route: route.abort("aborted"), times=1)
    ana.half("cio").locator("label.choice").nth(3).tap()
    with ana.page.expect_event("requestfailed"):
        ana.continues()
    ana.page.clock.fast_forward(15_000)
    ana.sees_saved()
    ana.half("cio").locator("label.choice").nth(1).tap()
    ana.page.clock.fast_forward(1_000)
    ana.sees_saved()
    assert site.values("cio") == {"SV1": {"cio": 2}}
    ana.continues()
    ana.page.wait_for_url("**/SV2")


def test_a_server_that_fails_for_a_while_is_asked_again(site: Site, visit: Visit) -> None:
    ana = visit()
    ana.starts("cio")
    tries: list[str] = []

    def fail_twice(route: object) -> None:
        tries.append("try")
        if len(tries) < 3:
            route.fulfill(status=503, body="busy")
        else:
            route.continue_()

    ana.page.route("**/save", fail_twice)
    ana.half("cso").locator("label.choice").nth(1).tap()
    ana.sees_saved()
    assert len(tries) == 3
    assert site.values("cio") == {"SV1": {"cso": 2}}


def test_closing_a_page_with_something_unsaved_asks_first(site: Site, visit: Visit) -> None:
    ana = visit()
    ana.starts("cio")
    asked: list[str] = []
    ana.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    ana.page.route("**/save", lambda route: route.abort())
    ana.half("cio").locator("label.choice").nth(3).tap()
    expect(ana.page.locator("[data-save-state]")).to_have_text("Not saved yet, trying again.")
    ana.page.close(run_before_unload=True)
    ana.context.pages[0].wait_for_timeout(300) if ana.context.pages else None
    assert asked == ["beforeunload"]


def test_in_two_tabs_the_older_page_is_asked_which_answer_counts(site: Site, visit: Visit) -> None:
    ana = visit()
    ana.starts("cio")
    other_tab = ana.context.new_page()
    other_tab.goto(ana.base + "SV1")
    other_tab.locator("label.choice").nth(0).tap()
    other_tab.locator('[data-save-state][data-state="saved"]').wait_for()
    ana.half("cio").locator("label.choice").nth(4).tap()
    expect(ana.page.locator("[data-save-state]")).to_have_text("Answered elsewhere. Press Continue.")
    assert site.values("cio") == {"SV1": {"cio": 1}}
    ana.continues()
    expect(ana.page.get_by_role("heading", name="This question was answered elsewhere meanwhile")).to_be_visible()
    ana.continues()
    ana.page.wait_for_url("**/SV2")
    assert site.values("cio") == {"SV1": {"cio": 5}}


def test_two_people_in_one_profile_each_keep_their_own_answers(site: Site, visit: Visit) -> None:
    ana = visit()
    ana.starts("cio")
    tom = Visitor(ana.context, site)
    tom.starts("cso")
    for turn in range(4):
        for person, own, guess in ((ana, "cio", "cso"), (tom, "cso", "cio")):
            person.page.bring_to_front()
            person.half(own).locator("label.choice").nth(turn).tap()
            person.half(guess).locator("label.choice").nth(4 - turn).tap()
            person.sees_saved()
    ana.page.wait_for_timeout(1_200)
    assert site.values("cio") == {"SV1": {"cio": 4, "cso": 2}}
    assert site.values("cso") == {"SV1": {"cso": 4, "cio": 2}}


def test_the_wrong_tab_is_refused_and_keeps_its_text_on_screen(site: Site, visit: Visit) -> None:
    ana = visit(java_script_enabled=False)
    ana.starts("cio")
    tom = Visitor(ana.context, site)
    tom.starts("cso")
    ana.opens("OF1")
    ana.page.locator("textarea").fill("These are the words of Ana, not of Tom")
    # As if a tab had been restored with the other person's address around her fields.
    ana.page.locator("#question").evaluate("(form, to) => form.action = to", tom.base + "OF1")
    ana.continues()
    expect(ana.page.get_by_role("heading", name="This page belongs to somebody else's form")).to_be_visible()
    assert ana.page.locator("textarea").input_value() == "These are the words of Ana, not of Tom"
    assert site.values("cio") == site.values("cso") == {}


def test_after_leaving_neither_back_nor_history_shows_an_answer(site: Site, visit: Visit) -> None:
    ana = visit()
    ana.starts("cio")
    ana.opens("OF1")
    ana.page.locator("textarea").fill("canary in the coal mine")
    ana.sees_saved()
    ana.page.get_by_role("button", name="Finish and leave").tap()
    ana.page.wait_for_url("**/left")
    for _ in range(4):
        ana.page.go_back()
        assert "canary" not in ana.page.content()
    ana.opens("OF1")
    assert "canary" not in ana.page.content()
    stored = ana.page.evaluate("[localStorage.length, sessionStorage.length]")
    assert stored == [0, 0]


def test_a_double_tap_on_continue_saves_once_and_goes_one_page_on(site: Site, visit: Visit) -> None:
    ana = visit()
    ana.starts("cio")
    ana.half("cio").locator("label.choice").nth(2).tap()
    ana.page.locator(".actions").get_by_role("button", name="Continue").dblclick()
    ana.page.wait_for_url("**/SV2")
    ana.page.wait_for_timeout(500)
    assert urlsplit(ana.page.url).path.endswith("/SV2")
    assert site.stored("cio").answers["SV1"]["cio"].revision == 1
