"""The forms for new engagements: which questions are asked, and of whom; fields of people follow the roles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeAlias

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, Form, RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from gapcheck import clock
from gapcheck.instruments.characters import is_one_line
from gapcheck.instruments.model import Instrument, Role
from gapcheck.services.addresses import usable
from gapcheck.services.seating import NAME_LENGTH, Person

#: The choice of a form beside the instrument's own: items ticked one by one.
CHOSEN = "chosen"
#: Begins the name of a field in which a page carries what another questionnaire than its own asks for.
KEPT = "kept."

#: The fields of a form as they came.
Fields: TypeAlias = "MultiDict[str, str]"


#: How the fields of people end.
_OF_PEOPLE = ("_name", "_email")


def _stripped(value: str | None) -> str | None:
    return " ".join(value.split()) if value else value


def _plain(form: Form, field: Field) -> None:
    if not is_one_line(field.data or ""):
        raise ValidationError("Use letters, digits and punctuation only.")


def _address(form: Form, field: Field) -> None:
    found = usable(field.data)
    if found is None:
        raise ValidationError("Write an address such as name@company.com, or leave it empty.")
    field.data = found


def _not_past(form: Form, field: Field) -> None:
    if field.data and field.data < clock.now().date():
        raise ValidationError("Choose today or a later day.")


def _offered(form: Form, field: Field) -> None:
    if field.data not in dict(field.choices):
        raise ValidationError("Choose one of the forms.")


class DayField(DateField):
    """A day, with a fault in this project's words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Choose a day, such as 2030-12-31, or leave it empty.") from None


def _name(label: str, missing: str) -> StringField:
    too_long = f"Use at most {NAME_LENGTH} characters."
    return StringField(
        label,
        filters=[_stripped],
        validators=[DataRequired(missing), Length(max=NAME_LENGTH, message=too_long), _plain],
    )


class QuestionsForm(FlaskForm):
    """What of an instrument is asked: one of its forms, or questions ticked one by one."""

    form = RadioField("Form", validators=[InputRequired("Choose one of the forms."), _offered], validate_choice=False)
    items = SelectMultipleField("Questions", validate_choice=False, default=())

    def validate_items(self, field: Field) -> None:
        """Where questions are chosen one by one, some must be, and all must be questions of the instrument."""
        offered = dict(field.choices)
        if self.form.data == CHOSEN and not any(item in offered for item in field.data or ()):
            raise ValidationError("Tick the questions to ask.")
        if any(item not in offered for item in field.data or ()):
            raise ValidationError("Tick questions of this questionnaire only.")

    def asks(self) -> str | tuple[str, ...]:
        """The form's name, or the ids of the chosen items."""
        return tuple(self.items.data) if self.form.data == CHOSEN else str(self.form.data)

    def offer(self, instrument: Instrument) -> None:
        """Let the forms and the items of this instrument be chosen."""
        self.form.choices = [(name, name) for name in (*_forms(instrument), CHOSEN)]
        self.items.choices = [(item.id, item.short) for item in instrument]

    def switch(self) -> None:
        """Choose among what this instrument offers, where another one was shown before."""
        if self.form.data not in dict(self.form.choices):
            self.form.data = self.form.choices[0][0]
        self.items.data = [item for item in self.items.data or () if item in dict(self.items.choices)]

    def kept(self, fields: Fields) -> list[tuple[str, str]]:
        """Hidden fields for what was typed for another questionnaire: people in other roles, and other items ticked."""
        offered = dict(self.items.choices)
        return [
            (KEPT + name, value)
            for name, value in fields.items(multi=True)
            if (value and name.endswith(_OF_PEOPLE) and name not in self) or (name == "items" and value not in offered)
        ]


class EngagementForm(QuestionsForm):
    """Company, questions and due date; ``engagement_form`` adds two fields a role."""

    company = _name("Company", "Give the company's name.")
    due_on = DayField("Answers are due by", validators=[Optional(), _not_past])

    def __iter__(self) -> Iterator[Field]:
        """The fields in the order of the page, which is that of what is said to be wrong."""
        last = ("form", "items", "due_on")
        people = [name for name in self._fields if name not in ("company", *last)]
        return iter([self[name] for name in ("company", *people, *last)])

    def people(self, roles: tuple[Role, ...]) -> dict[str, Person]:
        """The persons by role id."""
        return {role.id: Person(self[f"{role.id}_name"].data, self[f"{role.id}_email"].data or None) for role in roles}

    def refuse_same_address(self, roles: tuple[Role, ...]) -> None:
        """Say beside the last address that one person cannot answer for two."""
        message = "Both people have this address. Give each their own, or leave one empty."
        self[f"{roles[-1].id}_email"].errors = [message]

    def refuse_own_address(self, roles: tuple[Role, ...], own: str) -> None:
        """Say beside the facilitator's own address that who leads a pair cannot be one of the two."""
        for role in roles:
            field = self[f"{role.id}_email"]
            if (field.data or "").casefold() == own.casefold():
                field.errors = ["This is your own address. Ask a colleague to lead a pair that you are part of."]


def engagement_form(instrument: Instrument, due_on: date, typed: Fields | None) -> EngagementForm:
    """The form for one instrument, with what was typed; the short form comes first where there is one."""
    fields: dict[str, Any] = {}
    for role in instrument.roles:
        fields[f"{role.id}_name"] = _name("Name", f"Give the name of the {role.title}.")
        fields[f"{role.id}_email"] = StringField(
            "E-mail address (optional)", filters=[_stripped], validators=[Optional(), Length(max=254), _address]
        )
    made = type("EngagementFormOfRoles", (EngagementForm,), fields)(
        typed, data={"form": _forms(instrument)[0], "due_on": due_on}
    )
    made.offer(instrument)
    return made


def questions_form(instrument: Instrument, typed: Fields | None) -> QuestionsForm:
    """The same choice of questions without company and people, who come from a table."""
    made = QuestionsForm(typed, data={"form": _forms(instrument)[0]})
    made.offer(instrument)
    return made


def with_kept(fields: Fields) -> Fields:
    """The fields of a form together with those that its page carried for another questionnaire."""
    return MultiDict((name.removeprefix(KEPT), value) for name, value in fields.items(multi=True))


def _forms(instrument: Instrument) -> list[str]:
    """The names of the forms, the short ones first."""
    return sorted(instrument.form_names, key=lambda name: (name == "full", name))
