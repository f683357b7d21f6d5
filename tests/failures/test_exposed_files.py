"""A database or a key that others on the machine can read is a reason not to start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gapcheck import paths
from gapcheck.app import create_app
from gapcheck.config import Settings
from gapcheck.faults import InputFaults


def test_a_file_that_others_can_read_or_write_is_refused_with_what_to_do(settings: Settings) -> None:
    for name in ("gapcheck.db", "keys/key", "keys/secret_key", "keys/key.0a1b2c3d"):
        for mode in (0o644, 0o640, 0o602):
            file = settings.instance / name
            file.touch()
            file.chmod(mode)
            with pytest.raises(InputFaults) as refused:
                create_app(settings)
            assert [(fault.place, fault.message) for fault in refused.value.faults] == [
                (str(file), f"others can read it. Run: chmod 600 {file}")
            ]
            file.chmod(0o600)
    create_app(settings)


def test_a_database_among_the_files_that_are_served_is_refused(settings: Settings) -> None:
    served = paths.STATIC / "gapcheck.db"  # never made: the name alone is enough
    with pytest.raises(InputFaults, match="lies where files are served"):
        create_app(replace(settings, database_url=f"sqlite:///{served}"))
    assert not Path(served).exists()


def test_without_keys_nothing_starts_and_none_are_made(settings: Settings) -> None:
    settings.secret_file("key").unlink()
    with pytest.raises(InputFaults, match="Run `gapcheck init` first"):
        create_app(replace(settings, key=None))
    assert not settings.secret_file("key").exists()
