"""Article: one report as published, with its metadata. Made by ingest, never changed."""

from dataclasses import dataclass, field
from typing import Literal

from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.ids import make_id, text_digest

DateSource = Literal["given", "metadata", "url", "dateline", "text", "unknown"]
EditorialNotice = Literal["correction", "update", "withdrawn"]
Extent = Literal["full", "summary"]
"""How much of a report its text is: all of it, or the summary that a feed gives of it."""


@dataclass(frozen=True, slots=True)
class Published:
    """Publication date in EDTF (ISO 8601-2:2019), with time and zone when known, and where it was found."""

    value: str | None = None
    how: DateSource = "unknown"
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Whose post or dispatch this one passes on: its outlet, its day in EDTF, its address."""

    outlet: str
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One report as published.

    All offsets refer to `text` (Unicode code points). `language` is a BCP 47 tag, None when unknown. `source`
    is where the article was read from (a path, `path:line`, a URL or `-`); it is shown in messages and is not
    part of the id.

    The last five fields are what some sources say of it, and are no part of the id: `credit` is the line of
    those who supplied it ("Agency X"), `version` the number or name of the version as the source counts them,
    `notice` that it corrects, updates or withdraws an earlier one, `forwarded` the post that it passes on,
    `extent` whether the text is only the summary that a feed gives.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    published: Published = field(default_factory=Published)
    source: str = ""
    credit: str | None = None
    version: str | None = None
    notice: EditorialNotice | None = None
    forwarded: Forwarded | None = None
    extent: Extent = "full"

    @property
    def id(self) -> str:
        """`a:` and a digest of text, title, outlet, URL and publication date."""
        return make_id("a", self.text, self.title, self.outlet, self.url, self.published.value)

    @property
    def sha256(self) -> str:
        """SHA-256 of the text's UTF-8 bytes."""
        return text_digest(self.text)
