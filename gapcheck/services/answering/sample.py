"""A questionnaire with sample names, for looking at the form before anybody is asked. Nothing of it is stored."""

from __future__ import annotations

from gapcheck import clock
from gapcheck.extensions import installation
from gapcheck.instruments.model import Instrument
from gapcheck.services import visibility
from gapcheck.services.answering.questionnaire import OtherPerson, Questionnaire
from gapcheck.services.engagements import months_after
from gapcheck.services.principals import Facilitator

COMPANY = "Sample company"
NAMES = ("Robin Sample", "Kim Example", "Alex Muster", "Sam Exemple")


def sample(facilitator: Facilitator, instrument: Instrument, form: str, role_id: str) -> Questionnaire:
    """The questionnaire as somebody in that role would see it. Raises KeyError for an unknown role or form."""
    names = {role.id: NAMES[number % len(NAMES)] for number, role in enumerate(instrument.roles)}
    others = tuple(OtherPerson(role, names[role.id]) for role in instrument.roles if role.id != role_id)
    return Questionnaire(
        company=COMPANY,
        facilitator=facilitator.name,
        facilitator_email=facilitator.email,
        workspace=facilitator.workspace_name,
        logo_hash=facilitator.logo_hash,
        name=names[role_id],
        role=instrument.role(role_id),
        others=others,
        instrument=instrument,
        items=instrument.form_items(form),
        sequence=instrument.sequence,
        due_on=None,
        kept_until=months_after(clock.now().date(), installation().settings.retention_months),
        promise=visibility.promise(visibility.People(others[0].name, facilitator.name)),
        acknowledged_at=None,
        submitted_at=None,
        can_answer=True,
        released=False,
        taken_back=False,
        closed=False,
        answers={},
        comments={},
    )
