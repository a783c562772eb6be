"""JSON Feed, sitemaps and OPML as files: read, or named for what they are; never read as prose."""

import json
from pathlib import Path

import pytest

from onrecord.ingest import Overrides, load_articles
from onrecord.ingest.feeds.opml import list_addresses
from onrecord.ingest.feeds.parser import parse_any_feed
from onrecord.model.article import Article
from onrecord.model.record import Undone

SAID = "“The lock is shut,” lock keeper Ada Arnal said."
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Quay Post",
    "home_page_url": "https://quay.example/",
    "language": "en",
    "authors": [{"name": "Desk"}],
    "items": [
        {
            "id": "https://quay.example/1",
            "url": "/1",
            "title": "Shut &amp; closed",
            "content_html": f"<p>{SAID}</p><p>B&amp;O sank.</p>",
            "date_published": "2025-04-02T10:00:00+03:00",
            "authors": [{"name": "Ida Wren"}, {"url": "https://x.example"}],
        },
        {"id": 2, "content_text": f"{SAID}\n\nIt rained.", "date_modified": "Wed, 02 Apr 25 10:00 GMT"},
        {"id": "3", "title": "Only a title", "external_url": "https://else.example/3"},
        {"id": "4", "summary": f"{SAID} …", "title": 7},
        "no object",
    ],
}
NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://quay.example/1?a=1&b=2</loc>
<lastmod>2025-04-02</lastmod><news:news><news:publication><news:name>Quay Post</news:name>
<news:language>en</news:language></news:publication>
<news:publication_date>2025-04-02T08:00:00Z</news:publication_date>
<news:title>Lock shut &amp; closed</news:title></news:news></url>
<url><loc> https://quay.example/2 </loc></url></urlset>"""
OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Ports"><outline type="rss" text="Quay & Post" xmlUrl="https://quay.example/rss?a=1&b=2"/>
<outline type="rss" xmlurl="https://lock.example/atom" title="Lock"/></outline>
<outline type="link" url="https://page.example/"/><outline type="rss" url="https://old.example/rss"/>
<outline xmlUrl="javascript:alert(1)"/><outline xmlUrl="https://quay.example/rss?a=1&amp;b=2"/></body></opml>"""


def read(tmp_path: Path, text: str, name: str) -> list[Article | Undone]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(load_articles(str(path), Overrides()))


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["feed.json", "feed", "feed.txt"])
def test_a_json_feed_is_read(tmp_path: Path, name: str, indent: int | None) -> None:
    html, plain, bare, cut, broken = read(tmp_path, json.dumps(FEED, indent=indent), name)
    assert isinstance(html, Article)
    assert (html.text, html.title, html.outlet) == (f"{SAID}\nB&O sank.", "Shut & closed", "Quay Post")
    assert (html.url, html.authors, html.language) == ("https://quay.example/1", ("Ida Wren",), "en")
    assert html.published.value == "2025-04-02T10:00:00+03:00"
    assert isinstance(plain, Article)
    assert (plain.text, plain.authors, plain.published.value) == (
        f"{SAID}\nIt rained.",
        ("Desk",),
        "2025-04-02T10:00Z",
    )
    assert isinstance(bare, Undone) and "https://else.example/3" in bare.detail
    assert isinstance(cut, Article) and cut.extent == "summary"
    assert isinstance(broken, Undone) and broken.reason == "not-an-object"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (json.dumps({**FEED, "items": []}), "empty"),
        (json.dumps({**FEED, "items": "x"}), "field"),
        (json.dumps(FEED)[:-200], "not-json"),
    ],
)
def test_a_broken_json_feed_is_told(tmp_path: Path, text: str, reason: str) -> None:
    (found,) = read(tmp_path, text, "feed.json")
    assert isinstance(found, Undone) and found.reason == reason


def test_json_that_only_mentions_the_standard_is_an_article(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path, json.dumps({"text": "See https://jsonfeed.org/version/1.1 for more."}), "a.json"
    )
    assert isinstance(found, Article)


@pytest.mark.parametrize("name", ["sitemap.xml", "news", "sitemap.txt", "sitemap.html"])
def test_a_sitemap_names_its_pages_and_no_article(tmp_path: Path, name: str) -> None:
    first, second = read(tmp_path, NEWS, name)
    assert isinstance(first, Undone) and isinstance(second, Undone)
    assert {first.reason, second.reason} == {"no-article"}
    assert first.detail.endswith("https://quay.example/1?a=1&b=2")
    assert "onrecord watch" in second.detail


def test_a_news_sitemap_keeps_title_outlet_and_date() -> None:
    feed = parse_any_feed(NEWS)
    assert feed is not None
    entry = next(iter(feed.entries))
    article = getattr(entry, "article", None)
    assert article is not None
    assert (article.title, article.outlet) == ("Lock shut & closed", "Quay Post")
    assert (article.date, getattr(entry, "updated", None)) == ("2025-04-02T08:00:00Z", "2025-04-02")


def test_an_opml_list_is_told_and_its_feeds_are_found(tmp_path: Path) -> None:
    (found,) = read(tmp_path, OPML, "feeds.opml")
    assert isinstance(found, Undone)
    assert (found.outcome, found.reason) == ("skipped", "no-article")
    assert "3 feeds" in found.detail and "onrecord watch" in found.detail
    feed = parse_any_feed(OPML)
    assert feed is not None
    assert [(one.address, one.title) for one in feed.feeds] == [
        ("https://quay.example/rss?a=1&b=2", "Quay & Post"),
        ("https://lock.example/atom", "Lock"),
        ("https://old.example/rss", None),
    ]


@pytest.mark.parametrize("text", ["<opml><body/></opml>", "<sitemapindex/>", "<urlset></urlset>"])
def test_an_empty_list_is_told(tmp_path: Path, text: str) -> None:
    (found,) = read(tmp_path, text, "list.xml")
    assert isinstance(found, Undone) and found.reason == "empty"


def test_a_plain_list_of_addresses() -> None:
    text = "# mine\nhttps://quay.example/rss\n\nhttp://lock.example/atom\nhttps://quay.example/rss\n"
    assert [one.address for one in list_addresses(text)] == [
        "https://quay.example/rss",
        "http://lock.example/atom",
    ]
    assert list_addresses("https://quay.example/rss\nThe lock is shut.") == ()
