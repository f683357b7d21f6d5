"""The questionnaire file's tables. The one module that knows pydantic; its errors leave here as plain sentences."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$"
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Wants:
    """What a key takes, in words: the same phrase is the fault's sentence and the editor's tooltip."""

    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "description": f"{self.words[0].upper()}{self.words[1:]}."}

    def _check(self, value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError:
            raise PydanticCustomError("wants", "{words}", {"words": self.words}) from None


def _said(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{words}", {"words": sentence})


def _one_line(text: str) -> str:
    if any(unicodedata.category(letter) == "Cc" or letter in _BIDI_CONTROLS for letter in text):
        raise _said("Take the line breaks and control characters out of {key}.")
    return text


def _without_placeholder(text: str) -> str:
    if _PLACEHOLDER.search(text):
        raise _said("Take the braces out of {key}: {other} is filled in in 'guess' only.")
    return text


def _only_other(text: str) -> str:
    if any(found != "{other}" for found in _PLACEHOLDER.findall(text)):
        raise _said("In {key} the only placeholder is {other}. Take the other braces out.")
    return text


_OneLine = AfterValidator(_one_line)
_Plain = AfterValidator(_without_placeholder)

Id = Annotated[
    str,
    StringConstraints(pattern=ID_PATTERN),
    Wants("an id of at most 60 letters, digits, '-' and '_'"),
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Text40 = Annotated[Line, Field(max_length=40), Wants("text of 1 to 40 characters"), _OneLine, _Plain]
Text60 = Annotated[Line, Field(max_length=60), Wants("text of 1 to 60 characters"), _OneLine, _Plain]
Text120 = Annotated[Line, Field(max_length=120), Wants("text of 1 to 120 characters"), _OneLine, _Plain]
Text500 = Annotated[Line, Field(max_length=500), Wants("text of 1 to 500 characters"), _OneLine, _Plain]
GuessText = Annotated[
    Line, Field(max_length=500), Wants("text of 1 to 500 characters"), _OneLine, AfterValidator(_only_other)
]
Label = Annotated[str, Field(max_length=60), Wants("text of at most 60 characters"), _OneLine, _Plain]
Unit = Annotated[str, Field(max_length=12), Wants("text of at most 12 characters"), _OneLine, _Plain]
Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12), Wants("a number from -1e12 to 1e12")]
Percent = Annotated[float, Field(allow_inf_nan=False, ge=0, le=100), Wants("a number from 0 to 100")]
Share = Annotated[float, Field(allow_inf_nan=False, gt=0, le=1), Wants("a number above 0 and at most 1")]
FormName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,29}$"), Wants("a name in small letters")]
Language = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$"), Wants("a language tag such as 'en'")
]
OptionRef = Annotated[str | int, Wants("an option id or a scale position")]


class Table(BaseModel):
    """A table of the file: no key but those named here, no value bent to fit."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RoleTable(Table):
    """One of the people's parts, such as the CIO. The order of the roles is the order everywhere."""

    id: Id
    title: Text40
    name: Text60


class ScaleTable(Table):
    """Ordered labels that items share. Labels between the ends may be empty."""

    options: Annotated[list[Label], Field(min_length=2, max_length=11)]
    direction: Annotated[Literal["rising", "falling"], Wants("'rising' or 'falling'")] = "rising"


class OptionTable(Table):
    """One answer of a closed item."""

    id: Id
    text: Text120


class ReferenceTable(Table):
    """A published figure shown beside an item as a note, never as a norm."""

    id: Id
    text: Text500
    who: Text120
    view: Annotated[Literal["own", "guess"], Wants("'own' or 'guess'")]
    role: list[Id] = []
    value: Percent | None = None
    rank: Annotated[int, Field(ge=1, le=100), Wants("a whole number from 1 to 100")] | None = None
    option: list[OptionRef] = []
    year: Annotated[int, Field(ge=1900, le=2100), Wants("a year from 1900 to 2100")]
    source: Text120


class ItemTable(Table):
    """What every item has, whatever its type."""

    id: Id
    text: Text500
    short: Text60
    form: list[FormName] = []
    reference: list[ReferenceTable] = []


class PairedTable(ItemTable):
    """An item that is answered twice and compared."""

    guess: GuessText
    tau: Share | None = None


class OptionsTable(PairedTable):
    """An item whose answers are made of options, always shown in this order."""

    options: Annotated[list[OptionTable], Field(min_length=2, max_length=30)]


class SingleTable(OptionsTable):
    """One option."""

    type: Literal["single"]


class MultiTable(OptionsTable):
    """Any number of options; an option with the id "none" stands alone."""

    type: Literal["multi"]


class RankingTable(OptionsTable):
    """All options in order, the highest first."""

    type: Literal["ranking"]
    options: Annotated[list[OptionTable], Field(min_length=2, max_length=12)]


class AllocationTable(OptionsTable):
    """100 points spread over the options."""

    type: Literal["allocation"]
    options: Annotated[list[OptionTable], Field(min_length=2, max_length=12)]


class TopTable(OptionsTable):
    """The first few options in order; 'pick' says how many."""

    type: Literal["top"]
    pick: Annotated[int, Field(ge=1), Wants("a whole number from 1 to the number of options")]


class ScaleItemTable(PairedTable):
    """A position on a scale."""

    type: Literal["scale"]
    scale: Annotated[str, Wants("the name of a [scale.NAME] table")]


class NumberTable(PairedTable):
    """A number from 'min' to 'max'."""

    type: Literal["number"]
    min: Finite
    max: Finite
    unit: Unit = ""


class TextTable(ItemTable):
    """The respondent's own words; shown, never guessed and never compared."""

    type: Literal["text"]
    max_length: Annotated[int, Field(ge=1, le=4000), Wants("a whole number from 1 to 4000")] | None = None


AnyItem = (
    SingleTable | ScaleItemTable | MultiTable | RankingTable | TopTable | AllocationTable | NumberTable | TextTable
)
ITEM_TABLES: dict[str, type[ItemTable]] = {
    "single": SingleTable,
    "scale": ScaleItemTable,
    "multi": MultiTable,
    "ranking": RankingTable,
    "top": TopTable,
    "allocation": AllocationTable,
    "number": NumberTable,
    "text": TextTable,
}


class ThemeTable(Table):
    """Items that belong together."""

    id: Id
    title: Text60
    item: Annotated[list[Annotated[AnyItem, Field(discriminator="type")]], Field(min_length=1)]


class QuestionnaireTable(Table):
    """A questionnaire file: one version of one instrument."""

    id: Id
    version: Annotated[int, Field(ge=1, le=1_000_000), Wants("a whole number of 1 or more")]
    title: Text120
    language: Language
    sequence: Annotated[Literal["paired", "blocked"], Wants("'paired' or 'blocked'")] = "paired"
    role: Annotated[list[RoleTable], Field(min_length=2, max_length=12)]
    scale: dict[str, ScaleTable] = {}
    theme: Annotated[list[ThemeTable], Field(min_length=1)]


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
