"""An hour in which two hundred respondents save every three seconds: nothing is lost, and nothing grows."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from bench.load import Tally
from bench.processes import memory, open_files
from bench.serve import EVERY, RESPONDENTS, Site, saving, site

LOOK_EVERY = 5.0
#: Of the memory after the first tenth of the time, in which every process has seen everything once.
MAY_GROW = 1.10
MOST_WAL = 64 << 20


@dataclass(frozen=True)
class Look:
    """What the server holds at one moment: kB of memory, open files and connections, bytes of SQLite's log."""

    memory: int
    files: int
    wal: int


def look(folder: str) -> Look:
    wal = [file.stat().st_size for file in Path(folder).glob("*-wal")]
    return Look(memory(folder), open_files(folder), sum(wal))


def watched(here: Site, links: list[str], seconds: float) -> tuple[Tally, list[Look]]:
    """Let them save for that long, looking at the server meanwhile."""
    looks = []
    with ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(saving, here, links, EVERY, seconds)
        while not at_work.done():
            looks.append(look(here.environ["GAPCHECK_INSTANCE"]))
            time.sleep(min(LOOK_EVERY, seconds / 20))
        tally, _ = at_work.result()
    return tally, looks


@pytest.mark.soak
@pytest.mark.parametrize("minutes", [60])
def test_an_hour_of_saving_loses_nothing_and_leaves_memory_log_and_files_as_they_were(minutes: float) -> None:
    with site(RESPONDENTS // 2) as here:
        tally, looks = watched(here, here.links, minutes * 60)
    settled, late = looks[len(looks) // 10 : len(looks) // 5], looks[-len(looks) // 10 :]
    before, after = (max(each.memory for each in part) for part in (settled, late))
    # Each respondent's connection comes and goes, so the usual number is compared and not the greatest.
    files = [median(each.files for each in part) for part in (settled, late)]
    times = sorted(tally.seconds)
    print(
        f"{len(times):,} saves, p95 {times[len(times) * 95 // 100] * 1000:.0f} ms, max {times[-1]:.2f} s; "
        f"{before:,} kB early, {after:,} kB late; {files[0]:.0f} open files early, {files[1]:.0f} late; "
        f"log at most {max(each.wal for each in looks):,} bytes"
    )
    assert len(times) > 0.9 * RESPONDENTS * minutes * 60 / EVERY
    assert (tally.failed, tally.lost) == (0, 0), tally.refusals
    assert 0 < after <= before * MAY_GROW
    assert files[1] <= files[0] * MAY_GROW
    assert max(each.wal for each in looks) < MOST_WAL
