"""The form that sets a password."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from gapcheck.accounts.account import PASSWORD_LENGTH_MIN


class PasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField(
        "Password",
        validators=[
            InputRequired("Choose a password."),
            Length(
                PASSWORD_LENGTH_MIN, 200, f"Use {PASSWORD_LENGTH_MIN} characters or more; a short sentence is good."
            ),
        ],
    )
    again = PasswordField(
        "The same password again", validators=[EqualTo("password", "Type the same password in both fields.")]
    )
