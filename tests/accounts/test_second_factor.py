"""Codes of an authenticator app, and recovery codes: good once, and unreadable in the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from passlib.totp import TOTP
from sqlalchemy import select

from gapcheck.accounts import second_factor
from gapcheck.accounts.account import RECOVERY_CODES, library
from gapcheck.accounts.mail import MailFromRequest
from gapcheck.config import Settings
from gapcheck.extensions import db, installation
from gapcheck.models import User
from gapcheck.services import second_factors, sign_ins
from gapcheck.services.principals import Facilitator
from gapcheck.services.second_factors import WrongCode
from gapcheck.services.sign_ins import Known, SignInEnded
from tests.acting import PhoneApp, with_app


@pytest.fixture
def phone(facilitator: Facilitator) -> PhoneApp:
    """An authenticator app that has the key of the facilitator's account, which asks for its codes."""
    return with_app(facilitator)


def known(facilitator: Facilitator) -> Known:
    db.session.close()
    user = db.session.get_one(User, facilitator.user_id)
    return Known(user.id, user.fs_uniquifier, second_factor=True)


def test_a_code_signs_in_once(facilitator: Facilitator, phone: PhoneApp, settings: Settings) -> None:
    later(settings, 60)
    code = phone.code()
    assert second_factors.sign_in_by_code(known(facilitator), code).account.email == facilitator.email
    with pytest.raises(WrongCode):
        second_factors.sign_in_by_code(known(facilitator), code)
    later(settings, 120)
    assert second_factors.sign_in_by_code(known(facilitator), phone.code())


def later(settings: Settings, seconds: int) -> None:
    assert isinstance(settings.clock_file, Path)
    settings.clock_file.write_text(str(seconds))


def test_the_code_that_turned_the_app_on_does_not_sign_in(facilitator: Facilitator, phone: PhoneApp) -> None:
    with pytest.raises(WrongCode):
        second_factors.sign_in_by_code(known(facilitator), phone.code())


def test_a_code_of_two_minutes_ago_is_refused(facilitator: Facilitator, phone: PhoneApp, settings: Settings) -> None:
    later(settings, 60)
    code = phone.code()
    later(settings, 180)
    with pytest.raises(WrongCode):
        second_factors.sign_in_by_code(known(facilitator), code)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-", "0" * 5000, "\ud800"])
def test_what_is_no_code_is_refused(facilitator: Facilitator, phone: PhoneApp, code: str) -> None:
    with pytest.raises(WrongCode):
        second_factors.sign_in_by_code(known(facilitator), code)


def test_a_recovery_code_signs_in_once_however_it_is_spelled(facilitator: Facilitator, phone: PhoneApp) -> None:
    first, second, *_ = phone.codes
    assert len(phone.codes) == RECOVERY_CODES == len(set(phone.codes))
    second_factors.sign_in_by_code(known(facilitator), first.upper().replace("-", " "))
    assert second_factors.of(facilitator.user_id).codes_left == RECOVERY_CODES - 1
    with pytest.raises(WrongCode):
        second_factors.sign_in_by_code(known(facilitator), first)
    second_factors.sign_in_by_code(known(facilitator), second)


def test_new_recovery_codes_end_the_old_ones(facilitator: Facilitator, phone: PhoneApp) -> None:
    fresh = second_factors.new_codes(facilitator.user_id)
    with pytest.raises(WrongCode):
        second_factors.sign_in_by_code(known(facilitator), phone.codes[0])
    assert second_factors.sign_in_by_code(known(facilitator), fresh[0])


def test_half_a_sign_in_does_not_outlive_the_password(facilitator: Facilitator, phone: PhoneApp) -> None:
    before = known(facilitator)
    sign_ins.end_everywhere(facilitator.user_id)
    with pytest.raises(SignInEnded):
        second_factors.sign_in_by_code(before, phone.codes[0])


def test_neither_the_secret_nor_a_recovery_code_can_be_read_in_the_database(
    facilitator: Facilitator, phone: PhoneApp
) -> None:
    db.session.close()
    stored = repr(db.session.execute(select(User.tf_totp_secret, User.mf_recovery_codes)).all())
    assert phone.key.replace("-", "") not in stored.replace("-", "")
    assert not [code for code in phone.codes if code in stored]


def test_another_installation_key_cannot_read_the_secret(facilitator: Facilitator, phone: PhoneApp) -> None:
    db.session.close()
    sealed = db.session.get_one(User, facilitator.user_id).tf_totp_secret
    other = TOTP.using(secrets={"1": "another key"}).from_source(sealed)
    assert other.pretty_key() != phone.key == second_factor.key_in_words(sealed)


def test_the_keys_of_second_factors_are_derived_and_not_the_installation_key(app: Flask) -> None:
    keyring, key = installation().keyring, installation().settings.key
    assert key.hex() not in keyring.one_time_codes_key
    assert len({key.hex(), keyring.one_time_codes_key, keyring.recovery_codes_key.decode()}) == 3


def test_turning_off_the_last_second_factor_drops_the_recovery_codes(facilitator: Facilitator, phone: PhoneApp) -> None:
    second_factors.turn_app_off(facilitator.user_id)
    assert not second_factors.of(facilitator.user_id).any
    assert second_factors.of(facilitator.user_id).codes_left == 0
    with pytest.raises(WrongCode):
        second_factors.sign_in_by_code(known(facilitator), phone.codes[0])


def test_the_picture_is_a_square_of_dark_modules_with_a_quiet_border(app: Flask) -> None:
    modules, dark = second_factor.picture(second_factor.new_secret(), "ruth@halloran.example")
    assert dark.startswith("M4 4h1v1h-1z")
    assert f"M{modules - 1} " not in dark
    assert all(each.isdigit() or each in "Mhvz- " for each in set(dark))


def test_the_library_never_sends_a_mail_itself(app: Flask) -> None:
    with pytest.raises(MailFromRequest):
        library()._mail_util.send_mail("reset", "A subject", "ruth@halloran.example", "gapcheck", "body", None)


def test_no_page_of_the_library_is_there(app: Flask) -> None:
    modules = {app.view_functions[rule.endpoint].__module__ for rule in app.url_map.iter_rules()}
    assert not [module for module in modules if module.startswith("flask_security")]
