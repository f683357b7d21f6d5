"""What a report is made from: the wave, in whose name, and the wave before where the two may read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from gapcheck import clock
from gapcheck.engine.wave import Reopening
from gapcheck.extensions import db
from gapcheck.models import Report, Workspace
from gapcheck.report import Material, render_html
from gapcheck.services import branding, changes, engagements, releases, rights
from gapcheck.services.reports import downloads, rendering
from gapcheck.services.transaction import writing
from gapcheck.vocabulary import Edition, Paper
from tests.acting import Pair, make_facilitator

Made = Callable[[], Material]


@pytest.fixture
def last_made(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Made:
    """What the last report was made with, once all that wait are made."""
    given: list[Material] = []

    def note(material: Material) -> bytes:
        given.append(material)
        return b"%PDF-"

    monkeypatch.setattr(rendering, "render_pdf", note)

    def last() -> Material:
        pair.renders()
        return given[-1]

    return last


def logo(colour: tuple[int, int, int]) -> bytes:
    drawn = BytesIO()
    Image.new("RGBA", (40, 20), (*colour, 255)).resize((40, 20)).save(drawn, "PNG")
    return branding.redrawn(_on_nothing(drawn.getvalue()))


def _on_nothing(png: bytes) -> bytes:
    """The picture in the middle of a transparent one."""
    ground, drawn = Image.new("RGBA", (80, 40)), BytesIO()
    ground.paste(Image.open(BytesIO(png)), (20, 10))
    ground.save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.parametrize(("colour", "on_white"), [((20, 60, 40), True), ((250, 250, 240), False)])
def test_a_report_carries_the_name_and_logo_of_its_workspace(
    pair: Pair, last_made: Made, colour: tuple[int, int, int], on_white: bool
) -> None:
    with writing() as session:
        session.get_one(Workspace, pair.facilitator.workspace_id).logo = logo(colour)
    pair.both_submit()
    brand = last_made().brand
    assert brand is not None
    assert (brand.name, brand.on_white) == ("Halloran Consulting", on_white)
    assert brand.logo == logo(colour)


def test_a_workspace_without_a_logo_is_named(pair: Pair, last_made: Made) -> None:
    pair.both_submit()
    assert last_made().brand == rendering.Brand("Halloran Consulting")


def papers(pair: Pair) -> list[tuple[int, str, str]]:
    """Number, edition and paper of every report of the pair."""
    db.session.close()
    rows = select(Report.number, Report.edition, Report.paper).where(Report.wave_id == pair.wave_id)
    return sorted((number, edition.value, paper) for number, edition, paper in db.session.execute(rows))


def test_a_report_is_made_on_the_paper_of_its_workspace_in_both_editions(pair: Pair, last_made: Made) -> None:
    other = make_facilitator("Another Firm", "otto@another.example")
    branding.set_paper(other, Paper.A4)
    branding.set_paper(pair.facilitator, Paper.LETTER)
    pair.both_submit()
    assert papers(pair) == [(1, "facilitator", "letter"), (1, "participant", "letter")]
    assert last_made().paper == "letter"
    assert branding.of(other.workspace_id).paper is Paper.A4


def test_a_report_that_was_ordered_keeps_its_paper_number_and_bytes(pair: Pair, last_made: Made) -> None:
    pair.both_submit()
    assert last_made().paper == "a4"
    before = papers(pair), downloads.download(pair.facilitator, pair.wave_id, Edition.PARTICIPANT)
    branding.set_paper(pair.facilitator, Paper.LETTER)
    assert not rendering.render_next()
    assert (papers(pair), downloads.download(pair.facilitator, pair.wave_id, Edition.PARTICIPANT)) == before


def test_a_report_that_waits_is_made_on_the_paper_that_it_was_ordered_on(pair: Pair, last_made: Made) -> None:
    pair.both_submit()
    branding.set_paper(pair.facilitator, Paper.LETTER)
    assert last_made().paper == "a4"


def next_wave(pair: Pair) -> Pair:
    created = engagements.next_wave(pair.facilitator, pair.wave_id, None, pair.shown.version)
    return Pair(pair.facilitator, created.engagement_id, created.wave_id)


def test_a_first_wave_has_none_before_and_a_second_one_has_the_released_first(pair: Pair, last_made: Made) -> None:
    pair.both_submit()
    assert last_made().previous is None
    pair.releases()
    second = next_wave(pair)
    second.both_submit()
    previous = last_made().previous
    assert previous is not None
    assert (previous.number, [seat.name for seat in previous.seats]) == (1, ["Ana Ferreira", "Tom Okafor"])
    assert previous.seats[0].answers == {"SV1": {"cio": 4, "cso": 2}}


def test_a_release_that_was_retracted_is_not_told_of_in_a_later_report(pair: Pair, last_made: Made) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    version = pair.shown.version
    second = next_wave(pair)
    releases.retract(pair.facilitator, pair.wave_id, version)
    second.both_submit()
    assert last_made().previous is None


@pytest.mark.parametrize("take_back", ["withdraw", "retract"])
def test_a_later_report_is_made_anew_without_what_was_taken_back(pair: Pair, last_made: Made, take_back: str) -> None:
    pair.both_submit()
    pair.renders()
    pair.releases()
    ana, version = pair.respondent("cio"), pair.shown.version
    second = next_wave(pair)
    second.both_submit()
    assert last_made().previous is not None
    second.releases()
    made_before = [
        report.number for report in db.session.scalars(select(Report).where(Report.wave_id == second.wave_id))
    ]
    if take_back == "withdraw":
        rights.withdraw(ana)
    else:
        releases.retract(pair.facilitator, pair.wave_id, version)
    assert last_made().previous is None
    db.session.expire_all()
    numbers = {report.number for report in db.session.scalars(select(Report).where(Report.wave_id == second.wave_id))}
    assert numbers == {max(made_before) + 1}
    assert downloads.download_released(second.respondent("cso")).content == b"%PDF-"


def test_a_report_notes_why_submitted_answers_were_opened_again(pair: Pair, last_made: Made) -> None:
    pair.both_submit()
    assert [seat.reopened for seat in last_made().wave.seats] == [None, None]
    changes.reopen(pair.facilitator, pair.respondent("cio").seat_id, "A slip of the thumb <b>", pair.shown.version)
    pair.submits("cio")
    material = last_made()
    cio, cso = (seat.reopened for seat in material.wave.seats)
    assert (cio, cso) == (Reopening(clock.now().date(), "A slip of the thumb <b>"), None)
    for edition in Edition:
        shown = render_html(replace(material, edition=edition))
        assert "The answers of the CIO were submitted, opened again on" in shown
        assert "reason: A slip of the thumb &lt;b&gt;" in shown
