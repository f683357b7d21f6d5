"""The set-up behind ``make run`` and ``make test``, with the machine's state made up."""

from __future__ import annotations

import ast
import importlib.util
import json
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.repository.rules import ROOT

SCRIPT = ROOT / "tools" / "setup.py"


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The set-up program over an empty checkout."""
    spec = importlib.util.spec_from_file_location("gapcheck_setup", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "gapcheck_setup", module)
    spec.loader.exec_module(module)
    for name in (module.BUILD_LOCK, module.RUN_LOCK, module.TEST_LOCK, "pyproject.toml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "VENV_PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "gapcheck-setup.json")
    return module


@pytest.fixture
def steps(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the set-up would have run, one line a command; nothing is run."""
    ran: list[str] = []

    def run(command: list[str], **_options: object) -> SimpleNamespace:
        ran.append(" ".join(command))
        if "venv" in command:
            setup.VENV.mkdir(exist_ok=True)
        return SimpleNamespace(returncode=0 if setup.VENV.exists() or command[0] != str(setup.VENV_PYTHON) else 1)

    monkeypatch.setattr(setup.subprocess, "run", run)
    return ran


def missing_everything(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "loads", lambda *_: False)
    monkeypatch.setattr(setup, "on_path", lambda *_: False)
    monkeypatch.setattr(setup, "has_ensurepip", lambda: False)


def test_a_system_without_apt_is_told_the_command_for_each_system(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing_everything(setup, monkeypatch)
    monkeypatch.setattr(setup, "apt_get", lambda: None)
    with pytest.raises(setup.Stop) as stopped:
        setup.provide_system("run")
    message = str(stopped.value)
    assert "Pango, PangoFT2, HarfBuzz subset" in message
    assert "sudo apt-get install --no-install-recommends" in message
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in message
    for system in ("Debian", "Ubuntu", "Fedora", "macOS", "Windows"):
        assert system in message


def test_tests_without_a_browser_stop_instead_of_being_skipped(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "on_path", lambda *programs: "chromium" not in programs)
    monkeypatch.setattr(setup, "apt_get", lambda: None)
    with pytest.raises(setup.Stop, match=r"Missing on this system: Chromium\."):
        setup.provide_system("test")


def test_tests_without_postgresql_stop_instead_of_being_skipped(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "has_postgresql", lambda: False)
    monkeypatch.setattr(setup, "apt_get", lambda: None)
    with pytest.raises(setup.Stop, match=r"Missing on this system: PostgreSQL\."):
        setup.provide_system("test")


def test_the_fonts_of_the_scripts_that_reports_are_tried_with_are_asked_for(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "has_font", lambda letters: "漢" not in letters)
    monkeypatch.setattr(setup, "apt_get", lambda: None)
    with pytest.raises(setup.Stop, match=r"fonts-wqy-microhei\n"):
        setup.provide_system("test")


def test_a_font_is_looked_for_by_all_of_its_letters(setup: ModuleType) -> None:
    assert setup.has_font("aж")
    assert not setup.has_font("a\U0010fffd"), "a place that no script uses"


def test_a_system_that_lists_no_fonts_has_none(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not setup.has_font("a")


def test_running_asks_for_no_browser(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "on_path", lambda *_: False)
    setup.provide_system("run")


def test_what_is_missing_is_installed_where_apt_may_be_used(
    setup: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(setup, "loads", lambda *_: bool(installed))
    monkeypatch.setattr(setup, "apt_get", lambda: ["apt-get"])
    recorded = setup.subprocess.run

    def run(command: list[str], **options: object) -> SimpleNamespace:
        if "install" in command:
            installed.extend(command)
        return recorded(command, **options)

    monkeypatch.setattr(setup.subprocess, "run", run)
    setup.provide_system("run")
    assert steps[-1].startswith("apt-get install --yes --no-install-recommends libpango-1.0-0 ")
    assert "python3" not in steps[-1], "what is there is not installed again"


def test_what_apt_could_not_bring_is_still_said(
    setup: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "loads", lambda *_: False)
    monkeypatch.setattr(setup, "apt_get", lambda: ["apt-get"])
    with pytest.raises(setup.Stop, match="Pango"):
        setup.provide_system("run")
    assert steps


@pytest.mark.parametrize(("root", "sudo", "used"), [(True, False, "env"), (False, True, "sudo"), (False, False, None)])
def test_apt_is_used_by_root_or_with_sudo_that_asks_nothing(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, root: bool, sudo: bool, used: str | None
) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(setup.os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr(setup, "succeeds", lambda command: command == ["sudo", "-n", "true"] and sudo)
    command = setup.apt_get()
    assert (command[0] if command else None) == used


def test_packages_are_installed_by_hash_and_with_checked_build_tools(setup: ModuleType, steps: list[str]) -> None:
    setup.provide_packages("run")
    installs = [step for step in steps if " install " in step]
    assert [step.rsplit("/", 1)[-1] for step in installs[:2]] == [setup.BUILD_LOCK, setup.RUN_LOCK]
    assert all("--require-hashes" in step for step in installs[:2])
    assert all("--no-build-isolation" in step for step in installs[1:])


def test_a_prepared_checkout_is_left_alone(setup: ModuleType, steps: list[str]) -> None:
    setup.provide_packages("test")
    steps.clear()
    setup.provide_packages("test")
    setup.provide_packages("run")
    assert not [step for step in steps if "pip " in step]


@pytest.mark.parametrize("changed", ["pyproject.toml", "requirements.lock", "requirements-build.lock"])
def test_a_changed_lock_or_project_file_is_installed(setup: ModuleType, steps: list[str], changed: str) -> None:
    setup.provide_packages("run")
    (setup.ROOT / changed).write_text("changed", encoding="utf-8")
    steps.clear()
    setup.provide_packages("run")
    assert [step for step in steps if " install " in step]
    assert not [step for step in steps if " venv " in step], "the environment itself is still good"


def test_a_moved_checkout_gets_a_new_environment(setup: ModuleType, steps: list[str]) -> None:
    setup.provide_packages("run")
    setup.STAMP.write_text(json.dumps({"place": "/elsewhere/.venv"}), encoding="utf-8")
    steps.clear()
    setup.provide_packages("run")
    assert [step for step in steps if "-m venv --clear" in step]


def test_packages_that_cannot_be_fetched_are_a_sentence_and_no_stamp(
    setup: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = setup.subprocess.run

    def run(command: list[str], **options: object) -> SimpleNamespace:
        recorded(command, **options)
        return SimpleNamespace(returncode=1 if "--require-hashes" in command else 0)

    monkeypatch.setattr(setup.subprocess, "run", run)
    with pytest.raises(setup.Stop, match="package index"):
        setup.provide_packages("run")
    assert not setup.STAMP.exists()
    assert steps


def test_a_taken_port_is_one_sentence_before_anything_is_done() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "run", "--port", str(port)], capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip().startswith(f"Port {port}: Address already in use. Stop what uses it")
    assert "\n" not in done.stderr.strip()


def test_an_old_python_understands_the_program_and_says_what_it_needs(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))
    monkeypatch.setattr(setup.sys, "version_info", (3, 8, 18))
    monkeypatch.setattr(setup, "succeeds", lambda _: False)
    with pytest.raises(setup.Stop, match=r"Python 3\.11 or newer, and this is 3\.8"):
        setup.use_new_python()
