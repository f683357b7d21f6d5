"""One item while the workshop is prepared, with the own question, notes and ticks; and what to read beforehand."""

from __future__ import annotations

from dataclasses import replace

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck.engine import sentences as say
from gapcheck.report.gathered import Gathered
from gapcheck.report.preparation import preparation as prepared
from gapcheck.services.workshops import arranging
from gapcheck.services.workshops.agenda import Agenda, suggested
from gapcheck.services.workshops.arranging import Note, StaleNote, TooLong
from gapcheck.services.workshops.rows import NotOpen
from gapcheck.services.workshops.scene_words import people_of
from gapcheck.services.workshops.steering import Stale
from gapcheck.vocabulary import Edition
from gapcheck.web.access import FACILITATOR, READER, principal
from gapcheck.web.incoming import clean, line, single
from gapcheck.web.workshop.fields import whole
from gapcheck.web.workshop.page import Desk, blueprint
from gapcheck.web.workshop.remote import four_answers, prepared_lines


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/items/<item_id>")
@principal(READER, reads_answers=True)
def item(workshop_id: str, item_id: str) -> str:
    """What was answered, what can be asked, and what the facilitator wants to remember."""
    return _page(Desk(workshop_id), item_id)


@blueprint.post("/w/<workspace_id>/workshops/<workshop_id>/items/<item_id>")
@principal(FACILITATOR, reads_answers=True, changes_state=True)
def note(workshop_id: str, item_id: str) -> Response | tuple[str, int]:
    """Save question, notes and ticks."""
    desk = Desk(workshop_id)
    desk.facts(item_id)
    typed = Note(line(single(request.form, "question")), clean(single(request.form, "note")))
    try:
        arranging.write_note(g.facilitator, workshop_id, item_id, typed, whole(request.form, "revision", 0))
        ticked = _with_comments(desk.room.agenda, item_id, request.form.getlist("comment"))
        if ticked != desk.room.agenda:
            arranging.save(g.facilitator, workshop_id, ticked, whole(request.form, "version", 0))
    except StaleNote as stale:
        return _page(Desk(workshop_id), item_id, "newer", typed, stale.kept.note), 409
    except TooLong:
        return _page(desk, item_id, "too_long", typed), 422
    except Stale as stale:
        return _page(Desk(workshop_id, stale.room), item_id, "stale"), 409
    except (NotOpen, arranging.UnusableAgenda):
        return _page(Desk(workshop_id), item_id, "over", typed), 409
    return redirect(url_for("workshop.arrange", workshop_id=workshop_id, _anchor=item_id), 303)


def _with_comments(agenda: Agenda, item_id: str, roles: list[str]) -> Agenda:
    """The agenda with these roles' comments on the item shown, and nobody else's."""
    return replace(
        agenda,
        boxes=tuple(
            replace(
                box,
                items=tuple(
                    replace(each, comments=tuple(dict.fromkeys(roles))) if each.id == item_id else each
                    for each in box.items
                ),
            )
            for box in agenda.boxes
        ),
    )


def _page(desk: Desk, item_id: str, refused: str = "", typed: Note | None = None, newer: Note | None = None) -> str:
    facts = desk.facts(item_id)
    kept = desk.note(item_id)
    on_agenda = next((each for box in desk.room.agenda.boxes for each in box.items if each.id == item_id), None)
    wave = desk.pair.wave
    return render_template(
        "workshop/item.html",
        refused=refused,
        newer=newer,
        room=desk.room,
        pair=desk.pair,
        people=people_of(desk.pair),
        facts=facts,
        answers=four_answers(facts),
        notes=prepared_lines(facts),
        prepared_question=say.item_question(facts),
        note=typed or kept.note,
        revision=kept.revision,
        on_agenda=on_agenda,
        comments=[
            (number, role, wave.seat(role).comments[item_id].text)
            for number, role in enumerate(desk.pair.comparison.pair)
            if item_id in wave.seat(role).comments and wave.seat(role).comments[item_id].share
        ],
    )


@blueprint.get("/w/<workspace_id>/workshops/<workshop_id>/preparation")
@principal(READER, reads_answers=True)
def preparation(workshop_id: str) -> str:
    """What the facilitator reads beforehand: findings in order, questions, what lies close, what was declined."""
    desk = Desk(workshop_id)
    pair = desk.pair
    gathered = Gathered(pair.wave, pair.comparison, Edition.FACILITATOR)
    differences = [
        pair.facts(each.id).item
        for box in suggested(pair.comparison).boxes[1:-1]
        for each in box.items
        if not pair.comparison.item(each.id).match.agreement
    ]
    return render_template(
        "workshop/preparation.html",
        room=desk.room,
        pair=pair,
        prepared=prepared(gathered),
        numbers=gathered.number,
        by_number={number: item for item, number in gathered.number.items()},
        suggested=differences,
        declined=tuple(remark for remark in (say.declined_remark(pair), say.no_firm_view_remark(pair)) if remark),
        notes=desk.notes,
    )
