"""Reads documents of Word 2007 and later (DOCX, ECMA-376) with python-docx.

The text is what a reader sees with all tracked changes accepted: insertions are in it, deletions are not.
Footnotes, endnotes, comments, running heads and hidden text are left out. python-docx opens the document and
knows its styles and properties; its own `text` of a paragraph leaves out tracked insertions and content
controls, so the paragraphs are walked here.
"""

from collections.abc import Iterable, Iterator
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from lxml import etree

from onrecord.ingest.documents.contents import Document, Paragraph, articles_of
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import format_bytes
from onrecord.ingest.zip_files import open_zip
from onrecord.model.errors import IngestError

LABEL = "a Word document"
MOST_TIMES = (
    3  # times the bytes of an article that one part may unpack to; a tree takes ten times that memory
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {
    *(
        f"{_W}{name}"
        for name in ("del", "moveFrom", "delText", "instrText", "pPr", "footnoteReference", "ruby")
    ),
    _FALLBACK,
}
_PRINTED = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_BROKEN = (
    OpcError, InvalidXmlError, BadZipFile, etree.LxmlError, KeyError, ValueError, TypeError, AttributeError,
    OSError, ZlibError, EOFError, RuntimeError, RecursionError,
)  # fmt: skip


def read_word(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a Word document.

    Raises IngestError: "damaged", "password", "too-large", and what `articles_of` gives.
    """
    source = source.seekable()
    container = open_zip(source.stream, LABEL)
    size = max((part.file_size for part in container.infolist() if part.filename.endswith(".xml")), default=0)
    limit = MOST_TIMES * source.limits.max_bytes
    if size > limit:
        raise IngestError(
            "too-large",
            f"it is {LABEL} whose text unpacks to {format_bytes(size)}; the limit is "
            f"{format_bytes(limit)}: split it",
        )
    source.stream.seek(0)
    try:
        opened = docx.Document(source.stream)
        paragraphs = list(_paragraphs(opened))
        properties = opened.core_properties
        document = Document(
            paragraphs,
            title=properties.title or None,
            authors=tuple(name for name in (properties.author or "").split(";") if name.strip()),
            language=properties.language or None,
        )
    except _BROKEN as error:
        raise IngestError(
            "damaged", f"it looks like {LABEL} but is broken ({error}); open it in Word and save it again"
        ) from error
    yield from articles_of(document, source)


def _paragraphs(opened: WordDocument) -> Iterator[Paragraph]:
    headings = {
        style.style_id
        for style in opened.styles
        if (style.name or "").lower().startswith(("heading ", "title", "subtitle"))
    }
    hidden = _hidden_styles(opened)
    yield from _walk(opened.element.body, headings, hidden)


def _hidden_styles(opened: WordDocument) -> set[str]:
    return {
        style.style_id for style in opened.styles if style.element.find(f"{_W}rPr/{_W}vanish") is not None
    }


def _walk(parent: etree._Element, headings: set[str], hidden: set[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs below an element; those of table cells row by row."""
    for child in parent:
        if child.tag == f"{_W}p":
            style = child.find(f"{_W}pPr/{_W}pStyle")
            is_heading = style is not None and style.get(f"{_W}val") in headings
            for line in "".join(_texts(child, hidden)).split("\n"):
                yield Paragraph(line, is_heading)
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                if next(row.iterancestors(f"{_W}tbl"), None) is child:
                    yield from _rows(row, headings, hidden)
        elif child.tag not in _LEFT_OUT and child.tag != f"{_W}sectPr":
            yield from _walk(child, headings, hidden)


def _rows(row: etree._Element, headings: set[str], hidden: set[str]) -> Iterator[Paragraph]:
    """Yield a table row: its cells with tabs between, and further paragraphs of a cell on their own."""
    cells = [
        [one for one in _walk(cell, headings, hidden) if one.text.strip()]
        for cell in _cells(row)
        if cell is not None
    ]
    yield Paragraph("\t".join(cell[0].text.strip() for cell in cells if cell))
    for cell in cells:
        yield from cell[1:]


def _cells(row: etree._Element) -> Iterable[etree._Element]:
    return (cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr"), None) is row)


def _texts(element: etree._Element, hidden: set[str]) -> Iterator[str]:
    """Yield the printed pieces of a paragraph; text boxes in it come after a line break."""
    for child in element:
        if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}r" and _is_hidden(child, hidden):
            continue
        if child.tag == f"{_W}t":
            yield (child.text or "").replace("\n", " ")
        elif child.tag in _PRINTED:
            yield _PRINTED[child.tag]
        else:
            if child.tag == f"{_W}p":
                yield "\n"
            yield from _texts(child, hidden)


def _is_hidden(run: etree._Element, hidden: set[str]) -> bool:
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return False
    mark, style = properties.find(f"{_W}vanish"), properties.find(f"{_W}rStyle")
    if mark is not None:
        return mark.get(f"{_W}val", "true") not in ("0", "false", "off")
    return style is not None and style.get(f"{_W}val") in hidden
