"""From a source (a file, an address, standard input) to its articles, or the reason why there are none."""

import re
import sys
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.charsets import BOMS, declared_charsets, decode
from onrecord.ingest.files import RawSource, open_file, read_all, read_first_line, read_lines
from onrecord.ingest.json_articles import ParsedArticle, parse_json_lines, parse_json_text
from onrecord.ingest.limits import DEFAULT_LIMITS, Limits
from onrecord.ingest.source_formats import format_of_name, format_of_text, is_feed, is_json_line
from onrecord.model.article import Article
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
    try:
        for location, result in _parse_source(source, overrides, limits):
            yield result if isinstance(result, Article) else _undone(location, result)
    except IngestError as error:
        yield _undone(source, error)


def load_stream(
    stream: BinaryIO, name: str, overrides: Overrides, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Article | Undone]:
    """Yield the articles of an open file, as `load_articles` does. The suffix of `name` shows its format."""
    try:
        for location, result in _parse_stream(stream, name, overrides, limits):
            yield result if isinstance(result, Article) else _undone(location, result)
    except IngestError as error:
        yield _undone(name, error)


def _undone(location: str, error: IngestError) -> Undone:
    skipped = error.reason in SKIPPING
    return Undone("skipped" if skipped else "failed", location, "gathering", error.reason, error.detail)


def _parse_source(source: str, overrides: Overrides, limits: Limits) -> Iterator[ParsedArticle]:
    if _SCHEME.match(source):
        from onrecord.ingest.web.fetch import fetch

        yield from _parse_raw(fetch(source, limits), overrides)
    elif source == STANDARD_INPUT:
        yield from _parse_stream(sys.stdin.buffer, source, overrides, limits)
    else:
        with open_file(source) as stream:
            yield from _parse_stream(stream, source, overrides, limits)


def _parse_stream(
    stream: BinaryIO, name: str, overrides: Overrides, limits: Limits
) -> Iterator[ParsedArticle]:
    """Parse a file or standard input: line by line if its name or first line shows JSONL, else as a whole."""
    source_format = format_of_name(name)
    first = read_first_line(stream, limits) if source_format in (None, "jsonl") else b""
    # UTF-16 and UTF-32 cannot be split into lines at the byte of a line break.
    wide = any(first.startswith(mark) for mark, charset in BOMS if charset != "utf-8")
    if not wide and (source_format == "jsonl" or is_json_line(first)):
        yield from parse_json_lines(read_lines(stream, limits, first), name, overrides)
    else:
        raw = read_all(stream, limits, first)
        yield from _parse_raw(RawSource(raw, name, source_format), overrides)


def _parse_raw(source: RawSource, overrides: Overrides) -> Iterator[ParsedArticle]:
    """Parse a source in memory as feed, JSON, HTML or text, by its stated format or first characters."""
    text = decode(source.raw, (*source.charsets, *declared_charsets(source.raw)))
    if is_feed(text) and source.format in (None, "html"):
        from onrecord.ingest.web.feeds import parse_feed

        yield from parse_feed(text, source.name, overrides)
        return
    source_format = source.format
    if source_format is None or (source_format == "html" and "<" not in text):
        source_format = format_of_text(text)
    if source_format in ("json", "jsonl"):
        yield from parse_json_text(text, source.name, overrides)
        return
    extracted = ExtractedArticle(text, url=source.url)
    if source_format == "html" and text.strip():
        from onrecord.ingest.web.html import extract_article

        extracted = extract_article(text, overrides.url or source.url)
    yield source.name, build_article(extracted, overrides, source.name)
