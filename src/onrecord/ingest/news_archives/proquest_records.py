"""Reads XML records of ProQuest: of its search interface and of text mining (TDM Studio), and older ones.

Today `RECORD` with `TitleAtt/Title`, `NumericDate`, `PubFrosting/Title`, `Text` with escaped markup; older
ones `Record` with `RecordTitle`, `NumericPubDate`, `Publication/Title`, `FullText`. There is no public
definition.
"""

from collections.abc import Iterator

from lxml import etree

from onrecord.ingest.articles import ExtractedArticle
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
from onrecord.ingest.news_archives.fields import article_text, language_tag, names_of, notice_of, parse_day
from onrecord.model.errors import IngestError


def read_proquest_records(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of each record. Raises IngestError: "too-large", "damaged", "empty"."""
    root = parse_xml(read_all(source.stream, source.limits), "an XML file of ProQuest")
    records = list(find_all(root, "record"))
    if not records:
        raise IngestError("empty", "it is an XML file of ProQuest without records")
    for number, record in enumerate(records, start=1):
        location = source.name if len(records) == 1 else f"{source.name}[{number}]"
        found = _extract(record)
        yield location, found if isinstance(found, IngestError) else build_or_error(found, source, location)


def _extract(record: etree._Element) -> ExtractedArticle | IngestError:
    publication = find(record, "pubfrosting", "publication")
    title = line_of(find(record, "recordtitle")) or _first_title(record, publication)
    number = line_of(find(record, "goid", "recordid")) or title or "without a number"
    body = _body(record)
    if not body:
        return IngestError("no-article", f"the record {number} has no full text")
    day = line_of(find(record, "numericdate", "numericpubdate")) or ""
    written = line_of(find(record, "alphadate", "alphapubdate", "alphapdate")) or ""
    return ExtractedArticle(
        article_text(title, None, body),
        title=title,
        outlet=None if publication is None else line_of(find(publication, "title")),
        url=line_of(find(record, "urldocview")),
        page_language=language_tag(line_of(find(record, "rawlang", "language", "languagecode"))),
        authors=tuple(dict.fromkeys(_authors(record))),
        date=parse_day(day) or parse_day(written),
        notice=notice_of(title),
    )


def _first_title(record: etree._Element, publication: etree._Element | None) -> str | None:
    """Return the first title that is not the publication's."""
    for element in find_all(record, "title"):
        if publication is None or publication not in element.iterancestors():
            return line_of(element)
    return None


def _body(record: etree._Element) -> list[str]:
    for element in find_all(record, "text", "fulltext", "hiddentext"):
        if len(element):
            lines = [text for _, text in paragraphs_of(element)]
        else:
            text = "".join(map(str, element.itertext()))
            root = parse_html(text) if "<" in text else None
            lines = (
                join_wrapped(text.splitlines()) if root is None else [line for _, line in paragraphs_of(root)]
            )
        if lines:
            return lines
    return []


def _authors(record: etree._Element) -> Iterator[str]:
    for contributor in find_all(record, "contributor"):
        parts = {local_name(part): line_of(part) for part in contributor.iter()}
        first, last = parts.get("firstname"), parts.get("lastname")
        name = (
            f"{first} {last}"
            if first and last
            else parts.get("originalform") or parts.get("personname") or last
        )
        if name and name.count(",") == 1:
            family, _, given = name.partition(",")
            name = f"{given.strip()} {family.strip()}"
        yield from names_of(name)
