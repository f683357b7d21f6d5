"""The course of a wave: its states, the people in it, its reports and its mail."""

from __future__ import annotations

from enum import StrEnum


class WaveState(StrEnum):
    """How far a wave is (docs/architecture.md has the transitions)."""

    DRAFT = "draft"
    OPEN = "open"
    COMPLETE = "complete"
    RELEASED = "released"
    IN_WORKSHOP = "in_workshop"
    RETRACTED = "retracted"
    CLOSED = "closed"


class ResponseState(StrEnum):
    """How far one respondent is, as the facilitator may know it."""

    INVITED = "invited"
    STARTED = "started"
    SUBMITTED = "submitted"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


class Membership(StrEnum):
    """What a person may do in a workspace."""

    OWNER = "owner"
    FACILITATOR = "facilitator"
    READER = "reader"


class Edition(StrEnum):
    """For whom a report is made: the two respondents, or their facilitator."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"


class Paper(StrEnum):
    """The size of the paper that a report is made on."""

    A4 = "a4"
    LETTER = "letter"


class ReleaseScope(StrEnum):
    """To whom a release opens a report: to both with their own links, or to both together in the room."""

    BOTH = "both"
    ROOM = "room"


class RenderState(StrEnum):
    """How far the rendering of a report is."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"


class MailKind(StrEnum):
    """What a mail says. The first seven go to respondents, the others to people with an account."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    LINK_AGAIN = "link_again"
    REOPENED = "reopened"
    REPORT_OPEN = "report_open"
    PAIR_CLOSED = "pair_closed"
    RELEASE_RETRACTED = "release_retracted"
    BOTH_SUBMITTED = "both_submitted"
    MAIL_FAILING = "mail_failing"
    DELETION_SOON = "deletion_soon"
    PASSWORD_RESET = "password_reset"  # noqa: S105  # the kind of a mail
    TEST = "test"


class MailState(StrEnum):
    """How far a mail is."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
