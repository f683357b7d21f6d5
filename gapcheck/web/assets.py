"""Static files under content-hashed addresses, so that browsers may keep them for a year.

``url_for("static", filename="site.css")`` gives ``/static/site.<hash>.css``. Style sheets are flattened at start (an
``@import`` of a neighbour becomes its text, a ``url()`` its hashed name), so a page asks for one sheet. Nothing is
written anywhere: a checkout, an editable install and a wheel all work from the files as they lie in ``static/``.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import brotli
from flask import Flask, Response, abort, request, url_for

from gapcheck.paths import STATIC
from gapcheck.sheets import flat
from gapcheck.web.access import PUBLIC, principal

#: Fetched along with the style sheet instead of after it.
FIRST_FONTS = ("fonts/sans-latin.woff2", "fonts/serif-latin.woff2")
YEAR = 365 * 24 * 60 * 60
_COMPRESSED = {".css", ".js", ".svg", ".txt"}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
_HASHED = re.compile(r"^(?P<stem>.+)\.(?P<hash>[0-9a-f]{12})(?P<suffix>\.[a-z0-9]+)$")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served. ``address`` is its hashed name, relative to ``/static/``."""

    address: str
    body: bytes
    type: str

    @property
    def compressible(self) -> bool:
        """False for what is compressed already, such as fonts."""
        return PurePosixPath(self.address).suffix in _COMPRESSED


class Assets:
    """The static files of one folder, read once; with ``watch`` read again whenever one of them changes."""

    def __init__(self, folder: Path, *, watch: bool = False) -> None:
        self.folder = folder
        self.watch = watch
        self._stamp = 0.0
        self._assets: dict[str, Asset] = {}
        self._read()

    def __getitem__(self, name: str) -> Asset:
        """The asset of that plain name (``site.css``). Raises KeyError."""
        if self.watch and self._latest_change() != self._stamp:
            self._read()
        return self._assets[name]

    def __contains__(self, name: object) -> bool:
        return name in self._assets

    def __iter__(self) -> Iterator[str]:
        return iter(self._assets)

    def _paths(self) -> Iterator[Path]:
        return (path for path in sorted(self.folder.rglob("*")) if path.is_file() and not path.name.startswith("."))

    def _latest_change(self) -> float:
        return max((path.stat().st_mtime for path in self._paths()), default=0.0)

    def _read(self) -> None:
        self._stamp = self._latest_change()
        paths = {path.relative_to(self.folder).as_posix(): path for path in self._paths()}
        assets = {name: _asset(name, path.read_bytes()) for name, path in paths.items() if not name.endswith(".css")}
        for name, path in paths.items():
            if name.endswith(".css"):
                assets[name] = _asset(name, flat(path, lambda file: _beside(assets.get(file))).encode())
        self._assets = assets


def _beside(asset: Asset | None) -> str | None:
    return None if asset is None else f"./{asset.address}"


def _asset(name: str, body: bytes) -> Asset:
    path = PurePosixPath(name)
    digest = hashlib.sha256(body).hexdigest()[:12]
    address = str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(address, body, _TYPES.get(path.suffix, guessed))


@functools.lru_cache(maxsize=64)
def _compressed(body: bytes, coding: str) -> bytes:
    if coding == "br":
        return bytes(brotli.compress(body))
    return gzip.compress(body, 9, mtime=0)


def init_app(app: Flask, folder: Path = STATIC) -> None:
    """Serve ``folder`` under ``/static/`` and hash the names that ``url_for("static", ...)`` builds.

    The application is made with ``static_folder=None``: the rule and the endpoint ``static`` come from here.
    """
    assets = Assets(folder, watch=app.debug)
    app.extensions["gapcheck-assets"] = assets

    @app.url_defaults
    def hash_static_names(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["filename"] = assets[values["filename"]].address

    @app.get("/static/<path:filename>", endpoint="static")
    @principal(PUBLIC)
    def static(filename: str) -> Response:
        """One static file. A name with an outdated hash gets today's file, to be asked for again next time."""
        hashed = _HASHED.match(filename)
        try:
            asset = assets[hashed["stem"] + hashed["suffix"] if hashed else filename]
        except KeyError:
            abort(404)
        return _response(asset, lasting=asset.address == filename)

    @app.template_global("fonts")
    def fonts() -> list[str]:
        """The addresses of the fonts that every page shows text in; empty where they were never made."""
        return [url_for("static", filename=name) for name in FIRST_FONTS if name in assets]


def _response(asset: Asset, *, lasting: bool) -> Response:
    body, coding = asset.body, None
    if asset.compressible:
        coding = request.accept_encodings.best_match(["br", "gzip"])
        body = _compressed(body, coding) if coding else body
    response = Response(body, content_type=f"{asset.type}; charset=utf-8" if asset.compressible else asset.type)
    if coding:
        response.headers["Content-Encoding"] = coding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if lasting else "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
