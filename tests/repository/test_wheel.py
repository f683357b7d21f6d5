"""What is built is what runs: the wheel, installed by itself and used from another folder."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest

from tests.repository.rules import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

EXAMPLE = ROOT / "examples" / "northmoor-full.json"


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and a folder away from the checkout to work in."""

    environment: Path
    folder: Path

    def command(self, *arguments: str) -> list[str]:
        """The installed program with these arguments."""
        return [str(self.environment / "bin" / "gapcheck"), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the installed program to its end."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=plain_environment(),
            capture_output=True,
            text=True,
            check=False,
        )


def plain_environment() -> dict[str, str]:
    """The environment's variables without those that could lead back to the checkout or to this installation."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("GAPCHECK_", "PYTHON", "COVERAGE_"))
    }


def build(folder: Path, *options: str) -> None:
    """Build in the checkout with the build tools of this environment."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), *options, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel_from_source_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("from-archive")
    build(folder)  # the archive first, then the wheel from what is in it
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel_from_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("from-checkout")
    build(folder, "--wheel")
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel_from_source_archive: Path) -> Installed:
    """A new environment with the wheel.

    Its dependencies are those that this environment has, seen through a path file, so that no network is needed. pip
    still checks that every requirement of the wheel is among them. The checkout itself is not on that path.
    """
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check"]
    done = subprocess.run(
        [*install, "--ignore-installed", "--no-deps", str(wheel_from_source_archive)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    checked = subprocess.run([*install, str(wheel_from_source_archive)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    return Installed(environment, tmp_path_factory.mktemp("elsewhere"))


@contextmanager
def serving(installed: Installed) -> Iterator[str]:
    """The installed server on a free port; its address while it runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = plain_environment() | {"GAPCHECK_BASE_URL": address}
    with (installed.folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            installed.command("serve", "--port", str(port)),
            cwd=installed.folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_ready(server, address, installed.folder / "server.log")
        yield address
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=40) == 0
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


def wait_until_ready(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when the server answers; fail with its log when it ends or takes a minute."""
    for _ in range(600):
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except OSError:  # not there yet, or still starting
            time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


def fetch(address: str) -> tuple[int, str]:
    """Status and text of a page."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.read().decode("utf-8")


def test_the_wheel_from_the_source_archive_is_the_wheel_from_the_checkout(
    wheel_from_checkout: Path, wheel_from_source_archive: Path
) -> None:
    with zipfile.ZipFile(wheel_from_checkout) as one, zipfile.ZipFile(wheel_from_source_archive) as other:
        assert {entry.filename: entry.CRC for entry in one.infolist()} == {
            entry.filename: entry.CRC for entry in other.infolist()
        }


def test_the_wheel_holds_templates_styles_migrations_and_the_questionnaire(wheel_from_source_archive: Path) -> None:
    with zipfile.ZipFile(wheel_from_source_archive) as wheel:
        names = set(wheel.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "templates", "static", "migrations"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert tracked
    assert {f"gapcheck/_site/{name}" for name in tracked if (ROOT / name).exists()} <= names
    assert any(name.startswith("gapcheck/instruments/shipped/") and name.endswith(".toml") for name in names)
    assert any(name.endswith(".woff2") for name in names), "the web fonts are made while building"
    assert "gapcheck/_site/fonts/sans.ttf" in names, "the report's fonts are made while building"


def test_the_wheel_holds_nothing_that_is_not_the_program(wheel_from_source_archive: Path) -> None:
    with zipfile.ZipFile(wheel_from_source_archive) as wheel:
        foreign = [name for name in wheel.namelist() if not name.startswith(("gapcheck/", "gapcheck-"))]
        assert not foreign
        assert not [name for name in wheel.namelist() if "__pycache__" in name or "/tests/" in name]


def test_the_installed_program_is_the_wheel_and_not_the_checkout(installed: Installed) -> None:
    where = subprocess.run(
        [
            str(installed.environment / "bin" / "python"),
            "-c",
            "import gapcheck.paths as p; print(p.PACKAGE); print(p.SITE)",
        ],
        cwd=installed.folder,
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert all(Path(path).is_relative_to(installed.environment) for path in where)


def test_the_installed_program_makes_a_report_from_a_pair_file(installed: Installed) -> None:
    done = installed.run("report", str(EXAMPLE), "-o", "alignment.pdf")
    assert done.returncode == 0, done.stderr
    pdf = pypdf.PdfReader(io.BytesIO((installed.folder / "alignment.pdf").read_bytes()))
    assert len(pdf.pages) >= 5
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "Northmoor Logistics" in text
    assert "Ana Ferreira" in text


def test_the_installed_program_prepares_an_instance_and_serves_a_page_from_it(installed: Installed) -> None:
    prepared = installed.run("init")
    assert prepared.returncode == 0, prepared.stderr
    assert (installed.folder / "instance").is_dir()
    with serving(installed) as address:
        status, page = fetch(f"{address}/sign-in")
        assert status == 200
        assert "<h1" in page
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert fetch(address + style)[0] == 200
