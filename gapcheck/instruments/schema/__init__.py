"""The questionnaire file's tables. The one package that knows pydantic; its errors leave here as ``ShapeError``."""

from gapcheck.instruments.schema.fields import ID_PATTERN
from gapcheck.instruments.schema.shape import ShapeError, json_schema, parse
from gapcheck.instruments.schema.tables import (
    ITEM_TABLES,
    AnyItem,
    ItemTable,
    NumberTable,
    QuestionnaireTable,
    ReferenceTable,
    ScaleItemTable,
    TextTable,
    TopTable,
)

__all__ = [
    "ID_PATTERN",
    "ITEM_TABLES",
    "AnyItem",
    "ItemTable",
    "NumberTable",
    "QuestionnaireTable",
    "ReferenceTable",
    "ScaleItemTable",
    "ShapeError",
    "TextTable",
    "TopTable",
    "json_schema",
    "parse",
]
