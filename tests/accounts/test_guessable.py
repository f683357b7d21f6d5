"""What would be tried first is no password: ASVS 5.0, 6.2.4 and 6.2.11."""

from __future__ import annotations

import pytest

from gapcheck.accounts import guessable
from gapcheck.accounts.account import PASSWORD_LENGTH_MIN
from gapcheck.services import passwords, workspaces
from gapcheck.services.passwords import PasswordNotUsable, Weakness
from gapcheck.services.principals import Facilitator
from tests.acting import PASSWORD, Browser, make_pair


def test_more_than_the_three_thousand_most_common_that_are_long_enough_are_known() -> None:
    usable = [password for password in guessable._common() if len(password) >= PASSWORD_LENGTH_MIN]
    assert len(usable) >= 3000
    for password in ("password", "12345678", "Qwertyuiop", "TRUSTNO1"):
        assert guessable.is_common(password)
    assert not guessable.is_common(PASSWORD)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("PassWord", Weakness.COMMON),
        ("ruth@halloran.example", Weakness.NAME),
        ("Ruth.Halloran.1961", Weakness.NAME),
        ("Halloran-Consulting!", Weakness.NAME),
        ("northmoor logistics 26", Weakness.NAME),
        ("GapCheck2026", Weakness.NAME),
        ("short", Weakness.LENGTH),
        ("x" * 201, Weakness.LENGTH),
    ],
)
def test_a_password_that_is_tried_first_is_refused_with_its_reason(
    facilitator: Facilitator, password: str, why: Weakness
) -> None:
    make_pair(facilitator)
    with pytest.raises(PasswordNotUsable) as refused:
        passwords.change(facilitator.user_id, password)
    assert refused.value.why is why
    assert not workspaces.has_password(facilitator.user_id)


def test_a_sentence_about_the_company_can_be_a_password(facilitator: Facilitator) -> None:
    make_pair(facilitator)
    passwords.change(facilitator.user_id, "northmoor logistics moves on wheels")
    assert workspaces.has_password(facilitator.user_id)


@pytest.mark.parametrize(
    ("password", "said"), [("1234567890", "Many people have this password"), ("gapcheck-123", "that is not a name")]
)
def test_the_page_says_beside_the_field_what_to_choose_instead(
    facilitator: Facilitator, browser: Browser, password: str, said: str
) -> None:
    welcome = workspaces.welcome_link(facilitator.user_id).removeprefix("http://localhost")
    refused = browser.post(welcome, password=password, again=password)
    assert said in refused.text
    assert not workspaces.has_password(facilitator.user_id)
