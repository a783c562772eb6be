"""The example files of docs/formats.md that are web archives, saved pages, compressed files and folders."""

from pathlib import Path

import pytest

from onrecord.ingest import Overrides, load_articles
from onrecord.model.article import Article

EXAMPLES = Path(__file__).parents[3] / "examples" / "formats"
ARTICLES = {
    "crawl.warc.gz": 2, "crawl.arc": 1, "crawl.warc.wet.gz": 1, "site.wacz": 1, "page.mhtml": 1,
    "page.webarchive": 1, "singlefile.html": 1, "page.html.gz": 1, "articles.zip": 2, "articles.tar.gz": 2,
    "article-with-fields.md": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_an_example_gives_its_articles(name: str) -> None:
    found = list(load_articles(str(EXAMPLES / name), Overrides()))
    articles = [one for one in found if isinstance(one, Article)]
    assert len(articles) == ARTICLES[name]
    assert all("harbour master" in one.text and one.language == "en" for one in articles)
    assert {one.reason for one in found if not isinstance(one, Article)} <= {"no-article"}
