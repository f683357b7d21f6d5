"""The workshop: prepared by a facilitator, steered from a remote, followed by screens, and kept as decisions.

A workshop belongs to a wave; one on the sample company is a rehearsal, releases nothing and comes into no report. At
most one workshop of a wave is not ended. Its state on the server is one row with a version that rises with every
change, so that two remotes cannot fight: a command says which version it was given on, and is refused with the present
state where that is no longer the newest.

``preparing``   a workshop, or a rehearsal, with the suggested agenda; where a wave stands with workshops
``agenda``      boxes of time with items in them, and what is suggested; pure
``arranging``   the facilitator's own agenda, questions and notes
``room``        what is the case now
``steering``    the start, which is the release in the room; commands and the end; ``moves`` is what each command does
``screens``     the code that lets a screen in, and what screens are told while nothing changes
``showing``     what a screen shows now: one ``scene``, which decides what a step may show
``material``    the engine's wave and comparison, kept in memory while they are shown
``votes``       dots of the two, secret until both are in
``decisions``   saved as they are typed; ``written`` is how they are stored
``closing``     what is read back and agreed to, and the date of the next wave
``ending``      the end, however it comes
``exporting``   files of what was decided, and the file for a room without a network; ``importing`` takes that one back
``rows``        a workshop found for one person or screen only

All raise ``rows.NoWorkshop`` where there is none for this person, and ``rows.NotOpen`` where it is not started, or is
over. A screen, a ballot and a read-back answer for a workshop that is open and whose wave may be shown in the room, and
for no other. A screen never names an item's box before the own views are shown: the box tells the finding.
"""
