"""What one report is made from."""

from __future__ import annotations

from dataclasses import dataclass

from gapcheck.engine.result import Comparison
from gapcheck.engine.wave import Wave
from gapcheck.report.brand import Brand
from gapcheck.vocabulary import Edition, Paper

EDITIONS = tuple(edition.value for edition in Edition)
PAPERS = tuple(paper.value for paper in Paper)


@dataclass(frozen=True, slots=True)
class Material:
    """A pair's answers and their comparison, for whom the report is made, and on which paper.

    ``edition`` is one of EDITIONS, ``paper`` one of PAPERS. ``brand`` is named on the cover. ``previous`` is an earlier
    wave of the same pair, for the page of what moved; where the people are not the same, that page says so.

    Raises ValueError for an edition or a paper that does not exist.
    """

    wave: Wave
    comparison: Comparison
    edition: str = EDITIONS[0]
    paper: str = PAPERS[0]
    brand: Brand | None = None
    previous: Wave | None = None

    def __post_init__(self) -> None:
        if self.edition not in EDITIONS:
            raise ValueError(f"{self.edition!r} is no edition; choose one of {', '.join(EDITIONS)}")
        if self.paper not in PAPERS:
            raise ValueError(f"{self.paper!r} is no paper; choose one of {', '.join(PAPERS)}")
