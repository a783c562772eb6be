"""gather: one source in (a file, an address, standard input), its articles out, or the reasons why there are none."""

import re
import sys
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.ingest.articles import Found, build_article
from onrecord.ingest.charsets import BOMS, declared_charsets, decode
from onrecord.ingest.files import Whole, open_file, read_all, read_first_line, read_lines
from onrecord.ingest.jsonl import Read, articles_in_lines, articles_in_text
from onrecord.ingest.options import DEFAULT, Given, Limits
from onrecord.ingest.source_kinds import is_feed, is_json_line, kind_of_name, kind_of_text
from onrecord.model.article import Article
from onrecord.model.errors import GatheringError
from onrecord.model.reasons import SKIPPING
from onrecord.model.record import Undone

STANDARD_INPUT = "-"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def gather(source: str, given: Given, limits: Limits = DEFAULT) -> Iterator[Article | Undone]:
    """Yield the articles of a source in its order; for each that cannot be read, an Undone that says why and what to do.

    `source` is the path of a text, HTML, JSON, JSONL or feed (RSS, Atom) file, an http(s) address, or `-` for standard
    input. What `given` says wins over what the source says. Bad input never raises; a bad line of a JSONL file does not stop the
    next ones. JSONL is read line by line: memory does not grow with the file.
    """
    try:
        for where, result in _read(source, given, limits):
            yield result if isinstance(result, Article) else _undone(where, result)
    except GatheringError as error:
        yield _undone(source, error)


def gather_stream(
    stream: BinaryIO, name: str, given: Given, limits: Limits = DEFAULT
) -> Iterator[Article | Undone]:
    """Yield the articles of an open file, as `gather` does; `name` is what it is called, and tells its kind by its ending."""
    try:
        for where, result in _read_stream(stream, name, given, limits):
            yield result if isinstance(result, Article) else _undone(where, result)
    except GatheringError as error:
        yield _undone(name, error)


def _undone(where: str, error: GatheringError) -> Undone:
    return Undone(
        "skipped" if error.reason in SKIPPING else "failed", where, "gathering", error.reason, error.detail
    )


def _read(source: str, given: Given, limits: Limits) -> Iterator[Read]:
    if _SCHEME.match(source):
        from onrecord.ingest.web.fetch import fetch

        yield from _read_whole(fetch(source, limits), given)
    elif source == STANDARD_INPUT:
        yield from _read_stream(sys.stdin.buffer, source, given, limits)
    else:
        with open_file(source) as stream:
            yield from _read_stream(stream, source, given, limits)


def _read_stream(stream: BinaryIO, name: str, given: Given, limits: Limits) -> Iterator[Read]:
    """Read a file or standard input: line by line when it is JSONL by its name or its first line, else as a whole."""
    kind = kind_of_name(name)
    first = read_first_line(stream, limits) if kind in (None, "jsonl") else b""
    wide = any(first.startswith(mark) for mark, charset in BOMS if charset != "utf-8")
    if not wide and (kind == "jsonl" or is_json_line(first)):
        yield from articles_in_lines(read_lines(stream, limits, first), name, given)
    else:
        yield from _read_whole(Whole(read_all(stream, limits, first), name, kind), given)


def _read_whole(whole: Whole, given: Given) -> Iterator[Read]:
    """Read a source that is in memory: a feed, JSON, a page or a text, by what it is said to be or by how it begins."""
    text = decode(whole.raw, (*whole.charsets, *declared_charsets(whole.raw)))
    if is_feed(text) and whole.kind in (None, "html"):
        from onrecord.ingest.web.feeds import articles_in_feed

        yield from articles_in_feed(text, whole.source, given)
        return
    kind = whole.kind if whole.kind and not (whole.kind == "html" and "<" not in text) else kind_of_text(text)
    if kind in ("json", "jsonl"):
        yield from articles_in_text(text, whole.source, given)
    else:
        found = (
            _read_page(text, given.url or whole.url)
            if kind == "html" and text.strip()
            else Found(text, url=whole.url)
        )
        yield whole.source, build_article(found, given, whole.source)


def _read_page(text: str, url: str | None) -> Found:
    from onrecord.ingest.web.html import read_html

    return read_html(text, url)
