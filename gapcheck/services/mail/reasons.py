"""Why a mail was not sent, in words for the facilitator. None holds an address, a link, or a text of another server."""

from __future__ import annotations

# Cancelled: it is no longer right to send it.
ERASED = "The person's data was deleted before this mail went out."
REVOKED = "The personal link was revoked."
REPLACED = "Somebody else has this seat now."
WITHDRAWN = "This person has withdrawn and gets no more mail."
NO_ADDRESS = "There is no e-mail address."
ALREADY_SUBMITTED = "The answers were submitted before this mail went out."
REMINDERS_STOPPED = "This person asked for no more reminders."
REMINDED_TODAY = "Another reminder went out less than a day before."
NOT_OPEN = "The questionnaire was not open any more."
NOT_IN_REPORT = "This person has no part in the report."
NOT_RELEASED = "The report was not open any more."
RELEASED_AGAIN = "The report had been released again."
NOT_CLOSED = "The questionnaire was open again."
NOT_COMPLETE = "A response had been reopened, or the pair closed."
POSTPONED = "The day of the deletion was moved."
ACCOUNT_ENDED = "This account has ended."
RESTORED = "It waited in a backup that was restored; it had been sent before."
UNDONE = "You took it back before it was sent."

# Failed: the mail server would not have it.
NO_SUCH_MAILBOX = "The mail server says that there is no such mailbox. Check the address."
REFUSED_ADDRESS = "The mail server refused this address."
REFUSED_MAIL = "The mail server refused this mail."
UNUSABLE_ADDRESS = "This address cannot be written to. Check it for letters that mail addresses do not have."
UNWRITABLE = "The mail could not be written. The log of the server says more."

# Deferred: it will be tried again.
BUSY = "The mail server asks to wait."
UNREACHABLE = "The mail server could not be reached."
NOT_ENCRYPTED = "The mail server offers no encrypted connection, and unencrypted mail is not sent."
NOT_TRUSTED = "The mail server's certificate could not be verified."
NOT_SIGNED_IN = "The mail server did not accept the user name and password of this installation."
REFUSED_SENDER = "The mail server does not accept mail from this installation's address."
BROKEN_OFF = "The mail server broke the connection off before it had accepted the mail."
NOT_WRITTEN = "The outbox folder could not be written to."
INTERRUPTED = "Sending was interrupted."


def given_up(reason: str) -> str:
    """The reason of a mail that was tried for three days."""
    return f"{reason} It was tried for three days."


def with_code(reason: str, code: int, enhanced: str) -> str:
    """The reason with the mail server's code, such as ``550 5.1.1``, which an administrator can look up."""
    return f"{reason} ({f'{code} {enhanced}'.strip()})"
