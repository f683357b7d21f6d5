"""Whether a document has the tables of a questionnaire: the tables, or every error of its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, ValidationError

from gapcheck.instruments.schema.fields import Wants
from gapcheck.instruments.schema.tables import (
    ITEM_TABLES,
    ItemTable,
    OptionTable,
    QuestionnaireTable,
    ReferenceTable,
    RoleTable,
    ScaleTable,
    Table,
    ThemeTable,
)

_TABLES: dict[str, type[Table]] = {
    "role": RoleTable,
    "scale": ScaleTable,
    "theme": ThemeTable,
    "options": OptionTable,
    "reference": ReferenceTable,
}


class _UntypedTable(ItemTable):
    """Reads what every item has from one whose type cannot be told, so that its other faults are found too."""

    model_config = ConfigDict(extra="ignore")


@dataclass(frozen=True, slots=True)
class ShapeError:
    """One error of shape.

    ``location`` leads through the document (``("theme", 0, "item", 2, "pick")``), ``table`` is the kind of table that
    holds its last key, ``context`` pydantic's figures.
    """

    kind: str
    location: tuple[str | int, ...]
    table: type[Table]
    context: dict[str, Any]

    @property
    def key(self) -> str:
        """The last key on the way, without list positions."""
        return next((str(step) for step in reversed(self.location) if isinstance(step, str)), "")

    @property
    def wanted(self) -> str | None:
        """What the key takes, in words."""
        field = self.table.model_fields.get(self.key)
        words = (each.words for each in field.metadata if isinstance(each, Wants)) if field else iter(())
        return next(words, None)


def parse(document: dict[str, Any]) -> tuple[QuestionnaireTable | None, list[ShapeError]]:
    """The document as tables, or every error of its shape."""
    try:
        return QuestionnaireTable.model_validate(document), []
    except ValidationError as error:
        errors = _shape_errors(error, ())
    for untyped in [each for each in errors if each.kind.startswith("union_tag")]:
        try:
            _UntypedTable.model_validate(_at(document, untyped.location))
        except ValidationError as error:
            errors += _shape_errors(error, untyped.location)
    return None, errors


def _at(document: Any, location: tuple[str | int, ...]) -> Any:
    for step in location:
        document = document[step]
    return document


def _shape_errors(error: ValidationError, prefix: tuple[str | int, ...]) -> list[ShapeError]:
    found = error.errors(include_url=False, include_input=False)
    return [_shape_error(each["type"], prefix + each["loc"], each.get("ctx", {})) for each in found]


def _shape_error(kind: str, location: tuple[str | int, ...], context: dict[str, Any]) -> ShapeError:
    """The error with the union's tag, which is no part of the file, taken out of its location."""
    table: type[Table] = QuestionnaireTable
    if location[0] == "theme" and len(location) > 4 and location[2] == "item":
        tag = str(location[4])
        table = ITEM_TABLES.get(tag, ItemTable)
        if tag in ITEM_TABLES:
            location = location[:4] + location[5:]
    holders = [step for step in location[:-1] if step in _TABLES]
    if holders and not (holders[-1] == "theme" and table is not QuestionnaireTable):
        table = _TABLES[str(holders[-1])]
    return ShapeError(kind, location, table, context)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a questionnaire file, for editors. It cannot express the checks across tables."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **QuestionnaireTable.model_json_schema()}
