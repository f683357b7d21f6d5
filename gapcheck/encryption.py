"""Encryption at rest: one key per engagement, sealed with the installation's key; values bound to their row.

Protects a stolen database file or backup. Does not protect against a compromised web process or an operator who has
the key. AES-256-GCM of the ``cryptography`` library; nonces are 96 random bits. An envelope is::

    version (1 byte) | key id (4 bytes) | nonce (12 bytes) | ciphertext with tag

The associated data names table, column and row, so a value that is moved to another row no longer opens.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = 1
_KEY_ID = 4
_NONCE = 12
_HEADER = 1 + _KEY_ID + _NONCE
#: Plaintexts are padded to steps of this many bytes, so that a length says little about an answer.
_STEP = 64


class CannotOpen(Exception):
    """A sealed value does not open: another key, another row, or changed bytes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value belongs. ``row`` names the row within table and engagement, revision included."""

    table: str
    column: str
    workspace: str
    engagement: str
    row: str

    def associated_data(self) -> bytes:
        """The bytes that the value is bound to."""
        return "|".join(("gapcheck/v1", self.table, self.column, self.workspace, self.engagement, self.row)).encode()


class Sealer:
    """Seals and opens values with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)
        self.key_id = hashlib.sha256(b"gapcheck key id" + key).digest()[:_KEY_ID]
        self._digest_key = hmac.digest(key, b"gapcheck canonical digest", "sha256")

    def seal(self, plaintext: bytes, place: Place) -> bytes:
        """The envelope of a plaintext for one place; never twice the same."""
        padded = len(plaintext).to_bytes(4, "big") + plaintext
        padded += bytes(-len(padded) % _STEP)
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._aead.encrypt(nonce, padded, place.associated_data())
        return bytes([_VERSION]) + self.key_id + nonce + sealed

    def open(self, envelope: bytes, place: Place) -> bytes:
        """The plaintext of an envelope. Raises CannotOpen for another key, another place, or changed bytes."""
        if len(envelope) <= _HEADER or envelope[0] != _VERSION or envelope[1 : 1 + _KEY_ID] != self.key_id:
            raise CannotOpen(place.table)
        try:
            padded = self._aead.decrypt(envelope[1 + _KEY_ID : _HEADER], envelope[_HEADER:], place.associated_data())
        except InvalidTag as error:
            raise CannotOpen(place.table) from error
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]

    def digest(self, plaintext: bytes, place: Place) -> str:
        """A keyed digest of a value at its place, in hexadecimal: the same for the same value, and tells nothing of it
        without the key.
        """
        return hmac.digest(self._digest_key, place.associated_data() + b"\0" + plaintext, "sha256").hex()


#: Reads the installation's keys anew from where they are kept: the one of today, and those before it.
Source: TypeAlias = Callable[[], tuple[bytes, Iterable[bytes]]]


