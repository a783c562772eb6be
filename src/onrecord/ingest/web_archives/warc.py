"""Reads the pages of WARC and ARC files: each page that a server sent gives an article, or why there is none.

Read are replies with status 200 that are pages, texts or documents, resources of the same kinds, and texts
that others took from pages (WET). Images, scripts, error replies, redirects and the like are no articles: one
outcome at the end counts them. WARC-Date says when a page was fetched and is no date of publication.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader
from typing import BinaryIO

from onrecord.ingest.charsets import stated_charsets
from onrecord.ingest.containers.inflate import compression_of
from onrecord.ingest.files import RawSource, too_large_error
from onrecord.ingest.formats import HEAD_BYTES, Head, ParsedArticle, Source, find_format
from onrecord.ingest.limits import Limits, out_of_time
from onrecord.ingest.source_formats import MEDIA_TYPES
from onrecord.ingest.sources import parse_page
from onrecord.ingest.web_archives.payload import decode_payload
from onrecord.ingest.web_archives.record_stream import Record, RecordReader, ResumingStream
from onrecord.ingest.web_archives.tally import Tally, sort_of_media
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError

_BUFFER = 1 << 16
_SHARE = 0.9  # of the processor time of an article, so that the rest of the archive can still be read
_ADDRESS = re.compile(r"(?:https?|ftp|file):", re.IGNORECASE)
_PAGES = ("text/html", "application/xhtml+xml")
_TEXTS = ("text/plain", "text/markdown", "text/rtf", "application/rtf")
_DOCUMENTS = re.compile(
    r"application/(?:pdf|epub\+zip|msword|vnd\.openxmlformats-officedocument\.wordprocessingml\.document"
    r"|vnd\.oasis\.opendocument\.text)$"
)
_NO_TYPE = ("", "application/octet-stream", "application/x-unknown-content-type", "unknown", "no-type")
_KINDS = (
    "response",
    "resource",
    "conversion",
    "revisit",
)  # others (request, metadata, warcinfo) are no pages


def read_warc(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a WARC or ARC file, located as `file:3` for its third record.

    Raises IngestError: "empty" without records, "unreadable".
    """
    yield from read_records(source, source.stream, source.name, None)


def read_records(
    source: Source, stream: BinaryIO, name: str, pages: set[str] | None
) -> Iterator[ParsedArticle]:
    """Yield the articles of the records in a stream.

    `pages` are the addresses that the archive lists as its pages; other replies without an article (frames,
    advertisements) are then only counted. Addresses that were found are taken out of it.
    """
    is_compressed = compression_of(source.head.start) == "gzip"
    inflated = ResumingStream(stream, "gzip") if is_compressed else None
    opened = BufferedReader(inflated, _BUFFER) if inflated else stream
    reader = RecordReader(opened, is_wanted, source.limits.max_bytes)
    tally, last, is_told = Tally(), 0, False
    while True:
        for record in reader.records():
            last, is_told = record.number, record.fault is not None
            yield from _outcomes(record, replace(source, head=replace(source.head, name=name)), tally, pages)
        if inflated is None or inflated.fault is None:
            break
        if not is_told:
            yield f"{name}:{last}", _damaged(f"behind record {last:,} {inflated.fault}")
        inflated.resume()
    if not last:
        yield name, IngestError("empty", "it is a web archive without records")
    yield from tally.outcome(name)


def is_wanted(record: Record) -> bool:
    """Return whether a record may hold an article."""
    return _why_unwanted(record) is None


def media_type(record: Record) -> str:
    """Return the media type of the page in a record in lower case, "" when none is stated."""
    stated = record.http_header("Content-Type") if record.http else record.header("Content-Type")
    media = stated.partition(";")[0].strip().lower()
    return "" if media == "application/http" else media


