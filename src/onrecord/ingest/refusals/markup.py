"""XML and SGML of vocabularies that hold no articles or are not read, told by their root element."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from onrecord.ingest.feeds.kinds import find_feed_kind
from onrecord.ingest.lexicons import load_entries
from onrecord.ingest.refusals.refusal import Refusal

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

_LOOKED_AT = 20_000
_PROLOG = re.compile(
    r"(?:\s|<\?(?!php)[^<>]{0,1000}\?>|<!--(?:(?!-->)[\s\S]){0,5000}-->"
    r"|<!DOCTYPE\s[^<>\[]{0,500}(?:\[(?:[^\]]){0,5000}\]\s{0,50})?>)*",
    re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:([A-Za-z_][\w.-]{0,60}):)?([A-Za-z_][\w.-]{0,60})((?:\s[^<>]{0,5000})?)/?>")
_DECLARED = re.compile(r"\s*<\?xml\b")
_BOOKMARKS = re.compile(r"\s*<!DOCTYPE\s+NETSCAPE-Bookmark-file-1", re.IGNORECASE)
_PAGE = re.compile(r"<!DOCTYPE\s+html\b|<html\b", re.IGNORECASE)
# Names of elements of HTML that a piece of a page may begin with (HTML standard, 4).
_HTML = frozenset(load_entries("html_elements.txt"))
# Attributes of <article> in vocabularies of publishers, where it is no element of a page.
_NOT_HTML = re.compile(r"docbook|dtd-version|article-type|xmlns:(?:xlink|mml|ali)")
_ADDRESSES = "give the addresses of its pages, or follow it with: onrecord watch"
_TEXT = "save the articles as text, HTML or JSON Lines"
_NAMES: tuple[tuple[str, str, str], ...] = (
    ("soap", "envelope", "a message between programs (SOAP)"),
    ("svg", "svg", "a drawing (SVG)"),
    ("map", "kml|gpx|gml|osm", "a map (KML, GPX, OpenStreetMap)"),
    ("docbook", "book|chapter|article|refentry", "a book or paper (DocBook, JATS)"),
    ("tei", "tei|teicorpus", "an edition of a text (TEI)"),
    ("wiki", "mediawiki", "an export of a wiki (MediaWiki)"),
    ("subtitles", "tt|timedtext|transcript", "subtitles"),
    ("office-xml", "package|worddocument|workbook|document|document-content", "an office document as XML"),
    ("plist", "plist", "a list of settings of macOS"),
    ("schema", "schema|stylesheet|transform|wsdl|definitions|wadl", "a schema or stylesheet"),
    ("program-xml", "project|configuration|manifest|beans|resources|xliff", "a file of a program"),
)  # fmt: skip


@lru_cache(maxsize=4)
def _root_of(text: str) -> tuple[str, str] | None:
    """Return the root element's name and attributes; None for texts, pages and feeds."""
    start = text[:_LOOKED_AT]
    prolog = _PROLOG.match(start)
    found = _ROOT.match(start, prolog.end() if prolog else 0)
    if found is None or find_feed_kind(start) is not None:
        return None
    local, attributes = found[2].lower(), found[3]
    is_declared = _DECLARED.match(start) is not None or "xmlns" in attributes
    if local == "html" or (local in _HTML and not (is_declared and _NOT_HTML.search(attributes))):
        return None
    has_end = f"</{found[1] + ':' if found[1] else ''}{found[2]}>" in text
    return (local, attributes) if is_declared or has_end or "<!DOCTYPE" in start[: found.start()] else None


def _has_root(names: str) -> "Callable[[Head], bool]":
    wanted = re.compile(names)
    return lambda head: (root := _root_of(head.text)) is not None and wanted.fullmatch(root[0]) is not None


def _is_other(head: "Head") -> bool:
    if _PAGE.match(head.text.lstrip()[:200]):
        return False
    return _root_of(head.text) is not None or _is_rootless(head.text)


def _is_rootless(text: str) -> bool:
    """Return whether a text is declared to be XML but its root is broken or far away."""
    start = text[:_LOOKED_AT]
    if not _DECLARED.match(start) or find_feed_kind(start) is not None or _PAGE.search(start):
        return False
    prolog = _PROLOG.match(start)
    found = _ROOT.match(start, prolog.end() if prolog else 0)
    return found is None or found[2].lower() not in _HTML


MARKUP: tuple[Refusal, ...] = (
    Refusal(
        "bookmarks",
        "a browser's bookmarks: a list of addresses",
        lambda head: _BOOKMARKS.match(head.text) is not None,
        _ADDRESSES,
    ),
    Refusal(
        "telegram-page",
        "a chat that Telegram exported as a page",
        lambda head: head.text.lstrip()[:1] == "<" and 'class="page_body chat_page"' in head.text,
        'export it again with the format "Machine-readable JSON" and give result.json',
    ),
    *(Refusal(name, label, _has_root(roots), _TEXT) for name, roots, label in _NAMES),
    Refusal("xml", "XML of a vocabulary that is not known", _is_other, _TEXT),
)
