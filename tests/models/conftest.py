"""The people who act in these tests."""

from tests.acting import app, browser, facilitator, pair, settings

__all__ = ["app", "browser", "facilitator", "pair", "settings"]
