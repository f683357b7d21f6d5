"""Whoever gets hold of a file of the installation, of a backup or of the log finds no answer, link or key in it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from gapcheck.config import Settings
from gapcheck.encryption import _key_place
from gapcheck.extensions import db, installation
from gapcheck.models import Engagement
from gapcheck.services.mail import inviting
from gapcheck.services.operations import backups
from gapcheck.services.reports import downloads
from gapcheck.vocabulary import Edition
from tests.acting import Browser, Pair
from tests.instances import STAND_IN_PDF
from tests.web.respond.conftest import Person, entered

CANARY = "Quokkabay"


@pytest.fixture
def secrets(app: Flask, settings: Settings, pair: Pair) -> dict[str, bytes]:
    """Everything secret of an installation in which two people answered and the facilitator read the report."""
    people = [entered(app, pair, role) for role in ("cio", "cso")]
    for person in people:
        person.starts()
        person.sends("SV1", **{f"answer.{person.role}": "4", "comment": CANARY})
    inviting.invite(pair.facilitator, pair.wave_id)
    for role in ("cio", "cso"):
        pair.submits(role)
    pair.renders()
    browser = Browser(app)
    browser.signs_in(pair.facilitator)
    assert downloads.download(pair.facilitator, pair.wave_id, Edition.PARTICIPANT).content == STAND_IN_PDF
    app.test_client().get(f"/nothing/{pair.link('cio').rpartition('/')[2]}?x={CANARY}")
    engagement = db.session.get_one(Engagement, pair.engagement_id)
    place = _key_place(engagement.workspace_id, engagement.id)
    assert settings.key is not None
    assert settings.secret_key is not None
    return {
        "comment": CANARY.encode(),
        "report": STAND_IN_PDF,
        "link": pair.link("cio").rpartition("/")[2].encode(),
        "key": settings.key,
        "key in digits": settings.key.hex().encode(),
        "secret key": settings.secret_key.encode(),
        "cookies": _cookie(people[0]).encode(),
        "key of the engagement": installation().keyring._opened(engagement.sealed_key, place),
    }


def _cookie(person: Person) -> str:
    """The secret in the respondent's cookie."""
    return next(cookie.value for cookie in person.client._cookies.values() if person.pid[:8] in cookie.key)


def found(content: bytes, secrets: dict[str, bytes]) -> set[str]:
    """Which secrets stand in some bytes."""
    return {name for name, secret in secrets.items() if secret in content}


def test_no_secret_stands_in_the_database_its_log_or_a_backup(
    settings: Settings, secrets: dict[str, bytes], tmp_path: Path
) -> None:
    files = [path for path in settings.instance.rglob("*") if path.is_file() and path.parent.name != "keys"]
    assert {"gapcheck.db", "gapcheck.db-wal"} <= {path.name for path in files}
    content = b"".join(path.read_bytes() for path in files)
    assert b"Northmoor Logistics" in content  # the search finds what is there
    assert found(content, secrets) == set()
    with zipfile.ZipFile(backups.make(settings, tmp_path / "kept").file) as packed:
        assert found(b"".join(packed.read(name) for name in packed.namelist()), secrets) == set()


def test_no_secret_no_name_and_no_address_stands_in_the_log(
    capfd: pytest.CaptureFixture[str], secrets: dict[str, bytes], pair: Pair
) -> None:
    logged = "".join(capfd.readouterr())
    assert '"route": "/q/<pid>/"' in logged  # the log is there
    assert found(logged.encode(), secrets) == set()
    for private in ("Northmoor", "Ana Ferreira", "ana@northmoor.example", "ruth@halloran.example", "gc1_"):
        assert private not in logged
    assert re.search(r"[\w.]+@[\w.]+", logged) is None