def _why_unwanted(record: Record) -> str | None:
    """Return what a record that holds no article is called, None for one that may hold one."""
    if record.kind not in _KINDS:
        return ""
    if not _ADDRESS.match(record.url or ""):
        return (
            "records about other things than pages"
            if record.kind != "response"
            else "replies of other protocols"
        )
    status = (record.http.get_statuscode() if record.http else None) or "200"
    if status[:1] == "3" and record.kind != "revisit":
        return "redirects"
    if status not in ("200", "203") and status != "304":
        return f"replies with status {status[:3]}"
    media = media_type(record)
    if media in _PAGES or media in _TEXTS or media in _NO_TYPE or _DOCUMENTS.match(media):
        return None if record.length or record.kind == "revisit" else "empty replies"
    return sort_of_media(media)


def _outcomes(
    record: Record, source: Source, tally: Tally, pages: set[str] | None
) -> Iterator[ParsedArticle]:
    """Yield the outcomes of one record; count it when it is no article."""
    location = f"{source.name}:{record.number}"
    why = _why_unwanted(record)
    if record.fault:
        yield location, _damaged(record.fault + _about(record))
        return
    if why is not None:
        if why:
            tally.add(why)
        return
    is_listed = pages is None or record.url in pages
    if pages is not None and record.url:
        pages.discard(record.url)
    if record.kind == "revisit":
        yield location, _revisit(record)
        return
    if record.is_over:
        yield location, too_large_error(record.length, source.limits, "the page" + _about(record))
        return
    for place, result in _page(record, source, location):
        sort = _sort_of_fault(result, is_listed, media_type(record))
        if sort:
            tally.add(sort)
        else:
            yield place, result


def _sort_of_fault(result: object, is_listed: bool, media: str) -> str | None:
    """Return what a reply is counted as that gave no article and that nobody would expect to give one."""
    if not isinstance(result, IngestError):
        return None
    if result.reason == "empty":
        return "empty replies"
    if result.reason in ("format", "binary") and media not in _PAGES:
        return "feeds, tables and other files of programs"
    return "frames and pages without an article" if result.reason == "no-article" and not is_listed else None


def _page(record: Record, source: Source, location: str) -> Iterator[ParsedArticle]:
    """Yield the article of a page, or of each part of a document, or why there is none."""
    seconds = _SHARE * source.limits.article_seconds
    try:
        with time_limit(seconds):
            raw = _fetched(record, location, source.limits)
            found = list(parse_page(raw, source))
    except IngestError as error:
        found = [(location, IngestError(error.reason, error.detail + _about(record)))]
    except TimeUpError:
        found = [(location, out_of_time(seconds, "save the page and give the file"))]
    yield from found


def _fetched(record: Record, location: str, limits: Limits) -> RawSource:
    body = decode_payload(record, limits)
    if not body.strip():
        raise IngestError("empty", "it contains no text")
    media = media_type(record)
    stated = record.http_header("Content-Type") if record.http else record.header("Content-Type")
    if media in _NO_TYPE:
        _check_known(body, location)
    return RawSource(
        body, location, MEDIA_TYPES.get(media), stated_charsets(stated), record.url, media or None
    )


def _check_known(body: bytes, location: str) -> None:
    """Raise IngestError ("format") for a reply without a media type that is neither page nor document."""
    head = Head(body[:HEAD_BYTES], location)
    if find_format(head) is None and not re.match(rb"\s*(?:\xef\xbb\xbf)?<", body):
        raise IngestError("format", "its media type is not stated and it is no page")


def _revisit(record: Record) -> IngestError:
    """Return the error that tells which capture of a page holds its text."""
    when = record.header("WARC-Refers-To-Date")
    where = record.header("WARC-Refers-To-Target-URI") or record.url or ""
    of_when = f" of {when}" if when else ""
    return IngestError(
        "no-article",
        f"it is a revisit: the page was as in the capture{of_when} of {where[:200]}, which holds it",
    )


def _damaged(detail: str) -> IngestError:
    return IngestError("damaged", f"{detail}; it was skipped: get the archive again")


def _about(record: Record) -> str:
    return f" ({record.url[:200]})" if record.url else ""
