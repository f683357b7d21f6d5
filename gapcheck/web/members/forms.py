"""The form that adds a member."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from gapcheck.vocabulary import Membership
from gapcheck.web.accounts.forms import NAME_LENGTH, is_address, one_line

#: Role, and what it may do, in words.
ROLES = (
    (Membership.FACILITATOR.value, "Facilitator: sets up companies, reads and releases reports"),
    (Membership.READER.value, "Reader: looks, and changes nothing"),
    (Membership.OWNER.value, "Owner: as a facilitator, and manages the members"),
)


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
    role = SelectField("Role", choices=ROLES)
