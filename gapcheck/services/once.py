"""What a form adds is added once, however often the form comes: a double tap, Back and Send, a reply that got lost.

The page that shows the form makes a random key. The ids of all that the form adds follow from the workspace and the
key, so a second sending finds what the first one added, and a key of another workspace leads nowhere. Those of the
waves follow from what the form says too: that tells a repetition from a form that was changed before it came again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gapcheck.models import Engagement, Erasure, Wave
from gapcheck.models.base import ID_LENGTH, random_id

_KEY = re.compile(rf"[A-Za-z0-9_-]{{{ID_LENGTH}}}")


class SentBefore(Exception):
    """The form came before and added these engagements; now it says something else. Nothing was added."""

    def __init__(self, engagement_ids: Collection[str]) -> None:
        super().__init__("sent before")
        self.engagement_ids = tuple(engagement_ids)


class ErasedSince(Exception):
    """The form came before, and all that it added has been erased since. Nothing was added."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of an engagement that is added and of its first wave."""

    engagement_id: str
    wave_id: str


def new_key() -> str:
    """A key for a form that is shown: 128 random bits, which nobody can guess."""
    return random_id()


def is_key(text: str) -> bool:
    """True for what could be a key. Whether a page made it does not matter: it opens nothing."""
    return _KEY.fullmatch(text) is not None


def random_ids() -> Ids:
    """The ids of what is added without a form."""
    return Ids(random_id(), random_id())


def engagement_ids(workspace_id: str, key: str, count: int) -> tuple[str, ...]:
    """The ids of the engagements that a form with this key adds."""
    return tuple(_follows_from(workspace_id, key, place) for place in range(count))


def ids(workspace_id: str, key: str, said: Sequence[Any]) -> tuple[Ids, ...]:
    """The ids of all that a form adds: an engagement for each line of ``said``, which are values that JSON can hold."""
    words = json.dumps(said)
    return tuple(
        Ids(engagement_id, _follows_from(engagement_id, key, words))
        for engagement_id in engagement_ids(workspace_id, key, len(said))
    )


def _follows_from(*facts: str | int) -> str:
    """An id of the usual form. SHA-256 cannot be turned back, so it tells neither the key nor what the form said."""
    digest = hashlib.sha256(json.dumps(["gapcheck once", *facts]).encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def was_added(session: Session, wanted: Sequence[Ids]) -> bool:
    """Whether the form came before, in the transaction that would add this now. Raises SentBefore and ErasedSince.

    True as long as anything of it is left, so that what was erased alone does not come back either.
    """
    waves = {each.engagement_id: each.wave_id for each in wanted}
    there = session.execute(
        select(Engagement.id, Wave.id)
        .join(Wave, Wave.engagement_id == Engagement.id)
        .where(Engagement.id.in_(waves), Wave.number == 1)
    ).all()
    if any(waves[engagement_id] != wave_id for engagement_id, wave_id in there):
        raise SentBefore([engagement_id for engagement_id, _ in there])
    if not there and erased(session, list(waves)):
        raise ErasedSince
    return bool(there)


def erased(session: Session, wanted: Sequence[str]) -> int:
    """How many of these engagements were erased."""
    return session.scalar(select(func.count()).where(Erasure.engagement_id.in_(wanted))) or 0
