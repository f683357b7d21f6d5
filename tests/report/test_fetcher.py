"""What a rendering may read: its own fonts and charts. Nothing else, whatever a page asks for."""

from __future__ import annotations

import base64
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from gapcheck.report.fetcher import CHART, OwnFilesOnly, Refused, font_path
from gapcheck.report.render import press

REQUESTS = [
    "file:///etc/passwd",
    "http://127.0.0.1:1/x.png",
    "https://example.org/x.css",
    "ftp://example.org/x",
    "data:text/css,*{}",
    "data:image/png;base64,AAAA",
    "gapcheck:secret",
    "gapcheck:logo",
    "gapcheck:../../etc/passwd",
    "//example.org/x",
]


@pytest.mark.parametrize("url", REQUESTS)
def test_every_other_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        OwnFilesOnly()(url)


def test_the_fonts_and_the_charts_of_the_page_are_served() -> None:
    fetcher = OwnFilesOnly()
    for font in ("sans", "sans-bold", "serif", "serif-display", "serif-italic"):
        assert fetcher(f"gapcheck:{font}").read() == font_path(f"gapcheck:{font}").read_bytes()
    assert fetcher(CHART + base64.b64encode(b"<svg/>").decode()).read() == b"<svg/>"


def test_the_one_logo_of_a_report_is_served() -> None:
    assert OwnFilesOnly(b"PNG")("gapcheck:logo").read() == b"PNG"


def test_a_chart_that_is_not_base64_is_refused() -> None:
    with pytest.raises(Refused):
        OwnFilesOnly()(CHART + "<svg onload=alert(1)>")


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary.txt"
    path.write_text("body { content: 'canary-of-the-machine' }")
    return path


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.2)
        yield server


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{url}">',
        '<object data="{url}"></object>',
        '<embed src="{url}">',
        '<link rel="stylesheet" href="{url}">',
        '<style>@import "{url}";</style>',
        '<p style="background: url({url})">x</p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="{url}#a"/></svg>',
        '<link rel="attachment" href="{url}">',
        '<a rel="attachment" href="{url}">x</a>',
    ],
)
def test_markup_that_asks_for_a_file_or_an_address_gets_nothing(
    markup: str, canary: Path, listener: socket.socket
) -> None:
    """Nothing of the sort stands in a report; should it ever get there, rendering ends or leaves it out."""
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    for url in (canary.as_uri(), address):
        html = HTML(string=f"<html lang=en><title>t</title>{markup.replace('{url}', url)}", url_fetcher=OwnFilesOnly())
        try:
            pdf = html.write_pdf(font_config=press().fonts, uncompressed_pdf=True)
        except FatalURLFetchingError:
            pdf = b""
        assert b"canary-of-the-machine" not in pdf
        assert b"/EmbeddedFile" not in pdf
    with pytest.raises(TimeoutError):
        listener.accept()


def test_weasyprint_is_one_that_asks_the_fetcher_for_everything() -> None:
    """Before 70, attachments, redirects or metadata went round it."""
    assert version("weasyprint").split(".")[0] == "70"


def traces(test: Callable[..., None]) -> Callable[..., None]:
    """One worker runs what reads the trace; only Linux has it."""
    for mark in (
        pytest.mark.slow,
        pytest.mark.xdist_group("traced"),
        pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux"),
    ):
        test = mark(test)
    return test


ROOT = Path(__file__).resolve().parents[2]
#: What renders may open: Python and its libraries, the system's, fonts and how they are found, its own.
MAY_OPEN = (
    *map(str, {Path(folder).resolve() for folder in (sys.prefix, sys.base_prefix)}),
    *(f"{ROOT / folder}/" for folder in ("gapcheck", "templates/report", "templates/charts", "static/report", "fonts")),
    "/lib/", "/lib64/", "/usr/lib/", "/usr/local/lib/", "/etc/ld.so.cache", "/usr/share/locale/",
    "/etc/fonts", "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig",
    "/dev/null", "/dev/urandom", "/etc/localtime", "/etc/mime.types",
    "/proc/filesystems", "/proc/self/", "/proc/sys/vm/",
)  # fmt: skip
#: The machine's public certificates. From Python 3.12 on WeasyPrint has them read while it is imported, for nothing.
CERTIFICATES = {ssl.get_default_verify_paths().cafile, ssl.get_default_verify_paths().openssl_cafile}


@dataclass(frozen=True, slots=True)
class Traced:
    """The calls to the kernel of the parent that was made ready, and of the child that rendered the report."""

    parent: list[str]
    child: list[str]


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Traced:
    """What rendered a report of the command line; where possible, without any network."""
    folder = tmp_path_factory.mktemp("traced")
    trace, out = folder / "trace", folder / "out.pdf"
    alone = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        alone = []
    strace = ["strace", "-f", "-qq", "-s", "300", "-e", "trace=%network,openat,open,execve", "-o", str(trace)]
    example = ROOT / "examples" / "halden-short.json"
    command = [*alone, *strace, sys.executable, "-m", "gapcheck", "report", str(example), "-o", str(out)]
    # Where lines are counted, the program would open the files of those who count.
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**quiet, "HOME": str(folder), "TMPDIR": str(folder)},
    )
    if not out.exists():
        pytest.fail(f"No report was made under strace; may this machine trace processes? {ran.stderr}")
    lines = trace.read_text(errors="replace").splitlines()
    parent = next(line.split()[0] for line in lines if '"gapcheck.report.child"' in line)
    child = next(line.split()[0] for line in lines if 'stderr", O_WRONLY' in line)
    return Traced(
        *([line.removeprefix(pid).strip() for line in lines if line.split()[0] == pid] for pid in (parent, child))
    )


@traces
def test_the_child_that_renders_has_no_socket_and_starts_no_program(traced: Traced) -> None:
    assert {line.split("(")[0] for line in traced.child if "(" in line} == {"openat"}


@traces
def test_the_parent_of_it_has_no_socket_either_and_starts_no_compiler(traced: Traced) -> None:
    """It lets the linker's list be printed; a compiler would be asked for whatever is not in that list."""
    calls = {line.split("(")[0] for line in traced.parent if "(" in line and line[0].isalpha()}
    assert calls - {"open"} == {"execve", "openat"}  # Python 3.13 takes its memory by a library that says "open"
    assert sum(line.startswith("execve") for line in traced.parent) == 1


@traces
def test_what_renders_reads_its_own_files_and_fonts_only(
    traced: Traced, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = str(tmp_path_factory.getbasetemp())
    opened = files_of(traced.child) | (files_of(traced.parent) - CERTIFICATES)
    assert any(path.endswith("fonts/sans.ttf") for path in opened)
    assert any(path.endswith("report.css") for path in opened)
    assert [path for path in sorted(opened) if not path.startswith((*MAY_OPEN, own))] == []


def files_of(calls: list[str]) -> set[str]:
    """The files that were opened, without the folders."""
    opened = {call.split('"')[1] for call in calls if call.startswith("open") and " = -1 " not in call}
    return {path for path in opened if not Path(path).is_dir()}
