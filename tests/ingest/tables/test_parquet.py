"""Parquet files: rows, structures inside columns, and broken files."""

import io
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.tables.conftest import Read
from onrecord.ingest import Limits
from onrecord.model.article import Article
from onrecord.model.record import Undone


def parquet(columns: dict[str, list[object]], rows_of_group: int = 1) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, row_group_size=rows_of_group)
    return out.getvalue()


NEWS: dict[str, list[object]] = {
    "id": [1, 2, 3],
    "body": ["They met.", None, "They parted."],
    "published_at": [1751362200000, None, 1751362200],
    "source": [{"name": "Courier"}, None, {"name": "Wire"}],
    "authors": [["Ann Lee", "Ole Berg"], [], None],
}


def test_rows_are_articles(read: Read) -> None:
    one, two, three = read(parquet(NEWS), "a.parquet")
    assert isinstance(one, Article) and isinstance(two, Undone) and isinstance(three, Article)
    assert (one.text, one.outlet, one.authors) == ("They met.", "Courier", ("Ann Lee", "Ole Berg"))
    assert (one.published.value, three.published.value) == ("2025-07-01T09:30:00Z",) * 2
    assert (two.reason, two.source.rpartition(":")[2]) == ("empty", "2")


def test_a_column_of_the_user_is_read(read: Read) -> None:
    (one,) = read(parquet({"a.b": ["They met."], "c": ["x"]}), "a", text="a.b")
    assert isinstance(one, Article) and one.text == "They met."


def test_a_text_over_the_limit_costs_one_row(read: Read) -> None:
    found = read(parquet({"text": ["x" * 2000, "They met."]}), "a.parquet", Limits(max_bytes=1000))
    assert [row.reason if isinstance(row, Undone) else row.text for row in found] == [
        "too-large",
        "They met.",
    ]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (parquet(NEWS)[:-20], "damaged"),
        (b"PAR1", "damaged"),
        (b"PAR1" + b"\xff" * 400 + b"\xff\xff\xff\x7fPAR1", "damaged"),
        (b"PARE" + bytes(100) + b"PARE", "password"),
        (parquet({"id": [1]}), "field"),
    ],
)
def test_what_cannot_be_read_is_told(read: Read, raw: bytes, reason: str) -> None:
    (one,) = read(raw, "a.parquet")
    assert isinstance(one, Undone)
    assert one.reason == reason, one.detail


def test_without_the_library_the_extra_is_named(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = parquet(NEWS)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (one,) = read(raw, "a.parquet")
    assert isinstance(one, Undone)
    assert one.reason == "extra" and "pip install 'onrecord[parquet]'" in one.detail
