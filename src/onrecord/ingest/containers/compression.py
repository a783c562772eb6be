"""Reads a compressed file as if it were not compressed; its articles are located in the compressed file."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO

from onrecord.ingest.containers.inflate import InflatedStream, compression_of
from onrecord.ingest.formats import Head, ParsedArticle, Source, read_head
from onrecord.ingest.sources import parse_opened
from onrecord.model.article import Article
from onrecord.model.errors import IngestError

MOST_DEPTH = 3  # compressed files and folders around a file: a page in page.html.gz in pages.tar.gz has 3
_ENDINGS = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}
_SUFFIXES = (".gz", ".gzip", ".bz2", ".xz", ".lzma")
_BUFFER = 1 << 16


def read_compressed(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a compressed file, by the format of what is in it.

    Raises IngestError: "damaged", "too-large", "format" when it is nested too deeply.
    """
    compression = compression_of(source.head.start)
    if compression is None:
        raise IngestError("damaged", "it is not compressed in a way that is known; unpack it")
    stream = io.BufferedReader(InflatedStream(source.stream, compression), _BUFFER)
    name = _inner_name(source.name)
    for location, result in parse_inner(source, stream, name):
        yield _outer(location, name, source.name), _relocate(result, name, source.name)


def parse_inner(outer: Source, stream: BinaryIO, name: str) -> Iterator[ParsedArticle]:
    """Yield the articles of a file within another one. Raises IngestError like any reader."""
    if outer.depth >= MOST_DEPTH:
        raise IngestError(
            "format", f"it lies in {MOST_DEPTH} archives one within another; unpack the outer ones"
        )
    start, stream = read_head(stream)
    yield from parse_opened(
        replace(outer, stream=stream, head=Head(start, name), depth=outer.depth + 1, charsets=())
    )


def _inner_name(name: str) -> str:
    """Return the name of what is in a compressed file: `a.html` for `a.html.gz`, `a.tar` for `a.tgz`."""
    suffix = "" if "://" in name else PurePath(name).suffix
    if suffix.lower() in _SUFFIXES:
        return name[: -len(suffix)]
    return name[: -len(suffix)] + _ENDINGS[suffix.lower()] if suffix.lower() in _ENDINGS else name


def _outer(location: str, inner: str, outer: str) -> str:
    return outer + location[len(inner) :] if location.startswith(inner) else location


def _relocate(result: Article | IngestError, inner: str, outer: str) -> Article | IngestError:
    if not isinstance(result, Article):
        return result
    return replace(result, source=_outer(result.source, inner, outer))
