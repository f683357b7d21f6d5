"""Many companies at once, from a table of comma-separated values: read with every fault by its line, then added."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, or_, select

from gapcheck import clock
from gapcheck.faults import Fault, InputFaults
from gapcheck.instruments.characters import is_one_line
from gapcheck.instruments.model import Instrument
from gapcheck.models import Mail, ResponseSet, Seat, Wave
from gapcheck.services import engagements, once, visibility
from gapcheck.services.addresses import usable
from gapcheck.services.decided import require_change
from gapcheck.services.principals import Facilitator
from gapcheck.services.seating import NAME_LENGTH, Person
from gapcheck.services.transaction import reading, writing
from gapcheck.vocabulary import read_day

LINES_MAX = 200
BYTES_MAX = 256_000


@dataclass(frozen=True, slots=True)
class Row:
    """One company to add. ``people`` is by role id."""

    company: str
    people: Mapping[str, Person]
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Added:
    """The companies of one table that are there, and how many were erased since.

    ``invited`` is True once a mail is on its way to anybody of them, or somebody has begun.
    """

    companies: int
    erased: int
    invited: bool


def columns(instrument: Instrument) -> tuple[str, ...]:
    """The columns of the table, in the order of the example: company, name and address of each role, due date."""
    of_roles = (f"{role.id}_{part}" for role in instrument.roles for part in ("name", "email"))
    return ("company", *of_roles, "due")


def table_of(company: Mapping[str, str], instrument: Instrument) -> str:
    """The table of one company, whose fields go by the columns' names; empty where nobody and nothing is named."""
    line = [company.get(column, "") for column in columns(instrument)]
    if not any(line[:-1]):
        return ""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([columns(instrument), line])
    return written.getvalue()


def read(facilitator: Facilitator, text: str, instrument: Instrument) -> tuple[Row, ...]:
    """The rows of a table with a header line, for this facilitator to add. Raises InputFaults with every fault by line.

    Their own address is a fault too: who leads a pair cannot be one of the two.
    """
    if len(text.encode(errors="replace")) > BYTES_MAX:
        raise InputFaults([Fault("", f"The table is too long. Give at most {LINES_MAX} companies.")])
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True, restkey="")
    try:
        lines = [(reader.line_num, dict(line)) for line in reader]
        header = reader.fieldnames or []
    except csv.Error as error:
        raise InputFaults([Fault(f"line {reader.line_num}", f"This is not a table: {error}.")]) from error
    faults = list(_faults_of_table(header, lines, instrument))
    if faults:
        raise InputFaults(faults)
    rows: list[Row] = []
    for number, line in lines:
        found = list(_faults_of_line(line, instrument, facilitator.email.casefold()))
        faults += [Fault(f"line {number}", message) for message in found]
        if not found:
            rows.append(_row(line, instrument))
    if faults:
        raise InputFaults(faults)
    return tuple(rows)


def add(
    facilitator: Facilitator,
    rows: tuple[Row, ...],
    instrument: Instrument,
    form: str | tuple[str, ...],
    key: str,
) -> bool:
    """Add all companies, or none; True where the same table had added them before, so that nothing was added now.

    ``form`` is a form's name, or the ids of the items to ask; ``key`` that of the page's form. Raises NotAllowed,
    NoRoom, SameAddress, OwnAddress, SentBefore and ErasedSince.
    """
    require_change(facilitator)
    wanted = [engagements.Wanted(row.company, row.people, instrument, form, row.due_on) for row in rows]
    ids = once.ids(facilitator.workspace_id, key, [each.said() for each in wanted])
    with writing() as session:
        if once.was_added(session, ids):
            return True
        for each, its_ids in zip(wanted, ids, strict=True):
            engagements.create_in(session, facilitator, each, its_ids)
    return False


def added(facilitator: Facilitator, key: str) -> Added:
    """What became of the companies that the form with this key added. A key that added nothing is one of none."""
    session = reading()
    ids = once.engagement_ids(facilitator.workspace_id, key, LINES_MAX)
    waves = visibility.waves_of(facilitator).where(Wave.engagement_id.in_(ids)).with_only_columns(Wave.id)
    asked = exists().where(Mail.wave_id.in_(waves))
    # A first answer, and nothing before it: that is what a facilitator learns.
    begun = exists().where(ResponseSet.started_at.is_not(None), ResponseSet.seat_id == Seat.id, Seat.wave_id.in_(waves))
    return Added(
        companies=session.scalar(waves.with_only_columns(func.count(Wave.engagement_id.distinct()))) or 0,
        erased=once.erased(session, ids),
        invited=bool(session.scalar(select(or_(asked, begun)))),
    )


def _faults_of_table(
    header: Sequence[str], lines: list[tuple[int, dict[str, str]]], instrument: Instrument
) -> Iterator[Fault]:
    wanted = columns(instrument)
    needed = [name for name in wanted if name == "company" or name.endswith("_name")]
    for name in needed:
        if name not in header:
            yield Fault("line 1", f"The column {name!r} is missing. The first line names the columns.")
    for name in header:
        if name not in wanted:
            yield Fault("line 1", f"There is no column {name[:40]!r}. Use {', '.join(wanted)}.")
    for name in wanted:
        if header.count(name) > 1:
            yield Fault("line 1", f"The column {name!r} is there more than once. Leave one of them.")
    if not lines:
        yield Fault("", "There is no company in the table.")
    if len(lines) > LINES_MAX:
        yield Fault("", f"There are {len(lines)} companies. Give at most {LINES_MAX} at once.")


def _faults_of_line(line: Mapping[str, str | None], instrument: Instrument, own_address: str) -> Iterator[str]:
    if "" in line or None in line.values():
        yield "The number of fields is not that of the first line."
        return
    yield from _fault_of_name("company", line["company"] or "")
    addresses = []
    for role in instrument.roles:
        yield from _fault_of_name(f"{role.id}_name", line[f"{role.id}_name"] or "")
        typed = (line.get(f"{role.id}_email") or "").strip()
        if not typed:
            continue
        address = usable(typed)
        if address is None:
            yield f"{role.id}_email is not an address. Write it as name@company.com, or leave it empty."
            continue
        if address.casefold() == own_address:
            yield f"{role.id}_email is your own address. Ask a colleague to lead a pair that you are part of."
        addresses.append(address.casefold())
    if len(set(addresses)) < len(addresses):
        yield "Both people have one address. One person cannot answer for two."
    due = (line.get("due") or "").strip()
    if due and _day(due) is None:
        yield "due is not a day from today on. Write it as 2030-12-31, or leave it empty."


def _fault_of_name(column: str, value: str) -> Iterator[str]:
    name = " ".join(value.split())
    if not name:
        yield f"{column} is empty."
    elif len(name) > NAME_LENGTH or not is_one_line(name):
        yield f"{column} is not a name of at most {NAME_LENGTH} letters."


def _row(line: Mapping[str, str], instrument: Instrument) -> Row:
    people = {
        role.id: Person(" ".join(line[f"{role.id}_name"].split()), usable((line.get(f"{role.id}_email") or "").strip()))
        for role in instrument.roles
    }
    return Row(" ".join(line["company"].split()), people, _day((line.get("due") or "").strip()))


def _day(text: str) -> date | None:
    try:
        day = read_day(text)
    except ValueError:
        return None
    return day if day >= clock.now().date() else None
