"""Tells web archives and saved pages by their first bytes."""

import re
from typing import TYPE_CHECKING

from onrecord.ingest.containers.inflate import compression_of, inflate_head
from onrecord.ingest.documents.signs import ZIP

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

# The first line of a record: WARC (ISO 28500, 4), and ARC (address, IP, date, media type, length).
WARC_START = re.compile(rb"WARC/[01]\.\d{1,2}\s*$")
ARC_START = re.compile(
    rb"(?:filedesc|https?|ftp|dns|file|warcinfo):\S{1,8000} \S{1,100} \d{8,17} [\w.+/*;=\"-]{1,200} \d{1,15}"
    rb"\s*$"
)
_FIRST_LINE = re.compile(rb"\s{0,100}([^\r\n]{1,9000})\r?\n")
_ANY_RECORD = re.compile(rb"^WARC/[01]\.\d{1,2}\r?\n[A-Za-z-]{1,60}:", re.MULTILINE)
_HEADERS = re.compile(r"(?:[!-9;-~]{1,76}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)+")
_RELATED = re.compile(
    r"^Content-Type:\s*multipart/(?:related|alternative|mixed)\b", re.IGNORECASE | re.MULTILINE
)
_SAVED = re.compile(
    r"^(?:Snapshot-Content-Location:|X-MAF-|From:\s*[\"']?(?:=\?[\w-]+\?[QB]\?)?<?_?Saved\b|Content-Location:\s*https?:)",
    re.IGNORECASE | re.MULTILINE,
)
_SAFARI = b"WebMainResource"


def is_web_archive(head: "Head") -> bool:
    """Return whether a source is a WARC or ARC file, as it is or compressed with gzip."""
    start = head.start
    if compression_of(start) == "gzip":
        start = inflate_head(start, "gzip")
    line = _FIRST_LINE.match(start)
    if line and (WARC_START.match(line[1]) or ARC_START.match(line[1])):
        return True
    # One whose beginning is damaged still has records.
    return head.name.lower().endswith((".warc", ".warc.gz")) and _ANY_RECORD.search(start) is not None


def is_wacz(head: "Head") -> bool:
    """Return whether a source is a ZIP file with the files of a WACZ, or has its name."""
    if not head.start.startswith(ZIP):
        return False
    return head.suffix == ".wacz" or any(
        re.match(r"archive/[^/]{1,200}\.warc", name) for name in head.members
    )


def is_mhtml(head: "Head") -> bool:
    """Return whether a source is a page with its images as one MIME message (RFC 2557)."""
    headers = _HEADERS.match(head.text.lstrip()[:20_000])
    if headers is None or not _RELATED.search(headers[0]):
        return False
    return head.suffix in (".mht", ".mhtml") or _SAVED.search(headers[0]) is not None


def is_safari_archive(head: "Head") -> bool:
    """Return whether a source is a page that Safari saved: a property list with its resources."""
    start = head.start
    if start.startswith(b"bplist00"):
        return _SAFARI in start or head.suffix == ".webarchive"
    return start.lstrip().startswith(b"<?xml") and b"<plist" in start[:1000] and _SAFARI in start
