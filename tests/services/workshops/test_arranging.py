"""The facilitator's own hand: items dropped and moved, comments ticked, notes that nobody else sees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gapcheck.services import answering
from gapcheck.services.workshops import arranging, preparing, steering
from gapcheck.services.workshops.agenda import Agenda, AgendaItem, Box
from gapcheck.services.workshops.arranging import KeptNote, Note, UnusableAgenda
from gapcheck.services.workshops.moves import Command
from gapcheck.vocabulary import BoxKind, RevealOrder
from tests.acting import Pair, make_pair
from tests.holding import FOUR_KINDS, Workshop


def saved(workshop: Workshop, agenda: Agenda) -> Agenda:
    return arranging.save(workshop.pair.facilitator, workshop.id, agenda, workshop.room.version).agenda


def test_items_are_dropped_times_changed_and_the_order_of_reveal_chosen(workshop: Workshop) -> None:
    boxes = tuple(
        replace(box, minutes=12, items=() if box.kind is BoxKind.SHARED_GROUND else box.items)
        for box in workshop.room.agenda.boxes
    )
    wanted = Agenda(boxes, RevealOrder.OWN_FIRST)
    assert saved(workshop, wanted) == wanted
    assert workshop.room.agenda == wanted


def test_an_agenda_that_cannot_be_held_is_refused(workshop: Workshop) -> None:
    boxes = workshop.room.agenda.boxes
    shared = next(box for box in boxes if box.kind is BoxKind.SHARED_GROUND)
    for unusable in (
        (),
        boxes[1:],
        boxes[:-1],
        (boxes[0], shared, shared, boxes[-1]),
        (replace(boxes[0], minutes=0), *boxes[1:]),
        (boxes[0], replace(shared, items=(AgendaItem("CC4"),)), boxes[-1]),  # another family's item
        (boxes[0], replace(shared, items=(*shared.items, *shared.items)), boxes[-1]),
        (boxes[0], replace(shared, items=(AgendaItem("XX9"),)), boxes[-1]),
        (boxes[0], replace(shared, items=(AgendaItem("SV1", ("cio",)),)), boxes[-1]),  # no comment that may be shown
    ):
        with pytest.raises(UnusableAgenda):
            saved(workshop, Agenda(unusable))


def test_only_a_comment_that_its_author_allowed_can_be_ticked(answered: Pair) -> None:
    pair = make_pair(answered.facilitator, "Brightwater Foods")
    ana = pair.answers("cio", FOUR_KINDS["cio"])
    answering.save(ana, "SV1", {"cio": 4}, ("May be shown", True))
    answering.save(ana, "CC4", {"cio": 5}, ("May not", False))
    answering.submit(ana)
    pair.submits("cso", FOUR_KINDS["cso"])
    held = Workshop(pair, preparing.prepare(pair.facilitator, pair.wave_id))
    first, last = held.room.agenda.boxes[0], held.room.agenda.boxes[-1]

    def with_comment(kind: BoxKind, item: str) -> Agenda:
        return Agenda((first, Box(kind, 10, (AgendaItem(item, ("cio",)),)), last))

    assert saved(held, with_comment(BoxKind.SHARED_GROUND, "SV1")).stops[1].item == AgendaItem("SV1", ("cio",))
    with pytest.raises(UnusableAgenda):
        saved(held, with_comment(BoxKind.HIDDEN_DIFFERENCES, "CC4"))


def test_dropping_an_item_during_the_workshop_stays_at_the_one_that_is_shown(opened: Workshop) -> None:
    number = [box.kind for box in opened.room.agenda.boxes].index(BoxKind.HIDDEN_DIFFERENCES) + 1
    opened.presses(Command.TO_BOX, number)
    shown = opened.presses(Command.NEXT)
    boxes = tuple(box for box in shown.agenda.boxes if box.kind is not BoxKind.SHARED_GROUND)
    after = arranging.save(opened.pair.facilitator, opened.id, Agenda(boxes), shown.version)
    assert (after.at.item, after.step) == (shown.at.item, shown.step)
    without = Agenda(tuple(box for box in boxes if box.kind is not BoxKind.HIDDEN_DIFFERENCES))
    assert arranging.save(opened.pair.facilitator, opened.id, without, after.version).step == 0


def test_an_agenda_made_on_an_older_state_is_refused(opened: Workshop) -> None:
    seen = opened.room
    opened.presses(Command.NEXT)
    with pytest.raises(steering.Stale):
        arranging.save(opened.pair.facilitator, opened.id, seen.agenda, seen.version)


def test_notes_are_kept_as_they_are_typed_and_refused_where_they_would_overwrite(workshop: Workshop) -> None:
    facilitator, note = workshop.pair.facilitator, Note("What would change your mind?", "Tom was in the audit.")
    assert arranging.write_note(facilitator, workshop.id, "SV1", note, 0) == 1
    assert arranging.write_note(facilitator, workshop.id, "SV1", note, 0) == 1  # a lost reply, sent again
    with pytest.raises(arranging.StaleNote) as refused:
        arranging.write_note(facilitator, workshop.id, "SV1", Note("", "Other"), 0)
    assert refused.value.kept == KeptNote(note, 1)
    assert arranging.write_note(facilitator, workshop.id, "SV1", Note("", "Other"), 1) == 2
    assert arranging.notes(facilitator, workshop.id) == {"SV1": KeptNote(Note("", "Other"), 2)}


def test_a_note_has_an_item_and_an_end(workshop: Workshop) -> None:
    with pytest.raises(KeyError):
        workshop.notes("XX9", "Nowhere")
    with pytest.raises(arranging.TooLong):
        workshop.notes("SV1", "x" * (arranging.NOTE_LENGTH + 1))
