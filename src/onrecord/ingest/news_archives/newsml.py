"""Reads NewsML-G2 (IPTC, 2.x): each `newsItem` of a message, with text in `inlineXML` or `inlineData`.

`pubStatus` "canceled" or "withheld" withdraws an item; the signals "correction" and "update" say what a
version does (IPTC NewsCodes `stat:` and `sig:`). Several versions of an item are several articles. An embargo
that ends after the version was made is the time of publication.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.dates import parse_date
from onrecord.ingest.documents.contents import build_or_error
from onrecord.ingest.documents.markup import (
    find,
    find_all,
    line_of,
    local_name,
    paragraphs_of,
    parse_html,
    parse_xml,
)
from onrecord.ingest.documents.wrapped_text import join_wrapped
from onrecord.ingest.files import read_all
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.news_archives.fields import article_text, names_of, notice_of, published_day
from onrecord.ingest.news_archives.nitf import nitf_article
from onrecord.model.article import EditorialNotice
from onrecord.model.errors import IngestError

WITHDRAWN = ("canceled", "cancelled", "withheld", "kill", "retraction", "withdrawn")
_NO_TEXT = ("picture", "graphic", "video", "audio", "animation")
_LEFT_OUT = frozenset({"media", "figure", "title"})


@dataclass(frozen=True, slots=True)
class _Content:
    """The paragraphs of an item, and what an NITF document in it says besides."""

    body: tuple[str, ...] = ()
    nitf: ExtractedArticle | None = None


def read_news_message(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of each news item, located as `name[1]` where there are several.

    Raises IngestError: "too-large", "damaged", "empty".
    """
    root = parse_xml(read_all(source.stream, source.limits), "a NewsML-G2 file")
    items = list(find_all(root, "newsitem"))
    if not items:
        raise IngestError("empty", "it is a NewsML-G2 file without news items; packages only name them")
    for number, item in enumerate(items, start=1):
        location = source.name if len(items) == 1 else f"{source.name}[{number}]"
        found = _extract(item, location)
        yield location, found if isinstance(found, IngestError) else build_or_error(found, source, location)


def _extract(item: etree._Element, location: str) -> ExtractedArticle | IngestError:
    guid, version = item.get("guid") or "without an id", item.get("version")
    kind = _code(_find(item, "itemclass")) or "text"
    notice = _notice(item)
    content = _content(item)
    if not content.body:
        what = f"the item {guid}, version {version or 'unknown'},"
        if notice == "withdrawn":
            return IngestError("no-article", f"{what} is withdrawn and has no text")
        if kind in _NO_TEXT:
            return IngestError("no-article", f"{what} is of the kind {kind} and has no text")
        return IngestError("no-article", f"{what} has no text in the file")
    title = _line(item, "headline") or _line(item, "title")
    other = content.nitf
    place = _line(item, "dateline") or _name(_find(item, "located"))
    creators = [_name(one) for one in _find_all(item, "creator")]
    authors = names_of(_line(item, "by")) or tuple(name for name in creators if name)
    language = _find(item, "language")
    return ExtractedArticle(
        other.text if other else article_text(title, place, content.body),
        title=title or (other.title if other else None),
        outlet=_name(_find(item, "provider")) or (other.outlet if other else None),
        page_language=(None if language is None else language.get("tag"))
        or item.get("{http://www.w3.org/XML/1998/namespace}lang"),
        authors=authors or (other.authors if other else ()),
        date=_date(item, location) or (other.date if other else None),
        credit=_line(item, "creditline") or (other.credit if other else None),
        version=version,
        notice=notice or notice_of(title) or (other.notice if other else None),
    )


def _notice(item: etree._Element) -> EditorialNotice | None:
    signals = {_code(one) for one in _find_all(item, "signal")}
    if _code(_find(item, "pubstatus")) in WITHDRAWN or signals & set(WITHDRAWN):
        return "withdrawn"
    if "correction" in signals:
        return "correction"
    return "update" if "update" in signals else None


def _content(item: etree._Element) -> _Content:
    """Return the first content with text: XML before plain text, as other renditions repeat it."""
    for inline in [*find_all(item, "inlinexml"), *find_all(item, "inlinedata")]:
        nitf = find(inline, "nitf")
        if nitf is not None:
            found = nitf_article(nitf)
            if isinstance(found, ExtractedArticle):
                return _Content(tuple(found.text.split("\n")), found)
            continue
        if local_name(inline) == "inlinexml":
            body = find(inline, "body")
            lines = [text for _, text in paragraphs_of(inline if body is None else body, _LEFT_OUT)]
        else:
            lines = _data_lines(inline)
        if lines:
            return _Content(tuple(line.replace("\t", " | ") for line in lines))
    return _Content()


def _data_lines(inline: etree._Element) -> list[str]:
    text = "".join(map(str, inline.itertext()))
    if "html" in (inline.get("contenttype") or ""):
        root = parse_html(text)
        return [] if root is None else [line for _, line in paragraphs_of(root)]
    return join_wrapped(text.splitlines())


def _date(item: etree._Element, location: str) -> str | None:
    days = (_day(item, name) for name in ("versioncreated", "firstcreated", "contentcreated"))
    return published_day(next(filter(None, days), None), _day(item, "embargoed"), location)


def _day(item: etree._Element, name: str) -> str | None:
    try:
        return parse_date(_line(item, name) or "")
    except IngestError:
        return None


def _line(item: etree._Element, name: str) -> str | None:
    return line_of(_find(item, name))


def _find(item: etree._Element, name: str) -> etree._Element | None:
    return next(_find_all(item, name), None)


def _find_all(item: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the elements of a name in the metadata of an item; documents in it have the same names."""
    for part in item:
        if local_name(part) in ("itemmeta", "contentmeta"):
            yield from find_all(part, name)


def _code(element: etree._Element | None) -> str | None:
    """Return the code behind the scheme of a `qcode` ("stat:usable") or at the end of a `uri`."""
    if element is None:
        return None
    code = element.get("qcode") or element.get("uri") or ""
    return code.replace("/", ":").rpartition(":")[2].lower() or None


def _name(element: etree._Element | None) -> str | None:
    """Return the name of a party or place: its `name`, its literal, or its code."""
    if element is None:
        return None
    return (
        line_of(find(element, "name"))
        or element.get("literal")
        or (element.get("qcode") or "").rpartition(":")[2]
        or None
    )
