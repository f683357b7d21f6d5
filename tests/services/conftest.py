"""The people who act in these tests."""

from tests.acting import browser, facilitator, pair
from tests.instances import app, empty_instance, settings

__all__ = ["app", "browser", "empty_instance", "facilitator", "pair", "settings"]
