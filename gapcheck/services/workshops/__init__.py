"""The workshop: prepared by a facilitator, steered from a remote, followed by screens, and kept as decisions.

A workshop belongs to a wave; one on the sample company is a rehearsal, releases nothing and comes into no report. At
most one workshop of a wave is not ended. Its state on the server is one row with a version that rises with every
change, so that two remotes cannot fight: a command says which version it was given on, and is refused with the present
state where that is no longer the newest.

``preparing``   ``prepare(facilitator, wave_id, minutes=75, order=...) -> str`` the id of the workshop that waits or
                runs, made with the suggested agenda where there is none; ``rehearse(facilitator) -> str``;
                ``of_wave(facilitator, wave_id) -> WorkshopOfWave``
``agenda``      frozen ``Agenda(boxes, order)``, ``Box(kind, minutes, items)``, ``AgendaItem(id, comments)``,
                ``Stop(box, kind, item)``; pure: ``suggested``, ``candidates(comparison) -> {BoxKind: item ids}``
``arranging``   ``save(facilitator, workshop_id, agenda, seen_version) -> Room``;
                ``write_note(facilitator, workshop_id, item, Note(question, text), seen_revision) -> int``;
                ``notes(facilitator, workshop_id) -> dict[item, KeptNote]``
``room``        frozen ``Room`` (what is the case now): ``of(facilitator, workshop_id)``, ``for_screen(screen)``
``steering``    ``start(facilitator, workshop_id, seen_version)`` the release in the room, ``end(...)``,
                ``steer(facilitator, workshop_id, seen_version, Command, number=None) -> Room``; raises ``Stale(room)``
``moves``       ``Command`` and what each does
``screens``     ``code_of(facilitator, workshop_id)``, ``code_on_screen(screen)``, ``renew_code(...)``,
                ``screen(code) -> Screen``, ``pulse(code) -> Pulse(version)`` for polling, answered from memory for
                0.2 s; both raise ``NoScreen`` unless the workshop is open and may be shown
``material``    ``for_facilitator(facilitator, workshop_id) -> Material(wave, comparison)``, ``for_screen(screen)``:
                the engine's wave and comparison; what of it one step may show is decided by ``scene``
``votes``       ``ballot(respondent) -> Ballot``, ``cast(respondent, dots)``, ``tally(facilitator, workshop_id)``,
                ``tally_for_screen(screen)``, ``take_over(facilitator, workshop_id, seen_version)`` (agenda by dots)
``decisions``   ``save(facilitator, workshop_id, decision_id, Typed(...), seen_revision) -> Kept``, ``take_out``,
                ``kept(facilitator, workshop_id)``, ``choose(facilitator, workshop_id, ids)`` at most three commitments,
                ``commitments_for_screen(screen)``
``closing``     ``read_back(respondent) -> ReadBack``, ``agree(respondent, seen_digest)``,
                ``agreed(facilitator, workshop_id) -> frozenset of roles``,
                ``set_next_wave(facilitator, workshop_id, day)``
``exporting``   ``export(facilitator, workshop_id, Wanted) -> Export`` as CSV, calendar or Markdown;
                ``for_the_room(facilitator, workshop_id) -> RoomFile`` what the offline file holds; both recorded
``importing``   ``take_in(facilitator, workshop_id, document: bytes) -> TakenIn(added, changed, unchanged)``
``scene``       what one screen may show at one step

All raise ``rows.NoWorkshop`` where there is none for this person, and ``rows.NotOpen`` where it is not started, or is
over. A screen, a ballot and a read-back answer for a workshop that is open and whose wave may be shown in the room, and
for no other. A screen never names an item's box before the own views are shown: the box tells the finding.
"""
