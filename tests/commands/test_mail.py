"""``gapcheck mail test`` and ``gapcheck jobs list``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.inside import Run
from tests.serving import free_port


@pytest.fixture
def instance(ready: Run, tmp_path: Path) -> Path:
    """A prepared instance."""
    return tmp_path / "instance"


def test_a_test_mail_is_written_to_the_outbox_folder_by_default(run: Run, instance: Path) -> None:
    done = run("mail", "test", "admin@northmoor.example")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"Accepted by {instance / 'outbox'}.\n"
    (file,) = (instance / "outbox").iterdir()
    assert "To: admin@northmoor.example" in file.read_text()


def test_a_server_that_cannot_be_reached_is_exit_code_1_with_the_reason(run: Run, instance: Path) -> None:
    done = run(
        "mail", "test", "admin@northmoor.example", GAPCHECK_SMTP_URL=f"smtp://user:secret@127.0.0.1:{free_port()}"
    )
    assert (done.exit_code, done.stdout) == (1, "Not sent. The mail server could not be reached.\n")
    assert "secret" not in done.stderr


def test_an_address_that_is_none_is_exit_code_2(run: Run, instance: Path) -> None:
    done = run("mail", "test", "nobody\r\nBcc: evil@evil.example")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1


def test_a_setting_that_cannot_work_is_named(run: Run, instance: Path) -> None:
    done = run("mail", "test", "admin@northmoor.example", GAPCHECK_SMTP_URL="mail.example")
    assert done.exit_code == 2
    assert "GAPCHECK_SMTP_URL" in done.stderr


def test_an_instance_without_work_says_so(run: Run, instance: Path) -> None:
    assert run("jobs", "list").stdout == "Nothing waits.\n"
