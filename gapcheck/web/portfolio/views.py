"""The portfolio: one row a company, sorted by a plain link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, request

from gapcheck.services import batches, portfolio
from gapcheck.services.portfolio import PortfolioRow
from gapcheck.vocabulary import FAMILIES
from gapcheck.web.access import READER, principal
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("portfolio", __name__)


def _share(count: Callable[[PortfolioRow], float]) -> Callable[[PortfolioRow], Any]:
    """The least share first; rows with too few answers for a figure at the end."""

    def key(row: PortfolioRow) -> tuple[bool, float]:
        indices = row.summary.indices
        return (not indices.reported, count(row) / indices.comparable if indices.reported else 0)

    return key


#: Where the talks are needed comes first. ``company`` is the order in which the service gives the rows.
SORTS: dict[str, Callable[[PortfolioRow], Any] | None] = {
    "company": None,
    "same": _share(lambda row: row.summary.indices.same_view),
    "guesses": _share(lambda row: sum(row.summary.indices.predicts) / 2),
    "age": lambda row: -row.age,
}


@blueprint.get("/w/<workspace_id>/portfolio")
@principal(READER, reads_answers=True)
def companies() -> str:
    """All companies whose answers one may see, with their counts."""
    sort = request.args.get("sort", "company")
    if sort not in SORTS:
        abort(404)
    rows = list(portfolio.companies(g.facilitator))
    key = SORTS[sort]
    if key is not None:
        rows.sort(key=key)
    questionnaires = list({row.instrument.key: row.instrument for row in rows}.values())
    return render_template(
        "portfolio/companies.html",
        rows=rows,
        sort=sort,
        families=FAMILIES,
        questionnaires=questionnaires,
        most=batches.MOST,
    )
