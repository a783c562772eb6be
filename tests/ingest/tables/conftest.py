"""What the tests of tables share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.ingest import Limits, Overrides, load_articles
from onrecord.model.article import Article
from onrecord.model.record import Undone

Outcomes = list[Article | Undone]
Read = Callable[..., Outcomes]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write bytes to a file and return what is in it."""

    def read_bytes(
        raw: bytes, name: str = "news.csv", limits: Limits | None = None, **columns: str
    ) -> Outcomes:
        path = tmp_path / name
        path.write_bytes(raw)
        return list(load_articles(str(path), Overrides(), limits or Limits(), columns))

    return read_bytes
