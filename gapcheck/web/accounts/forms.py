"""The forms of accounts. A fault says what to do, beside its field."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Field, Form, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from gapcheck.accounts.account import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN
from gapcheck.services.addresses import usable
from gapcheck.services.passwords import Weakness
from gapcheck.services.seating import NAME_LENGTH
from gapcheck.web.incoming import line


def one_line(value: str | None) -> str:
    """A text as one line without anything that is no text."""
    return line(value or "")


def is_address(form: Form, field: Field) -> None:
    """Refuse what is no e-mail address."""
    found = usable(field.data)
    if found is None:
        raise ValidationError("Write an address such as name@company.com.")
    field.data = found


def name_field(label: str, missing: str) -> StringField:
    """A field for a name on one line; ``missing`` is said where it is empty."""
    longest = Length(max=NAME_LENGTH, message=f"Use at most {NAME_LENGTH} characters.")
    return StringField(label, filters=[one_line], validators=[InputRequired(missing), longest])


def _password(label: str, missing: str) -> PasswordField:
    return PasswordField(label, validators=[InputRequired(missing), Length(max=PASSWORD_LENGTH_MAX, message=missing)])


class SignInForm(FlaskForm):
    """Address and password."""

    email = StringField("E-mail address", filters=[one_line], validators=[InputRequired("Give your e-mail address.")])
    password = _password("Password", "Give your password.")


class CodeForm(FlaskForm):
    """A code of the app, or a recovery code."""

    code = StringField(
        "Code",
        filters=[one_line],
        validators=[InputRequired("Type the six digits that the app shows, or a recovery code."), Length(max=40)],
    )


class PasskeyReplyForm(FlaskForm):
    """The browser's reply to the question for a passkey."""

    reply = StringField("Reply")


class AddressForm(FlaskForm):
    """Whom to send a link for a new password."""

    email = StringField(
        "E-mail address",
        filters=[one_line],
        validators=[InputRequired("Give your e-mail address."), Length(max=254), is_address],
    )


_TOO_SHORT = f"Use {PASSWORD_LENGTH_MIN} characters or more; a short sentence is good."
_WEAK = {
    Weakness.LENGTH: _TOO_SHORT,
    Weakness.NAME: "Choose something that is not a name: not yours, not your address, not a company's, not gapcheck.",
    Weakness.COMMON: "Many people have this password, so it is tried first. A short sentence is good.",
}


class PasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField(
        "New password",
        validators=[
            InputRequired("Choose a password."),
            Length(PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX, _TOO_SHORT),
        ],
    )
    again = PasswordField(
        "The same password again", validators=[EqualTo("password", "Type the same password in both fields.")]
    )

    def refuse_password(self, why: Weakness) -> None:
        """Say beside the field what to choose instead."""
        self.password.errors = [_WEAK[why]]


class ConfirmForm(FlaskForm):
    """The present password, before something that protects the account is changed."""

    present = _password("Your present password", "Give your present password.")

    def refuse(self) -> None:
        """Say beside the field that it was not the password."""
        self.present.errors = ["That is not your present password. Type it again."]


class ChangePasswordForm(ConfirmForm, PasswordForm):
    """The present password and a new one."""


class AppForm(ConfirmForm, CodeForm):
    """The first code of an app, and the present password."""


class PasskeyForm(ConfirmForm, PasskeyReplyForm):
    """What to call a new passkey, and the present password."""

    name = name_field("What to call it", "Give it a name, such as the device that it is on.")


class NameForm(FlaskForm):
    """The person's name, as respondents read it."""

    name = name_field("Your name", "Give your name.")
