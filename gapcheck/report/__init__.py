"""The alignment report: a comparison in, a PDF or its twin for the screen out.

Knows no Flask and no models; imports WeasyPrint late, and for the twin not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gapcheck.engine.result import Comparison
from gapcheck.engine.wave import Wave
from gapcheck.report.brand import Brand
from gapcheck.report.failures import Cause, ReportFailed
from gapcheck.report.identity import EDITIONS, PAPERS, cache_key, content_hash
from gapcheck.report.library import available

if TYPE_CHECKING:
    from gapcheck.report.twin import Twin

__all__ = [
    "EDITIONS",
    "PAPERS",
    "Brand",
    "Cause",
    "ReportFailed",
    "available",
    "cache_key",
    "content_hash",
    "render_html",
    "render_pdf",
    "render_twin",
]


def render_pdf(
    wave: Wave,
    comparison: Comparison,
    *,
    edition: str = "participant",
    paper: str = "a4",
    brand: Brand | None = None,
    previous: Wave | None = None,
) -> bytes:
    """The report of one pair as a PDF, rendered in a child process with limits; the same data gives the same bytes.

    ``edition`` is one of EDITIONS, ``paper`` one of PAPERS. ``brand`` is named on the cover. ``previous`` is an earlier
    wave of the same pair, for the page of what moved; where the people are not the same, that page says so.

    Raises ValueError for an edition or a paper that does not exist, and ReportFailed, with a sentence for the person
    who asked, where the system libraries are missing or a limit is reached.
    """
    if edition not in EDITIONS:
        raise ValueError(f"{edition!r} is no edition; choose one of {', '.join(EDITIONS)}")
    if paper not in PAPERS:
        raise ValueError(f"{paper!r} is no paper; choose one of {', '.join(PAPERS)}")
    missing = available()
    if missing:
        raise ReportFailed(Cause.LIBRARY_MISSING, missing)
    from gapcheck.report.child import Job, make
    from gapcheck.report.limits import Limits

    return make(Job(wave, comparison, edition, paper, Limits(), brand, previous)).pdf


def render_html(
    wave: Wave,
    comparison: Comparison,
    *,
    edition: str = "participant",
    brand: Brand | None = None,
    previous: Wave | None = None,
) -> str:
    """The same report as one web page that stands by itself: styles, fonts and charts within, no script.

    Raises ValueError for an edition that does not exist.
    """
    from gapcheck.report.document import build
    from gapcheck.report.twin import page

    return page(build(wave, comparison, edition=edition, paper=PAPERS[0], brand=brand, previous=previous))


def render_twin(
    wave: Wave,
    comparison: Comparison,
    *,
    edition: str = "participant",
    paper: str = "a4",
    brand: Brand | None = None,
    previous: Wave | None = None,
) -> Twin:
    """The same report as a part of a web page. ``paper`` is that of the PDF beside it: both name one content hash.

    Needs no system library. Raises ValueError for an edition that does not exist.
    """
    from gapcheck.report.document import build
    from gapcheck.report.twin import twin

    return twin(build(wave, comparison, edition=edition, paper=paper, brand=brand, previous=previous))
