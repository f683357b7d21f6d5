"""The kinds of value that a key can take, each with the words for what it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from gapcheck.instruments.characters import is_one_line

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$"
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


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
    if not is_one_line(text):
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
