"""Adding companies: one in three steps on a page, or many from a table."""

from __future__ import annotations

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gapcheck import clock
from gapcheck.faults import Fault, InputFaults
from gapcheck.instruments.model import Instrument
from gapcheck.services import engagements, instruments, many, once
from gapcheck.services.seating import OwnAddress, SameAddress
from gapcheck.web.access import FACILITATOR, principal
from gapcheck.web.facilitate.forms import (
    EngagementForm,
    Fields,
    QuestionsForm,
    engagement_form,
    questions_form,
    with_kept,
)
from gapcheck.web.facilitate.page import DUE_AFTER, blueprint

#: Reading and answering one paired question takes about this many minutes.
MINUTES_A_QUESTION = 0.55

Page = str | Response | tuple[str, int]


@blueprint.route("/w/<workspace_id>/new", methods=["GET", "POST"])
@principal(FACILITATOR, changes_state=True)
def new() -> Page:
    """Set up a company with its pair."""
    instrument, key = _chosen_instrument(), _key()
    form = engagement_form(instrument, clock.now().date() + DUE_AFTER, _typed())
    if _switches():
        form.switch()
    elif form.validate_on_submit():
        try:
            return _add(form, instrument, key)
        except SameAddress:
            form.refuse_same_address(instrument.roles)
        except OwnAddress:
            form.refuse_own_address(instrument.roles, g.facilitator.email)
        except (once.SentBefore, once.ErasedSince) as before:
            return _new_page(form, instrument, once.new_key(), before), 409
    return _new_page(form, instrument, key)


def _add(form: EngagementForm, instrument: Instrument, key: str) -> Response:
    people, company = form.people(instrument.roles), form.company.data or ""
    created = engagements.create(g.facilitator, company, people, instrument, form.asks(), form.due_on.data, key)
    again = "yes" if created.repeated else None
    return redirect(url_for("facilitate.engagement", engagement_id=created.engagement_id, again=again), 303)


def _new_page(form: EngagementForm, instrument: Instrument, key: str, before: Exception | None = None) -> str:
    return render_template("facilitate/new.html", **_choice(form, instrument), key=key, before=before)


def _choice(form: QuestionsForm, instrument: Instrument) -> dict[str, Any]:
    """What the choice of a questionnaire and of its questions shows, and what it carries."""
    return {
        "form": form,
        "instrument": instrument,
        "forms": _lengths(instrument),
        "shelf": instruments.shelf(g.facilitator),
        "kept": form.kept(with_kept(request.form)),
    }


def _chosen_instrument() -> Instrument:
    """The questionnaire named in the address, among those that this workspace can use; the shipped one by default."""
    try:
        return instruments.find(request.args.get("questionnaire", instruments.DEFAULT), g.facilitator)
    except InputFaults:
        abort(404)


def _key() -> str:
    """The key that the form came with, or one for a form that is shown for the first time."""
    if request.method != "POST":
        return once.new_key()
    key = request.form.get("key", "")
    if not once.is_key(key):
        abort(400)
    return key


def _switches() -> bool:
    """Whether the form came to be shown with another questionnaire or as a table, and for nothing else."""
    return "switch" in request.form


def _typed() -> Fields | None:
    """The fields as they came; where another questionnaire is to be shown, also those that the page carried for it."""
    if request.method != "POST":
        return None
    return with_kept(request.form) if _switches() else request.form


def _lengths(instrument: Instrument) -> list[tuple[str, int, int]]:
    """Name, number of paired questions and minutes of each form, the short ones first."""
    names = sorted(instrument.form_names, key=lambda name: (name == "full", name))
    counts = [(name, sum(item.closed for item in instrument.form_items(name))) for name in names]
    return [(name, count, round(count * MINUTES_A_QUESTION)) for name, count in counts]


@blueprint.route("/w/<workspace_id>/new/many", methods=["GET", "POST"])
@principal(FACILITATOR, changes_state=True)
def new_many() -> Page:
    """Set up many companies from a table: first a preview with every fault by its line, then all of them."""
    instrument, key, table = _chosen_instrument(), _key(), _table()
    form = questions_form(instrument, _typed())
    if request.method != "POST":
        return _many_page(form, instrument, key, table)
    if _switches():
        form.switch()
        # A header alone names no company: that of this questionnaire stands there instead.
        return _many_page(form, instrument, key, table if "\n" in table.strip() else _typed_as_table(instrument))
    try:
        rows = many.read(g.facilitator, table, instrument)
    except InputFaults as bad:
        form.validate()
        return _many_page(form, instrument, key, table, faults=bad.faults), 400
    if not form.validate():
        return _many_page(form, instrument, key, table), 400
    if request.form.get("confirmed") == "yes":
        try:
            again = "yes" if many.add(g.facilitator, rows, instrument, form.asks(), key) else None
        except (once.SentBefore, once.ErasedSince) as before:
            return _many_page(form, instrument, once.new_key(), table, rows=rows, before=before), 409
        return redirect(url_for("facilitate.home", added=key, again=again), 303)
    return _many_page(form, instrument, key, table, rows=() if "change" in request.form else rows)


def _many_page(
    form: QuestionsForm,
    instrument: Instrument,
    key: str,
    table: str,
    *,
    rows: tuple[many.Row, ...] = (),
    faults: tuple[Fault, ...] = (),
    before: Exception | None = None,
) -> str:
    return render_template(
        "facilitate/new_many.html",
        **_choice(form, instrument),
        key=key,
        columns=many.columns(instrument),
        table=table,
        rows=rows,
        faults=faults,
        before=before,
    )


def _table() -> str:
    """The table as it was pasted, or the text of an uploaded file."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return file.read(many.BYTES_MAX + 1).decode("utf-8", errors="replace")
    return request.form.get("table", "")


def _typed_as_table(instrument: Instrument) -> str:
    """The company that was typed before the page for many was asked for, as the table's first; else empty."""
    return many.table_of({**request.form, "due": request.form.get("due_on", "")}, instrument)
