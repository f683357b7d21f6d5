"""The workshop as one file for a room without a network: every step rendered, style, fonts and script within it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import g, make_response, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from gapcheck import clock
from gapcheck.engine.sentences import Pair
from gapcheck.paths import STATIC
from gapcheck.services.workshops import exporting, showing
from gapcheck.services.workshops.exporting import RoomFile
from gapcheck.services.workshops.importing import FORMAT
from gapcheck.services.workshops.moves import usual_seconds
from gapcheck.services.workshops.room import LAST_STEP
from gapcheck.services.workshops.rows import NotOpen
from gapcheck.services.workshops.scene_deciding import SIZES
from gapcheck.services.workshops.scene_words import people_of
from gapcheck.services.workshops.showing import ClosingScene, OnScreen, OpeningScene, Scene
from gapcheck.services.workshops.written import Kept
from gapcheck.sheets import embedded, flat
from gapcheck.vocabulary import BoxKind
from gapcheck.web.access import FACILITATOR, principal
from gapcheck.web.workshop.page import blueprint


@dataclass(frozen=True, slots=True)
class Page:
    """One step of one stop, as a screen would show it, and the seconds with which its timer begins."""

    stop: int
    step: int
    box: int
    item: str
    shown: OnScreen
    seconds: int


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/room.html")
@principal(FACILITATOR, reads_answers=True)
def room_file(workshop_id: str) -> Response:
    """The file, to be opened from a disk. It holds answers, so taking it is recorded."""
    try:
        file = exporting.for_the_room(g.facilitator, workshop_id)
    except NotOpen:
        return redirect(url_for("workshop.arrange", workshop_id=workshop_id))
    pair = Pair(file.material.wave, file.material.comparison)
    page = render_template(
        "workshop/room_file.html",
        room=file.room,
        pair=pair,
        people=people_of(pair),
        pages=_pages(file, pair),
        held=_held(file),
        style=_style(),
        script=_script(),
    )
    response = make_response(page)
    response.headers["Content-Disposition"] = f'attachment; filename="workshop-{clock.now():%Y-%m-%d}.html"'
    return response


def _pages(file: RoomFile, pair: Pair) -> list[Page]:
    pages = []
    for number, stop in enumerate(file.room.agenda.stops):
        for step in range(LAST_STEP + 1 if stop.item else 1):
            shown = OnScreen(0, False, None, False, _scene(file, pair, number, step))
            seconds = usual_seconds(file.room.agenda, number, step)
            pages.append(Page(number, step, stop.box + 1, stop.item.id if stop.item else "", shown, seconds))
    return pages


def _scene(file: RoomFile, pair: Pair, stop: int, step: int) -> Scene:
    at = file.room.agenda.stops[stop]
    if at.item is not None:
        state = replace(file.room, stop=stop, step=step)
        # What is decided is put in by the file's own script, since it is written there.
        return showing.scene_of_item(state, pair, file.questions.get(at.item.id, ""), ())
    if at.kind is BoxKind.OPENING:
        return OpeningScene(pair.wave.company, people_of(pair), "", file.room.rehearsal)
    return ClosingScene((), (), None)


def _held(file: RoomFile) -> dict[str, Any]:
    """What the script begins with: the workshop that the export belongs to, and what is written down already."""
    return {
        "format": FORMAT,
        "workshop": file.room.workshop_id,
        "next_wave": file.room.next_wave_on.isoformat() if file.room.next_wave_on else "",
        "decisions": [_decision(kept) for kept in file.decisions],
        "sizes": [size.name for size in SIZES],
    }


def _decision(kept: Kept) -> dict[str, Any]:
    typed = kept.typed
    return {
        "id": kept.id,
        "revision": kept.revision,
        "item": typed.item or "",
        "outcome": typed.outcome.value,
        "position": typed.position,
        "decision": typed.decision,
        "owner": typed.owner or "",
        "due": typed.due.isoformat() if typed.due else "",
        "evidence": typed.evidence,
        "commitment": kept.chosen,
    }


def _script() -> Markup:
    return _as_it_is((STATIC / "workshop" / "offline.js").read_text("utf-8"))


def _style() -> Markup:
    """The projector's sheet with its fonts in it."""
    sheets = (STATIC / "screen.css", STATIC / "workshop" / "offline.css")
    return _as_it_is("\n".join(flat(sheet, embedded(STATIC)) for sheet in sheets))


def _as_it_is(text: str) -> Markup:
    """For files of the program only, into which nothing flows that came in."""
    return Markup(text)  # noqa: S704  # files of the program
