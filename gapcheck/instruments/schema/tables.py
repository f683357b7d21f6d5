"""The tables of a questionnaire file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gapcheck.instruments.schema.fields import (
    Finite,
    FormName,
    GuessText,
    Id,
    Label,
    Language,
    OptionRef,
    Percent,
    Share,
    Text40,
    Text60,
    Text120,
    Text500,
    Unit,
    Wants,
)

#: What luck alone gives is counted exactly, which takes seconds from here on.
MOST_PICKED = 12


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
    pick: Annotated[
        int,
        Field(ge=1, le=MOST_PICKED),
        Wants(f"a whole number from 1 to {MOST_PICKED}, and no more than there are options"),
    ]


class ScaleItemTable(PairedTable):
    """A position on a scale."""

    type: Literal["scale"]
    scale: Annotated[str, Wants("the name of a [scale.NAME] table")]
    target_of: Id | None = None


class NumberTable(PairedTable):
    """A number from 'min' to 'max'."""

    type: Literal["number"]
    min: Finite
    max: Finite
    unit: Unit = ""
    target_of: Id | None = None


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
