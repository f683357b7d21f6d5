"""Reports as files: ordered in the transaction that makes them possible, rendered by a worker, sealed in the database.

``ordering`` writes the rows that ``rendering`` fills in; ``remaking`` orders anew what was made before. ``downloads``
and ``pages`` open what is sealed, for those who may read it. ``failures`` names what breaks; ``copies`` are the files
of the demo.
"""

from __future__ import annotations

from gapcheck.services.reports.downloads import File, NoReport, NotReady, download, download_released, when_read
from gapcheck.services.reports.ordering import order, order_again, put_away
from gapcheck.services.reports.rendering import render_next

__all__ = [
    "File",
    "NoReport",
    "NotReady",
    "download",
    "download_released",
    "order",
    "order_again",
    "put_away",
    "render_next",
    "when_read",
]
