"""Reads pages that a browser saved as one file with their images: MHTML, a MIME message (RFC 2557).

The file is read line by line; only the parts that are pages are kept, so that images take no memory. Chrome
and Edge state the page's address as Snapshot-Content-Location, others as Content-Location of the part that
the parameter `start` names, or of the first one. The date of the message is that of saving.
"""

import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from typing import BinaryIO

from onrecord.ingest.files import RawSource, too_large_error
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import Limits
from onrecord.ingest.sources import parse_page
from onrecord.model.errors import IngestError

_LONGEST_LINE = 1 << 20
_MOST_HEADERS = 1 << 18  # bytes of the headers of one part
_MOST_BOUNDARIES = 20
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
# What email raises on headers that it cannot parse.
_UNPARSABLE = (ValueError, LookupError, AttributeError, TypeError, MessageError)
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass
class _Part:
    """A part of the message: its headers, and its body as sent."""

    headers: EmailMessage
    body: list[bytes] = field(default_factory=list)

    @property
    def media_type(self) -> str:
        """The media type, "" for one that cannot be parsed."""
        try:
            return self.headers.get_content_type()
        except _UNPARSABLE:
            return ""

    def header(self, name: str) -> str:
        try:
            return " ".join(str(self.headers.get(name, "")).split())
        except _UNPARSABLE:
            return ""


def read_mhtml(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of the page in an MHTML file.

    Raises IngestError: "empty" without a page, "damaged", "too-large" when the page alone is over the limit.
    """
    stream = source.stream
    message = _read_headers(stream)
    parts = list(_page_parts(stream, message, source.limits))
    main = _main_part(message, parts)
    if main is None:
        raise IngestError("empty", "it is a saved page (MHTML) without a page in it; save it again")
    raw = _decode(main)
    address = message.header("Snapshot-Content-Location") or main.header("Content-Location")
    charset = main.headers.get_content_charset() if main.header("Content-Type") else None
    fetched = RawSource(
        raw,
        source.name,
        "html" if main.media_type != "text/plain" else None,
        (charset,) if charset else (),
        address if _WEB.match(address) else source.url,
        main.media_type,
    )
    yield from parse_page(fetched, source)


def _read_headers(stream: BinaryIO) -> _Part:
    """Read headers up to the blank line behind them, or to a bound."""
    lines: list[bytes] = []
    size = 0
    while (line := _line(stream)) and size < _MOST_HEADERS:
        if not line.strip() and lines:
            break
        if line.strip():
            lines.append(line)
            size += len(line)
    headers = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(
        b"".join(lines), headersonly=True
    )
    return _Part(headers)


def _line(stream: BinaryIO) -> bytes:
    try:
        return stream.readline(_LONGEST_LINE)
    except OSError as error:
        raise IngestError("unreadable", f"reading failed ({error.strerror or error})") from error


def _page_parts(stream: BinaryIO, message: _Part, limits: Limits) -> Iterator[_Part]:
    """Yield the parts that are pages or texts, in their order; those of parts of parts too."""
    boundaries = _boundaries(message)
    if not boundaries:
        raise IngestError("damaged", "it is a saved page (MHTML) that does not say how its parts are divided")
    part, size = None, 0
    while line := _line(stream):
        mark = line.strip()[2:] if line.startswith(b"--") else b""
        if mark in boundaries or mark.removesuffix(b"--") in boundaries:
            if part is not None:
                yield part
            part = None
            if mark in boundaries:
                headers = _read_headers(stream)
                boundaries |= _boundaries(headers) if len(boundaries) < _MOST_BOUNDARIES else set()
                part = headers if headers.media_type in _PAGES else None
                size = 0
        elif part is not None:
            size += len(line)
            if size > 2 * limits.max_bytes:  # base64 and quoted-printable are longer than the page
                raise too_large_error(None, limits, "the page in it")
            part.body.append(line)
    if part is not None:
        yield part


def _boundaries(part: _Part) -> set[bytes]:
    try:
        boundary = part.headers.get_boundary()
    except _UNPARSABLE:
        return set()
    return {boundary.encode("utf-8", "replace")} if boundary else set()


def _main_part(message: _Part, parts: list[_Part]) -> _Part | None:
    """Return the part that is the page itself, not one of its frames."""
    pages = [part for part in parts if part.media_type != "text/plain"]
    start = str(message.headers.get_param("start") or "") if message.header("Content-Type") else ""
    address = message.header("Snapshot-Content-Location") or message.header("Content-Location")
    for name, value in (("Content-ID", start), ("Content-Location", address)):
        found = [part for part in pages if value and part.header(name) == value]
        if found:
            return found[0]
    return next(iter(pages or parts), None)


def _decode(part: _Part) -> bytes:
    """Return the body of a part without its transfer encoding (RFC 2045, 6)."""
    part.headers.set_payload(b"".join(part.body).decode("ascii", "surrogateescape"))
    decoded = part.headers.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""
