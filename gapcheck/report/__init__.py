"""The alignment report: a comparison in, a PDF or its twin for the screen out.

Knows no Flask and no models; imports WeasyPrint late, and for the twin not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gapcheck.report.brand import Brand
from gapcheck.report.failures import Cause, ReportFailed
from gapcheck.report.identity import content_hash
from gapcheck.report.library import available
from gapcheck.report.material import EDITIONS, PAPERS, Material

if TYPE_CHECKING:
    from gapcheck.report.twin import Twin

__all__ = [
    "EDITIONS",
    "PAPERS",
    "Brand",
    "Cause",
    "Material",
    "ReportFailed",
    "available",
    "content_hash",
    "get_ready",
    "render_html",
    "render_pdf",
    "render_twin",
]


def get_ready() -> None:
    """Start what ``render_pdf`` needs, without waiting for it; nothing where a library or font is missing."""
    if not available():
        from gapcheck.report.child import warm_parent

        warm_parent().start()


def render_pdf(material: Material) -> bytes:
    """The report of one pair as a PDF, rendered in a child process with limits; the same data gives the same bytes.

    Raises ReportFailed, with a sentence for the person who asked: for a library or font that is not installed, a limit
    that is reached, and whatever else stops the child, such as a wave before that cannot be set beside this one.
    """
    missing = available()
    if missing:
        raise ReportFailed(Cause.NOT_INSTALLED, missing)
    from gapcheck.report.child import Job, make
    from gapcheck.report.limits import Limits

    return make(Job(material, Limits())).pdf


def render_html(material: Material) -> str:
    """The same report as one web page that stands by itself: styles, fonts and charts within, no script.

    Needs no system library. Raises InputFaults where the two waves cannot be compared.
    """
    from gapcheck.report.document import build
    from gapcheck.report.twin import page

    return page(build(material))


def render_twin(material: Material) -> Twin:
    """The same report as a part of a web page. It names the content hash of the PDF from the same material.

    Needs no system library. Raises InputFaults where the two waves cannot be compared.
    """
    from gapcheck.report.document import build
    from gapcheck.report.twin import twin

    return twin(build(material))
