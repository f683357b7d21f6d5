"""Adding companies: one in three steps on a page, or many from a table."""

from __future__ import annotations

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck import clock
from gapcheck.faults import Fault, InputFaults
from gapcheck.instruments.model import Instrument
from gapcheck.services import engagements, instruments, many
from gapcheck.services.seating import OwnAddress, SameAddress
from gapcheck.web.access import FACILITATOR, principal
from gapcheck.web.facilitate.forms import engagement_form, questions_form
from gapcheck.web.facilitate.page import DUE_AFTER, blueprint

#: Reading and answering one paired question takes about this many minutes.
MINUTES_A_QUESTION = 0.55


@blueprint.route("/w/<workspace_id>/new", methods=["GET", "POST"])
@principal(FACILITATOR, changes_state=True)
def new() -> str | Response:
    """Set up a company with its pair."""
    instrument = _chosen_instrument()
    form = engagement_form(instrument, clock.now().date() + DUE_AFTER)
    if form.validate_on_submit():
        try:
            created = engagements.create(
                g.facilitator,
                form.company.data or "",
                form.people(instrument.roles),
                instrument,
                form.asks(),
                form.due_on.data,
            )
            return redirect(url_for("facilitate.engagement", engagement_id=created.engagement_id))
        except SameAddress:
            form.refuse_same_address(instrument.roles)
        except OwnAddress:
            form.refuse_own_address(instrument.roles, g.facilitator.email)
    return render_template(
        "facilitate/new.html",
        form=form,
        instrument=instrument,
        forms=_lengths(instrument),
        shelf=instruments.shelf(g.facilitator),
    )


def _chosen_instrument() -> Instrument:
    """The questionnaire named in the address, among those that this workspace can use; the shipped one by default."""
    try:
        return instruments.find(request.args.get("questionnaire", instruments.DEFAULT), g.facilitator)
    except InputFaults:
        abort(404)


def _lengths(instrument: Instrument) -> list[tuple[str, int, int]]:
    """Name, number of paired questions and minutes of each form, the short ones first."""
    names = sorted(instrument.form_names, key=lambda name: (name == "full", name))
    counts = [(name, sum(item.closed for item in instrument.form_items(name))) for name in names]
    return [(name, count, round(count * MINUTES_A_QUESTION)) for name, count in counts]


@blueprint.route("/w/<workspace_id>/new/many", methods=["GET", "POST"])
@principal(FACILITATOR, changes_state=True)
def new_many() -> str | Response | tuple[str, int]:
    """Set up many companies from a table: first a preview with every fault by its line, then all of them."""
    instrument, table = _chosen_instrument(), _table()
    form = questions_form(instrument)
    rows: tuple[many.Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        try:
            rows = many.read(g.facilitator, table, instrument)
        except InputFaults as bad:
            faults = bad.faults
        if form.validate() and rows and request.form.get("confirmed") == "yes":
            many.add(g.facilitator, rows, instrument, form.asks())
            return redirect(url_for("facilitate.home"), 303)
    page = render_template(
        "facilitate/new_many.html",
        instrument=instrument,
        columns=many.columns(instrument),
        table=table,
        rows=() if form.errors or "change" in request.form else rows,
        faults=faults,
        forms=_lengths(instrument),
        form=form,
        shelf=instruments.shelf(g.facilitator),
    )
    return (page, 400) if faults or form.errors else page


def _table() -> str:
    """The table as it was pasted, or the text of an uploaded file."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return file.read(many.BYTES_MAX + 1).decode("utf-8", errors="replace")
    return request.form.get("table", "")
