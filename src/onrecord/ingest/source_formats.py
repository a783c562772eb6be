"""Detects whether a source is text, HTML, JSON or JSON lines, by name or first characters."""

import re
from pathlib import PurePath
from typing import Literal

SourceFormat = Literal["text", "html", "json", "jsonl"]

SUFFIXES: dict[str, SourceFormat] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
MEDIA_TYPES: dict[str, SourceFormat] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/ndjson": "jsonl",
}
SNIFFED = 2_000  # characters at the start of a source that are looked at
_HTML = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,1000}-->\s*)?"
    r"<(?:!doctype\s+html|html|head|body|meta|title|article|section|main|div|p|h1|table)\b[^<>]{0,1000}>",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT = re.compile(r"\s*\{\s*[\"}]|\s*\{\s*$")
_LIST = re.compile(r"\s*\[\s*(?:\{|\]\s*$|$)")


def format_of_name(name: str) -> SourceFormat | None:
    """Return the format that the suffix of a file name stands for, or None."""
    return SUFFIXES.get(PurePath(name).suffix.lower())


def format_of_text(text: str) -> SourceFormat:
    """Return the format of a complete source, by its first characters. JSON lines count as "json"."""
    head = text[:SNIFFED]
    if _HTML.match(head):
        return "html"
    return "json" if _OBJECT.match(head) or _LIST.match(head) else "text"


def is_json_line(line: bytes) -> bool:
    """Return whether a line looks like a complete JSON object."""
    plain = line.removeprefix(b"\xef\xbb\xbf").strip()
    return plain.startswith(b"{") and plain.endswith(b"}")
