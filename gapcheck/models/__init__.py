"""What is stored: plain SQLAlchemy, without Flask, the engine or the instruments."""

from gapcheck.models.account import AccountSignIn, Member, Passkey, User, Workspace
from gapcheck.models.answering import COMMENT, Answer, AnswerHistory, RespondentSignIn, ResponseSet
from gapcheck.models.audit import AuditEvent
from gapcheck.models.base import Base
from gapcheck.models.engagement import Company, Engagement, Occupant, Seat, Snapshot, Wave
from gapcheck.models.keeping import Batch, Erasure, OwnInstrument, Pause
from gapcheck.models.mail import Mail
from gapcheck.models.report import Release, Report
from gapcheck.models.workshop import Decision, Participant, Workshop, WorkshopNote

__all__ = [
    "COMMENT",
    "AccountSignIn",
    "Answer",
    "AnswerHistory",
    "AuditEvent",
    "Base",
    "Batch",
    "Company",
    "Decision",
    "Engagement",
    "Erasure",
    "Mail",
    "Member",
    "Occupant",
    "OwnInstrument",
    "Participant",
    "Passkey",
    "Pause",
    "Release",
    "Report",
    "RespondentSignIn",
    "ResponseSet",
    "Seat",
    "Snapshot",
    "User",
    "Wave",
    "Workshop",
    "WorkshopNote",
    "Workspace",
]
