"""Reads NITF (News Industry Text Format, IPTC; 3.x): head/docdata, body.head, body.content.

`management-status` "canceled" or "withheld" and `ed-msg` of a kill withdraw an article; `correction` in
docdata, or `du-key` with a version, mend or follow an earlier one. Captions of pictures are left out.
"""

from collections.abc import Iterator

from lxml import etree

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.dates import parse_date
from onrecord.ingest.documents.contents import build_or_error
from onrecord.ingest.documents.markup import find, find_all, line_of, local_name, paragraphs_of, parse_xml
from onrecord.ingest.files import read_all
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.news_archives.fields import article_text, names_of, notice_of
from onrecord.model.article import EditorialNotice
from onrecord.model.errors import IngestError

_LEFT_OUT = frozenset({"media", "note", "nitf-table-metadata", "media-caption", "virtloc"})
_DATES = ("date.issue", "date.release", "story.date")


def read_nitf(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of each `nitf` element. Raises IngestError: "too-large", "damaged"."""
    root = parse_xml(read_all(source.stream, source.limits), "an NITF file")
    documents = list(find_all(root, "nitf"))
    for number, document in enumerate(documents, start=1):
        location = source.name if len(documents) == 1 else f"{source.name}[{number}]"
        found = nitf_article(document)
        yield location, found if isinstance(found, IngestError) else build_or_error(found, source, location)


def nitf_article(document: etree._Element) -> ExtractedArticle | IngestError:
    """Return the article of an `nitf` element, or the error that says why there is none."""
    title = _line(document, "hl1") or _line(document, "hedline") or _line(document, "title")
    notice = _notice(document, title)
    content = find(document, "body.content")
    body = [] if content is None else [text for _, text in paragraphs_of(content, _LEFT_OUT)]
    name = _attribute(document, "doc-id", "id-string") or title or "without an id"
    if not body:
        if notice == "withdrawn":
            return IngestError("no-article", f"it withdraws the article {name} and has no text")
        return IngestError("no-article", f"the article {name} has no text")
    dateline = find(document, "dateline")
    place = None if dateline is None else line_of(find(dateline, "location")) or line_of(dateline)
    return ExtractedArticle(
        article_text(title, place, [one.replace("\t", " | ") for one in body]),
        title=title,
        outlet=_attribute(document, "pubdata", "name") or _attribute(document, "doc.copyright", "holder"),
        url=_attribute(document, "pubdata", "ex-ref"),
        page_language=document.get("{http://www.w3.org/XML/1998/namespace}lang"),
        authors=_authors(document),
        date=_date(document),
        credit=_line(document, "distributor"),
        version=_attribute(document, "du-key", "version") or _attribute(document, "du-key", "generation"),
        notice=notice,
    )


def _notice(document: etree._Element, title: str | None) -> EditorialNotice | None:
    status = (_attribute(document, "docdata", "management-status") or "").lower()
    message = " ".join(
        f"{element.get('msg-type', '')} {element.get('info', '')}".lower()
        for element in find_all(document, "ed-msg")
    )
    if status in ("canceled", "cancelled", "withheld") or any(
        word in message for word in ("kill", "withdraw")
    ):
        return "withdrawn"
    if find(document, "correction") is not None or "correct" in message:
        return "correction"
    return "update" if "update" in message else notice_of(title)


def _authors(document: etree._Element) -> tuple[str, ...]:
    """Return the persons of the bylines, or the bylines where they name no person."""
    names: list[str] = []
    for byline in find_all(document, "byline"):
        persons = [line for line in map(line_of, find_all(byline, "person")) if line]
        own = "".join(
            [byline.text or "", *(child.tail or "" for child in byline if local_name(child) == "virtloc")]
        )
        names += persons or names_of(own)
    return tuple(dict.fromkeys(names))


def _date(document: etree._Element) -> str | None:
    for name in _DATES:
        value = _attribute(document, name, "norm")
        try:
            if value:
                return parse_date(value)
        except IngestError:
            continue
    value = _attribute(document, "pubdata", "date.publication")
    try:
        return parse_date(value) if value else None
    except IngestError:
        return None


def _line(document: etree._Element, name: str) -> str | None:
    return line_of(find(document, name))


def _attribute(document: etree._Element, name: str, attribute: str) -> str | None:
    element = find(document, name)
    return None if element is None else (element.get(attribute) or "").strip() or None
