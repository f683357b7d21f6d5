"""The form that adds a member."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf, InputRequired, Length

from gapcheck.services.seating import NAME_LENGTH
from gapcheck.vocabulary import Membership
from gapcheck.web.accounts.forms import is_address, one_line


class MemberForm(FlaskForm):
    """Name, address and role."""

    name = StringField(
        "Name",
        filters=[one_line],
        validators=[
            InputRequired("Give the person's name."),
            Length(max=NAME_LENGTH, message=f"Use at most {NAME_LENGTH} characters."),
        ],
    )
    email = StringField(
        "E-mail address",
        filters=[one_line],
        validators=[InputRequired("Give the person's e-mail address."), Length(max=254), is_address],
    )
    role = StringField("Role", validators=[AnyOf([role.value for role in Membership], "Choose one of the roles.")])
