"""Reads RTF with striprtf: code pages, fonts of other scripts, Unicode, tables.

Footnotes, running heads, field codes, hidden and deleted text are left out. striprtf would print the address
of each link and what is deleted or hidden; both are taken out before.
"""

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from onrecord.ingest.charsets import decode
from onrecord.ingest.documents.contents import Document, Paragraph, articles_of
from onrecord.ingest.files import read_all
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.model.errors import IngestError

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
# Innermost groups only: what such a group contains is flat in the files of Word and of the news databases.
_FIELD_CODE = re.compile(r"\{\\\*\\fldinst\b(?:[^{}]|\{[^{}]*\}){0,50}\}")
_UNSEEN = re.compile(r"\{(?:\\[a-z]+-?[0-9]* ?){0,20}?\\(?:deleted|v)(?![a-z0-9])[^{}]*\}")
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_INFO = re.compile(r"\{\\info\b(?:[^{}]|\{[^{}]*\})*\}")
_PROPERTY = re.compile(r"\{\\(title|author)\s?([^{}]*)\}")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_INVISIBLE = str.maketrans({"\xad": "", "\u2011": "-", "\v": "\n", "\f": "\n"})
_BROKEN = (ValueError, TypeError, OverflowError, LookupError, AttributeError, RecursionError)


def read_rich_text(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of an RTF document.

    Raises IngestError: "damaged" when it is cut off or broken, "too-large", and what `articles_of` gives.
    """
    raw = read_all(source.stream, source.limits)
    page = _CODE_PAGE.search(raw[:4_096])
    encoding = f"cp{page[1].decode('ascii')}" if page else "cp1252"
    markup = _decoded(raw, encoding)
    depth = sum({"{": 1, "}": -1}.get(brace.group(), 0) for brace in _BRACE.finditer(markup))
    if depth > 0 and "\\bin" not in markup:
        raise IngestError(
            "damaged", "it is an RTF document that is cut off (groups are not closed); get it again"
        )
    info = _INFO.search(markup, 0, 1 << 16)
    properties = {match[1]: match[2] for match in _PROPERTY.finditer(info[0])} if info else {}
    text = rich_text(markup, encoding)
    paragraphs = [Paragraph(_cells(line)) for line in text.split("\n")]
    title, author = (
        rich_text(f"{{\\rtf1 {properties.get(name, '')}}}", encoding) for name in ("title", "author")
    )
    yield from articles_of(Document(paragraphs, title or None, (author,) if author else ()), source)


def rich_text(markup: str, encoding: str) -> str:
    """Return the text of RTF markup, one paragraph a line. Raises IngestError ("damaged")."""
    markup = _UNSEEN.sub("", _FIELD_CODE.sub("", markup))
    try:
        text = rtf_to_text(markup, encoding=encoding, errors="replace")  # type: ignore[no-untyped-call]
    except _BROKEN as error:
        raise IngestError(
            "damaged", f"it is an RTF document that is broken ({error}); open it in Word and save it again"
        ) from error
    pairs = _SURROGATES.sub(
        lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text
    )
    return pairs.translate(_INVISIBLE)


def _decoded(raw: bytes, encoding: str) -> str:
    """Return the markup as text. RTF is ASCII; bytes beyond it are in its code page, or UTF-8 by mistake."""
    if raw.isascii():
        return raw.decode("ascii")
    plain = raw.lstrip(b"\xef\xbb\xbf \r\n").removeprefix(b"{\\rtf")  # else it would be refused as no text
    try:
        return "{\\rtf" + decode(plain, (encoding,))
    except IngestError:
        return raw.decode("latin-1")


def _cells(line: str) -> str:
    """Return a line with tabs between the cells of a table row, which end with a bar."""
    return line.rstrip()[:-1].replace("|", "\t") if line.rstrip().endswith("|") else line
