"""Data frames of pandas and Polars: one outcome a row, in order."""

import pandas as pd
import polars as pl
import pytest

import onrecord
from onrecord.ingest import Overrides, frame_outcomes
from onrecord.model.article import Article
from onrecord.model.errors import IngestError
from onrecord.model.record import Undone

ROWS = {
    "headline": ["One", None, "Three", "Four"],
    "body": ["They met.", None, "They parted.", "They wrote."],
    "date": ["2025-07-01", "2025-07-01", None, "soon"],
}


@pytest.mark.parametrize("frame", [pd.DataFrame(ROWS, index=[7, 8, 9, 10]), pl.DataFrame(ROWS)])
def test_each_row_gives_one_outcome_at_its_position(frame: object) -> None:
    found = list(frame_outcomes(frame, {}, Overrides()))
    assert [row.source for row in found] == [f"frame[{at}]" for at in range(4)]
    assert [row.reason if isinstance(row, Undone) else row.text for row in found] == [
        "They met.", "empty", "They parted.", "field",
    ]  # fmt: skip
    first = found[0]
    assert isinstance(first, Article) and (first.title, first.published.value) == ("One", "2025-07-01")


def test_moments_of_pandas_are_read() -> None:
    moments = [pd.Timestamp("2025-07-01"), pd.Timestamp("2025-07-02 09:30"), pd.NaT]
    frame = pd.DataFrame({"text": ["a", "b", "c"], "date": moments})
    days = [row.published.value for row in frame_outcomes(frame, {}, Overrides()) if isinstance(row, Article)]
    assert days == ["2025-07-01", "2025-07-02T09:30:00", None]


def test_columns_can_be_named() -> None:
    frame = pl.DataFrame({"a": ["They met."], "b": ["Courier"]})
    (row,) = frame_outcomes(frame, {"text": "a", "outlet": "b"}, Overrides())
    assert isinstance(row, Article) and (row.text, row.outlet) == ("They met.", "Courier")


@pytest.mark.parametrize("frame", [{"text": ["x"]}, [1], None, "x", pl.DataFrame({"text": ["x"]}).lazy()])
def test_what_is_no_frame_is_refused_at_once(frame: object) -> None:
    with pytest.raises(IngestError, match="is not a data frame"):
        onrecord.read_frame(frame)


def test_a_frame_without_a_text_is_refused_at_once() -> None:
    with pytest.raises(IngestError, match="its columns are a, b"):
        onrecord.read_frame(pd.DataFrame({"a": [1], "b": [2]}))


def test_an_empty_frame_gives_nothing() -> None:
    assert list(onrecord.read_frame(pd.DataFrame({"text": []}))) == []


@pytest.mark.slow
def test_a_frame_is_read_row_by_row() -> None:
    frame = pd.DataFrame({"text": ["“No,” Tomas Berg said.", " "], "date": ["2025-07-01", None]})
    assert [row.outcome for row in onrecord.read_frame(frame)] == ["done", "skipped"]


def test_two_columns_of_one_name_are_told() -> None:
    frame = pd.DataFrame([["They met.", "They left."]], columns=["text", "text"])
    with pytest.raises(IngestError, match="one name"):
        list(onrecord.read_frame(frame))
