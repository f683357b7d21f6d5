"""Passwords are hashed slowly, never more than two at a time."""

from __future__ import annotations

import threading
import time

import pytest
from flask import Flask

from gapcheck.accounts import hashing, pins


def test_a_password_fits_its_own_hash_only(app: Flask) -> None:
    stored = hashing.hashed("a long enough sentence")
    assert hashing.fits("a long enough sentence", stored)
    assert not hashing.fits("another long sentence", stored)
    assert not hashing.fits("a long enough sentence", None)


def test_the_hash_is_argon2id_at_the_owasp_minimum(app: Flask) -> None:
    assert hashing.hashed("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_fits_however_a_keyboard_composes_its_letters(app: Flask) -> None:
    assert hashing.fits("Zu\u0308rich im Fru\u0308hling", hashing.hashed("Zürich im Frühling"))


def test_never_more_than_two_hashes_are_computed_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, guard = 0, 0, threading.Lock()

    def slow_verify(password: str, stored: str) -> bool:
        nonlocal running, most
        with guard:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with guard:
            running -= 1
        return True

    monkeypatch.setattr(hashing, "verify_password", slow_verify)
    threads = [threading.Thread(target=hashing.fits, args=("password", "stored")) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == hashing.AT_ONCE == 2


def test_pins_wait_for_the_same_places_as_passwords() -> None:
    done = threading.Event()

    def hash_a_pin() -> None:
        pins.hashed("482913")
        done.set()

    thread = threading.Thread(target=hash_a_pin)
    with hashing.slot(), hashing.slot():
        thread.start()
        assert not done.wait(0.3)
    assert done.wait(10)
    thread.join()
