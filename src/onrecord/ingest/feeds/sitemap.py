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
    news = next((child for child in element if local_name(child) == "news"), None)
    publication = next(
        (one for one in ([] if news is None else news) if local_name(one) == "publication"), None
    )
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


def _text(parent: etree._Element | None, name: str) -> str | None:
    children = () if parent is None else parent
    return next((one_line(inner_text(child)) for child in children if local_name(child) == name), None)
