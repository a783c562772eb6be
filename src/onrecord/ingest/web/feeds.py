"""Feeds as sources of articles: each entry gives an article with the text or summary that the feed contains.

Linked pages are not fetched: a feed of fifty entries would mean fifty requests that the user did not ask for.
`onrecord watch` follows them.
"""

from collections.abc import Iterator

from onrecord.ingest.articles import Overrides, build_article
from onrecord.ingest.charsets import declared_charsets, decode
from onrecord.ingest.feeds.entries import Feed, FeedEntry, is_web_address
from onrecord.ingest.feeds.parser import parse_any_feed
from onrecord.ingest.files import read_all
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import out_of_time
from onrecord.model.article import Article
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError

FOLLOW = "onrecord watch DOSSIER"


def read_feed(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of a feed, as `parse_feed` does, whose errors it raises."""
    raw = read_all(source.stream, source.limits)
    text = decode(raw, (*source.charsets, *declared_charsets(raw)))
    yield from parse_feed(text, source.name, source.overrides, source.limits.article_seconds)


def parse_feed(text: str, name: str, overrides: Overrides, seconds: float = 0) -> Iterator[ParsedArticle]:
    """Yield the article of each entry, or why there is none, located as `name:1`, `name:2` in feed order.

    A list of feeds (OPML, an index of sitemaps) gives one error that says what it is. `seconds` of processor
    time are allowed for each entry; 0 sets no limit. Raises IngestError: "markup" or "not-json" when the feed
    cannot be parsed, "empty" when it has no entries.
    """
    feed = parse_any_feed(text, name if is_web_address(name) else None, seconds)
    if feed is None:
        raise IngestError("markup", "it is not a feed; give the address of the feed")
    if feed.kind in ("opml", "sitemap index"):
        raise _list_of_feeds(feed, name)
    if not feed.number:
        raise IngestError("empty", f"it is a {_kind_name(feed)} without entries")
    for number, entry in enumerate(feed.entries, start=1):
        source = f"{name}:{number}"
        if isinstance(entry, IngestError):
            yield source, entry
        else:
            yield source, _build_or_error(feed, entry, overrides, source, seconds)


def _kind_name(feed: Feed) -> str:
    return "sitemap" if feed.kind == "sitemap" else "JSON Feed" if feed.kind == "json feed" else "feed"


def _list_of_feeds(feed: Feed, name: str) -> IngestError:
    what, of = ("an OPML list", "feeds") if feed.kind == "opml" else ("an index", "sitemaps")
    if not feed.feeds:
        return IngestError("empty", f"it is {what} of {of} without any address")
    return IngestError(
        "no-article",
        f"it is {what} of {len(feed.feeds):,} {of} and contains no articles; `{FOLLOW} {name}` reads them",
    )


def _build_or_error(
    feed: Feed, entry: FeedEntry, overrides: Overrides, source: str, seconds: float
) -> Article | IngestError:
    extracted = entry.article
    if not extracted.text:
        has = "the sitemap has only an address" if feed.kind == "sitemap" else "the feed has only a title"
        where = f": {extracted.url}" if extracted.url else ""
        return IngestError("no-article", f"{has} for it; `{FOLLOW}` follows it, or give its address{where}")
    try:
        with time_limit(seconds):
            return build_article(extracted, overrides, source)
    except TimeUpError:
        return out_of_time(seconds)
    except IngestError as error:
        return error
