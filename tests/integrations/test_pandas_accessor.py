"""The accessor of pandas: rows keep the index of their article, and no article is lost silently."""

import warnings

import pandas as pd
import pytest

import onrecord
from onrecord.integrations.pandas_accessor import UnreadTextWarning
from onrecord.model.errors import SettingError

pytestmark = pytest.mark.slow
NO = "“No,” the minister Ada Berg said on Monday."


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "body": [NO, None, "Troops shelled the town of Orsk.", NO],
            "day": [pd.Timestamp("2025-07-01"), None, pd.Timestamp("2025-07-02 09:30", tz="UTC"), None],
            "outlet": ["Harbour News", "", None, "Dune Post"],
        },
        index=pd.Index([10, 20, 30, 40], name="article"),
    )


def test_a_statement_has_the_index_of_its_article(frame: pd.DataFrame) -> None:
    with pytest.warns(UnreadTextWarning, match="1 of 4 rows gave no record: 1 empty"):
        found = frame.onrecord.statements("body", published="day")
    assert list(found.index) == [10, 40]
    assert found.index.name == "article"
    assert list(found["who"]) == ["Ada Berg", "Ada Berg"]
    assert list(found["outlet"]) == ["Harbour News", "Dune Post"]
    assert (found.loc[10, "said"], found.loc[10, "dated_by"]) == ("2025-06-30", "text")
    assert found.loc[10, "content"] == "“No,”"
    assert found.join(frame[["day"]]).loc[10, "day"] == pd.Timestamp("2025-07-01")


def test_events_and_statements_of_one_reading(frame: pd.DataFrame) -> None:
    read = frame.onrecord.read("body", published="day", workers=2)
    with pytest.warns(UnreadTextWarning):
        assert read.events().loc[30, "type"] == "ASSAULT"
    with pytest.warns(UnreadTextWarning):
        assert list(read.statements().index) == [10, 40]
    assert isinstance(read.outcomes[0], onrecord.Record)
    assert isinstance(read.outcomes[1], onrecord.Undone)


def test_the_summary_has_one_row_for_each_article_with_the_reason(frame: pd.DataFrame) -> None:
    frame["day"] = ["2025-07-01", "2025-07-01", "no date", "2025-07-01"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it says itself what was not read
        found = frame.onrecord.read("body", published="day").summary()
    assert list(found.index) == [10, 20, 30, 40]
    assert list(found["outcome"]) == ["done", "skipped", "failed", "done"]
    assert list(found["reason"].fillna("")) == ["", "empty", "field", ""]
    assert "no date" in found.loc[30, "detail"]
    assert found.loc[10, "statements"] == 1


def test_labels_that_occur_twice_are_kept() -> None:
    twice = pd.DataFrame({"text": [NO, NO]}, index=["a", "a"])
    assert list(twice.onrecord.statements().index) == ["a", "a"]


def test_a_frame_without_rows_gives_one_with_all_columns() -> None:
    empty = pd.DataFrame({"text": []})
    assert {"who", "act", "content"} <= set(empty.onrecord.statements().columns)
    assert {"type", "actors"} <= set(empty.onrecord.events().columns)
    assert len(empty.onrecord.read().summary()) == 0


def test_a_column_that_is_not_there_is_an_error_that_lists_those_that_are(frame: pd.DataFrame) -> None:
    with pytest.raises(SettingError, match="no column text; it has body, day, outlet"):
        frame.onrecord.statements()
    with pytest.raises(SettingError, match="no column date"):
        frame.onrecord.statements("body", published="date")
    with pytest.raises(SettingError, match="an article has no author; give title, outlet"):
        frame.onrecord.statements("body", author="outlet")
