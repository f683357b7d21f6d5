"""How long a report takes: in a fresh process, from a warm parent, many at once; processor time, memory and bytes too.

The targets are those of a report of twelve pages; the pages of each example stand beside its figures. Beside the warm
report stands what a warm tab of Chromium takes, in the same run and in turns with it, to print the report's twin. Wall
time is what a person waits, and on a busy machine mostly the machine's; processor time is the report's own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

from bench.figure import Figure, milliseconds
from gapcheck.engine import compare
from gapcheck.engine.pairfile import load
from gapcheck.report import EDITIONS, Material, available, render_html
from gapcheck.report.child import Job, WarmParent
from gapcheck.report.limits import Limits

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = ("halden-short", "northmoor-full")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ROUNDS = 5
MOST_COLD, MOST_WARM, MOST_MEMORY, PAGES = 1.3, 0.6, 90 << 20, 12
MOST_RATIO = 3.0
#: So many reports are made in bulk, and the time of a hundred is computed from it.
BULK, WORKERS, MOST_HUNDRED = 20, 2, 35.0
#: A document of one line: what WeasyPrint takes for anything at all.
ONE_LINE = "import weasyprint; weasyprint.HTML(string='<p>One line').write_pdf()"


#: Runs its arguments as a command, and says what that took: seconds of wall and of processor time, and memory.
_STARTER = """
import json, os, sys, time
started = time.perf_counter()
process = os.fork()
if not process:
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(process, 0)
wall = time.perf_counter() - started
if status:
    sys.exit(f"{sys.argv[1:]} ended with {os.waitstatus_to_exitcode(status)}")
print(json.dumps([wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process took: seconds of wall and of processor time, and the most bytes of memory at once."""

    wall: float
    cpu: float
    memory: int


def figures() -> Iterator[Figure]:
    """A report cold and warm, for each example and edition, and many at once."""
    if missing := available():
        yield Figure("report", missing)
        return
    anchor = spent([sys.executable, "-c", ONE_LINE])
    constant = f"WeasyPrint alone takes {milliseconds(anchor.wall)} in a fresh process for one line of text"
    with tempfile.TemporaryDirectory(prefix="gapcheck-bench-") as folder:
        for name in NAMES:
            for edition in EDITIONS:
                yield from _cold(name, edition, Path(folder) / "out.pdf", constant)
    with _warm_parent() as warm, _tab() as tab:
        for name in NAMES:
            for edition in EDITIONS:
                yield from _warm(warm, tab, name, edition)
    yield _bulk()


def _cold(name: str, edition: str, output: Path, constant: str) -> Iterator[Figure]:
    command = [sys.executable, "-m", "gapcheck", "report", str(EXAMPLES / f"{name}.json"), "-o", str(output)]
    runs = [spent([*command, "--edition", edition]) for _ in range(ROUNDS)]
    wall, cpu = median(run.wall for run in runs), median(run.cpu for run in runs)
    memory = max(run.memory for run in runs)
    pdf = output.read_bytes()
    title = f"{name}, {edition}, fresh process"
    yield Figure(
        title,
        f"{milliseconds(wall)} wall, {milliseconds(cpu)} processor, {_pages(pdf)} pages",
        f"at most {milliseconds(MOST_COLD)} for {PAGES} pages",
        wall <= MOST_COLD,
        constant,
    )
    yield Figure(f"{title}, memory", f"{memory >> 20} MB", f"at most {MOST_MEMORY >> 20} MB", memory <= MOST_MEMORY)
    yield Figure(f"{name}, {edition}, size", f"{len(pdf) / 1024:.0f} KB")


def _warm(warm: WarmParent, tab: Page, name: str, edition: str) -> Iterator[Figure]:
    """A report from a parent that is ready to fork; the comparison is made before. In turns with Chromium."""
    job = _job(name, edition)
    twin = render_html(job.material)
    warm.render(job)
    printed = _print(tab, twin)
    before, ours, theirs = _children(warm), [], []
    for _ in range(ROUNDS):
        ours.append(_timed(lambda: warm.render(job)))
        theirs.append(_timed(lambda: _print(tab, twin)))
    wall, other = median(ours), median(theirs)
    cpu = (_children(warm) - before) / ROUNDS
    yield Figure(
        f"{name}, {edition}, warm parent",
        f"{milliseconds(wall)} wall, {milliseconds(cpu)} processor",
        f"at most {milliseconds(MOST_WARM)} for {PAGES} pages",
        wall <= MOST_WARM,
    )
    yield Figure(
        f"{name}, {edition}, beside Chromium",
        f"{wall / other:.1f} x",
        f"at most {MOST_RATIO:g} x",
        wall / other <= MOST_RATIO,
        f"a warm tab prints the twin in {milliseconds(other)}: {_pages(printed)} pages, {len(printed) / 1024:.0f} KB",
    )


def _bulk() -> Figure:
    """Reports of as many companies, from two warm parents."""
    job = _job(NAMES[0], EDITIONS[0])
    companies = (replace(job.material.wave, company=f"Company {number}") for number in range(BULK))
    jobs = [replace(job, material=replace(job.material, wave=company)) for company in companies]
    parents = [WarmParent() for _ in range(WORKERS)]
    try:
        for parent in parents:
            parent.render(job)
        with ThreadPoolExecutor(WORKERS) as pool:
            shares = [(parent, jobs[place::WORKERS]) for place, parent in enumerate(parents)]
            wall = _timed(lambda: list(pool.map(lambda share: [share[0].render(each) for each in share[1]], shares)))
    finally:
        for parent in parents:
            parent.close()
    hundred = wall * 100 / BULK
    return Figure(
        f"{NAMES[0]}, {BULK} reports, {WORKERS} workers",
        f"{wall:.1f} s, {hundred:.0f} s for a hundred",
        f"at most {MOST_HUNDRED:.0f} s for a hundred",
        hundred <= MOST_HUNDRED,
    )


def _job(name: str, edition: str) -> Job:
    wave = load(EXAMPLES / f"{name}.json", ())
    return Job(Material(wave, compare(wave), edition), Limits())


def _pages(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _print(tab: Page, twin: str) -> bytes:
    """The twin as a PDF: loaded, laid out and printed, with tags and bookmarks as the report has them."""
    tab.set_content(twin, wait_until="load")
    return tab.pdf(format="A4", tagged=True, outline=True, print_background=True)


@contextmanager
def _warm_parent() -> Iterator[WarmParent]:
    parent = WarmParent()
    try:
        yield parent
    finally:
        parent.close()


@contextmanager
def _tab() -> Iterator[Page]:
    """A tab of a browser that is running."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser.new_page()
        finally:
            browser.close()


def _children(warm: WarmParent) -> float:
    """Seconds of processor time of the children that a warm parent has waited for; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{warm.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def spent(command: list[str]) -> Spent:
    """Run a command to its end. Processor time and memory include those of its children that it waited for.

    A small process starts it: the memory that a new process is charged with holds that of the one it was made from.
    """
    ran = subprocess.run(
        [sys.executable, "-S", "-c", _STARTER, *command], stdout=subprocess.PIPE, check=True, text=True
    )
    wall, cpu, memory = json.loads(ran.stdout.splitlines()[-1])
    return Spent(wall, cpu, memory * (1 if sys.platform == "darwin" else 1024))
