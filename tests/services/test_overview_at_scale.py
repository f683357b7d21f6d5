"""The first page asks the database the same number of questions for a thousand companies as for ten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from bench.many import add_companies
from gapcheck.extensions import db
from gapcheck.services import first_page, overview, portfolio
from gapcheck.services.mail import status
from gapcheck.services.paging import PAGE_LENGTH, NoPage
from gapcheck.services.principals import Facilitator
from tests.acting import Browser

FEW, MANY = 10, 1000


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent to the database while the block runs."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def asked(act: Callable[[], Any]) -> list[str]:
    """The statements of one call, once what a process builds once only is built; a list counts as one value."""
    act()
    with counted() as sent:
        act()
    value = r"(?:\?|%\(\w+\)s(?:::\w+)?)"  # as SQLite and as PostgreSQL has it
    return [re.sub(rf"\({value}(?:, {value})+\)", "(list)", statement) for statement in sent]


@pytest.mark.parametrize(
    "read",
    [first_page.page, status.failing, portfolio.companies],
    ids=["engagements", "failing mail", "portfolio"],
)
def test_a_list_of_a_thousand_companies_takes_as_many_queries_as_one_of_ten(
    facilitator: Facilitator, read: Callable[[Facilitator], Any]
) -> None:
    add_companies(facilitator, FEW)
    few = asked(lambda: read(facilitator))
    add_companies(facilitator, MANY - FEW)
    assert asked(lambda: read(facilitator)) == few
    assert 0 < len(few) <= 10


def test_the_first_page_with_a_thousand_companies_takes_as_many_queries_as_with_ten(
    app: Flask, facilitator: Facilitator, browser: Browser
) -> None:
    browser.signs_in(facilitator)
    home = f"/w/{facilitator.workspace_id}/"
    add_companies(facilitator, FEW)
    few = asked(lambda: browser.client.get(home))
    add_companies(facilitator, MANY - FEW)
    assert asked(lambda: browser.client.get(home)) == few
    assert len(few) <= 12
    assert "Company 0999" in browser.client.get(home + "?q=0999").text


def test_a_query_for_each_company_is_noticed(facilitator: Facilitator, monkeypatch: pytest.MonkeyPatch) -> None:
    original = overview.instrument_of

    def asks_each_time(wave: Any) -> Any:
        db.session.execute(db.text("SELECT 1"))
        return original(wave)

    monkeypatch.setattr(overview, "instrument_of", asks_each_time)
    add_companies(facilitator, FEW)
    few = asked(lambda: first_page.page(facilitator).engagements)
    add_companies(facilitator, 1)
    assert asked(lambda: first_page.page(facilitator).engagements) != few


def test_every_company_is_on_one_page_of_the_list(facilitator: Facilitator) -> None:
    add_companies(facilitator, PAGE_LENGTH + 1)
    first, second = (first_page.page(facilitator, number=number) for number in (1, 2))
    assert (first.pages, first.total) == (2, PAGE_LENGTH + 1)
    listed = [row.company for page in (first, second) for row in page.engagements]
    assert len(listed) == len(set(listed)) == first.total
    for number in (0, 3):
        with pytest.raises(NoPage):
            first_page.page(facilitator, number=number)
