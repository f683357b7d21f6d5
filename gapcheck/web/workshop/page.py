"""The blueprint of the workshop, and what its pages for facilitators share."""

from __future__ import annotations

from functools import cached_property

from flask import abort, g, render_template

from gapcheck.engine.sentences import ItemFacts, Pair
from gapcheck.services.decided import NotAllowed
from gapcheck.services.workshops import decisions, material, room
from gapcheck.services.workshops.arranging import KeptNote, Note, notes
from gapcheck.services.workshops.room import Room
from gapcheck.services.workshops.rows import NoWorkshop
from gapcheck.services.workshops.scene_words import name_of
from gapcheck.services.workshops.written import Kept
from gapcheck.web.workspace import workspace_pages

blueprint = workspace_pages("workshop", __name__)
blueprint.add_app_template_global(name_of)


@blueprint.errorhandler(NoWorkshop)
@blueprint.errorhandler(NotAllowed)
def _not_there(_error: Exception) -> tuple[str, int]:
    """Another workspace's workshop answers like one that does not exist."""
    return render_template("errors/missing.html"), 404


class Desk:
    """What lies on the facilitator's desk: the state, the pair, the notes and what is written down, each read once."""

    def __init__(self, workshop_id: str, state: Room | None = None) -> None:
        self.workshop_id = workshop_id
        self.room = state or room.of(g.facilitator, workshop_id)

    @cached_property
    def pair(self) -> Pair:
        """The pair with its comparison."""
        given = material.for_facilitator(g.facilitator, self.workshop_id)
        return Pair(given.wave, given.comparison)

    @cached_property
    def notes(self) -> dict[str, KeptNote]:
        """The facilitator's notes by item."""
        return notes(g.facilitator, self.workshop_id)

    @cached_property
    def decisions(self) -> tuple[Kept, ...]:
        """All that is written down."""
        return decisions.kept(g.facilitator, self.workshop_id)

    def note(self, item_id: str) -> KeptNote:
        """The note on an item; an empty one where there is none."""
        return self.notes.get(item_id, KeptNote(Note()))

    def facts(self, item_id: str) -> ItemFacts:
        """The facts of an item; the page is not there for an unknown one."""
        try:
            return self.pair.facts(item_id)
        except KeyError:
            abort(404)
