"""The example files of feeds: what docs/formats.md says of them."""

from pathlib import Path

from onrecord.ingest import Overrides, load_articles
from onrecord.model.article import Article
from onrecord.model.record import Undone

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "formats"


def read(name: str) -> list[Article | Undone]:
    return list(load_articles(str(EXAMPLES / name), Overrides()))


def test_rss() -> None:
    whole, summary, bare = read("rss.xml")
    assert isinstance(whole, Article) and isinstance(summary, Article) and isinstance(bare, Undone)
    assert whole.text.startswith(
        "The lock at Varn stays shut “for weeks”, the harbour board said on Thursday."
    )
    assert whole.text.endswith("The ministry declined to comment.")
    assert (whole.title, whole.outlet) == ("Lock at Varn shut “for weeks”", "Strait Courier")
    assert (whole.authors, whole.extent) == (("Ida Wren",), "full")
    assert whole.published.value == "2025-07-03T08:40:00+03:00"
    assert summary.text.startswith(
        "B&O Ferries will stop its night boats in August, R&D chief Olen Marsh said."
    )
    assert (summary.extent, summary.published.value) == ("summary", "2025-07-02T21:05:00+03:00")
    assert bare.reason == "no-article"


def test_atom() -> None:
    (entry,) = read("atom.xml")
    assert isinstance(entry, Article)
    assert entry.text.endswith("he said in a letter to the harbour board.")
    assert entry.title == "Minister Tolan Reve on the lock at Varn"
    assert (entry.url, entry.published.value) == (
        "https://ministry.example/news/88",
        "2025-07-03T14:00:00+03:00",
    )


def test_json_feed() -> None:
    first, second = read("json-feed.json")
    assert isinstance(first, Article) and isinstance(second, Undone)
    assert (first.outlet, first.authors) == ("Lund Notebook", ("Per Lind",))


def test_lists_are_named_for_what_they_are() -> None:
    (page,) = read("news-sitemap.xml")
    (feeds,) = read("feeds.opml")
    assert isinstance(page, Undone) and "the sitemap has only an address" in page.detail
    assert isinstance(feeds, Undone) and "an OPML list of 3 feeds" in feeds.detail
