"""The example files of documents and news archives, as docs/formats.md names them, are read."""

from pathlib import Path

import pytest

from ingest.outcomes import outcomes
from onrecord.model.article import Article

FILES = Path(__file__).parents[3] / "examples" / "formats"
EXAMPLES = {  # the number of articles in each
    "factiva-codes.rtf": 2,
    "factiva-shown.rtf": 2,
    "factiva.html": 2,
    "newsletter.eml": 1,
    "newsletters.mbox": 3,
    "newsml-g2.xml": 3,
    "newspaper.epub": 2,
    "nexis-academic.txt": 2,
    "nexis-uni.docx": 2,
    "nexis-uni.pdf": 2,
    "nexis-uni.rtf": 2,
    "ninjs-1.json": 1,
    "ninjs-3.json": 1,
    "nitf.xml": 1,
    "proquest-records.xml": 2,
    "proquest.txt": 1,
    "statement.docx": 1,
    "statement.odt": 1,
    "statement.rtf": 1,
    "two-columns.pdf": 1,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_file_gives_its_articles(name: str) -> None:
    found = [one for one in outcomes((FILES / name).read_bytes(), name) if isinstance(one, Article)]
    assert len(found) == EXAMPLES[name]
    assert all(one.title and (one.language or "").startswith("en") for one in found)


def test_each_example_is_in_the_table() -> None:
    table = (FILES.parents[1] / "docs" / "formats.md").read_text("utf-8")
    assert [name for name in EXAMPLES if name not in table] == []
