"""The report's page as WeasyPrint lays it out, read in a shorter way than a page of unknown origin.

``weasyprint.HTML`` reads whatever is called HTML, with a parser in Python, and styles it by a sheet for all of HTML,
which gives every element six parts (such as footnote marks) that a report has nowhere. The report's page is well-formed
XML, and its elements are those of static/report/elements.css: the tests hold both, and that the PDF is the same.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher


class OwnHTML(HTML):  # type: ignore[misc]  # the library has no types
    """A page of our own templates: well-formed, in elements that our own sheet knows. ``fetcher`` serves its files."""

    wrapper_element: Any

    def __init__(self, page: str, fetcher: URLFetcher) -> None:
        super().__init__(string="<html></html>", url_fetcher=fetcher)
        tree = ET.fromstring(page)  # noqa: S314 - our own templates wrote it, without entities
        self.wrapper_element = type(self.wrapper_element).from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        """None but the report's own."""
        return []
