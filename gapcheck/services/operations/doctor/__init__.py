"""The examination of an installation: what is in order, what is worth knowing, what is wrong and what to do about it.

It only looks. Each check is a function that yields its findings; one that breaks is itself a finding, and the others
still run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import structlog
from flask import Flask

from gapcheck.config import Settings
from gapcheck.extensions import db
from gapcheck.services import schema
from gapcheck.services.operations.doctor import data, machine, site
from gapcheck.services.operations.doctor.finding import Finding, Level, wrong

__all__ = ["Finding", "Level", "examine", "vital"]

Check = Callable[[Settings], Iterator[Finding]]
#: What has to be right before and after the schema is changed, on a schema of any age.
VITAL: tuple[Check, ...] = (machine.database, machine.room, machine.file_system, data.integrity)
_log = structlog.get_logger("gapcheck.doctor")


def examine(settings: Settings, app: Flask) -> Iterator[Finding]:
    """Every finding, in the order in which one would put them right."""
    yield from _each(settings, (machine.versions, machine.modes, *VITAL))
    try:
        current = schema.is_current()
    except schema.DatabaseUnreachable as error:
        yield wrong("schema", f"The database cannot be reached: {error.said}. Set GAPCHECK_DATABASE_URL right.")
        return
    if not current:
        yield wrong("schema", "The database has the schema of another version. Run `gapcheck upgrade`.")
        return
    yield from _each(settings, (data.schema_head, data.keys, data.trail, data.clock_against_events, data.queue))
    yield from _each(settings, (data.backup, data.left_over_files, machine.report_needs, site.address, site.mail))
    yield from site.application(settings, app)


def vital(settings: Settings) -> list[Finding]:
    """The findings of what has to be right before the schema is changed, and after."""
    return list(_each(settings, VITAL))


def _each(settings: Settings, checks: tuple[Check, ...]) -> Iterator[Finding]:
    for check in checks:
        try:
            yield from check(settings)
        except Exception as error:  # a fault of the installation must not hide the next one
            _log.warning("check broke off", check=check.__name__, error=type(error).__name__)
            yield wrong(check.__name__.replace("_", " "), f"This could not be looked at: {type(error).__name__}.")
        finally:
            db.session.remove()
