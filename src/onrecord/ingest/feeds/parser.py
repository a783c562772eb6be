"""Parses a feed or a list of feeds of any kind."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from onrecord.ingest.feeds.entries import Feed, FeedEntry
from onrecord.ingest.feeds.json_entries import list_json_entries, load_json_feed, parse_json_entry
from onrecord.ingest.feeds.kinds import FeedKind, find_feed_kind
from onrecord.ingest.feeds.opml import list_subscriptions
from onrecord.ingest.feeds.sitemap import list_pages, list_sitemaps, parse_page
from onrecord.ingest.feeds.xml_entries import list_entries, parse_entry, read_channel
from onrecord.ingest.feeds.xml_parser import parse_xml
from onrecord.ingest.limits import out_of_time
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError

T = TypeVar("T")
_NAMES = {"opml": "an OPML list", "sitemap": "a sitemap", "sitemap index": "an index of sitemaps"}


def parse_any_feed(text: str, base: str | None = None, seconds: float = 0) -> Feed | None:
    """Return the feed in a text, None when it is none.

    `base` is its address, if known, for relative links; `seconds` of processor time are allowed for each
    entry, 0 sets no limit. Raises IngestError: "markup" or "not-json" when it cannot be parsed.
    """
    kind = find_feed_kind(text)
    if kind is None:
        return None
    if kind == "json feed":
        fields = load_json_feed(text)
        if fields is None:
            return None
        return _feed(
            kind, list_json_entries(fields), lambda one: parse_json_entry(one, fields, base), seconds
        )
    root = parse_xml(text, _NAMES.get(kind, "a feed"))
    if kind == "opml":
        return Feed(kind, feeds=list_subscriptions(root, base))
    if kind == "sitemap index":
        return Feed(kind, feeds=list_sitemaps(root, base))
    if kind == "sitemap":
        return _feed(kind, list_pages(root), lambda one: parse_page(one, base), seconds)
    channel = read_channel(root, base)
    return _feed(kind, list_entries(root), lambda one: parse_entry(one, channel), seconds)


def _feed(kind: FeedKind, entries: Sequence[T], parse: Callable[[T], FeedEntry], seconds: float) -> Feed:
    return Feed(kind, _parse_each(entries, parse, seconds), len(entries))


def _parse_each(
    entries: Sequence[T], parse: Callable[[T], FeedEntry], seconds: float
) -> Iterator[FeedEntry | IngestError]:
    for entry in entries:
        try:
            with time_limit(seconds):
                found: FeedEntry | IngestError = parse(entry)
        except IngestError as error:
            found = error
        except TimeUpError:
            found = out_of_time(seconds)
        yield found
