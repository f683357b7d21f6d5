"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Field:
    """A field of a form: its kind, and what may be sent for it."""

    name: str
    kind: str
    values: list[str]


@dataclass
class Form:
    """A form that is sent by POST: who has it before them, where it goes, and its fields."""

    who: str
    page: str
    action: str
    upload: bool = False
    fields: list[Field] = field(default_factory=list)

    @property
    def token(self) -> str:
        """The CSRF token in it."""
        return next((each.values[0] for each in self.fields if each.name == "csrf_token"), "")

    @property
    def signature(self) -> tuple[str, ...]:
        """What makes two forms the same to somebody who fills them with nonsense."""
        path = self.action.partition("?")[0]
        return (self.who, path, *sorted({f"{each.name}:{each.kind}" for each in self.fields}))


class _Reader(HTMLParser):
    def __init__(self, who: str, page: str) -> None:
        super().__init__()
        self.who, self.page = who, page
        self.found: list[Form] = []
        self.open: Form | None = None
        self.select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = None
            if given.get("method", "").lower() == "post":
                action = urljoin(self.page, given.get("action") or self.page)
                self.open = Form(self.who, self.page, action, given.get("enctype", "").startswith("multipart"))
                self.found.append(self.open)
        if self.open is None:
            return
        if tag == "option" and self.select is not None:
            self.select.values.append(given.get("value", ""))
        elif tag in ("input", "textarea", "select", "button") and given.get("name"):
            self._add(given["name"], given.get("type", tag if tag != "input" else "text"), given.get("value", ""))
            self.select = self.open.fields[-1] if tag == "select" else None

    def _add(self, name: str, kind: str, value: str) -> None:
        assert self.open is not None
        known = next((each for each in self.open.fields if each.name == name), None)
        if known is None:
            self.open.fields.append(Field(name, kind, [] if kind == "select" else [value]))
        elif kind != "select":
            known.values.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag == "select":
            self.select = None


def forms_of(who: str, page: str, text: str) -> list[Form]:
    """The forms on a page that are sent by POST; one whose buttons stand outside of it has its fields only."""
    reader = _Reader(who, page)
    reader.feed(text)
    return reader.found
