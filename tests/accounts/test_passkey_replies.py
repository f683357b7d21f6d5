"""A browser's reply for a passkey is JSON with binary parts: a malformed one proves nothing, and does nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

from gapcheck.accounts import passkeys
from gapcheck.accounts.passkeys import NotProven
from gapcheck.config import Settings, load

CHALLENGE = bytes_to_base64url(b"c" * 32)
ORIGIN = "https://gapcheck.example"
ID = b"i" * 32
PRIVATE = ec.derive_private_key(7, ec.SECP256R1())
#: A public key as a device writes it (RFC 9052, 7.1): of which kind, for which algorithm, on which curve, x and y.
COSE = {
    1: 2,
    3: -7,
    -1: 1,
    -2: PRIVATE.public_key().public_numbers().x.to_bytes(32),
    -3: PRIVATE.public_key().public_numbers().y.to_bytes(32),
}
Change = Callable[[bytes], bytes]


@pytest.fixture
def site(tmp_path: Path) -> Settings:
    return load({"GAPCHECK_INSTANCE": str(tmp_path), "GAPCHECK_BASE_URL": ORIGIN})


def as_it_is(part: bytes) -> bytes:
    return part


def reply(kind: str, changed: Change = as_it_is, **parts: bytes) -> dict[str, Any]:
    """The reply of a device, with its binary parts changed; ``kind`` is what was asked, to create or to get."""
    client = json.dumps({"type": f"webauthn.{kind}", "challenge": CHALLENGE, "origin": ORIGIN}).encode()
    parts = {"clientDataJSON": client, **parts}
    response = {name: bytes_to_base64url(changed(part)) for name, part in parts.items()}
    name = bytes_to_base64url(ID)
    return {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": response}


def new_key(changed: Change = as_it_is, cose: Any = COSE, form: str = "none", statement: Any = None) -> dict[str, Any]:
    """The reply of a device that made a key."""
    about = _about(0x45) + b"\0" * 16 + len(ID).to_bytes(2) + ID + encode_cbor(cose)
    attested = encode_cbor({"fmt": form, "attStmt": statement or {}, "authData": about})
    return reply("create", changed, attestationObject=attested)


def used_key(changed: Change = as_it_is) -> dict[str, Any]:
    """The reply of a device that signed with it."""
    client = json.dumps({"type": "webauthn.get", "challenge": CHALLENGE, "origin": ORIGIN}).encode()
    signature = PRIVATE.sign(_about(0x05) + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
    return reply("get", changed, authenticatorData=_about(0x05), signature=signature, userHandle=b"u")


def _about(flags: int) -> bytes:
    return hashlib.sha256(b"gapcheck.example").digest() + bytes([flags]) + b"\0" * 4


def test_a_key_that_a_device_made_signs_in(site: Settings) -> None:
    made = passkeys.made(site, CHALLENGE, json.dumps(new_key()))
    assert (made.credential_id, passkeys.credential_id(json.dumps(used_key()))) == (ID, ID)
    assert passkeys.used(site, CHALLENGE, json.dumps(used_key()), made.public_key, made.sign_count) == 0
    with pytest.raises(NotProven):
        passkeys.used(site, bytes_to_base64url(b"d" * 32), json.dumps(used_key()), made.public_key, 0)


@pytest.mark.parametrize("cose", [{}, [1], {1: 9, 3: 9}, {1: 2, 3: -7, -1: 9, -2: b"x", -3: b"y"}, {1: 3, 3: -257}])
@pytest.mark.parametrize("form", ["none", "packed"])
def test_a_key_of_no_known_kind_proves_nothing_whatever_the_library_makes_of_it(
    site: Settings, cose: Any, form: str
) -> None:
    made = json.dumps(new_key(cose=cose, form=form, statement={"alg": -7, "sig": b"x"} if form == "packed" else {}))
    with pytest.raises(NotProven):
        passkeys.used(site, CHALLENGE, json.dumps(used_key()), passkeys.made(site, CHALLENGE, made).public_key, 0)


@pytest.mark.parametrize("response", ["x", 1])
def test_a_statement_with_texts_for_bytes_proves_nothing(site: Settings, response: Any) -> None:
    form, statement = "android-safetynet", {"ver": "2.0", "response": response}
    with pytest.raises(NotProven):
        passkeys.made(site, CHALLENGE, json.dumps(new_key(form=form, statement=statement)))


ODD: tuple[Any, ...] = (
    *(None, 0, -1, 2**70, 1.5, True, "", "\ud800", "\0", "A", "====", "é", [], {}, [[]], {"a": 1}, "x" * 5_000),
    *("none", "platform", "public-key"),
)
BYTES = (
    b"",
    b"\x9f" * 900,
    b"\x81" * 9_000,
    b"\xd8\x1c\xd8\x1d\0",
    b"\xff",
    b"[" * 9_000,
    b'"\\ud800"',
    b"null",
    b"[]",
)


def malformed(random: Random) -> Iterator[tuple[str, str]]:
    """Replies with something wrong in them, for ever: what they are to, and the text."""

    def bent(part: bytes) -> bytes:
        way, place = random.choice("....swdi"), random.randrange(len(part))
        if way == "s":
            return random.choice(BYTES)
        if way == "w":
            return part[:place] + bytes([random.randrange(256)]) + part[place + 1 :]
        if way == "d":
            return part[:place]
        return part[:place] + random.randbytes(9) + part[place:] if way == "i" else part

    while True:
        kind, make = random.choice((("made", new_key), ("used", used_key)))
        whole = make(bent)
        if random.random() < 0.5:
            table = random.choice((whole, whole["response"]))
            table[random.choice([*table, "another"])] = random.choice(ODD)
        yield kind, json.dumps(whole)


@pytest.mark.parametrize("number", [200, pytest.param(20_000, marks=pytest.mark.soak)])
def test_a_malformed_reply_proves_nothing_and_breaks_nothing(site: Settings, number: int) -> None:
    replies = malformed(Random(f"malformed {number}"))  # noqa: S311  # the same for the same number
    public_key = passkeys.made(site, CHALLENGE, json.dumps(new_key())).public_key
    refused = 0
    for _ in range(number):
        kind, text = next(replies)
        try:
            if kind == "made":
                passkeys.made(site, CHALLENGE, text)
            else:
                passkeys.credential_id(text)
                passkeys.used(site, CHALLENGE, text, public_key, 0)
        except NotProven:
            refused += 1
    assert number // 2 < refused < number


@pytest.mark.parametrize("text", ["", "[" * 9_000, "null", "[]", '"x"', "9" * 5_000, "{" + '"a":1,' * 4_000 + '"b":1}'])
def test_what_is_no_reply_at_all_proves_nothing(site: Settings, text: str) -> None:
    for ask in (lambda: passkeys.credential_id(text), lambda: passkeys.made(site, CHALLENGE, text)):
        with pytest.raises(NotProven):
            ask()
