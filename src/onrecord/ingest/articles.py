"""Building an Article from what was found in a source and what the user told; the told wins."""

from dataclasses import dataclass

from onrecord.ingest.charsets import storable
from onrecord.ingest.dates import find_published
from onrecord.ingest.language import find_language
from onrecord.ingest.options import Given
from onrecord.model.article import Article
from onrecord.model.errors import GatheringError


@dataclass(frozen=True, slots=True)
class Found:
    """What a source says about an article. `language` is told of the article, `page_language` of the page it stands on."""

    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    page_language: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


def build_article(found: Found, given: Given, source: str) -> Article:
    """Return the article. Raises GatheringError: "empty" without text, "field" when a date or language makes no sense."""
    text = storable(found.text)
    if not text.strip():
        raise GatheringError("empty", "it holds no text")
    url = given.url or _cleaned(found.url)
    return Article(
        text=text,
        title=given.title or _cleaned(found.title),
        outlet=given.outlet or _cleaned(found.outlet),
        url=url,
        language=find_language(text, given.language or _cleaned(found.language), found.page_language),
        authors=tuple(name for name in map(_cleaned, found.authors) if name),
        published=find_published(text, url, _cleaned(found.date), given.date),
        source=source,
    )


def _cleaned(value: str | None) -> str | None:
    """Return a field on one line, None when it is blank."""
    return " ".join(storable(value).split()) or None if value else None
