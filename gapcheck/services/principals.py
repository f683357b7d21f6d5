"""Who acts: frozen facts about a person, made by signing in and handed to every service."""

from __future__ import annotations

from dataclasses import dataclass

from gapcheck.vocabulary import Membership


@dataclass(frozen=True, slots=True)
class Respondent:
    """An executive who entered the personal link of a seat. ``occupant_id`` is the id in the addresses."""

    occupant_id: str
    seat_id: str
    wave_id: str
    engagement_id: str
    workspace_id: str
    role: str

    @property
    def actor(self) -> str:
        """How the audit trail names this person."""
        return f"occupant:{self.occupant_id}"


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that follows a workshop, by the workshop's short code. It belongs to nobody and may change nothing."""

    workshop_id: str
    wave_id: str
    workspace_id: str


@dataclass(frozen=True, slots=True)
class Facilitator:
    """A person with an account, acting in one workspace as owner, facilitator or reader."""

    user_id: str
    email: str
    name: str
    workspace_id: str
    workspace_name: str
    membership: Membership
    #: Names the workspace's logo, for the frame of every page; None without one.
    logo_hash: str | None = None
    #: True where the workspace lets nobody in with a password alone, and this person has nothing else yet.
    lacks_second_factor: bool = False

    @property
    def actor(self) -> str:
        """How the audit trail names this person."""
        return f"user:{self.user_id}"

    @property
    def may_change(self) -> bool:
        """True for those who may invite, release and close; readers only look."""
        return self.membership is not Membership.READER
