"""Adding a company: one page, three steps."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gapcheck import clock
from gapcheck.services import engagements, instruments
from gapcheck.services.seating import SameAddress
from gapcheck.web.access import FACILITATOR, principal
from gapcheck.web.facilitate.forms import engagement_form
from gapcheck.web.facilitate.page import DUE_AFTER, blueprint


@blueprint.route("/w/<workspace_id>/new", methods=["GET", "POST"])
@principal(FACILITATOR, changes_state=True)
def new() -> str | Response:
    """Set up a company with its pair."""
    instrument = instruments.find(instruments.DEFAULT)
    form = engagement_form(instrument, clock.now().date() + DUE_AFTER)
    if form.validate_on_submit():
        try:
            created = engagements.create(
                g.facilitator,
                form.company.data or "",
                form.people(instrument.roles),
                instrument,
                form.form.data,
                form.due_on.data,
            )
            return redirect(url_for("facilitate.engagement", engagement_id=created.engagement_id))
        except SameAddress:
            form.refuse_same_address(instrument.roles)
    lengths = [
        (name, len([item for item in instrument.form_items(name) if item.closed])) for name, _ in form.form.choices
    ]
    return render_template("facilitate/new.html", form=form, instrument=instrument, forms=lengths)
