"""Reads the text layer of a PDF with pdfminer.six: columns, running heads, hyphens at line ends, paragraphs.

Pages are read in batches, and paragraphs given as they are found, so that a download of a thousand pages with
hundreds of articles gives its first article at once. Streams are unpacked within a budget: pdfminer unpacks
whatever it is given.
"""

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTContainer, LTImage, LTPage, LTTextLine
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from onrecord.ingest.documents.contents import Document, Paragraph, articles_of
from onrecord.ingest.documents.pdf.lines import Line, Page, line_of_characters
from onrecord.ingest.documents.pdf.paragraphs import ParagraphFinder
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import format_bytes
from onrecord.model.errors import IngestError

LABEL = "a PDF"
MOST_TIMES = 10  # times the bytes of an article that a PDF may have: most of them are fonts and pictures
UNPACKED_TIMES = 20  # the same for all its unpacked streams together; pictures are not unpacked
MOST_PAGES = 3_000
BATCH = 40  # pages whose running heads are compared with each other
UNNAMED_SHARE = 0.2  # of characters without a Unicode value, above which the text is of no use
_END = b"%%EOF"
_END_WITHIN = 1 << 16
_CHUNK = 1 << 20
_UNNAMED = re.compile(r"\(cid:\d+\)")
_BROKEN = (
    PDFException, PSException, ValueError, TypeError, LookupError, AttributeError, AssertionError,
    ArithmeticError, RecursionError, EOFError, OSError, NotImplementedError, struct.error, zlib.error,
)  # fmt: skip

logging.getLogger("pdfminer").addHandler(logging.NullHandler())


class _Budget:
    """The bytes that the streams of one document may still unpack to."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.left = limit

    def spend(self, size: int) -> None:
        """Take off the bytes. Raises IngestError ("too-large") when there are not enough."""
        self.left -= size
        if self.left < 0:
            raise IngestError(
                "too-large", f"it is {LABEL} that unpacks to more than {format_bytes(self.limit)}: split it"
            )


class _BoundedStream(PDFStream):
    """A stream that is unpacked only if what comes out is within the budget."""

    budget: _Budget

    def decode(self) -> None:
        """Unpack the stream. Raises IngestError ("too-large")."""
        raw = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            raw = self.decipher(self.objid, self.genno, raw, self.attrs)
        self.budget.spend(len(raw))
        for name, _ in self.get_filters():
            if name not in LITERALS_FLATE_DECODE:
                break
            raw = self._inflate(raw)
        super().decode()

    def _inflate(self, raw: bytes) -> bytes:
        inflate, out = zlib.decompressobj(), io.BytesIO()
        try:
            while raw and not inflate.eof:
                piece = inflate.decompress(raw, _CHUNK)
                self.budget.spend(len(piece))
                out.write(piece)
                raw = inflate.unconsumed_tail
        except zlib.error:
            return b""  # pdfminer saves what it can, a byte at a time
        return out.getvalue()


class _BoundedParser(PDFParser):
    """A parser whose streams are bounded."""

    def __init__(self, stream: Any, budget: _Budget) -> None:
        super().__init__(stream)
        self._budget = budget

    def push(self, *objs: Any) -> None:
        """Keep the objects; streams are bounded first."""
        for _, one in objs:
            if type(one) is PDFStream:
                one.__class__ = _BoundedStream
                cast("_BoundedStream", one).budget = self._budget
        super().push(*objs)


def read_pdf(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a PDF, then one error for pages without a text layer among others.

    Raises IngestError: "too-large", "password", "damaged", "empty" for a scan, "encoding" when its fonts do
    not tell which letters they show.
    """
    source = source.seekable()
    _check_file(source)
    opened = _open(source)
    reader = _Reader(opened, source)
    title, authors = _properties(opened)
    yield from articles_of(Document(reader.paragraphs(), title, authors), source)
    if reader.scanned:
        pages = ", ".join(map(str, reader.scanned[:10])) + (" …" if len(reader.scanned) > 10 else "")
        yield (
            source.name,
            IngestError("empty", f"pages without a text layer (pictures of text): {pages}; use OCR"),
        )
    if reader.unread:
        yield (
            source.name,
            IngestError(
                "too-large", f"it has more than {MOST_PAGES:,} pages; the rest was not read: split it"
            ),
        )


def _check_file(source: Source) -> None:
    """Raise IngestError when the file is too large, or ends before a PDF does."""
    size = source.stream.seek(0, io.SEEK_END)
    limit = MOST_TIMES * source.limits.max_bytes
    if size > limit:
        raise IngestError(
            "too-large",
            f"it is {LABEL} of {format_bytes(size)}; the limit is {format_bytes(limit)}: split it",
        )
    source.stream.seek(max(size - _END_WITHIN, 0))
    if _END not in source.stream.read():
        raise IngestError("damaged", f"it is {LABEL} that is cut off: its end is missing; get it again")
    source.stream.seek(0)


