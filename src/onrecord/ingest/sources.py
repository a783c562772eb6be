"""From a source (a file, an address, standard input) to its articles, or the reason why there are none."""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.charsets import BOMS, declared_charsets, decode
from onrecord.ingest.files import RawSource, open_file, read_all, read_first_line, read_lines
from onrecord.ingest.formats import HEAD_BYTES, Head, ParsedArticle, Source, find_format, read_head
from onrecord.ingest.json_articles import parse_json_lines, parse_json_text
from onrecord.ingest.limits import DEFAULT_LIMITS, Limits, out_of_time
from onrecord.ingest.source_formats import format_of_name, format_of_text, is_feed, is_json_line
from onrecord.model.article import Article
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError
from onrecord.model.reasons import SKIPPING
from onrecord.model.record import Undone

STANDARD_INPUT = "-"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def load_articles(
    source: str, overrides: Overrides, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Article | Undone]:
    """Yield the articles of a source in their order.

    One that cannot be read gives an Undone with the reason and a hint.

    `source` is the path of a text, HTML, JSON, JSONL or feed (RSS, Atom) file, an http(s) address, or `-` for
    standard input. Fields in `overrides` take precedence over those of the source. Bad input never raises; a
    bad line of a JSONL file does not stop the next ones. JSONL is read line by line: memory does not grow
    with the file.
    """
    yield from _within_limits(_parse_source(source, overrides, limits), source, limits)


def load_stream(
    stream: BinaryIO, name: str, overrides: Overrides, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Article | Undone]:
    """Yield the articles of an open file, as `load_articles` does. The suffix of `name` shows its format."""
    yield from _within_limits(_parse_stream(stream, name, overrides, limits), name, limits)


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


def _parse_source(source: str, overrides: Overrides, limits: Limits) -> Iterator[ParsedArticle]:
    if _SCHEME.match(source):
        from onrecord.ingest.web.fetch import fetch

        yield from _parse_fetched(fetch(source, limits), overrides, limits)
    elif source == STANDARD_INPUT:
        yield from _parse_stream(sys.stdin.buffer, source, overrides, limits)
    else:
        with open_file(source) as stream:
            yield from _parse_stream(stream, source, overrides, limits)


def _parse_stream(
    stream: BinaryIO, name: str, overrides: Overrides, limits: Limits
) -> Iterator[ParsedArticle]:
    """Parse a file or standard input.

    By the reader of its format if it has one; line by line if its name or first line shows JSONL; else as a
    whole.
    """
    start, stream = read_head(stream)
    head = Head(start, name)
    known = find_format(head)
    if known is not None:
        yield from known.read(Source(stream, head, overrides, limits))
        return
    source_format = format_of_name(name)
    first = read_first_line(stream, limits) if source_format in (None, "jsonl") else b""
    # UTF-16 and UTF-32 cannot be split into lines at the byte of a line break.
    wide = any(first.startswith(mark) for mark, charset in BOMS if charset != "utf-8")
    if not wide and (source_format == "jsonl" or is_json_line(first)):
        yield from parse_json_lines(
            read_lines(stream, limits, first), name, overrides, limits.article_seconds
        )
    else:
        raw = read_all(stream, limits, first)
        yield from _parse_raw(RawSource(raw, name, source_format), overrides, limits)


def _parse_fetched(source: RawSource, overrides: Overrides, limits: Limits) -> Iterator[ParsedArticle]:
    """Parse what a server sent, by the reader of its format if it has one."""
    head = Head(source.raw[:HEAD_BYTES], source.name, source.media_type)
    known = find_format(head)
    if known is None:
        yield from _parse_raw(source, overrides, limits)
        return
    stream = BytesIO(source.raw)
    yield from known.read(Source(stream, head, overrides, limits, source.url, source.charsets))


def _parse_raw(source: RawSource, overrides: Overrides, limits: Limits) -> Iterator[ParsedArticle]:
    """Parse a source in memory as feed, JSON, HTML or text, by its stated format or first characters."""
    text = decode(source.raw, (*source.charsets, *declared_charsets(source.raw)))
    if is_feed(text) and source.format in (None, "html"):
        from onrecord.ingest.web.feeds import parse_feed

        yield from parse_feed(text, source.name, overrides, limits.article_seconds)
        return
    source_format = source.format
    if source_format is None or (source_format == "html" and "<" not in text):
        source_format = format_of_text(text)
    if source_format in ("json", "jsonl"):
        yield from parse_json_text(text, source.name, overrides, limits.article_seconds)
        return
    extracted = ExtractedArticle(text, url=source.url)
    if source_format == "html" and text.strip():
        from onrecord.ingest.web.html import extract_article

        extracted = extract_article(text, overrides.url or source.url)
    yield source.name, build_article(extracted, overrides, source.name)
