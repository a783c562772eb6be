"""Builds an Article from the fields extracted from a source and those given by the user, which win."""

from dataclasses import dataclass, fields

from onrecord.ingest.charsets import replace_unstorable
from onrecord.ingest.dates import find_publication_date, parse_date
from onrecord.ingest.language import detect_language, parse_language
from onrecord.ingest.refusals.placeholders import find_placeholder
from onrecord.model.article import Article, EditorialNotice, Extent, Forwarded
from onrecord.model.errors import IngestError


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """An article as its source gives it, before any checks.

    `language` is stated for the article itself, `page_language` for the page or feed around it, which is less
    reliable. The last four fields are those of `Article`.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    page_language: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    credit: str | None = None
    version: str | None = None
    notice: EditorialNotice | None = None
    forwarded: Forwarded | None = None
    extent: Extent = "full"


@dataclass(frozen=True, slots=True)
class Overrides:
    """Fields given by the user. They take precedence over the source; None and blank mean "not given".

    Raises IngestError (reason "field") when `date` is not a date or `language` is not a language tag.
    """

    date: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value: str | None = getattr(self, field.name)
            object.__setattr__(self, field.name, (value or "").strip() or None)
        if self.date is not None:
            object.__setattr__(self, "date", parse_date(self.date))
        if self.language is not None:
            object.__setattr__(self, "language", parse_language(self.language))


def build_article(extracted: ExtractedArticle, overrides: Overrides, source: str) -> Article:
    """Return the article. `source` is the name of the place it was read from.

    Raises IngestError: "empty" without text, "no-article" for the notice of a site in place of an article
    ("Access denied"), "field" when a date or language is not valid.
    """
    text = replace_unstorable(extracted.text)
    if not text.strip():
        raise IngestError("empty", "it contains no text")
    placeholder = find_placeholder(text, extracted.title)
    if placeholder:
        raise IngestError("no-article", f"it is no article but a notice of its site: {placeholder!r}")
    url = overrides.url or _single_line(extracted.url)
    stated_language = overrides.language or _single_line(extracted.language)
    return Article(
        text=text,
        title=overrides.title or _single_line(extracted.title),
        outlet=overrides.outlet or _single_line(extracted.outlet),
        url=url,
        language=detect_language(text, stated_language, extracted.page_language),
        authors=tuple(name for name in map(_single_line, extracted.authors) if name),
        published=find_publication_date(text, url, _single_line(extracted.date), overrides.date),
        source=source,
        credit=_single_line(extracted.credit),
        version=_single_line(extracted.version),
        notice=extracted.notice,
        forwarded=extracted.forwarded,
        extent=extracted.extent,
    )


def _single_line(value: str | None) -> str | None:
    """Return a field on one line, None when it is blank."""
    return " ".join(replace_unstorable(value).split()) or None if value else None
