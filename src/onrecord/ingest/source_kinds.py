"""What kind of source a name, a media type or the first characters show: text, HTML, JSON or JSON lines."""

import re
from pathlib import PurePath
from typing import Literal

Kind = Literal["text", "html", "json", "jsonl"]

SUFFIXES: dict[str, Kind] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
MEDIA_TYPES: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/ndjson": "jsonl",
}
SNIFFED = 2_000  # characters of a source that show its kind
_HTML = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,1000}-->\s*)?"
    r"<(?:!doctype\s+html|html|head|body|meta|title|article|section|main|div|p|h1|table)\b[^<>]{0,1000}>",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,1000}-->\s*)?<(?:!DOCTYPE\s+)?(?:rss|feed|rdf:RDF)\b",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT = re.compile(r"\s*\{\s*[\"}]|\s*\{\s*$")
_LIST = re.compile(r"\s*\[\s*(?:\{|\]\s*$|$)")


def kind_of_name(name: str) -> Kind | None:
    """Return the kind the ending of a file name stands for, or None."""
    return SUFFIXES.get(PurePath(name).suffix.lower())


def kind_of_text(text: str) -> Kind:
    """Return the kind the first characters of a whole source show. JSON lines are shown by their first line alone."""
    head = text[:SNIFFED]
    if _HTML.match(head):
        return "html"
    return "json" if _OBJECT.match(head) or _LIST.match(head) else "text"


def is_feed(text: str) -> bool:
    """Tell whether a source is a feed (RSS, Atom), a list of articles rather than one."""
    return _FEED.match(text[:SNIFFED]) is not None


def is_json_line(line: bytes) -> bool:
    """Tell whether the first line of a source can be a JSON object by itself."""
    plain = line.removeprefix(b"\xef\xbb\xbf").strip()
    return plain.startswith(b"{") and plain.endswith(b"}")
