"""From a posted question page to the service that saves it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from gapcheck.models import COMMENT
from gapcheck.services import answering
from gapcheck.services.answering import UNCHANGED, Asked, StaleAnswer, Stored
from gapcheck.services.answering.drafts import COMMENT_LENGTH
from gapcheck.services.principals import Respondent
from gapcheck.web.incoming import UnusableForm, clean, required, single
from gapcheck.web.respond.controls import Control, from_fields
from gapcheck.web.respond.posted import Posted, read
from gapcheck.web.respond.steps import Step

_REVISION = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Form:
    """A posted question page, read: what stood in the fields, and the values that it stands for."""

    controls: Mapping[str, Control]
    answers: Mapping[str, Posted]
    comment: str
    share: bool
    #: The revisions that the page was made from, by subject (and COMMENT).
    revisions: Mapping[str, int]
    key: str | None
    speaks_of_comment: bool

    @property
    def comment_too_long(self) -> bool:
        """True for a comment that cannot be kept."""
        return len(self.comment) > COMMENT_LENGTH

    @property
    def faulty(self) -> bool:
        """True where the page must be shown again before going on."""
        return self.comment_too_long or any(posted.problem for posted in self.answers.values())

    @property
    def can_wait(self) -> bool:
        """True where nothing is lost by leaving the page: at most something is begun and not finished."""
        return not self.comment_too_long and all(posted.keep for posted in self.answers.values())

    @property
    def values(self) -> dict[str, Any]:
        """What can be saved, by subject; what is at fault is left as it was."""
        return {subject: posted.value for subject, posted in self.answers.items() if posted.keep}


def read_form(asked: Asked, step: Step, fields: MultiDict[str, str]) -> Form:
    """Read a posted page. Raises UnusableForm for one without its revisions: empty fields would clear answers."""
    controls = {subject: from_fields(step.item, subject, fields) for subject in step.subjects}
    return Form(
        controls=controls,
        answers={subject: read(step.item, asked.view_of(subject), control) for subject, control in controls.items()},
        comment=clean(single(fields, "comment")),
        share=single(fields, "share") != "",
        revisions=_revisions(step, fields),
        key=clean(single(fields, "key"))[:64] or None,
        speaks_of_comment="comment" in fields,
    )


def _revisions(step: Step, fields: MultiDict[str, str]) -> dict[str, int]:
    found = {subject: required(fields, f"revision.{subject}") for subject in step.subjects}
    if f"revision.{COMMENT}" in fields:
        found[COMMENT] = single(fields, f"revision.{COMMENT}")
    if not all(_REVISION.fullmatch(revision) for revision in found.values()):
        raise UnusableForm("revision")
    return {subject: int(revision) for subject, revision in found.items()}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a save: the revisions that are durable now, or the newer values that stood in its way."""

    revisions: Mapping[str, int] = field(default_factory=dict)
    newer: Mapping[str, Stored] = field(default_factory=dict)


def save(respondent: Respondent, step: Step, form: Form) -> Outcome:
    """Save what can be saved. Raises what the service raises, but for StaleAnswer, which becomes the outcome.

    A page that was left empty and had never held anything saves nothing: looking on is not starting.
    """
    given = any(value is not None for value in form.values.values()) or form.comment
    if not given and not any(form.revisions.values()):
        return Outcome(form.revisions)
    comment: Any = UNCHANGED
    if form.speaks_of_comment and not form.comment_too_long:
        comment = (form.comment, form.share) if form.comment else None
    try:
        saved = answering.save(respondent, step.item.id, form.values, comment, form.revisions, form.key)
    except StaleAnswer as stale:
        return _settle(respondent, step, form, comment, stale.newer)
    return Outcome(saved.revisions)


def _settle(respondent: Respondent, step: Step, form: Form, comment: Any, newer: Mapping[str, Stored]) -> Outcome:
    """A newer value that equals what was sent is no conflict: the reply to the first sending was lost."""
    sent = {**form.values, COMMENT: None if comment in (None, UNCHANGED) else {"text": comment[0], "share": comment[1]}}
    differing = {subject: stored for subject, stored in newer.items() if stored.value != sent.get(subject)}
    if differing:
        return Outcome(newer=differing)
    expected = {**form.revisions, **{subject: stored.revision for subject, stored in newer.items()}}
    try:
        # Without the key: the first sending has used it up.
        return Outcome(answering.save(respondent, step.item.id, form.values, comment, expected).revisions)
    except StaleAnswer as stale:
        return Outcome(newer=stale.newer)
