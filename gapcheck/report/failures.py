"""What can go wrong while a report is made: one exception, with a sentence for the person who asked for it."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why a report was not made. The value is what a warm parent answers (child.py)."""

    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NOT_INSTALLED = "not_installed"
    NOT_COMPARABLE = "not_comparable"
    NOT_OPENED = "not_opened"
    BROKEN = "broken"


_SENTENCES = {
    Cause.TOO_LARGE: "The report was not made: it needs more memory than one report may use. "
    "Shorten the longest texts or leave out items.",
    Cause.TOO_SLOW: "The report was not made: it takes longer than one report may take. "
    "Shorten the longest texts or leave out items.",
    Cause.NOT_COMPARABLE: "The report was not made: what is stored of this wave, or of the one before it, cannot be "
    "compared. Nothing is lost; try again, and report it if it happens again.",
    Cause.NOT_OPENED: "The report was not made: the stored answers do not open with the key of this installation. "
    "Nothing is lost; have its administrator run gapcheck doctor, and try again then.",
    Cause.BROKEN: "The report was not made: the program that draws it stopped. "
    "Nothing is lost; try again, and report it if it happens again.",
}


class ReportFailed(Exception):
    """A report could not be made. ``str()`` is the sentence; ``detail`` is for a log and never holds an answer."""

    def __init__(self, cause: Cause, sentence: str | None = None, detail: str = "") -> None:
        super().__init__(sentence or _SENTENCES[cause])
        self.cause = cause
        self.detail = detail
