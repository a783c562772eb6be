"""Sitemaps (https://www.sitemaps.org/protocol.html) with the extension for news, and their indexes.

News: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap. A sitemap has the
addresses of reports, their titles and dates, and never their text.
"""

from lxml import etree

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.feeds.dates import parse_feed_date
from onrecord.ingest.feeds.entries import FeedEntry, LinkedFeed, absolute_address
from onrecord.ingest.feeds.markup import one_line
from onrecord.ingest.feeds.xml_parser import inner_text, local_name


def list_pages(root: etree._Element) -> list[etree._Element]:
    """Return the `<url>` elements of a sitemap."""
    return [child for child in root if local_name(child) == "url"]


def parse_page(element: etree._Element, base: str | None) -> FeedEntry:
    """Return the entry of a `<url>` element, with an empty text."""
    news = _child(element, "news")
    publication = _child(news, "publication")
    address = absolute_address(_text(element, "loc"), base)
    article = ExtractedArticle(
        "",
        title=_text(news, "title"),
        outlet=_text(publication, "name"),
        url=address,
        page_language=_text(publication, "language"),
        date=parse_feed_date(_text(news, "publication_date")),
    )
    return FeedEntry(article, None, parse_feed_date(_text(element, "lastmod")))


def list_sitemaps(root: etree._Element, base: str | None) -> tuple[LinkedFeed, ...]:
    """Return the sitemaps that an index names."""
    found = (
        (absolute_address(_text(child, "loc"), base), parse_feed_date(_text(child, "lastmod")))
        for child in root
        if local_name(child) == "sitemap"
    )
    return tuple(LinkedFeed(address, None, updated) for address, updated in found if address)


def _child(parent: etree._Element | None, name: str) -> etree._Element | None:
    return None if parent is None else next((one for one in parent if local_name(one) == name), None)


def _text(parent: etree._Element | None, name: str) -> str | None:
    child = _child(parent, name)
    return None if child is None else one_line(inner_text(child))
