"""E-mail addresses as people type them."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email


def usable(typed: str) -> str | None:
    """The address in the form in which it is kept, None for what is none. Nobody is asked whether it is read."""
    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