def _open(source: Source) -> PDFDocument:
    budget = _Budget(UNPACKED_TIMES * source.limits.max_bytes)
    try:
        return PDFDocument(_BoundedParser(source.stream, budget))
    except PDFPasswordIncorrect as error:
        raise IngestError("password", f"it is {LABEL} with a password; save it without one") from error
    except PDFEncryptionError as error:
        raise IngestError(
            "password", f"it is {LABEL} with copy protection that is not known; print it to a new PDF"
        ) from error
    except _BROKEN as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> IngestError:
    why = str(error)[:100] or type(error).__name__
    return IngestError(
        "damaged", f"it looks like {LABEL} but is broken ({why}); get it again or print it anew"
    )


def _properties(opened: PDFDocument) -> tuple[str | None, tuple[str, ...]]:
    """Return title and authors of the document information (ISO 32000-1, 14.3.3)."""
    try:
        values = {
            name: decode_text(value) if isinstance(value, bytes) else ""
            for part in opened.info
            for name, value in ((name, resolve1(part.get(name))) for name in ("Title", "Author"))
        }
    except _BROKEN:
        return None, ()
    authors = re.split(r"\s*[;,]\s*|\s+and\s+", values.get("Author", ""))
    return values.get("Title") or None, tuple(name for name in authors if name)


class _Reader:
    """Reads the pages of a document in order; `scanned` and `unread` tell what gave no text."""

    def __init__(self, opened: PDFDocument, source: Source) -> None:
        self._opened = opened
        self._source = source
        self._pages = 0
        self._characters = 0
        self.scanned: list[int] = []
        self.unread = False

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of all pages. Raises IngestError ("empty", "encoding", "damaged")."""
        finder = ParagraphFinder()
        pages = self._read()
        while batch := list(islice(pages, BATCH)):
            for text, is_heading in finder.add(batch):
                yield Paragraph(text, is_heading)
        for text, is_heading in finder.finish():
            yield Paragraph(text, is_heading)
        if self._characters:
            return
        if self._pages == 0:
            raise IngestError("damaged", f"it looks like {LABEL} but has no pages; get it again")
        many = f"all {self._pages:,} pages are" if self._pages > 1 else "its page is a"
        raise IngestError(
            "empty",
            f"it has no text layer: {many} picture{'s' * (self._pages > 1)} of text or blank; run OCR over "
            "it (ocrmypdf, for example) and give the result",
        )

    def _read(self) -> Iterator[Page]:
        resources = PDFResourceManager()
        device = PDFPageAggregator(
            resources, laparams=LAParams(boxes_flow=None, char_margin=1.5, all_texts=True)
        )
        interpreter = PDFPageInterpreter(resources, device)
        try:
            for page in PDFPage.create_pages(self._opened):
                if self._pages == MOST_PAGES:
                    self.unread = True
                    return
                self._pages += 1
                interpreter.process_page(page)
                yield self._page(device.get_result())
        except _BROKEN as error:
            raise _damaged(error) from error

    def _page(self, layout: LTPage) -> Page:
        lines = [line for line in _lines(layout) if line.text.strip()]
        if not lines and _has_large_picture(layout, layout.width * layout.height / 2):
            self.scanned.append(self._pages)
        text = "".join(line.text for line in lines)
        self._characters += len(text)
        unnamed = sum(len(match.group()) for match in _UNNAMED.finditer(text))
        if unnamed > UNNAMED_SHARE * len(text):
            raise IngestError(
                "encoding",
                f"page {self._pages} of it has fonts that do not say which letters they show; run OCR over "
                "it (ocrmypdf --force-ocr, for example) and give the result",
            )
        for line in lines:
            line.text = _UNNAMED.sub("\ufffd", line.text)
        return Page(lines, layout.height)


def _lines(container: LTContainer[Any]) -> Iterator[Line]:
    for element in container:
        if isinstance(element, LTTextLine):
            line = line_of_characters([one for one in element if isinstance(one, LTChar) or one.get_text()])
            if line is not None:
                yield line
        elif isinstance(element, LTContainer):
            yield from _lines(element)


def _has_large_picture(container: LTContainer[Any], area: float) -> bool:
    return any(
        element.width * element.height >= area
        if isinstance(element, LTImage)
        else isinstance(element, LTContainer) and _has_large_picture(element, area)
        for element in container
    )
