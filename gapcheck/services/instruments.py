"""Which instruments a facilitator can choose: the shipped ones, and those in the instance folder."""

from __future__ import annotations

from gapcheck.extensions import installation
from gapcheck.instruments import loader
from gapcheck.instruments.model import Instrument

DEFAULT = "cio-cso-partnership@1"


def find(key: str) -> Instrument:
    """The instrument of that key. Raises InputFaults where there is none."""
    return loader.find(key, [installation().settings.instance / "instruments"])
