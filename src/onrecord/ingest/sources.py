"""From a source (a file, an address, standard input) to its articles, or the reason why there are none."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.charsets import BOMS, declared_charsets, decode
from onrecord.ingest.files import RawSource, open_file, read_all, read_first_line, read_lines
from onrecord.ingest.formats import (
    HEAD_BYTES,
    Head,
    ParsedArticle,
    Source,
    Telling,
    find_format,
    read_head,
)
from onrecord.ingest.json_articles import NO_COLUMNS, parse_json_lines, parse_json_text
from onrecord.ingest.limits import DEFAULT_LIMITS, Limits, out_of_time
from onrecord.ingest.source_formats import format_of_name, format_of_text, is_json_line
from onrecord.ingest.tables.columns import Columns
from onrecord.model.article import Article
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError
from onrecord.model.reasons import SKIPPING
from onrecord.model.record import Undone

STANDARD_INPUT = "-"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def load_articles(
    source: str,
    overrides: Overrides,
    limits: Limits = DEFAULT_LIMITS,
    columns: Columns = NO_COLUMNS,
    telling: Telling | None = None,
) -> Iterator[Article | Undone]:
    """Yield the articles of a source in their order.

    One that cannot be read gives an Undone with the reason and a hint.

    `source` is the path of a text, HTML, JSON, JSONL or feed (RSS, Atom) file, an http(s) address, or `-` for
    standard input. Fields in `overrides` take precedence over those of the source. Bad input never raises; a
    bad line of a JSONL file does not stop the next ones. JSONL is read line by line: memory does not grow
    with the file. `columns` are the columns of a table that the user names, by field; `telling` is called
    with the format and the columns found.
    """
    request = _Request(overrides, limits, columns, telling)
    yield from _within_limits(_parse_source(source, request), source, limits)


def load_stream(
    stream: BinaryIO,
    name: str,
    overrides: Overrides,
    limits: Limits = DEFAULT_LIMITS,
    columns: Columns = NO_COLUMNS,
) -> Iterator[Article | Undone]:
    """Yield the articles of an open file, as `load_articles` does. The suffix of `name` shows its format."""
    yield from _within_limits(_parse_stream(stream, name, _Request(overrides, limits, columns)), name, limits)


def frame_outcomes(
    frame: object, columns: Columns, overrides: Overrides, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Article | Undone]:
    """Return an iterator over the article of each row of a data frame, or why there is none, as an Undone.

    Raises IngestError at once when it is no data frame, or no column holds the text (`frame_articles`).
    """
    from onrecord.ingest.tables.frames import frame_articles

    rows = frame_articles(frame, columns, overrides, limits)
    return (row if isinstance(row, Article) else _undone(place, row) for place, row in rows)


@dataclass(frozen=True, slots=True)
class _Request:
    """What the user says of all sources."""

    overrides: Overrides
    limits: Limits
    columns: Columns
    telling: Telling | None = None

    def tell(self, kind: str, words: str) -> None:
        """Tell what was found out about a source, if somebody wants to know."""
        if self.telling is not None:
            self.telling(kind, words)

    def source(self, stream: BinaryIO, head: Head, raw: RawSource | None = None) -> Source:
        """Return a source to read in its format."""
        url, charsets = (raw.url, raw.charsets) if raw else (None, ())
        return Source(stream, head, self.overrides, self.limits, url, charsets, self.columns, self.telling)


def _within_limits(found: Iterator[ParsedArticle], name: str, limits: Limits) -> Iterator[Article | Undone]:
    """Yield the articles of a source and why there are none, no more of each than the limits allow.

    What is left out is told by one Undone at the end.
    """
    articles = faults = 0
    fault = IngestError("empty", "")
    while True:
        try:
            with time_limit(limits.article_seconds):
                location, result = next(found)
        except StopIteration:
            break
        except IngestError as error:
            location, result = name, error
        except TimeUpError:
            location, result = name, out_of_time(limits.article_seconds, "the rest of it was not read")
        except OSError as error:  # of the disk or the pipe: readers catch those of their formats
            reason = error.strerror or str(error)
            location, result = name, IngestError("unreadable", f"reading it failed ({reason})")
        if isinstance(result, Article):
            if articles == limits.most_articles:
                yield _undone(name, _too_many(articles))
                break
            articles += 1
            yield result
        else:
            faults, fault = faults + 1, result
            if faults <= limits.most_faults:
                yield _undone(location, result)
    if faults > limits.most_faults:
        yield _undone(name, _too_many_faults(faults - limits.most_faults, fault))


def _too_many(articles: int) -> IngestError:
    return IngestError(
        "too-large",
        f"it has more than {articles:,} articles; the rest was not read: split it into smaller files",
    )


def _too_many_faults(untold: int, last: IngestError) -> IngestError:
    return IngestError(
        last.reason, f"{untold:,} more entries of it gave no article; of the last one: {last.detail}"
    )


def _undone(location: str, error: IngestError) -> Undone:
    skipped = error.reason in SKIPPING
    return Undone("skipped" if skipped else "failed", location, "gathering", error.reason, error.detail)


def _parse_source(source: str, request: _Request) -> Iterator[ParsedArticle]:
    if _SCHEME.match(source):
        from onrecord.ingest.web.fetch import fetch

        yield from _parse_fetched(fetch(source, request.limits), request)
    elif source == STANDARD_INPUT:
        yield from _parse_stream(sys.stdin.buffer, source, request)
    else:
        with open_file(source) as stream:
            yield from _parse_stream(stream, source, request)


def _parse_stream(stream: BinaryIO, name: str, request: _Request) -> Iterator[ParsedArticle]:
    """Parse a file or standard input."""
    start, stream = read_head(stream)
    yield from parse_opened(request.source(stream, Head(start, name)))


def parse_opened(source: Source) -> Iterator[ParsedArticle]:
    """Parse an opened file, also one in an archive.

    By the reader of its format if it has one; line by line if its name or first line shows JSONL; else as a
    whole.
    """
    name, limits, stream = source.name, source.limits, source.stream
    known = find_format(source.head)
    if known is not None:
        source.tell("format", known.label)
        yield from known.read(source)
        return
    source_format = format_of_name(name)
    first = read_first_line(stream, limits) if source_format in (None, "jsonl") else b""
    # UTF-16 and UTF-32 cannot be split into lines at the byte of a line break.
    wide = any(first.startswith(mark) for mark, charset in BOMS if charset != "utf-8")
    if not wide and (source_format == "jsonl" or is_json_line(first)):
        source.tell("format", "JSON Lines")
        lines = read_lines(stream, limits, first)
        yield from parse_json_lines(lines, name, source.overrides, limits.article_seconds, source.columns)
    else:
        raw = read_all(stream, limits, first)
        yield from _parse_raw(RawSource(raw, name, source_format), _request_of(source))


def parse_page(page: RawSource, outer: Source) -> Iterator[ParsedArticle]:
    """Parse a page or document that another source holds, such as an archive, whose format was told."""
    yield from _parse_fetched(page, _Request(outer.overrides, outer.limits, outer.columns))


def _request_of(source: Source) -> _Request:
    return _Request(source.overrides, source.limits, source.columns, source.telling)


def _parse_fetched(source: RawSource, request: _Request) -> Iterator[ParsedArticle]:
    """Parse what a server sent, by the reader of its format if it has one."""
    head = Head(source.raw[:HEAD_BYTES], source.name, source.media_type)
    known = find_format(head)
    if known is None:
        yield from _parse_raw(source, request)
        return
    request.tell("format", known.label)
    yield from known.read(request.source(BytesIO(source.raw), head, source))


def _parse_raw(source: RawSource, request: _Request) -> Iterator[ParsedArticle]:
    """Parse a source in memory as JSON, HTML or text, by its stated format or first characters."""
    overrides, seconds = request.overrides, request.limits.article_seconds
    text = decode(source.raw, (*source.charsets, *declared_charsets(source.raw)))
    source_format = source.format
    if source_format is None or (source_format == "html" and "<" not in text):
        source_format = format_of_text(text)
    if source_format in ("json", "jsonl"):
        request.tell("format", "JSON")
        yield from parse_json_text(text, source.name, overrides, seconds, request.columns)
        return
    request.tell("format", "a web page" if source_format == "html" else "a text")
    extracted = ExtractedArticle(text, url=source.url)
    if source_format == "html" and text.strip():
        from onrecord.ingest.web.html import extract_article
        from onrecord.ingest.web_archives.saved_pages import saved_address, unwrap_source

        text = unwrap_source(text)
        extracted = extract_article(text, overrides.url or source.url or saved_address(text))
    yield source.name, build_article(extracted, overrides, source.name)
