"""Which instruments a facilitator can choose: the shipped ones, the installation's, and those of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from gapcheck import clock
from gapcheck.extensions import installation
from gapcheck.faults import InputFaults
from gapcheck.instruments import loader
from gapcheck.instruments.model import Instrument
from gapcheck.instruments.toml_text import MAX_BYTES
from gapcheck.models import OwnInstrument, User
from gapcheck.models.base import random_id
from gapcheck.services import audit
from gapcheck.services.decided import require_change
from gapcheck.services.principals import Facilitator
from gapcheck.services.transaction import reading, writing

DEFAULT = "cio-cso-partnership@1"
#: The largest file that is read; one byte more is enough to see that a file is larger.
LARGEST = MAX_BYTES


class VersionTaken(Exception):
    """There is a questionnaire of this id and version that says something else: a version never changes."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class IdTaken(Exception):
    """The id belongs to a questionnaire that comes with the program or lies in the installation's folder."""

    def __init__(self, instrument_id: str) -> None:
        super().__init__(instrument_id)
        self.instrument_id = instrument_id


class Origin(StrEnum):
    """Where a questionnaire comes from."""

    SHIPPED = "shipped"
    INSTALLATION = "installation"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A questionnaire that can be chosen; who uploaded it and when, for the workspace's own."""

    key: str
    title: str
    origin: Origin
    uploaded_by: str | None = None
    uploaded_at: datetime | None = None


def find(key: str, facilitator: Facilitator | None = None) -> Instrument:
    """The instrument of that key; with a facilitator also among the workspace's own. Raises InputFaults for none."""
    if facilitator is not None:
        source = reading().scalars(
            select(OwnInstrument.source).where(
                OwnInstrument.workspace_id == facilitator.workspace_id, OwnInstrument.key == key
            )
        )
        own = source.first()
        if own is not None:
            return loader.loads(own)
    return loader.find(key, [_folder()])


def shelf(facilitator: Facilitator) -> tuple[OnShelf, ...]:
    """Every questionnaire that this workspace can choose: shipped, the installation's, then its own, newest first."""
    files = [
        OnShelf(found.key, found.title, _origin(found))
        for found in loader.available([_folder()])
        if found.key is not None
    ]
    own = reading().execute(
        select(OwnInstrument, User.name)
        .join(User, User.id == OwnInstrument.uploaded_by)
        .where(OwnInstrument.workspace_id == facilitator.workspace_id)
        .order_by(OwnInstrument.uploaded_at.desc(), OwnInstrument.key)
    )
    return (*files, *(OnShelf(row.key, row.title, Origin.OWN, name, row.uploaded_at) for row, name in own))


def upload(facilitator: Facilitator, source: bytes) -> Instrument:
    """Add a version of an own questionnaire to the workspace; the same content again changes nothing.

    Raises NotAllowed for a reader, InputFaults with every fault of the file, VersionTaken and IdTaken.
    """
    require_change(facilitator)
    instrument = loader.loads(source)
    if any(_same_id(found, instrument) for found in loader.available([_folder()])):
        raise IdTaken(instrument.id)
    row = OwnInstrument(
        id=random_id(),
        workspace_id=facilitator.workspace_id,
        key=instrument.key,
        title=instrument.title,
        source=source.decode("utf-8-sig"),
        uploaded_by=facilitator.user_id,
        uploaded_at=clock.now(),
    )
    if not _is_new(facilitator, instrument):
        return instrument
    try:
        with writing() as session:
            session.add(row)
            session.flush()
            audit.record(
                session, facilitator.workspace_id, facilitator.actor, "upload questionnaire", f"instrument:{row.id}"
            )
    except IntegrityError:  # somebody uploaded this version in the same moment
        if _is_new(facilitator, instrument):
            raise
    return instrument


def _is_new(facilitator: Facilitator, instrument: Instrument) -> bool:
    """False where the same is there already. Raises VersionTaken where something else is there under its key."""
    try:
        kept = find(instrument.key, facilitator)
    except InputFaults:
        return True
    if kept != instrument:
        raise VersionTaken(instrument.key)
    return False


def _same_id(found: loader.Listed, instrument: Instrument) -> bool:
    return found.key is not None and found.key.partition("@")[0] == instrument.id


def _origin(found: loader.Listed) -> Origin:
    return Origin.SHIPPED if found.path.parent == loader.SHIPPED else Origin.INSTALLATION


def _folder() -> Path:
    return installation().settings.instance / "instruments"
