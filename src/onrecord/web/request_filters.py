"""Asking: what stands behind the question mark of an address, checked, and the Filter made from it."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from markupsafe import Markup
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from onrecord.model.annotation import Act
from onrecord.model.record import EventType, Reality
from onrecord.store.protocol import ACTUAL, REALITIES, Filter
from onrecord.views.pages.lists import AT_ONCE
from onrecord.views.pages.timeline import Cell, Lane

MOST_PAGES = 100_000
LONGEST_WORDS = 1_000


def _blank_is_none(value: object) -> object:
    """Return None for an empty field of a form."""
    return None if isinstance(value, str) and not value.strip() else value


Words = Annotated[Annotated[str, Field(max_length=LONGEST_WORDS)] | None, BeforeValidator(_blank_is_none)]
Day = Annotated[date | None, BeforeValidator(_blank_is_none)]


class Asked(BaseModel):
    """The question an address asks. Every field may be left out; an empty one is as if left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    q: Words = Field(default=None, description="All these words; words in double quotes in a row.")
    actor: Words = Field(default=None, description="A name, or whole words of one.")
    act: Annotated[Act | None, BeforeValidator(_blank_is_none)] = Field(
        default=None, description="Statements of this act."
    )
    type: Annotated[EventType | None, BeforeValidator(_blank_is_none)] = Field(
        default=None, description="Events of this type."
    )
    reality: Annotated[Reality | Literal["any"] | None, BeforeValidator(_blank_is_none)] = Field(
        default=None, description="Statements of this reality; those that were made where it is left out."
    )
    outlet: Words = Field(default=None, description="What articles of this outlet hold.")
    since: Day = Field(default=None, description="First day.")
    until: Day = Field(default=None, description="Last day.")
    as_of: Day = Field(default=None, description="Only what was on the record at the end of this day.")
    learnt: bool = Field(
        default=False, description="Whether `as_of` means the day on which the dossier had it."
    )
    lanes: Literal["type", "actor"] = Field(
        default="type", description="What a lane of the timeline stands for."
    )
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1
    row: Annotated[str | None, Field(max_length=40), BeforeValidator(_blank_is_none)] = Field(
        default=None,
        description="The part of a long article in which the words of this row begin, such as s3.",
    )

    @property
    def wanted(self) -> Filter:
        """The Filter this asks for. Raises SettingError when it makes no sense."""
        return Filter(
            actor=self.actor,
            since=self.since,
            until=self.until,
            contains=self.q,
            limit=AT_ONCE,
            as_of=self.as_of,
            learnt=self.learnt and self.as_of is not None,
            offset=(self.page - 1) * AT_ONCE,
            acts=(self.act,) if self.act else (),
            types=(self.type,) if self.type else (),
            realities=REALITIES if self.reality == "any" else (self.reality,) if self.reality else ACTUAL,
            outlet=self.outlet,
        )

    @property
    def fields(self) -> dict[str, str]:
        """The fields that were given, as they stand in an address."""
        return {
            name: str(value)
            for name, value in self.model_dump(mode="json", exclude_defaults=True).items()
            if value
        }

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything but the day and the page is asked for."""
        return bool(set(self.fields) - {"as_of", "learnt", "page", "lanes", "row"})


NOTHING = Asked()


class Here:
    """The page that is being rendered, for the links on it: those to other pages keep the day as of which it is asked."""

    def __init__(self, path: str, asked: Asked) -> None:
        self.path = path
        self.asked = asked

    def to(self, path: str, **fields: object) -> str:
        """Return a link to another page, as of the same day."""
        day = {name: value for name, value in self.asked.fields.items() if name in ("as_of", "learnt")}
        return _address(path, day | _given(fields))

    def actor(self, name: str) -> str:
        """Return a link to an actor's page."""
        return self.to(f"/actors/{name}")

    def article(self, article_id: str) -> str:
        """Return a link to an article."""
        return self.to(f"/articles/{article_id}")

    def statement(self, reference: str) -> str:
        """Return a link to a statement's page."""
        article, _, row = reference.partition("/")
        return self.to(f"/articles/{article}/statements/{row}")

    def row(self, reference: str) -> str:
        """Return a link to a row's card beside the words of its article."""
        article, _, row = reference.partition("/")
        return f"{self.to(f'/articles/{article}', row=row)}#c-{quote(row)}"

    def named(self, reference: str) -> Markup:
        """Return a link to a row or an article, with its id as its words."""
        article, _, row = reference.partition("/")
        target = (
            self.statement(reference)
            if row.startswith("s")
            else self.row(reference)
            if row
            else self.article(article)
        )
        return Markup('<a class="ref" href="{}">{}</a>').format(target, reference)

    def at(self, path: str) -> "Here":
        """Return the same for another place, to which forms lead back."""
        return Here(path, self.asked)

    def elsewhere(self, path: str, **fields: object) -> str:
        """Return a link to another page with the same filters."""
        kept = {
            name: value for name, value in self.asked.fields.items() if name not in ("page", "lanes", *fields)
        }
        return _address(path, kept | _given(fields))

    def mark(self, lane: Lane, cell: Cell, lanes_by: str) -> str:
        """Return a link from a mark of the timeline: to the words of what it stands for, or to the list of several."""
        if cell.count == 1:
            return self.statement(cell.sample) if lane.of == "statements" else self.row(cell.sample)
        own = "actor" if lanes_by == "actor" else "act" if lane.of == "statements" else "type"
        return self.elsewhere(f"/{lane.of}", **{own: lane.name}, since=cell.first, until=cell.last)

    def but(self, **fields: object) -> str:
        """Return a link to this page with some fields changed (None: left out); it begins at its first row again."""
        return self.twin("", **{"page": None, **fields})

    def twin(self, ending: str, **fields: object) -> str:
        """Return a link to what this page shows in another format, such as ".json"."""
        kept = {name: value for name, value in self.asked.fields.items() if name not in fields}
        path = "/front" if self.path == "/" and ending else self.path
        return _address(path + ending, kept | _given(fields))


def _given(fields: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in fields.items() if value is not None and value != ""}


def _address(path: str, fields: dict[str, str]) -> str:
    return quote(path, safe="/:") + ("?" + urlencode(fields) if fields else "")
