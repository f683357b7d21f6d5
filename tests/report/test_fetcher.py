"""What a rendering may read: its own fonts and charts. Nothing else, whatever a page asks for."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
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
    for font in ("sans", "sans-italic", "serif", "serif-italic"):
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


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
def test_a_rendering_opens_no_connection_and_reads_no_file_of_the_users(tmp_path: Path) -> None:
    """Seen from the kernel: what the renderer opens is Python, libraries, fonts, its templates and its own folder."""
    trace, out = tmp_path / "trace", tmp_path / "out.pdf"
    example = Path(__file__).resolve().parents[2] / "examples" / "halden-short.json"
    command = [sys.executable, "-m", "gapcheck", "report", str(example), "-o", str(out)]
    subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=connect,openat,open", "-o", str(trace), *command],
        check=True,
        timeout=300,
        env={**os.environ, "HOME": str(tmp_path / "home")},
    )
    lines = trace.read_text(errors="replace").splitlines()
    assert not [line for line in lines if "connect(" in line and "AF_INET" in line]
    opened = {line.split('"')[1] for line in lines if '"' in line and " = -1 " not in line and "connect(" not in line}
    personal = [path for path in opened if path.startswith(("/etc/passwd", "/etc/shadow", "/root/.ssh"))]
    assert personal == []
    assert any("SourceSans3" in path for path in opened)
