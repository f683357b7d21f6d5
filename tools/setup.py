"""Prepare this checkout, as far as it is not prepared yet: system libraries, environment, packages.

``make run``, ``make test`` and the others call it first; on a prepared checkout it is done in a moment. It needs only
Python's standard library, and its syntax is old on purpose: it starts under whatever python3 there is, if only to say
that a newer one is needed.
"""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import hashlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Callable, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "gapcheck-setup.json"
BUILD_LOCK = "requirements-build.lock"
RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"  # holds all of the other, too

OLDEST = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VENV_NEED = "Python's venv"

# The commands where this program does not install by itself; {} is what is missing, as Debian's packages.
RUN_COMMANDS = {
    "Debian, Ubuntu": "sudo apt-get install --no-install-recommends {}",
    "Fedora": "sudo dnf install pango harfbuzz",
    "macOS": "brew install pango",
    "Windows": "use WSL with Debian's command (for reports alone, MSYS2: pacman -S mingw-w64-ucrt-x86_64-pango)",
}
TEST_COMMANDS = {
    "Debian": "sudo apt-get install --no-install-recommends {}",
    "Ubuntu": "the same without chromium, and: sudo snap install chromium",
    "Fedora": "sudo dnf install pango harfbuzz chromium poppler-utils strace wqy-microhei-fonts dejavu-sans-fonts"
    " google-noto-color-emoji-fonts",
    "macOS": "brew install pango poppler && brew install --cask chromium",
    "Windows": "use WSL with Debian's command",
}
VENV_COMMANDS = {"Debian, Ubuntu": RUN_COMMANDS["Debian, Ubuntu"]}  # no other system splits it off

PACKAGES_FAILED = (
    "The packages could not be installed; pip says why above. "
    "Is there a way to a package index, by network or in pip's configuration, and room on the disk?"
)


class Stop(Exception):
    """What keeps the set-up from going on, in words for the person who called it."""


class Need(NamedTuple):
    """Something from outside Python: which Debian package brings it, and how to see that it is there."""

    name: str
    package: str
    present: Callable[[], bool]


def loads(shared_object: str, name: str) -> bool:
    """True where the dynamic linker finds a library, by its Linux file or (macOS) by its bare name."""
    try:
        ctypes.CDLL(shared_object)
    except OSError:
        return ctypes.util.find_library(name) is not None
    return True


def on_path(*programs: str) -> bool:
    """True where one of these programs can be started by its name."""
    return any(map(shutil.which, programs))


def has_font(letters: str) -> bool:
    """True where one font of the system has all of these letters; fontconfig comes with Pango."""
    wanted = ":charset=" + " ".join(f"{ord(letter):x}" for letter in letters)
    try:
        listed = subprocess.run(["fc-list", wanted, "file"], stdout=subprocess.PIPE, check=False)
    except OSError:
        return False
    return bool(listed.stdout.strip())


