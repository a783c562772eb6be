"""Reads WACZ files: a ZIP with WARC files in `archive/` and the list of its pages in `pages/`.

The WARC files are read as streams out of the ZIP. Definition: https://specs.webrecorder.net/wacz/1.1.1.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from onrecord.ingest.containers.folders import MOST_UNPACKED, open_member
from onrecord.ingest.formats import Head, ParsedArticle, Source, read_head
from onrecord.ingest.web_archives.signs import is_web_archive
from onrecord.ingest.web_archives.warc import read_records
from onrecord.ingest.zip_files import open_zip
from onrecord.model.errors import IngestError

_LABEL = "a web archive (WACZ)"
_PAGES = re.compile(r"pages/[^/]{1,200}\.jsonl")
_ARCHIVE = re.compile(r"archive/.{1,300}\.w?arc(?:\.gz)?", re.IGNORECASE)
_MOST_PAGES = 1_000_000
_LONGEST_LINE = 1 << 22  # a page's line may have its whole text
_SHOWN = 3  # pages without a capture that are named


def read_wacz(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a WACZ, located as `site.wacz/archive/file.warc.gz:3`.

    Raises IngestError: "damaged", "password", "too-large", "empty" when it has no WARC file.
    """
    with open_zip(source.seekable().stream, _LABEL, MOST_UNPACKED) as container:
        archives = [one for one in container.infolist() if _ARCHIVE.fullmatch(one.filename)]
        if not archives:
            raise IngestError("empty", f"it is {_LABEL} without a WARC file in archive/; save it again")
        listed = _listed_pages(container)
        missing = set(listed)
        for archive in archives:
            name = f"{source.name}/{archive.filename}"
            try:
                yield from _read_archive(source, open_member(container, archive), name, listed, missing)
            except IngestError as error:
                yield name, error
        if listed and missing:
            yield source.name, _missing(missing)


def _read_archive(
    source: Source, stream: "BinaryIO | IngestError", name: str, listed: set[str], missing: set[str]
) -> Iterator[ParsedArticle]:
    if isinstance(stream, IngestError):
        raise stream
    start, stream = read_head(stream)
    head = Head(start, name)
    if not is_web_archive(head):
        raise IngestError("damaged", "it is no WARC file, whatever its name says; get it again")
    pages = set(listed) if listed else None
    yield from read_records(replace(source, head=head, depth=source.depth + 1), stream, name, pages)
    if pages is not None:
        missing &= pages


def _listed_pages(container: zipfile.ZipFile) -> set[str]:
    """Return the addresses that the lists of pages name; lines that cannot be read name none."""
    pages: set[str] = set()
    for member in container.infolist():
        if not _PAGES.fullmatch(member.filename):
            continue
        stream = open_member(container, member)
        if isinstance(stream, IngestError):
            continue
        try:
            while (line := stream.readline(_LONGEST_LINE)) and len(pages) < _MOST_PAGES:
                address = _address(line)
                if address:
                    pages.add(address)
        except IngestError:  # a list that is broken: what it named so far
            continue
    return pages


def _address(line: bytes) -> str | None:
    try:
        page = cast("object", json.loads(line))
    except (ValueError, RecursionError):
        return None
    url = page.get("url") if isinstance(page, dict) else None
    return url if isinstance(url, str) else None


def _missing(pages: set[str]) -> IngestError:
    shown = ", ".join(page[:200] for page in sorted(pages)[:_SHOWN])
    more = f" and {len(pages) - _SHOWN:,} more" if len(pages) > _SHOWN else ""
    return IngestError("no-article", f"it lists pages of which it holds no text: {shown}{more}")
