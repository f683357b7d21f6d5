"""Static files: content-hashed names, one flat sheet, the palette of the charts."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask, url_for

from gapcheck.charts.palette import DARK, LIGHT
from gapcheck.paths import STATIC, TEMPLATES
from gapcheck.web import assets
from gapcheck.web.assets import Assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "x.woff2").write_bytes(b"font")
    (tmp_path / "fonts.css").write_text('@font-face { src: url("./fonts/x.woff2"); }\n')
    (tmp_path / "site.css").write_text('/* why */\n@import "./fonts.css";\np { margin: 0; }\n')
    (tmp_path / "a.js").write_text("export {};\n" * 200)
    return tmp_path


@pytest.fixture
def served(folder: Path) -> Flask:
    app = Flask("served", static_folder=None)
    assets.init_app(app, folder)
    return app


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=name)


def test_an_address_changes_with_the_content_and_only_with_it(folder: Path) -> None:
    before = Assets(folder)["a.js"].address
    assert Assets(folder)["a.js"].address == before
    (folder / "a.js").write_text("export { };\n")
    assert Assets(folder)["a.js"].address != before


def test_a_sheet_holds_its_neighbours_and_the_hashed_names_of_its_fonts(folder: Path) -> None:
    sheet = Assets(folder)["site.css"].body.decode()
    assert "@import" not in sheet
    assert "why" not in sheet
    assert re.search(r'url\("\./fonts/x\.[0-9a-f]{12}\.woff2"\)', sheet)


def test_a_sheet_changes_its_address_when_a_neighbour_changes(folder: Path) -> None:
    before = Assets(folder)["site.css"].address
    (folder / "fonts" / "x.woff2").write_bytes(b"other font")
    assert Assets(folder)["site.css"].address != before


def test_without_the_fonts_the_page_falls_back_instead_of_asking_for_them(folder: Path) -> None:
    (folder / "fonts" / "x.woff2").unlink()
    assert "font-face" not in Assets(folder)["site.css"].body.decode()


def test_a_hashed_file_may_be_kept_for_a_year(served: Flask) -> None:
    answer = served.test_client().get(address(served, "site.css"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content_type == "text/css; charset=utf-8"


def test_a_page_from_before_an_upgrade_still_gets_a_sheet_but_does_not_keep_it(served: Flask) -> None:
    answer = served.test_client().get("/static/site.000000000000.css")
    assert b"margin" in answer.data
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_text_files_are_compressed_as_the_browser_asks(served: Flask, coding: str, unpack: object) -> None:
    plain = served.test_client().get(address(served, "a.js"))
    packed = served.test_client().get(address(served, "a.js"), headers={"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert len(packed.data) < len(plain.data) / 10
    assert unpack(packed.data) == plain.data  # type: ignore[operator]  # one of two functions


def test_fonts_are_sent_as_they_are(served: Flask) -> None:
    answer = served.test_client().get(address(served, "fonts/x.woff2"), headers={"Accept-Encoding": "br"})
    assert answer.data == b"font"
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/static/none.css", "/static/../pyproject.toml", "/static/.hidden", "/static/fonts"])
def test_nothing_but_the_static_files_is_served(served: Flask, path: str) -> None:
    assert served.test_client().get(path).status_code == 404


def test_a_changed_file_is_seen_at_once_while_developing(folder: Path) -> None:
    watched = Assets(folder, watch=True)
    before = watched["a.js"].address
    (folder / "a.js").write_text("changed")
    assert watched["a.js"].address != before


def tokens(sheet: str, block: str) -> dict[str, str]:
    found = re.search(block + r"\s*\{(?P<body>[^}]*)\}", sheet)
    assert found, block
    return dict(re.findall(r"(--[a-z]+):\s*(#[0-9a-f]{6});", found["body"]))


def test_the_pages_have_the_palette_of_the_charts() -> None:
    sheet = (STATIC / "tokens.css").read_text("utf-8")
    assert tokens(sheet, r"\n:root") == LIGHT.tokens()
    assert tokens(sheet, r"prefers-color-scheme: dark\) \{\s*:root") == DARK.tokens()
    assert tokens(sheet, r"@media print \{\s*:root") == LIGHT.tokens()


def test_no_style_or_script_stands_in_a_page() -> None:
    templates = STATIC.parent / "templates"
    # Reports, mails and the file for a room are read elsewhere, and carry their styles with them.
    elsewhere = ("report", "mail")
    pages = [path for path in templates.rglob("*.html") if path.relative_to(templates).parts[0] not in elsewhere]
    pages.remove(templates / "workshop" / "room_file.html")
    assert len(pages) > 20
    for path in pages:
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), path.name


def test_a_page_that_loads_itself_anew_does_so_only_where_no_script_can_look_first() -> None:
    for template in TEMPLATES.rglob("*.html"):
        without = re.sub(r"<noscript>.*?</noscript>", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert 'http-equiv="refresh"' not in without, template.name
