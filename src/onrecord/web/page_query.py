"""The query parameters of a page: what they accept is exactly what the OpenAPI description says."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, WithJsonSchema

from onrecord.model.annotation import ACTS, EVENT_TYPES, Act
from onrecord.model.record import EventType, Reality
from onrecord.store.protocol import ACTUAL, REALITIES, Filter
from onrecord.store.search_terms import MAX_PHRASES, find_phrases, fold_name
from onrecord.views.pages.lists import ROWS_PER_PAGE

MOST_PAGES = 100_000
LONGEST_WORDS = 1_000  # characters
LONGEST_ROW = 40
# No article has an empty outlet, so a filter with it finds nothing.
NO_OUTLET = ""
_EMPTY: dict[str, JsonValue] = {"type": "string", "maxLength": 0}  # how a field left empty is described
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PAGE = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_FLAGS = {"true": True, "false": False}


def _blank_is_none(value: object) -> object:
    """Return None for words that are empty or blank."""
    return None if isinstance(value, str) and not value.strip() else value


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


def _parse_day(value: object) -> object:
    """Return the day of an RFC 3339 full-date. Year 0, which Python does not have, is its first day."""
    if not isinstance(value, str) or not value:
        return None if value == "" else value
    if not _DAY.fullmatch(value):
        raise ValueError("a day is written like 2025-07-01")
    is_year_0 = value.startswith("0000")
    found = date.fromisoformat(f"2000{value[4:]}" if is_year_0 else value)
    return date.min if is_year_0 else found


def _parse_flag(value: object) -> object:
    if isinstance(value, str) and value not in _FLAGS:
        raise ValueError("write true or false")
    return _FLAGS[value] if isinstance(value, str) else value


def _parse_page(value: object) -> object:
    if isinstance(value, str) and not _PAGE.fullmatch(value):
        raise ValueError("a page is a whole number from 1")
    return value


def _words(longest: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "maxLength": longest})


def _choices(*values: str) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [{"type": "string", "enum": [*values]}, _EMPTY]})


Words = Annotated[
    Annotated[str, Field(max_length=LONGEST_WORDS)] | None,
    BeforeValidator(_blank_is_none),
    _words(LONGEST_WORDS),
]
Day = Annotated[
    date | None,
    BeforeValidator(_parse_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, _EMPTY]}),
]


class PageQuery(BaseModel):
    """The query parameters of a page. One that is empty counts as missing, words also when they are blank."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    q: Words = Field(
        default=None,
        description=f"All these words, the first {MAX_PHRASES}; words in double quotes as a phrase. "
        "Nothing is found for characters that are no letters or digits.",
    )
    actor: Words = Field(default=None, description="An actor's name, whole words of it, or its id.")
    act: Annotated[Act | None, BeforeValidator(_empty_is_none), _choices(*ACTS)] = Field(
        default=None, description="Statements with this speech act."
    )
    type: Annotated[EventType | None, BeforeValidator(_empty_is_none), _choices(*EVENT_TYPES)] = Field(
        default=None, description="Events of this type."
    )
    reality: Annotated[
        Reality | Literal["any"] | None, BeforeValidator(_empty_is_none), _choices(*REALITIES, "any")
    ] = Field(default=None, description="Statements of this reality; without it, statements that were made.")
    outlet: Words = Field(default=None, description="Rows from articles of this outlet.")
    since: Day = Field(default=None, description="First day.")
    until: Day = Field(default=None, description="Last day. Of two days, the earlier one is the first.")
    as_of: Day = Field(default=None, description="Only what was on the record at the end of this day.")
    learnt: Annotated[bool, BeforeValidator(_parse_flag)] = Field(
        default=False,
        description="Whether `as_of` is the day on which the dossier got an article, not of publication.",
    )
    intent: Annotated[bool, BeforeValidator(_parse_flag)] = Field(
        default=False, description="Commitments that are mere intents, not those that can be checked."
    )
    lanes: Literal["type", "actor"] = Field(
        default="type", description="What a lane of the timeline stands for."
    )
    page: Annotated[int, Field(ge=1, le=MOST_PAGES), BeforeValidator(_parse_page)] = 1
    row: Annotated[
        Annotated[str, Field(max_length=LONGEST_ROW)] | None,
        BeforeValidator(_blank_is_none),
        _words(LONGEST_ROW),
    ] = Field(
        default=None,
        description="Show the part of a long article in which the words of this row begin, such as s3.",
    )

    @property
    def wanted(self) -> Filter:
        """The filter for the store. Two days in the wrong order are exchanged."""
        since, until = self.since, self.until
        if since and until and since > until:
            since, until = until, since
        phrases = find_phrases(self.q or "")
        finds_nothing = (self.q and not phrases) or (self.actor and not fold_name(self.actor))
        is_long = len(phrases) > MAX_PHRASES
        words = " ".join(f'"{phrase}"' for phrase in phrases[:MAX_PHRASES]) if is_long else self.q
        return Filter(
            actor=None if finds_nothing else self.actor,
            since=since,
            until=until,
            contains=None if finds_nothing else words,
            limit=ROWS_PER_PAGE,
            as_of=self.as_of,
            learnt=self.learnt and self.as_of is not None,
            offset=(self.page - 1) * ROWS_PER_PAGE,
            acts=(self.act,) if self.act else (),
            types=(self.type,) if self.type else (),
            realities=self._realities(),
            outlet=NO_OUTLET if finds_nothing else self.outlet,
        )

    def _realities(self) -> tuple[Reality, ...]:
        if self.reality == "any":
            return REALITIES
        return (self.reality,) if self.reality else ACTUAL

    @property
    def fields(self) -> dict[str, str]:
        """The parameters that were given, as they are written in a URL."""
        return {
            name: "true" if value is True else str(value)
            for name, value in self.model_dump(mode="json", exclude_defaults=True).items()
            if value
        }

    @property
    def has_filter(self) -> bool:
        """Whether any parameter selects rows."""
        return bool(set(self.fields) - {"as_of", "learnt", "page", "lanes", "row"})


EMPTY_QUERY = PageQuery()
