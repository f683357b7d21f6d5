"""Pair files: a whole wave as JSON, without a server (docs/formats.md, "Pair file")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from gapcheck.engine.readings import read
from gapcheck.engine.strict_json import MAX_BYTES, Fields, joined, loads
from gapcheck.engine.wave import Commitment, ReportLabel, Seat, SharedComment, Wave
from gapcheck.faults import Fault, InputFaults, shown
from gapcheck.instruments import loader
from gapcheck.instruments.model import Instrument, Item
from gapcheck.vocabulary import Sequence

FORMAT = "gapcheck/pair@1"

#: Longest texts, in characters.
NAME_LENGTH = 120
COMMENT_LENGTH = 400
#: Greatest counts.
MAX_COMMITMENTS = 100
MAX_NUMBER = 1_000_000

_KEY = re.compile(r"[a-z0-9][a-z0-9-]*@[0-9]{1,9}\Z")


def load(path: Path, instrument_folders: Iterable[Path] = ()) -> Wave:
    """The wave in a pair file. Raises InputFaults with every fault of the file, or of the questionnaire it names.

    A questionnaire named by ``id@version`` is looked for among the shipped ones and in ``instrument_folders``; one
    named by a path lies relative to the pair file.
    """

    def resolve(named: str) -> Instrument:
        if named.endswith(".toml"):
            return loader.load(path.parent / named)
        return loader.find(named, instrument_folders)

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputFaults([Fault("", f"The file cannot be read: {error.strerror}.")]) from None
    return parse(data, resolve)


def parse(data: bytes, resolve: Callable[[str], Instrument]) -> Wave:
    """The wave in the bytes of a pair file, its questionnaire found by ``resolve``. Raises InputFaults."""
    faults: list[Fault] = []
    document = Fields(loads(data), "", faults)
    given = document.raw("format", required=True)
    if "format" in document and given != FORMAT:
        document.fault("format", f"This is {shown(given)}. Give {shown(FORMAT)}.")
    instrument = _instrument(document, resolve)
    if instrument is None:
        raise InputFaults(faults)
    wave = _wave(document, instrument)
    document.close()
    try:
        read(wave)
    except InputFaults as found:
        # Where something is at fault already, what the comparison finds there is a consequence.
        known = {fault.place for fault in faults}
        faults += [fault for fault in found.faults if fault.place not in known]
    if faults:
        raise InputFaults(faults)
    return wave


def _instrument(document: Fields, resolve: Callable[[str], Instrument]) -> Instrument | None:
    """The questionnaire, or None and a fault. Without it no other key can be read."""
    named = document.text("instrument", longest=400, required=True)
    if named is None:
        return None
    if not _KEY.match(named) and (not named.endswith(".toml") or Path(named).is_absolute()):
        wanted = "id@version, or a path relative to this file that ends in .toml"
        document.fault("instrument", f"This is {shown(named)}. Give {wanted}.")
        return None
    try:
        return resolve(named)
    except InputFaults as found:
        document.faults += [Fault(joined("instrument", fault.place), fault.message) for fault in found.faults]
        return None


def _wave(document: Fields, instrument: Instrument) -> Wave:
    """The wave as far as it can be read; what cannot is in the document's faults."""
    form, items = _form(document, instrument)
    sequence = document.raw("sequence")
    if "sequence" in document and sequence not in tuple(Sequence):
        document.fault("sequence", f'This is {shown(sequence)}. Give "{Sequence.PAIRED}" or "{Sequence.BLOCKED}".')
        sequence = None
    return Wave(
        instrument=instrument,
        company=document.text("company", NAME_LENGTH, required=True) or "",
        items=items,
        seats=_seats(document, instrument, items),
        number=document.whole("wave", 1, MAX_NUMBER) or 1,
        form=form,
        sequence=instrument.sequence if sequence is None else Sequence(sequence),
        facilitator=document.text("facilitator", NAME_LENGTH),
        report=_report(document),
        commitments=_commitments(document, instrument),
    )