def has_postgresql() -> bool:
    """True where the tests find PostgreSQL's programs; Debian keeps them off PATH."""
    return on_path("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def has_ensurepip() -> bool:
    """True where this Python can make an environment with pip in it; Debian packs that part by itself."""
    return importlib.util.find_spec("ensurepip") is not None


def needs_of(purpose: str) -> list[Need]:
    """What has to be on the system for ``run``, ``lint`` or ``test``; the libraries are those that WeasyPrint loads."""
    needs = [Need(VENV_NEED, "python{}.{}-venv".format(*sys.version_info), has_ensurepip)]
    if purpose in ("run", "test"):
        needs += [
            Need("Pango", "libpango-1.0-0", partial(loads, "libpango-1.0.so.0", "pango-1.0")),
            Need("PangoFT2", "libpangoft2-1.0-0", partial(loads, "libpangoft2-1.0.so.0", "pangoft2-1.0")),
            Need(
                "HarfBuzz subset", "libharfbuzz-subset0", partial(loads, "libharfbuzz-subset.so.0", "harfbuzz-subset")
            ),
        ]
    if purpose == "test":
        needs += [
            Need("Chromium", "chromium", partial(on_path, *BROWSERS)),
            Need("Poppler's tools", "poppler-utils", partial(on_path, "pdftotext")),
            Need("PostgreSQL", "postgresql", has_postgresql),
            # The scripts that reports are tried with, beyond those of the fonts that the package brings.
            Need("a Chinese, Japanese and Korean font", "fonts-wqy-microhei", partial(has_font, "漢かカ한")),
            Need("an Arabic and Hebrew font", "fonts-dejavu-core", partial(has_font, "عپשת")),
            Need("an emoji font", "fonts-noto-color-emoji", partial(has_font, "🙂👩💻🤝")),
        ]
    if purpose == "test" and sys.platform == "linux":
        needs.append(Need("strace", "strace", partial(on_path, "strace")))
    return needs


def succeeds(command: list[str]) -> bool:
    """Run a command that only asks something; True where it succeeds."""
    nowhere = subprocess.DEVNULL
    try:
        return subprocess.run(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, check=False).returncode == 0
    except OSError:
        return False


def apt_get() -> list[str] | None:
    """How apt-get may be called here without a question to anybody; None where it may not."""
    if shutil.which("apt-get") is None:
        return None
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    if os.geteuid() == 0:
        return command
    return ["sudo", "-n", *command] if succeeds(["sudo", "-n", "true"]) else None


def provide_system(purpose: str) -> None:
    """Install what is missing on the system, or stop and say how to."""
    missing = [need for need in needs_of(purpose) if not need.present()]
    apt = apt_get() if missing else None
    if apt:
        print(f"Installing with apt-get: {', '.join(need.package for need in missing)}.", flush=True)
        # A failing update (one unreachable source is enough) need not matter: what is still missing does.
        subprocess.run([*apt, "update"], stdin=subprocess.DEVNULL, check=False)
        known = [need.package for need in missing if succeeds(["apt-cache", "show", need.package])]
        install = [*apt, "install", "--yes", "--no-install-recommends", *known]
        subprocess.run(install, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
        missing = [need for need in missing if not need.present()]
    if missing:
        raise Stop(how_to_install(missing, purpose))


def how_to_install(missing: list[Need], purpose: str) -> str:
    """The one message about missing system parts: what they are, and the command for each system."""
    names = [need.name for need in missing]
    commands = TEST_COMMANDS if purpose == "test" else RUN_COMMANDS
    if names == [VENV_NEED]:
        commands = VENV_COMMANDS
    packages = " ".join(need.package for need in missing)
    width = max(map(len, commands))
    lines = [f"  {system:<{width}}  {command.format(packages)}" for system, command in commands.items()]
    return "\n".join(
        [f"Missing on this system: {', '.join(names)}.", "Install that, then give the same make command again:", *lines]
    )


def digest(lock: str) -> str:
    """What an installed environment depends on, as a hash."""
    parts = [(ROOT / name).read_bytes() for name in (BUILD_LOCK, lock, "pyproject.toml")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def read_stamp() -> dict[str, str]:
    """What was installed the last time, by lock file, and the place of the environment then."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def provide_packages(purpose: str) -> None:
    """Make the environment and install the locked packages and the project, unless that is what is there already."""
    lock = RUN_LOCK if purpose == "run" else TEST_LOCK
    stamp = read_stamp()
    works = succeeds([str(VENV_PYTHON), "-c", "import pip, sys; sys.exit(sys.version_info[:2] < (3, 11))"])
    works = works and stamp.get("place", str(VENV)) == str(VENV)  # the programs in it name their place
    if works and stamp.get(lock) == digest(lock):
        return
    if not works:
        print("Creating the environment in .venv.", flush=True)
        run_step([sys.executable, "-m", "venv", "--clear", str(VENV)], "The environment could not be created.")
        stamp = {}
    print(f"Installing the packages of {lock}; the first time takes a minute or two.", flush=True)
    pip = [str(VENV_PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    # The build tools first and no isolation after: pip would fetch them anew, unchecked, for each package it builds.
    run_step([*pip, "--require-hashes", "-r", str(ROOT / BUILD_LOCK)], PACKAGES_FAILED)
    pip += ["--no-build-isolation", "--use-pep517"]
    run_step([*pip, "--require-hashes", "-r", str(ROOT / lock)], PACKAGES_FAILED)
    run_step([*pip, "--no-deps", "-e", str(ROOT)], "gapcheck could not be installed.")
    stamp.update({"place": str(VENV), lock: digest(lock)})
    if lock == TEST_LOCK:
        stamp[RUN_LOCK] = digest(RUN_LOCK)
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def run_step(command: list[str], complaint: str) -> None:
    """Run one step of the set-up; stop with the complaint where it fails."""
    try:
        failed = subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode != 0
    except OSError as error:
        raise Stop(f"{complaint} ({error})") from error
    if failed:
        raise Stop(complaint)


def use_new_python() -> None:
    """Go on under a newer Python where this one is too old; stop where there is none."""
    if sys.version_info[:2] >= OLDEST:
        return
    for name in NEWER_PYTHONS:
        if succeeds([name, "-c", ""]):
            os.execvp(name, [name, *sys.argv])  # noqa: S606  the same program under another interpreter
    here = "{}.{}".format(*sys.version_info)
    raise Stop(f"gapcheck needs Python 3.11 or newer, and this is {here}. Install one, or name it: make run PYTHON=...")


def check_port(port: int) -> None:
    """Stop before anything slow is done for a server that could not start."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a port just left is free
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise Stop(f"Port {port}: {why}. Stop what uses it, or choose another: make run PORT=8080") from error


def main() -> int:
    """Prepare for one purpose; 0 when ready, 2 with one message when something is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("purpose", choices=("run", "lint", "test"))
    parser.add_argument("--port", type=int, help="stop at once if this port is taken")
    arguments = parser.parse_args()
    try:
        use_new_python()
        if arguments.port is not None:
            check_port(arguments.port)
        provide_system(arguments.purpose)
        provide_packages(arguments.purpose)
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
