"""What comes in from outside, made harmless before anything else looks at it."""

from __future__ import annotations

import unicodedata

from flask import Flask, abort, request
from werkzeug.datastructures import MultiDict

from gapcheck.instruments.characters import only_text

#: More combining marks than this on one letter are decoration, and slow every renderer down.
MOST_MARKS = 8
#: Longer than any text that is kept, so that a fault can still say how long it was; what is beyond is never looked at.
LONGEST = 20_000


#: What a form is sent as. Nothing here takes JSON, so no body is ever decoded as such.
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


#: Fields that stand for several values: lines that are ticked, or listed. So do those with a point in their name,
#: "answer.cio".
_MANY = frozenset({"wave", "listed", "comment", "commitment", "items"})


def init_app(app: Flask) -> None:
    """Refuse what no page of ours sends before anything reads it.

    A body that is no form, a change that another site's page sends, a field that comes twice, an address with a NUL in
    it: PostgreSQL holds none in a text, and would say so where it is looked for.
    """

    @app.before_request
    def from_our_pages_only() -> None:
        # Browsers say where a request comes from; "none" is typed or a bookmark. It comes on top of the CSRF token.
        foreign = request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
        if request.method not in ("GET", "HEAD", "OPTIONS") and foreign:
            abort(403)

    @app.before_request
    def forms_only() -> None:
        if (
            request.method not in ("GET", "HEAD", "OPTIONS")
            and request.content_length
            and request.mimetype not in _FORMS
        ):
            abort(415)

    app.before_request(_each_field_once)

    @app.before_request
    def no_nul_in_addresses() -> None:
        if "\0" in request.path:
            abort(404)


def _each_field_once() -> None:
    # Two readers of one form must not see two values. Respondents' pages refuse it themselves, and keep the text.
    if request.blueprint != "respond":
        for name, values in request.form.lists():
            if len(values) > 1 and name not in _MANY and "." not in name:
                abort(400)


class UnusableForm(ValueError):
    """A form that no page of ours sends: nothing of it can be trusted to mean what it says."""


class TwiceGiven(UnusableForm):
    """A field that stands for one value came more than once."""


class FieldMissing(UnusableForm):
    """A field that every page sends is not there: the form was cut off, or is not one of ours."""


def single(fields: MultiDict[str, str], name: str) -> str:
    """The one value of a field, empty where it is missing. Raises TwiceGiven for a field that came twice."""
    values = fields.getlist(name)
    if len(values) > 1:
        raise TwiceGiven(name)
    return values[0] if values else ""


def required(fields: MultiDict[str, str], name: str) -> str:
    """The one value of a field. Raises TwiceGiven, and FieldMissing for a field that is not there."""
    if name not in fields:
        raise FieldMissing(name)
    return single(fields, name)


def line(text: str) -> str:
    """A text for a field of one line: as ``clean``, with every run of white space made one blank."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """A text as it may be stored, shown and printed: composed (NFC), one kind of line break, no blanks at its ends.

    Taken out: NUL and other control characters but tab and line break, half characters (lone surrogates), code points
    that are no characters, explicit direction controls, and combining marks beyond MOST_MARKS on one letter.
    """
    kept: list[str] = []
    marks = 0
    # The marks are counted before composing: putting thousands of them in order takes quadratic time.
    for letter in only_text(text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")):
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)).strip()