def _form(document: Fields, instrument: Instrument) -> tuple[str | None, tuple[Item, ...]]:
    """The form's name and items: the full form unless ``form`` names another or ``items`` lists ids."""
    name = document.text("form", NAME_LENGTH)
    ids = document.list("items", 1, len(instrument.items))
    if "form" in document and "items" in document:
        document.fault("items", "The form is named already. Give form or items, not both.")
    elif "items" in document:
        unknown = [each for each in ids if not isinstance(each, str) or each not in instrument]
        for each in unknown:
            document.fault("items", f"One entry is {shown(each)}. {instrument.key} has no such item.")
        for each in [item.id for item in instrument if ids.count(item.id) > 1]:
            document.fault("items", f"{shown(each)} is named twice. Name it once.")
        if not unknown and ids:
            return None, instrument.form_items(tuple(ids))
    elif name is not None:
        if name in instrument.form_names:
            return name, instrument.form_items(name)
        document.fault("form", f"There is no form {shown(name)}. There are: {', '.join(instrument.form_names)}.")
    return "full", instrument.items


def _seats(document: Fields, instrument: Instrument, items: tuple[Item, ...]) -> tuple[Seat, ...]:
    """The seats in role order; a seat of an unknown role comes last, and is refused with the answers."""
    seats = document.object("seats", required=True)
    order = [role.id for role in instrument.roles]
    given = seats.ids()
    known = [role for role in order if role in given]
    return tuple(
        _seat(role, seats.object(role), items) for role in (*known, *(role for role in given if role not in order))
    )


def _seat(role: str, fields: Fields, items: tuple[Item, ...]) -> Seat:
    seat = Seat(
        role=role,
        answers=fields.raw("answers", required=True, default={}),
        name=fields.text("name", NAME_LENGTH),
        submitted=fields.day("submitted"),
        comments=_comments(fields, {item.id for item in items}),
    )
    fields.close()
    return seat


def _comments(seat: Fields, item_ids: set[str]) -> dict[str, SharedComment]:
    comments, share = seat.object("comments"), seat.object("share")
    texts: dict[str, str | None] = {}
    for item_id in comments.ids():
        texts[item_id] = comments.text(item_id, COMMENT_LENGTH, lines=True)
        if item_id not in item_ids:
            comments.fault(item_id, "The wave has no such item. Comments are on items of its form.")
    shared: dict[str, bool] = {}
    for item_id in share.ids():
        permission = share.raw(item_id)
        if not isinstance(permission, bool):
            share.fault(item_id, f"This is {shown(permission)}. Give true or false.")
        elif item_id not in texts:
            share.fault(item_id, "There is no comment on this item to share. Leave this out.")
        else:
            shared[item_id] = permission
    return {
        item_id: SharedComment(text, share=shared.get(item_id, False))
        for item_id, text in texts.items()
        if text is not None
    }


def _report(document: Fields) -> ReportLabel:
    fields = document.object("report")
    label = ReportLabel(number=fields.whole("number", 1, MAX_NUMBER), date=fields.day("date"))
    fields.close()
    return label


def _commitments(document: Fields, instrument: Instrument) -> tuple[Commitment, ...]:
    roles = [role.id for role in instrument.roles]
    commitments = []
    for number, each in enumerate(document.list("commitments", 0, MAX_COMMITMENTS)):
        fields = Fields(each, f"commitments[{number}]", document.faults)
        owner = fields.text("owner", NAME_LENGTH)
        if owner is not None and owner not in roles:
            fields.fault("owner", f"There is no role {shown(owner)}. There are: {', '.join(roles)}.")
        commitments.append(
            Commitment(
                text=fields.text("text", COMMENT_LENGTH, required=True, lines=True) or "",
                owner=owner,
                due=fields.day("due"),
                evidence=fields.text("evidence", COMMENT_LENGTH, lines=True),
            )
        )
        fields.close()
    return tuple(commitments)
