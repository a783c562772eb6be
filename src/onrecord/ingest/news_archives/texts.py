"""Reads downloads of news databases that are plain texts or web pages."""

from collections.abc import Iterator

from onrecord.ingest.charsets import declared_charsets, decode
from onrecord.ingest.documents.contents import Document, Paragraph, articles_of, build_or_error
from onrecord.ingest.documents.markup import paragraphs_of, parse_html
from onrecord.ingest.documents.wrapped_text import join_wrapped
from onrecord.ingest.files import read_all
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.news_archives.layouts import find_layout
from onrecord.model.errors import IngestError


def read_archive_text(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a text download (Nexis, Factiva, ProQuest), located as `name[1]`.

    Raises IngestError: "too-large", "encoding".
    """
    raw = read_all(source.stream, source.limits)
    lines = decode(raw, source.charsets).splitlines()
    layout = find_layout(lines)
    if layout is None:  # its first bytes had one
        raise IngestError("damaged", "it is a download of a news database that is broken; get it again")
    for number, found in enumerate(layout.split(lines, join_wrapped), start=1):
        location = f"{source.name}[{number}]"
        yield location, found if isinstance(found, IngestError) else build_or_error(found, source, location)


def read_archive_page(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a page that a news database saves (Factiva, LexisNexis), as `name[1]`.

    Raises IngestError: "too-large", "encoding", "damaged".
    """
    raw = read_all(source.stream, source.limits)
    root = parse_html(decode(raw, (*source.charsets, *declared_charsets(raw))))
    if root is None:
        raise IngestError("damaged", "it is a page of a news database that is empty; save it again")
    for element in root.xpath("//*[contains(@class, 'enHeadline')][not(ancestor::tr)]"):
        element.text = f"HD\t{element.text or ''}"  # the code of a headline, which only its class tells here
    paragraphs = [Paragraph(text, kind.startswith("h")) for kind, text in paragraphs_of(root)]
    yield from articles_of(Document(paragraphs), source)
