"""Each row of docs/formats.md on tables has an example file of ours, and each is read."""

import re
from pathlib import Path

import pytest

from onrecord.ingest import Overrides, load_articles
from onrecord.model.article import Article

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "formats"
TABLES = {
    "media-cloud.csv": 3, "excel-semicolon-cp1252.csv": 2, "excel-unicode-text.txt": 2, "news.tsv": 2,
    "articles.xlsx": 3, "cc-news.parquet": 2, "news-please.json": 1, "newsapi.json": 1, "gdelt-gkg.csv": 0,
}  # fmt: skip


@pytest.mark.parametrize(("name", "count"), TABLES.items())
def test_the_example_is_read(name: str, count: int) -> None:
    found = [one for one in load_articles(str(EXAMPLES / name), Overrides()) if isinstance(one, Article)]
    assert len(found) == count
    for one in found:
        assert one.title and one.outlet and one.published.value and one.published.value.startswith("2025-07")
        assert one.text.startswith(("SELWICK, July 1 - The harbour", "The mayor", "A spokesman", '"Nobody'))


def test_the_page_names_files_that_exist() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\(\.\./([^)]+)\)", page)
    assert set(TABLES) <= {Path(name).name for name in named}
    assert [name for name in named if not (ROOT / name).exists()] == []
