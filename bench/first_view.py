"""What the first view of a page costs a browser that has never been here: requests, and bytes as they are sent."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from bench.figure import Figure
from bench.pages import prepare, serving
from gapcheck.instruments import loader

MOST_BYTES, MOST_REQUESTS = 60 * 1024, 6
#: One item of each type that the short form has.
ITEMS = ("SV1", "SV2", "PS1", "CC3", "BI1", "OF1")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def figures() -> Iterator[Figure]:
    """The door, the start page, and a question of each type, each in a browser profile of its own."""
    with tempfile.TemporaryDirectory(prefix="gapcheck-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
        environ = {"GAPCHECK_INSTANCE": folder, "GAPCHECK_BASE_URL": address}
        link = prepare(environ)
        probe.close()
        with serving(address, environ), sync_playwright() as playwright:
            program = next(filter(None, map(shutil.which, BROWSERS)))
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            yield from _views(browser, link)
            browser.close()


def _views(browser: Browser, link: str) -> Iterator[Figure]:
    yield _figure("door", *_cost(browser, link))
    page = browser.new_page()
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/q/**")
    base = page.url
    yield _figure("start page", *_cost(browser, base, page.context.storage_state()))
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/example")
    state = page.context.storage_state()
    instrument = loader.find("cio-cso-partnership@1")
    for item in ITEMS:
        yield _figure(f"question, {instrument.item(item).type.value}", *_cost(browser, base + item, state))


def _cost(browser: Browser, address: str, state: object = None) -> tuple[int, int]:
    """Requests and bytes on the wire (headers and compressed bodies) of a page in an empty profile."""
    context = browser.new_context(storage_state=state, viewport={"width": 390, "height": 844})  # type: ignore[arg-type]  # a state
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(200)
    context.close()
    return len(sizes), int(sum(sizes.values()))


def _figure(name: str, requests: int, sent: int) -> Figure:
    good = requests <= MOST_REQUESTS and sent <= MOST_BYTES
    return Figure(f"first view, {name}", f"{sent / 1024:.1f} KB in {requests} requests", "at most 60 KB in 6", good)
