"""The entries of a feed, whatever its format: what all parsers of feeds return."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urljoin, urlsplit

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.feeds.kinds import FeedKind
from onrecord.ingest.lexicons import load_words
from onrecord.model.article import Extent
from onrecord.model.errors import IngestError

FULL_WORDS = 150
"""Words from which a description counts as the whole report; most summaries have one to three sentences."""
FULL_CONTENT_WORDS = 60
"""The same for an element that is there for the whole text (content:encoded, content of Atom)."""
MAX_ADDRESS = 2_000  # characters
_CUT_OFF = re.compile(
    r"(?:\[?\(?(?:…|\.\.\.+|&hellip;)\)?\]?|\[\s*[+]?[0-9]{0,7}\s*chars?\])\s*(?:[»›→>]+\s*)?\Z"
)
_ARROWS = " \t»›→>.…:[]()"
# What WordPress puts after each text.
_ORIGIN_LINE = re.compile(
    r"(?:The post|This article|The article) .{1,400} (?:appeared first on|first appeared on) .{1,200}"
)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry. The article's text is "" where the feed gives only a title or an address.

    `guid` is the entry's own id, if it has one; `updated` is when it changed, in EDTF.
    """

    article: ExtractedArticle
    guid: str | None = None
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class LinkedFeed:
    """A feed that a list of feeds names, with its title and when it changed, if told."""

    address: str
    title: str | None = None
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed. `entries` are parsed as they are taken; one that cannot be is an error in its place.

    A list of feeds (OPML, an index of sitemaps) has `feeds` and no entries. `number` of entries.
    """

    kind: FeedKind
    entries: Iterator[FeedEntry | IngestError] = field(default_factory=lambda: iter(()))
    number: int = 0
    feeds: tuple[LinkedFeed, ...] = ()


def trim_text(text: str) -> str:
    """Return a text without what a feed adds at its end: "Read more", "The post … appeared first on …"."""
    lines = text.split("\n")
    while len(lines) > 1 and (_ORIGIN_LINE.fullmatch(lines[-1]) or _is_ending(lines[-1])):
        lines.pop()
    return "\n".join(lines)


def judge_extent(text: str, *, is_content: bool) -> Extent:
    """Return whether the text of an entry, as it stands in the feed, is a whole report or a summary.

    `is_content`: it comes from an element that is there for the whole text. A text that is cut off, or that
    leads on to the rest, is a summary however long.
    """
    lines = [line for line in text.split("\n") if not _ORIGIN_LINE.fullmatch(line)]
    if not lines or _CUT_OFF.search(lines[-1][-80:]) or _leads_on(lines[-1]):
        return "summary"
    needed = FULL_CONTENT_WORDS if is_content else FULL_WORDS
    return "full" if sum(len(line.split()) for line in lines) >= needed else "summary"


def absolute_address(address: str | None, base: str | None) -> str | None:
    """Return an address of a feed, resolved against that of the feed. None for what is no address."""
    plain = "".join((address or "").split())
    if not plain or len(plain) > MAX_ADDRESS:
        return None
    try:
        joined = urljoin(base or "", plain)
        scheme = urlsplit(joined).scheme
    except ValueError:
        return None
    return joined if scheme in ("http", "https") or not base else None


def is_web_address(address: str) -> bool:
    """Return whether a text is an http or https address of a host."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


@cache
def _endings() -> frozenset[str]:
    return frozenset(load_words("feed_endings.txt"))


def _is_ending(line: str) -> bool:
    return len(line) < 60 and line.strip(_ARROWS).lower() in _endings()


def _leads_on(line: str) -> bool:
    """Return whether a line is, or ends with, words that lead on to the rest: "… Continue reading →"."""
    tail = re.split(r"[.…!?\]]\s+", line[-80:].rstrip(_ARROWS))[-1]
    return _is_ending(tail)
