"""From the paragraphs of a document to its articles: many in a download of a news database, else one.

The dates in a document's properties are when a file was made or saved, often years after the report or long
before: they are never taken for the day of publication.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from onrecord.ingest.articles import ExtractedArticle, build_article
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.news_archives.layouts import find_layout
from onrecord.model.article import Article
from onrecord.model.errors import IngestError

FIRST_PARAGRAPHS = (
    1_500  # by which a layout is told; a list of 500 documents before the first one has so many
)
HEADINGS_AMONG = 12  # paragraphs at the start among which a heading is the title
_COMPARED = 6_000  # characters at the start in which the words of a stated title are looked for
_LONGEST_TITLE = 300
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel|office)\b.*|untitled\b.*|(?:new |neues )?document ?\d*|print\b.*"
    r"|(?:slide|layout|page) ?\d+|about:blank|https?://.*|[\W\d_]*"
    r"|.*\.(?:docx?|pdf|rtf|od[tp]|indd|q(?:xd|xp)|pub|txt|html?|pages|tex|wpd|pptx?|xlsx?))",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]['’.\w-]*(?: [^\W\d_]['’.\w-]*){1,4}")
_NO_NAME = re.compile(
    r"\b(?:user|admin\w*|owner|author|office|microsoft|unknown|python|default|guest)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading, list entry or table row as printed. Cells are separated by tabs."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The paragraphs of a document in reading order, and what its properties say of it."""

    paragraphs: Iterable[Paragraph]
    title: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None


def articles_of(document: Document, source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a document, or why there are none.

    Those of a news database are located as `name[1]`, `name[2]` in the order of the document.
    """
    rest = iter(document.paragraphs)
    first = list(islice(rest, FIRST_PARAGRAPHS))
    layout = find_layout([paragraph.text for paragraph in first])
    paragraphs = chain(first, rest)
    if layout is None:
        yield source.name, build_or_error(_as_one(document, list(paragraphs)), source, source.name)
        return
    for number, found in enumerate(layout.split(paragraph.text for paragraph in paragraphs), start=1):
        location = f"{source.name}[{number}]"
        yield location, found if isinstance(found, IngestError) else build_or_error(found, source, location)


def build_or_error(extracted: ExtractedArticle, source: Source, location: str) -> Article | IngestError:
    """Return the article, or the error that says why there is none."""
    try:
        return build_article(extracted, source.overrides, location)
    except IngestError as error:
        return error


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return the text, one paragraph a line. White space within one becomes a space, a tab a bar."""
    lines = (
        " | ".join(" ".join(cell.split()) for cell in one.split("\t") if cell.strip()) for one in paragraphs
    )
    return "\n".join(line for line in lines if line)


def _as_one(document: Document, paragraphs: list[Paragraph]) -> ExtractedArticle:
    text = join_paragraphs(paragraph.text for paragraph in paragraphs)
    headings = (one.text for one in paragraphs[:HEADINGS_AMONG] if one.heading and one.text.strip())
    title = document.title if _is_plausible_title(document.title, text) else next(headings, None)
    return ExtractedArticle(
        text,
        title=title,
        authors=tuple(name for name in document.authors if _is_plausible_name(name)),
        page_language=document.language,
    )


def _is_plausible_title(title: str | None, text: str) -> bool:
    """Return whether a title in the properties is one: no file or program name, and its words are printed.

    Titles of templates and of the documents that were overwritten stay in the properties for years.
    """
    plain = " ".join((title or "").split())
    if not plain or len(plain) > _LONGEST_TITLE or _NO_TITLE.fullmatch(plain):
        return False
    start = text[:_COMPARED].lower()
    words = re.findall(r"\w{3,}", plain.lower())
    return bool(words) and 2 * sum(word in start for word in words) > len(words)


def _is_plausible_name(name: str) -> bool:
    """Return whether an author in the properties is a person's name rather than an account's."""
    plain = " ".join(name.split())
    return _NAME.fullmatch(plain) is not None and not _NO_NAME.search(plain) and any(map(str.isupper, plain))
