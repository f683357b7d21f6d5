"""What a respondent does: read the questionnaire, save answers, submit."""

from gapcheck.services.answering.asked import Asked, asked
from gapcheck.services.answering.questionnaire import OtherPerson, Questionnaire, Stored, StoredComment, questionnaire
from gapcheck.services.answering.saving import (
    UNCHANGED,
    AnswerFaults,
    AnsweringEnded,
    NotAcknowledged,
    Saved,
    StaleAnswer,
    acknowledge,
    save,
)
from gapcheck.services.answering.submitting import Submission, submit

__all__ = [
    "UNCHANGED",
    "AnswerFaults",
    "AnsweringEnded",
    "Asked",
    "NotAcknowledged",
    "OtherPerson",
    "Questionnaire",
    "Saved",
    "StaleAnswer",
    "Stored",
    "StoredComment",
    "Submission",
    "acknowledge",
    "asked",
    "questionnaire",
    "save",
    "submit",
]
