"""What WeasyPrint's tags leave to be done for PDF/UA-1, done to the finished PDF before it is written.

Head and foot of a page are marked as content that no tag refers to; the standard wants them marked as artifacts
(ISO 14289-1, 7.8), so that they are not read out on every page. The boxes of figures are written in CSS pixels from
the top of the page; the standard wants points from its foot (ISO 32000-1, 14.8.5.4.3).
"""

from __future__ import annotations

from typing import Any

PIXEL = 0.75  # points


def finish(_document: object, pdf: Any) -> None:
    """Repair the tags of a ``pydyf.PDF``; the form is that of WeasyPrint's ``finisher``."""
    elements: dict[int, Any] = {each.number: each for each in pdf.objects if _is_element(each)}
    read = _read(pdf, elements)
    unread: dict[bytes, set[int]] = {}
    for number, element in elements.items():
        if number not in read:
            unread.setdefault(element["Pg"], set()).update(mark for mark in element["K"] if isinstance(mark, int))
            element.free = "f"
    for place, page in enumerate(pdf.objects[int(reference.split()[0])] for reference in pdf.page_references):
        marks = unread.get(page.reference, set())
        if marks:
            _make_artifacts(pdf.objects[int(page["Contents"].split()[0])].stream, marks)
            _forget(pdf, place, marks)
    for number in read:
        element = elements[number]
        if element["S"] == "/Figure":
            page = pdf.objects[int(element["Pg"].split()[0])]
            _turn(element["A"]["BBox"], float(page["MediaBox"][3]))


def _is_element(each: Any) -> bool:
    return isinstance(each, dict) and each.get("Type") == "/StructElem"


def _read(pdf: Any, elements: dict[int, Any]) -> set[int]:
    """The numbers of the elements that the tree leads to."""
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    waiting, found = list(root["K"]), set()
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, bytes):
            number = int(kid.split()[0])
            if number in elements:
                found.add(number)
                waiting.extend(elements[number]["K"])
    return found


def _make_artifacts(stream: list[Any], marks: set[int]) -> None:
    """Turn ``/Span <</MCID 7>> BDC`` of a content stream into an artifact's beginning, for these marks."""
    for place, item in enumerate(stream):
        if isinstance(item, dict) and item.get("MCID") in marks:
            stream[place - 1] = "/Artifact"
            del item["MCID"]
            item["Type"] = "/Pagination"


def _forget(pdf: Any, page: int, marks: set[int]) -> None:
    """Take marks out of the table that leads from the marks of a page to their elements; its places stay."""
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    table = pdf.objects[int(root["ParentTree"].split()[0])]["Nums"]
    places = table[2 * page + 1]
    for mark in marks:
        places[mark] = b"null"


def _turn(box: list[float], height: float) -> None:
    """A box in pixels from the top of the page becomes one in points from its foot."""
    left, top, right, bottom = box
    box[:] = [left * PIXEL, height - bottom * PIXEL, right * PIXEL, height - top * PIXEL]
