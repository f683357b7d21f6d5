"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes for when the app is lost.

Both are Flask-Security's, stored encrypted. Its own TOTP helper takes a code as often as it comes; here each is good
once, because the step of the last code is kept with the account.
"""

from __future__ import annotations

from flask_security.totp import Totp
from passlib.totp import TOTP, TotpMatch

from gapcheck import clock
from gapcheck.accounts.account import Account, library
from gapcheck.charts.qr import qr_code
from gapcheck.models import User

#: Seconds by which the clock of a phone may be off.
WINDOW = 30


class OneTimeCodes(Totp):
    """The library's TOTP on this program's clock, with the last step kept in the account."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        self._totp = TOTP.using(issuer=issuer, secrets=secrets, now=lambda: clock.now().timestamp())

    def get_last_counter(self, user: User) -> int | None:  # type: ignore[override]  # there are no other users
        """The step of the last code that was taken."""
        return user.tf_last_counter

    def set_last_counter(self, user: User, tmatch: TotpMatch) -> None:  # type: ignore[override]  # as above, no other users
        """Remember the step of this code."""
        user.tf_last_counter = tmatch.counter


def new_secret() -> str:
    """A new secret, encrypted, to be kept until a first code proves that the app has it."""
    return str(library().totp_factory.generate_totp_secret())


def takes(account: Account, code: str, secret: str | None = None) -> bool:
    """True for a code that the app shows now; the same code is not taken twice.

    ``secret`` is one that is still to be confirmed, else the account's own. Changes the account: call it in a
    transaction.
    """
    secret = secret or account.tf_totp_secret
    digits = "".join(code.split())
    if secret is None or not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return False
    return bool(library().totp_factory.verify_totp(digits, secret, account, window=WINDOW))


def key_in_words(secret: str) -> str:
    """The secret for typing into an app, in groups of four."""
    return str(library().totp_factory.get_totp_pretty_key(secret))


def picture(secret: str, email: str) -> tuple[int, str]:
    """The secret as a QR code: its width in modules, and the dark modules as the path of an SVG."""
    drawn = qr_code(library().totp_factory.get_totp_uri(email, secret))
    return drawn.width, drawn.path


def new_recovery_codes(account: Account) -> list[str]:
    """New recovery codes, which end the old ones. They can be read now and never again."""
    return list(library().mf_recovery_codes_util.create_recovery_codes(account))


def recovery_codes_left(account: Account) -> int:
    """How many recovery codes are unused."""
    return len(account.mf_recovery_codes or [])


def takes_recovery_code(account: Account, code: str) -> bool:
    """True for an unused recovery code, which is used up by this. Changes the account: call it in a transaction."""
    written = "".join(letter for letter in code.lower() if letter.isalnum())
    spelled = "-".join(written[start : start + 4] for start in range(0, len(written), 4))
    if not written or not library().mf_recovery_codes_util.check_recovery_code(account, spelled):
        return False
    account.mf_recovery_codes = list(account.mf_recovery_codes or [])  # a new list, so that the change is stored
    return bool(library().mf_recovery_codes_util.delete_recovery_code(account, spelled))
