"""Makes docs/pictures anew from the running program: ``make docs``.

A temporary instance with the demo is served on a free port, a real Chromium looks at it, and Poppler at its report.
The pictures have few colours, so that they stay small in the repository.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
GAPCHECK = str(Path(sys.executable).parent / "gapcheck")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = {"width": 390, "height": 1120}
DESK = {"width": 1180, "height": 760}
ITEM = "CC4"
COLOURS = 96
EDGE = "#cfd5db"
#: The pages of the report that are shown, by words that no page before them has, in small letters.
REPORT_PAGES = {
    "cover": "see it, and see each other",
    "minute": "in one minute",
    "map": "higher: your own views are closer",
    "theme": "timing in projects",
}
MOST_BYTES = 150_000
PASSWORD = "pictures of the demo only"  # noqa: S105  of a temporary instance


@dataclass(frozen=True)
class Demo:
    """Where the demo's people enter, and the finished report."""

    facilitator: str
    respondents: tuple[str, ...]
    report: Path


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gapcheck-pictures-") as folder:
        port = free_port()
        environment = os.environ | {
            "GAPCHECK_INSTANCE": folder,
            "GAPCHECK_BASE_URL": f"http://127.0.0.1:{port}",
        }
        subprocess.run([GAPCHECK, "init"], env=environment, check=True, stdout=subprocess.DEVNULL)
        demo = load_demo(environment)
        with serving(port, environment), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
            pictures_of_facilitator(browser, demo)
            picture_of_question(browser, demo)
            browser.close()
        pictures_of_report(demo)
    for picture in sorted(PICTURES.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.relative_to(ROOT)}: {size // 1024} KB{'' if size <= MOST_BYTES else ', too large'}")


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def chromium() -> str:
    """The browser of this system."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit("There is no Chromium here. make test installs it, or says how.")
    return found


def load_demo(environment: dict[str, str]) -> Demo:
    """Load the demo and read the links that it prints."""
    printed = subprocess.run([GAPCHECK, "demo"], env=environment, check=True, capture_output=True, text=True).stdout
    links = re.findall(r"http://\S+", printed)
    report = re.search(r"(/\S+\.pdf)", printed)
    if report is None:
        sys.exit(f"The demo named no report:\n{printed}")
    return Demo(
        facilitator=next(link for link in links if "/i/" not in link),
        respondents=tuple(link for link in links if "/i/" in link),
        report=Path(report[1]),
    )


@contextmanager
def serving(port: int, environment: dict[str, str]) -> Iterator[None]:
    """The server, while the block runs."""
    server = subprocess.Popen([GAPCHECK, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
                break
            except OSError:  # not there yet, or still starting
                time.sleep(0.1)
        else:
            sys.exit("The server did not become ready.")
        yield
    finally:
        server.terminate()
        server.wait(timeout=60)


def open_page(browser: Browser, address: str, size: dict[str, int]) -> Page:
    """A page in a browser of its own."""
    context = browser.new_context(viewport=size, device_scale_factor=1.5, locale="en-GB", color_scheme="light")  # type: ignore[arg-type]  # a viewport is a dict
    page = context.new_page()
    page.goto(address)
    return page


def pictures_of_facilitator(browser: Browser, demo: Demo) -> None:
    """The first page, and the report of the released company on the screen, in the dark."""
    page = open_page(browser, demo.facilitator, DESK)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    company = page.get_by_role("link", name=re.compile("Northmoor")).first
    company.wait_for()
    keep(page, "home")
    company.click()
    page.get_by_role("link", name="Read the facilitator's edition on the screen").click()
    title = page.get_by_role("heading", level=2).first
    title.wait_for()
    page.emulate_media(color_scheme="dark")
    title.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#page-1').closest('section').scrollIntoView()")
    keep(page, "screen")


def picture_of_question(browser: Browser, demo: Demo) -> None:
    """A question on a phone, answered for oneself and for the other."""
    page = open_page(browser, demo.respondents[0], PHONE)
    page.locator("main button[type=submit]").click()  # the door, then the start page with the promise
    start = page.url
    page.locator("main button[type=submit]").click()
    page.goto(start + ITEM)
    for choice, answer in zip(page.get_by_role("group").all(), ("Disagree", "Agree"), strict=False):
        choice.get_by_text(answer, exact=True).click()
    page.wait_for_timeout(800)  # until it says that it is saved
    keep(page, "question")


def keep(page: Page, name: str) -> None:
    """Keep what is on the screen, with few colours."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur()")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=False)
    make_small(path)


def pictures_of_report(demo: Demo) -> None:
    """The pages of the report by the words on them: each a picture of its own."""
    sheets = texts_of(demo.report)
    with tempfile.TemporaryDirectory() as folder:
        for name, words in REPORT_PAGES.items():
            number = next((str(place) for place, text in enumerate(sheets, 1) if words in text), None)
            if number is None:
                sys.exit(f"No page of the report says {words!r}.")
            command = ["pdftoppm", "-r", "72", "-png", "-f", number, "-l", number, "-singlefile"]
            subprocess.run([*command, str(demo.report), f"{folder}/{name}"], check=True)
            framed = ImageOps.expand(Image.open(f"{folder}/{name}.png").convert("RGB"), 1, EDGE)
            path = PICTURES / f"report-{name}.png"
            framed.save(path)
            make_small(path)


def texts_of(report: Path) -> list[str]:
    """The text of each page in small letters, on one line."""
    text = subprocess.run(["pdftotext", str(report), "-"], check=True, capture_output=True, text=True).stdout
    return [" ".join(page.casefold().split()) for page in text.split("\f")]


def make_small(path: Path) -> None:
    """Save a picture with a palette: a third of the bytes, and nothing to see of it."""
    Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
