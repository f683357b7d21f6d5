"""The people who act in these tests."""

from tests.acting import app, browser, empty_instance, facilitator, pair, settings
from tests.racing import track

__all__ = ["app", "browser", "empty_instance", "facilitator", "pair", "settings", "track"]
