"""Requests: the query parameters of a page, and posted forms with the token that protects them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import HTTPException, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.datastructures import FormData, UploadFile

from onrecord.model.annotation import Act
from onrecord.model.record import EventType, Reality
from onrecord.store.protocol import ACTUAL, REALITIES, Filter
from onrecord.views.pages.lists import ROWS_PER_PAGE
from onrecord.web.sessions import Session, clean_name, is_token
from onrecord.web.state import app_state, session_of

MOST_PAGES = 100_000
LONGEST_WORDS = 1_000  # characters
# A form of another site cannot send this header (Fetch standard, CORS), so a request with it is a program's.
PROGRAM_HEADER = "x-onrecord"
MOST_FILES, MOST_FIELDS = 200, 100


def _blank_is_none(value: object) -> object:
    """Return None for an empty field of a form."""
    return None if isinstance(value, str) and not value.strip() else value


Words = Annotated[Annotated[str, Field(max_length=LONGEST_WORDS)] | None, BeforeValidator(_blank_is_none)]
Day = Annotated[date | None, BeforeValidator(_blank_is_none)]


class PageQuery(BaseModel):
    """The query parameters of a page. An empty one counts as missing."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    q: Words = Field(default=None, description="All these words; words in double quotes as a phrase.")
    actor: Words = Field(default=None, description="An actor's name, whole words of it, or its id.")
    act: Annotated[Act | None, BeforeValidator(_blank_is_none)] = Field(
        default=None, description="Statements with this speech act."
    )
    type: Annotated[EventType | None, BeforeValidator(_blank_is_none)] = Field(
        default=None, description="Events of this type."
    )
    reality: Annotated[Reality | Literal["any"] | None, BeforeValidator(_blank_is_none)] = Field(
        default=None, description="Statements of this reality; without it, statements that were made."
    )
    outlet: Words = Field(default=None, description="Rows from articles of this outlet.")
    since: Day = Field(default=None, description="First day.")
    until: Day = Field(default=None, description="Last day.")
    as_of: Day = Field(default=None, description="Only what was on the record at the end of this day.")
    learnt: bool = Field(
        default=False,
        description="Whether `as_of` is the day on which the dossier got an article, not of publication.",
    )
    lanes: Literal["type", "actor"] = Field(
        default="type", description="What a lane of the timeline stands for."
    )
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1
    row: Annotated[str | None, Field(max_length=40), BeforeValidator(_blank_is_none)] = Field(
        default=None,
        description="Show the part of a long article in which the words of this row begin, such as s3.",
    )

    @property
    def wanted(self) -> Filter:
        """The filter for the store. Raises SettingError when the parameters contradict each other."""
        return Filter(
            actor=self.actor,
            since=self.since,
            until=self.until,
            contains=self.q,
            limit=ROWS_PER_PAGE,
            as_of=self.as_of,
            learnt=self.learnt and self.as_of is not None,
            offset=(self.page - 1) * ROWS_PER_PAGE,
            acts=(self.act,) if self.act else (),
            types=(self.type,) if self.type else (),
            realities=self._realities(),
            outlet=self.outlet,
        )

    def _realities(self) -> tuple[Reality, ...]:
        if self.reality == "any":
            return REALITIES
        return (self.reality,) if self.reality else ACTUAL

    @property
    def fields(self) -> dict[str, str]:
        """The parameters that were given, as they are written in a URL."""
        return {
            name: str(value)
            for name, value in self.model_dump(mode="json", exclude_defaults=True).items()
            if value
        }

    @property
    def has_filter(self) -> bool:
        """Whether any parameter selects rows."""
        return bool(set(self.fields) - {"as_of", "learnt", "page", "lanes", "row"})


EMPTY_QUERY = PageQuery()


@dataclass(frozen=True, slots=True)
class Form:
    """A posted form: its fields and files by name, and the session of the sender."""

    parts: FormData
    session: Session

    def text(self, name: str) -> str:
        """Return a field without white space around it, empty if it is missing."""
        return self.raw_text(name).strip()

    def raw_text(self, name: str) -> str:
        """Return a field as it was sent, empty if it is missing."""
        value = self.parts.get(name)
        return value if isinstance(value, str) else ""

    def files(self, name: str) -> list[UploadFile]:
        """Return the files of a field.

        Browsers send one without a file name when none was chosen; it is left out.
        """
        return [part for part in self.parts.getlist(name) if isinstance(part, UploadFile) and part.filename]

    @property
    def by(self) -> str:
        """Who decides: the name in the form, else that of the session."""
        return clean_name(self.text("by")) or self.session.name


async def read_form(request: Request) -> Form:
    """Return the form of a request. Raises HTTPException 403 when its token is not that of the session."""
    session = session_of(request)
    most = app_state(request).settings.max_bytes
    try:
        parts = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=most)
    except (ValueError, UnicodeDecodeError) as error:
        raise HTTPException(400, f"The form cannot be read: {error}") from error
    form = Form(parts, session)
    if PROGRAM_HEADER not in request.headers and not is_token(session, form.text("token")):
        raise HTTPException(
            403, "This form is out of date (the server was restarted) or from another site. Reload the page."
        )
    return form
