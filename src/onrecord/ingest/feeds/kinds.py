"""Tells feeds and lists of feeds by their content, whatever their name and media type say."""

import re
from typing import Literal

FeedKind = Literal["xml feed", "json feed", "sitemap", "sitemap index", "opml"]

PROLOG = 100_000  # characters before the root element of an XML document that are looked through
_ROOTS: dict[str, FeedKind] = {
    "rss": "xml feed",
    "feed": "xml feed",
    "rdf": "xml feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap index",
    "opml": "opml",
}
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})(?=[\s/>])([^<>]{0,2000})")
_BROKEN_ROOT = re.compile(r"<(?:!DOCTYPE\s+)?(rss|feed|rdf:RDF)\b", re.IGNORECASE)
_JSON_FEED = re.compile(r"\"version\"\s*:\s*\"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org\\?/version")


def find_feed_kind(text: str) -> FeedKind | None:
    """Return what kind of feed a complete text is, None when it is none.

    The root element tells: `<rss>`, `<feed>`, `<rdf:RDF>` (RSS 1.0), `<urlset>`, `<sitemapindex>`, `<opml>`.
    A JSON Feed names the version of its standard (https://www.jsonfeed.org/version/1.1/).
    """
    start = find_root(text)
    if text[start : start + 1] == "{":
        return "json feed" if _JSON_FEED.search(text) else None
    match = _ROOT.match(text, start)
    kind = _ROOTS.get(match[1].lower()) if match else None
    if match and match[1].lower() == "rdf" and "rss" not in match[2].lower():
        return None  # RDF of another kind
    if kind is None and _BROKEN_ROOT.match(text, start):
        return "xml feed"
    return kind


def find_root(text: str) -> int:
    """Return where the first element of an XML document begins, after declarations and comments."""
    place = 0
    while place < PROLOG:
        place += len(text[place : place + PROLOG]) - len(text[place : place + PROLOG].lstrip("\ufeff \t\r\n"))
        for opening, closing in (("<?", "?>"), ("<!--", "-->"), ("<!", ">")):
            if not text.startswith(opening, place):
                continue
            subset = text.find("[", place, place + 500) if opening == "<!" else -1
            end = text.find(closing, place)
            if -1 < subset < end:  # a document type with declarations of its own
                closing = "]"
                end = text.find("]", subset)
            if end < 0:
                return place
            place = end + len(closing)
            if closing == "]":
                place = max(place, text.find(">", place) + 1)
            break
        else:
            return place
    return place
