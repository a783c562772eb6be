"""Partial rows: what a line of minimal pairs expects of a row of the record. Cells not given match any value.

Values are those of the record. Names refer to actors: see `row_match`.
"""

from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from onrecord.evaluation.marks.values import MODES, SECTORS, check_country, check_edtf
from onrecord.model.annotation import (
    Act,
    ActorKind,
    CommitmentStatus,
    EventType,
    Medium,
    PassageKind,
    Qualifier,
    Reality,
    Relation,
)
from onrecord.model.errors import GoldError
from onrecord.model.record import StatementKind

T = TypeVar("T")
R = TypeVar("R", bound="Cells")


def _as_tuple(value: JsonValue) -> JsonValue | tuple[JsonValue, ...]:
    return tuple(value) if isinstance(value, list) else value if isinstance(value, tuple) else (value,)


def _check_day(value: str) -> str:
    try:
        return check_edtf(value)
    except GoldError as error:
        raise ValueError(str(error)) from error


def _check_country(code: str) -> str:
    try:
        known = check_country(code)
    except GoldError:
        known = None
    if known is None:
        raise ValueError(f"{code!r} is no ISO 3166-1 alpha-3 code; write null when there is none")
    return known


def _check_sector(code: str) -> str:
    if code not in SECTORS.split():
        raise ValueError(f"{code!r} is no PLOVER sector; choose from {SECTORS}, or write null")
    return code


# A value, or a list of acceptable ones.
OneOf = Annotated[tuple[T, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
Words = Annotated[str, Field(min_length=1)]
Names = tuple[Words, ...]
SomeNames = Annotated[Names, Field(min_length=1)]
Day = Annotated[str, AfterValidator(_check_day)]
Country = Annotated[str, AfterValidator(_check_country)]
Sector = Annotated[str, AfterValidator(_check_sector)]


class Cells(BaseModel):
    """Cells with their expected values. Defaults have no meaning: only the cells in `given` count."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    @classmethod
    def known(cls) -> tuple[str, ...]:
        """Return the names of all cells such a row can have."""
        return tuple(name for name in cls.model_fields if name not in ("row", "count"))

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the cells that are given, in the order of the class."""
        return tuple(name for name in self.known() if name in self.model_fields_set)


def _refuse_count(row: R) -> R:
    if getattr(row, "count", None) is not None:
        raise ValueError("`count` stands in rows of `must` only")
    return row


Uncounted = AfterValidator(_refuse_count)
Count = Annotated[int, Field(ge=1)]


class QuantityCells(Cells):
    """A quantity of an event."""

    value: float = 0
    to: float | None = None
    unit: Words = ""
    qualifier: Qualifier = "exact"
    each: bool = False


class TermCells(QuantityCells):
    """A term of a commitment."""

    deadline: Day | None = None


class LinkCells(Cells):
    """A link of a source chain."""

    actor: Words = ""
    outlet: Words = ""
    medium: Medium | None = None


class AnswerCells(Cells):
    """What a statement answers, and how."""

    relation: OneOf[Relation] = ()
    to: Annotated["StatementCells", Uncounted] = Field(default=None)  # type: ignore[assignment]


class StatementCells(Cells):
    """A statement. `within` is the statement in which it is nested, None when it is not nested."""

    row: Literal["statement"] = "statement"
    count: Count | None = None
    actors: Names = ()
    actors_include: SomeNames = ()
    act: OneOf[Act] = ()
    reality: Reality = "actual"
    kind: OneOf[StatementKind] = ()
    content: Words = ""
    content_includes: Words = ""
    content_excludes: Words = ""
    addressees: Names = ()
    said: Day | None = None
    medium: Medium | None = None
    outlet: Words | None = None
    on_behalf_of: Words | None = None
    within: Annotated["StatementCells", Uncounted] | None = None
    answers: AnswerCells | None = None
    chain_includes: Annotated[tuple[LinkCells, ...], Field(min_length=1)] = ()


class EventCells(Cells):
    """An event. `told_by` names the actors of the statement that reports it; None means the article."""

    row: Literal["event"] = "event"
    count: Count | None = None
    type: OneOf[EventType] = ()
    mode: Words | None = None
    actors: Names = ()
    actors_include: SomeNames = ()
    recipients: Names = ()
    recipients_include: SomeNames = ()
    date: Day | None = None
    place: Words | None = None
    country: Country | None = None
    reality: Reality = "actual"
    told_by: Names | None = None
    quantities: Annotated[tuple[QuantityCells, ...], Field(min_length=1)] = ()
    round: int | None = None
    trigger_includes: Words = ""

    @model_validator(mode="after")
    def _check_mode(self) -> Self:
        modes = sorted({mode for type_ in self.type or tuple(MODES) for mode in MODES.get(type_, "").split()})
        if self.mode is not None and self.mode not in modes:
            of, known = ", ".join(self.type) or "an event", " ".join(modes) or "none"
            raise ValueError(f"{self.mode!r} is no mode of {of}; its modes: {known}")
        return self


class CommitmentCells(Cells):
    """A commitment. `agreed` is the day of the agreement."""

    row: Literal["commitment"] = "commitment"
    count: Count | None = None
    parties: Names = ()
    parties_include: SomeNames = ()
    to_includes: Words = ""
    status: OneOf[CommitmentStatus] = ()
    terms: Annotated[tuple[TermCells, ...], Field(min_length=1)] = ()
    conditions_include: Words = ""
    agreed: Day | None = None


class ActorCells(Cells):
    """An actor. `title` and `of` belong to one role."""

    row: Literal["actor"] = "actor"
    count: Count | None = None
    name: Words = ""
    kind: OneOf[ActorKind] = ()
    country: Country | None = None
    sector: Sector | None = None
    title: Words = ""
    of: Words = ""
    mentions_include: SomeNames = ()


class PublishedCells(Cells):
    """The day of publication."""

    row: Literal["published"] = "published"
    count: Count | None = None
    value: Day | None = None


class PassageCells(Cells):
    """A passage of the text."""

    row: Literal["passage"] = "passage"
    count: Count | None = None
    kind: OneOf[PassageKind] = ()
    text_includes: Words = ""


RowCells = StatementCells | EventCells | CommitmentCells | ActorCells | PublishedCells | PassageCells
PartialRow = Annotated[RowCells, Field(discriminator="row")]
UncountedRow = Annotated[PartialRow, Uncounted]
