"""A sealed value opens only with its key and at its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapcheck.encryption import CannotOpen, Keyring, Place, Sealer, key_id, secret_hash

PLACE = Place("answer", "sealed", "workspace", "engagement", "set|GR1|cio|1")
KEY = bytes(range(32))
SECRET = "s" * 64


@given(st.binary(max_size=5_000))
def test_what_is_sealed_opens_as_it_was(plaintext: bytes) -> None:
    sealer = Sealer(KEY)
    assert sealer.open(sealer.seal(plaintext, PLACE), PLACE) == plaintext


def test_the_same_value_is_never_sealed_to_the_same_bytes() -> None:
    sealer = Sealer(KEY)
    assert sealer.seal(b"4", PLACE) != sealer.seal(b"4", PLACE)


def test_short_values_are_sealed_to_the_same_length() -> None:
    sealer = Sealer(KEY)
    assert len({len(sealer.seal(b"x" * length, PLACE)) for length in range(61)}) == 1


@pytest.mark.parametrize("part", ["table", "column", "workspace", "engagement", "row"])
def test_a_value_moved_to_another_place_does_not_open(part: str) -> None:
    sealer = Sealer(KEY)
    with pytest.raises(CannotOpen):
        sealer.open(sealer.seal(b"4", PLACE), replace(PLACE, **{part: "another"}))


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_noticed(position: int, change: int) -> None:
    sealer = Sealer(KEY)
    envelope = bytearray(sealer.seal(b"agree", PLACE))
    envelope[position % len(envelope)] ^= change
    with pytest.raises(CannotOpen):
        sealer.open(bytes(envelope), PLACE)


@pytest.mark.parametrize("envelope", [b"", b"\x01", b"\x01" * 17, b"\x02" * 100])
def test_what_is_no_envelope_does_not_open(envelope: bytes) -> None:
    with pytest.raises(CannotOpen):
        Sealer(KEY).open(envelope, PLACE)


def test_another_key_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        Sealer(bytes(32)).open(Sealer(KEY).seal(b"4", PLACE), PLACE)


def test_the_key_of_an_engagement_opens_for_that_engagement_only() -> None:
    keyring = Keyring(KEY, SECRET)
    sealed_key = keyring.new_engagement_key("w", "e")
    value = keyring.engagement(sealed_key, "w", "e").seal(b"4", PLACE)
    assert keyring.engagement(sealed_key, "w", "e").open(value, PLACE) == b"4"
    with pytest.raises(CannotOpen):
        keyring.engagement(sealed_key, "w", "another")


def test_a_link_is_the_same_at_every_call_and_another_for_each_seat_person_and_generation() -> None:
    keyring = Keyring(KEY, SECRET)
    link = keyring.link_token("seat", "person", 1)
    assert link == Keyring(KEY, SECRET).link_token("seat", "person", 1)
    assert link.startswith("gc1_")
    others = [("another", "person", 1), ("seat", "another", 1), ("seat", "person", 2)]
    assert len({link, *(keyring.link_token(*other) for other in others)}) == 4
    assert Keyring(KEY, "t" * 64).link_token("seat", "person", 1) != link


def test_the_fingerprint_names_the_key_without_telling_it() -> None:
    fingerprint = Keyring(KEY, SECRET).fingerprint
    assert fingerprint == Keyring(KEY, "t" * 64).fingerprint
    assert fingerprint not in KEY.hex()


def test_an_older_key_opens_and_the_key_of_today_seals() -> None:
    before, now = Keyring(KEY, SECRET), Keyring(bytes(32), SECRET, [KEY])
    old = before.new_engagement_key("w", "e")
    anew = now.sealed_anew(old, "w", "e")
    assert anew is not None
    assert (key_id(old), key_id(anew)) == (before.fingerprint, now.fingerprint)
    value = before.engagement(old, "w", "e").seal(b"4", PLACE)
    assert now.engagement(anew, "w", "e").open(value, PLACE) == b"4"
    assert now.sealed_anew(anew, "w", "e") is None
    with pytest.raises(CannotOpen):
        before.engagement(anew, "w", "e")


def test_links_and_second_factors_do_not_hang_on_the_key_of_the_installation() -> None:
    before, now = Keyring(KEY, SECRET), Keyring(bytes(32), SECRET)
    assert before.link_token("s", "p", 1) == now.link_token("s", "p", 1)
    assert before.one_time_codes_key == now.one_time_codes_key
    assert before.recovery_codes_key == now.recovery_codes_key


def test_a_manifest_is_known_by_any_key_that_the_installation_had() -> None:
    seal = Keyring(KEY, SECRET).manifest_seal(b"manifest")
    assert Keyring(bytes(32), SECRET, [KEY]).is_manifest_seal(seal, b"manifest")
    assert not Keyring(bytes(32), SECRET, [KEY]).is_manifest_seal(seal, b"another")
    assert not Keyring(bytes(32), SECRET).is_manifest_seal(seal, b"manifest")
    assert not Keyring(KEY, SECRET).is_manifest_seal("nonsense", b"manifest")


def test_a_key_that_was_rotated_meanwhile_is_read_anew() -> None:
    after = Keyring(bytes(32), SECRET)
    sealed_key = after.new_engagement_key("w", "e")
    value = after.engagement(sealed_key, "w", "e").seal(b"4", PLACE)
    running = Keyring(KEY, SECRET, source=lambda: (bytes(32), [KEY]))
    assert running.engagement(sealed_key, "w", "e").open(value, PLACE) == b"4"
    assert running.fingerprints == {Keyring(KEY, SECRET).fingerprint, after.fingerprint}


def test_a_digest_tells_same_from_different_and_needs_the_key() -> None:
    digest = Sealer(KEY).digest(b"4", PLACE)
    assert digest == Sealer(KEY).digest(b"4", PLACE)
    others = (Sealer(KEY).digest(b"5", PLACE), Sealer(KEY).digest(b"4", replace(PLACE, row="another")))
    assert len({digest, *others, Sealer(bytes(32)).digest(b"4", PLACE), secret_hash("4").hex()}) == 5


def test_a_screens_code_and_a_mails_proof_are_derived_and_tell_nothing_of_each_other() -> None:
    keyring, other = Keyring(KEY, SECRET), Keyring(KEY, "t" * 64)
    assert len({keyring.screen_code("w", 1), keyring.screen_code("w", 2), keyring.screen_code("v", 1)}) == 3
    assert keyring.screen_code("w", 1) != other.screen_code("w", 1)
    assert keyring.screen_digest("ABCDEFGH") != other.screen_digest("ABCDEFGH")
    assert keyring.stop_digest("p") != other.stop_digest("p")
    assert keyring.stop_digest("p") not in keyring.link_token("s", "p", 1)
