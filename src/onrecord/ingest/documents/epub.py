"""Reads EPUB (3.3 and 2): each document of the spine is an article, in the order of reading.

One article a document, not one a book: the issues of newspapers and magazines have one document an article,
books and reports one a chapter. Covers, contents and the like, as their `epub:type` says, hold no article.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.charsets import declared_charsets, decode
from onrecord.ingest.dates import parse_date
from onrecord.ingest.documents.contents import build_or_error, join_paragraphs
from onrecord.ingest.documents.markup import (
    HEADINGS,
    find,
    find_all,
    line_of,
    local_name,
    paragraphs_of,
    parse_html,
    parse_xml,
)
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import out_of_time
from onrecord.ingest.zip_files import open_zip, read_member
from onrecord.model.article import Article
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError

LABEL = "an EPUB"
MOST_DIRECTORY = 10_000_000  # bytes of the package document, which lists the others
FEWEST_WORDS = 20  # of a document that is an article; a cover or a half-title has fewer
_TYPE = "{http://www.idpf.org/2007/ops}type"
_NO_ARTICLE = frozenset(
    {
        "bibliography", "colophon", "copyright-page", "cover", "dedication", "half-title", "halftitlepage",
        "index", "landmarks", "list-of-illustrations", "loa", "loi", "lot", "lov", "page-list", "titlepage",
        "toc",
    }
)  # fmt: skip
_NOTES = frozenset({"aside", "nav", "figcaption"})
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # obfuscated fonts, no DRM


@dataclass(frozen=True, slots=True)
class _Book:
    """What the package document says: title, creators, date, language, and the documents in reading order."""

    title: str | None
    authors: tuple[str, ...]
    date: str | None
    language: str | None
    documents: tuple[str, ...]


def read_epub(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of each document of the spine, located as `name[1]`, or why there is none.

    Raises IngestError: "damaged", "password" (copy protection), "too-large", "empty".
    """
    source = source.seekable()
    container = open_zip(source.stream, LABEL)
    _check_protection(container)
    book = _book(container)
    if not book.documents:
        raise IngestError("empty", f"it is {LABEL} without documents")
    for number, name in enumerate(book.documents, start=1):
        location = f"{source.name}[{number}]"
        try:
            with time_limit(source.limits.article_seconds):
                result = _article(container, name, book, source, location)
        except TimeUpError:
            result = out_of_time(source.limits.article_seconds)
        yield location, result


def _check_protection(container: ZipFile) -> None:
    name = "META-INF/encryption.xml"
    if name not in container.namelist():
        return
    root = parse_xml(read_member(container, name, LABEL, MOST_DIRECTORY), LABEL)
    methods = find_all(root, "encryptionmethod")
    if any(method.get("Algorithm") not in _FONTS for method in methods):
        raise IngestError("password", f"it is {LABEL} with copy protection; get it without")


def _book(container: ZipFile) -> _Book:
    root = parse_xml(read_member(container, "META-INF/container.xml", LABEL, MOST_DIRECTORY), LABEL)
    rootfile = find(root, "rootfile")
    path = rootfile.get("full-path") if rootfile is not None else None
    if not path:
        raise IngestError("damaged", f"it looks like {LABEL} but names no package document; get it again")
    package = parse_xml(read_member(container, path, LABEL, MOST_DIRECTORY), LABEL)
    entries = {entry.get("id"): entry for entry in find_all(package, "item")}
    spine = [ref for ref in find_all(package, "itemref") if ref.get("linear") != "no"]
    shown = (entries.get(ref.get("idref")) for ref in spine)
    documents = (
        posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(entry.get("href") or "")))
        for entry in shown
        if entry is not None and "nav" not in (entry.get("properties") or "").split()
    )
    metadata = find(package, "metadata")
    if metadata is None:
        return _Book(None, (), None, None, tuple(documents))
    names = tuple(line for line in map(line_of, find_all(metadata, "creator")) if line)
    title = (line_of(find(metadata, "title")) or "").partition(" [")[0]
    return _Book(title or None, names, _date(metadata), line_of(find(metadata, "language")), tuple(documents))


def _date(metadata: etree._Element) -> str | None:
    """Return the day of publication; `dc:date` of events other than publication does not count."""
    for element in find_all(metadata, "date"):
        event = next(
            (value for key, value in element.attrib.items() if str(key).endswith("event")), "publication"
        )
        try:
            if event in ("publication", "original-publication"):
                return parse_date(line_of(element) or "")
        except IngestError:
            continue
    return None


def _article(
    container: ZipFile, name: str, book: _Book, source: Source, location: str
) -> Article | IngestError:
    try:
        raw = read_member(container, name, LABEL, source.limits.max_bytes)
        root = parse_html(decode(raw, declared_charsets(raw)))
    except IngestError as error:
        return error
    body = None if root is None else find(root, "body")
    if body is None:
        return IngestError("no-article", f"its document {name} has no text")
    kinds = _kinds(body)
    if kinds & _NO_ARTICLE:
        return IngestError("no-article", f"its document {name} is {', '.join(sorted(kinds))}, no article")
    found = paragraphs_of(body, _NOTES)
    text = join_paragraphs(line for _, line in found)
    if len(text.split()) < FEWEST_WORDS and not any(char in text for char in ".!?。"):
        return IngestError("no-article", f"its document {name} has only a heading or a picture")
    heading = next((line for kind, line in found if kind in HEADINGS), None)
    extracted = ExtractedArticle(
        text, heading, book.title, authors=book.authors, date=book.date, page_language=book.language
    )
    return build_or_error(extracted, source, location)


def _kinds(body: etree._Element) -> set[str]:
    """Return what the document says that it is: by its body or the only section of it."""
    sections = [child for child in body if local_name(child) in ("section", "div", "nav")]
    elements = [body, *(sections if len(sections) == 1 else [])]
    stated = (element.get(_TYPE) or element.get("epub:type") or "" for element in elements)
    return {kind for kinds in stated for kind in kinds.split()}
