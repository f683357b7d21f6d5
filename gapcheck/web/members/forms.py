"""The form that adds a member."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf, InputRequired, Length

from gapcheck.vocabulary import Membership
from gapcheck.web.accounts.forms import is_address, name_field, one_line


class MemberForm(FlaskForm):
    """Name, address and role."""

    name = name_field("Name", "Give the person's name.")
    email = StringField(
        "E-mail address",
        filters=[one_line],
        validators=[InputRequired("Give the person's e-mail address."), Length(max=254), is_address],
    )
    role = StringField("Role", validators=[AnyOf([role.value for role in Membership], "Choose one of the roles.")])