class Keyring:
    """The installation's secrets: seals the keys of engagements and derives personal links.

    Personal links, cookies and second factors hang on the secret key, so that another installation key changes none of
    them. ``older`` keys only open. ``source`` is asked where a key is named that this process does not know: it was
    rotated meanwhile.
    """

    def __init__(self, key: bytes, secret_key: str, older: Iterable[bytes] = (), source: Source | None = None) -> None:
        self._keys = _Opened(key, older)
        self._source = source
        secret = secret_key.encode()
        self._second_factors = HKDF(SHA256(), 64, salt=None, info=b"gapcheck second factors").derive(secret)
        self._link_key = HKDF(SHA256(), 32, salt=None, info=b"gapcheck personal links").derive(secret)
        self._stop_key = HKDF(SHA256(), 32, salt=None, info=b"gapcheck stop reminders").derive(secret)
        self._screen_key = HKDF(SHA256(), 32, salt=None, info=b"gapcheck workshop screens").derive(secret)
        self.secret_fingerprint = hashlib.sha256(b"gapcheck secret key id" + secret).digest()[:_KEY_ID].hex()

    @property
    def fingerprint(self) -> str:
        """Names the installation's key without telling it."""
        return self._keys.current.key_id.hex()

    @property
    def fingerprints(self) -> frozenset[str]:
        """Names every key that opens, the older ones too."""
        return frozenset(key_id.hex() for key_id in self._keys.sealers)

    @property
    def one_time_codes_key(self) -> str:
        """The key, in hexadecimal digits, that the secrets of authenticator apps are stored under."""
        return self._second_factors[:32].hex()

    @property
    def recovery_codes_key(self) -> bytes:
        """The key, in base64url, that recovery codes are stored under."""
        return urlsafe_b64encode(self._second_factors[32:])

    def new_engagement_key(self, workspace: str, engagement: str) -> bytes:
        """A fresh key for an engagement, sealed for storing."""
        return self._keys.current.seal(secrets.token_bytes(32), _key_place(workspace, engagement))

    def engagement(self, sealed_key: bytes, workspace: str, engagement: str) -> Sealer:
        """The sealer of an engagement. Raises CannotOpen where no key of the installation opens it."""
        return Sealer(self._opened(sealed_key, _key_place(workspace, engagement)))

    def sealed_anew(self, sealed_key: bytes, workspace: str, engagement: str) -> bytes | None:
        """An engagement's key under the installation's key of today; None where it is so already.

        Raises CannotOpen.
        """
        place = _key_place(workspace, engagement)
        plain = self._opened(sealed_key, place)
        return None if key_id(sealed_key) == self.fingerprint else self._keys.current.seal(plain, place)

    def read_anew(self, key: bytes, older: Iterable[bytes]) -> None:
        """Use these keys from now on."""
        self._keys = _Opened(key, older)

    def _opened(self, envelope: bytes, place: Place) -> bytes:
        named = bytes.fromhex(key_id(envelope))
        if named not in self._keys.sealers and self._source is not None:
            self.read_anew(*self._source())
        sealer = self._keys.sealers.get(named)
        if sealer is None:
            raise CannotOpen(place.table)
        return sealer.open(envelope, place)

    def manifest_seal(self, manifest: bytes) -> str:
        """What proves that the manifest of a backup was written by an installation with this key."""
        return hmac.digest(self._keys.manifests[self._keys.current.key_id], manifest, "sha256").hex()

    def is_manifest_seal(self, seal: str, manifest: bytes) -> bool:
        """True for a seal made with the key of today or one before it."""
        return any(
            hmac.compare_digest(hmac.digest(key, manifest, "sha256").hex().encode(), seal.encode())
            for key in self._keys.manifests.values()
        )

    def link_token(self, seat: str, occupant: str, generation: int) -> str:
        """The token of a personal link: 256 bits, always the same for seat, occupant and generation.

        The prefix lets secret scanners recognise a token that got out.
        """
        digest = hmac.digest(self._link_key, f"{seat}|{occupant}|{generation}".encode(), "sha256")
        return "gc1_" + urlsafe_b64encode(digest).decode().rstrip("=")

    def stop_digest(self, occupant: str) -> str:
        """What proves that somebody got a mail of this occupant's: 256 bits. Good for stopping reminders only."""
        return urlsafe_b64encode(hmac.digest(self._stop_key, occupant.encode(), "sha256")).decode().rstrip("=")

    def screen_code(self, workshop: str, generation: int) -> bytes:
        """What the short code of screens is spelled from: 40 bits, the same for one workshop and generation."""
        return hmac.digest(self._screen_key, f"code|{workshop}|{generation}".encode(), "sha256")[:5]

    def screen_digest(self, code: str) -> bytes:
        """What is stored of such a code. Keyed: 40 bits could be tried out against a plain hash."""
        return hmac.digest(self._screen_key, f"stored|{code}".encode(), "sha256")


class _Opened:
    """Keys made ready for use; by their ids."""

    def __init__(self, current: bytes, older: Iterable[bytes]) -> None:
        every = (current, *older)
        self.current = Sealer(current)
        self.sealers = {sealer.key_id: sealer for sealer in map(Sealer, every)}
        self.manifests = {
            Sealer(key).key_id: HKDF(SHA256(), 32, salt=None, info=b"gapcheck backup manifests").derive(key)
            for key in every
        }


def key_id(envelope: bytes) -> str:
    """The fingerprint of the key that an envelope was sealed with."""
    return envelope[1 : 1 + _KEY_ID].hex()


def _key_place(workspace: str, engagement: str) -> Place:
    return Place("engagement", "sealed_key", workspace, engagement, "")


def secret_hash(secret: str) -> bytes:
    """What is stored of a secret with 128 bits or more of its own: a plain SHA-256 is enough for those."""
    return hashlib.sha256(secret.encode()).digest()
