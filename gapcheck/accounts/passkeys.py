"""Passkeys (WebAuthn, level 2): what the browser is asked, and whether its reply holds.

A passkey always proves a finger, a face or a PIN too (user verification), so it signs in on its own.
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gapcheck.config import Settings

_VERIFIED = UserVerificationRequirement.REQUIRED
#: Longer than the reply of any device.
_LONGEST_REPLY = 20_000


class NotProven(Exception):
    """The reply is not one of this site's passkey to this question."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the browser: the options as JSON, and the challenge that the reply must carry."""

    options: str
    challenge: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """The public half of a new passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def usable(settings: Settings) -> bool:
    """False where the site is served under a bare IP address, for which browsers keep no passkeys."""
    try:
        ipaddress.ip_address(settings.host)
    except ValueError:
        return settings.secure or settings.host == "localhost"
    return False


def question_to_make(settings: Settings, user_id: str, email: str, name: str, known: list[bytes]) -> Question:
    """Ask for a new passkey. ``known`` are the ids of those that the account has, which a device does not double."""
    options = generate_registration_options(
        rp_id=settings.host,
        rp_name="gapcheck",
        user_id=user_id.encode(),
        user_name=email,
        user_display_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return Question(options_to_json(options), bytes_to_base64url(options.challenge))


def made(settings: Settings, challenge: str, reply: str) -> NewKey:
    """The passkey that a browser made. Raises NotProven."""
    try:
        found = verify_registration_response(
            credential=_credential(reply),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=settings.host,
            expected_origin=settings.base_url,
            require_user_verification=True,
        )
    except Exception as error:  # whatever the library says of bytes that it cannot read: they prove nothing
        raise NotProven from error
    return NewKey(found.credential_id, found.credential_public_key, found.sign_count)


def question_to_use(settings: Settings) -> Question:
    """Ask for any passkey of this site."""
    options = generate_authentication_options(rp_id=settings.host, user_verification=_VERIFIED)
    return Question(options_to_json(options), bytes_to_base64url(options.challenge))


def credential_id(reply: str) -> bytes:
    """The id of the passkey that a reply claims to be of. Raises NotProven."""
    try:
        return base64url_to_bytes(str(_credential(reply)["rawId"]))
    except (ValueError, KeyError, TypeError) as error:
        raise NotProven from error


def used(settings: Settings, challenge: str, reply: str, public_key: bytes, sign_count: int) -> int:
    """How often the passkey was used by now, after its reply has been checked. Raises NotProven."""
    try:
        found = verify_authentication_response(
            credential=_credential(reply),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=settings.host,
            expected_origin=settings.base_url,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # whatever the library says of bytes that it cannot read: they prove nothing
        raise NotProven from error
    return found.new_sign_count


def _credential(reply: str) -> dict[str, object]:
    if len(reply) > _LONGEST_REPLY:
        raise NotProven
    try:
        value = json.loads(reply)
    except (ValueError, RecursionError) as error:
        raise NotProven from error
    if not isinstance(value, dict):
        raise NotProven
    return value
