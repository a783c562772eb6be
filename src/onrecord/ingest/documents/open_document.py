"""Reads OpenDocument texts (ODT, ODF 1.3) with lxml: `content.xml` and `meta.xml` are all that is needed.

Tracked deletions, footnotes, comments and running heads are left out; tracked insertions are text.
"""

from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

from onrecord.ingest.documents.contents import Document, Paragraph, articles_of
from onrecord.ingest.documents.markup import find, line_of, parse_xml
from onrecord.ingest.documents.word import MOST_TIMES
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.zip_files import open_zip, read_member
from onrecord.model.errors import IngestError

LABEL = "an OpenDocument text"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_LEFT_OUT = {
    *(
        f"{_TEXT}{name}"
        for name in ("tracked-changes", "note", "table-of-content", "sequence-decls", "hidden-text")
    ),
    *(f"{_OFFICE}{name}" for name in ("annotation", "annotation-end", "forms", "event-listeners")),
}
_PARAGRAPHS = {f"{_TEXT}p": False, f"{_TEXT}h": True}
_ENCRYPTION = b"encryption-data"  # ODF 1.3 part 2, 4.8.3, in the manifest
_MOST_SPACES = 100


def read_open_document(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of an OpenDocument text.

    Raises IngestError: "damaged", "password", "too-large", and what `articles_of` gives.
    """
    source = source.seekable()
    container = open_zip(source.stream, LABEL)
    most = MOST_TIMES * source.limits.max_bytes
    manifest = "META-INF/manifest.xml"
    if manifest in container.namelist() and _ENCRYPTION in read_member(container, manifest, LABEL, most):
        raise IngestError("password", f"it is {LABEL} with a password; save it without one")
    root = parse_xml(read_member(container, "content.xml", LABEL, most), LABEL)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise IngestError("damaged", f"it looks like {LABEL} but has no text part; save it again")
    yield from articles_of(_with_properties(container, list(_walk(body)), most), source)


def _with_properties(container: ZipFile, paragraphs: list[Paragraph], most: int) -> Document:
    """Return the document with title and author of its properties; without them where they are broken."""
    try:
        meta = parse_xml(read_member(container, "meta.xml", LABEL, most), LABEL)
    except IngestError:
        return Document(paragraphs)
    author = line_of(find(meta, "initial-creator")) or line_of(find(meta, "creator"))
    return Document(
        paragraphs,
        title=line_of(find(meta, "title")),
        authors=(author,) if author else (),
        language=line_of(find(meta, "language")),
    )


def _walk(parent: etree._Element) -> Iterator[Paragraph]:
    for child in parent:
        if child.tag in _PARAGRAPHS:
            for line in "".join(_texts(child)).split("\n"):
                yield Paragraph(line, _PARAGRAPHS[child.tag])
        elif child.tag == f"{_TABLE}table-row":
            cells = [[one for one in _walk(cell) if one.text.strip()] for cell in child]
            yield Paragraph("\t".join(cell[0].text.strip() for cell in cells if cell))
            yield from (one for cell in cells for one in cell[1:])
        elif child.tag not in _LEFT_OUT:
            yield from _walk(child)


def _texts(element: etree._Element) -> Iterator[str]:
    """Yield the pieces of a paragraph. Runs of spaces, tabs and breaks are elements (ODF 1.3 part 3, 6.1)."""
    yield (element.text or "").replace("\n", " ")
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            yield " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _LEFT_OUT:
            if child.tag in _PARAGRAPHS:
                yield "\n"
            yield from _texts(child)
        yield (child.tail or "").replace("\n", " ")
