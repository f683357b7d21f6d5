"""What a rendering may read: the report's own fonts, charts and logo. Everything else stops it."""

from __future__ import annotations

import base64
import binascii
import ssl
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

from gapcheck.report.library import OWN_FONTS, font_file
from gapcheck.report.templates import LOGO

#: The names of the report's fonts, by their addresses.
_FONTS = {f"gapcheck:{name}": name for name in OWN_FONTS}
CHART = "data:image/svg+xml;base64,"
#: Trusts no certificate, and no connection uses it. From Python 3.12 on, a fetcher without one has those of the machine
#: read for each report: 30 ms of a processor.
_TRUSTING_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Refused(ValueError):
    """A rendering asked for something that is not the report's own."""


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # the library has no types
    """Serves its fonts, the charts that stand in the page itself and one logo; opens no file by name, no connection.

    ``logo`` is a PNG; without one its address is refused like any other. A refusal ends the rendering: nothing in a
    report asks for anything else, so what asks was put there.
    """

    def __init__(self, logo: bytes | None = None) -> None:
        super().__init__(ssl_context=_TRUSTING_NOBODY, allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._logo = logo

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The response for one of the known addresses. Raises Refused for every other."""
        if url in _FONTS:
            return URLFetcherResponse(url, font_path(url).read_bytes(), {"Content-Type": "font/ttf"})
        if url == LOGO and self._logo is not None:
            return URLFetcherResponse(url, self._logo, {"Content-Type": "image/png"})
        if url.startswith(CHART):
            try:
                picture = base64.b64decode(url.removeprefix(CHART), validate=True)
            except binascii.Error as error:
                raise Refused("a chart that is not base64") from error
            return URLFetcherResponse(url, picture, {"Content-Type": "image/svg+xml"})
        raise Refused("the report reads its own fonts and charts only")


def font_path(address: str) -> Path:
    """Where the font file of an address lies; it is made while the package is installed."""
    return font_file(_FONTS[address])
