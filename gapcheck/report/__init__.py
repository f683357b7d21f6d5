"""The alignment report: a comparison in, a PDF out. Knows no Flask and no models; imports WeasyPrint late."""

from __future__ import annotations

from gapcheck.engine.result import Comparison
from gapcheck.engine.wave import Wave
from gapcheck.report.failures import Cause, ReportFailed
from gapcheck.report.identity import EDITIONS, PAPERS, cache_key, content_hash
from gapcheck.report.library import available

__all__ = ["EDITIONS", "PAPERS", "Cause", "ReportFailed", "available", "cache_key", "content_hash", "render_pdf"]


def render_pdf(wave: Wave, comparison: Comparison, *, edition: str = "participant", paper: str = "a4") -> bytes:
    """The report of one pair as a PDF, rendered in a child process with limits; the same data gives the same bytes.

    ``edition`` is one of EDITIONS, ``paper`` one of PAPERS. Raises ValueError for another one, and ReportFailed, with a
    sentence for the person who asked, where the system libraries are missing or a limit is reached.
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

    return make(Job(wave, comparison, edition, paper, Limits())).pdf
