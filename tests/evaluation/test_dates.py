"""Scores of time expressions: which are found, and which values are the same."""

import json
from pathlib import Path

import pytest

from onrecord.evaluation.dates import GoldDate, is_same_time, load_gold_dates, read_times, score_dates
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

SPAN = Span(0, 1)


@pytest.mark.parametrize(
    ("first", "last", "value", "same"),
    [
        ("2015-05-18", "2015-05-18", "2015-05-18", True),
        ("2015-05-18", "2015-05-18", "2015-05-19", False),
        ("1960-01-01", "1969-12-31", "196X", True),
        ("1900", "1999", "19XX", True),
        ("2012-06", "2012-09", "2012-22", True),
        ("2015-09-14", "2015-09-20", "2015-09-14/2015-09-20", True),
        ("1979", "2013-10-14", "1979-10-14/2013-10-14", True),
        (None, "2012-03-15", "/2012-03-15", True),
        (None, "2012-03-15", "2012-03-15", False),
        ("--07", "--07", "XXXX-07", True),
        ("--06", "--09", "XXXX-22", True),
        ("--10-01", "--10-15", "XXXX-10", True),
        ("--10-01", "--10-15", "XXXX-11", False),
        ("--10", "--10", "2025-10", False),
        ("-0508", "-0508", "-0507", True),
    ],
)
def test_a_value_is_right_when_it_means_the_same_interval(
    first: str | None, last: str | None, value: str, same: bool
) -> None:
    assert is_same_time(GoldDate(SPAN, first, last), value) is same


def test_scores_are_given_for_all_documents_and_by_genre(tmp_path: Path) -> None:
    text = "It began on Friday. It ended in 2014 and again in spring."
    gold = tmp_path / "gold.jsonl"
    dates = [
        {"start": 12, "end": 18, "words": "Friday", "when": "2025-06-27"},
        {"start": 32, "end": 36, "words": "2014", "when": "2015"},
        {"start": 50, "end": 56, "words": "spring", "from": "--03", "to": "--06"},
    ]
    gold.write_text(
        json.dumps({"id": "GUM_news_bridge", "published": "2025-07-01", "text": text, "dates": dates}) + "\n",
        "utf-8",
    )
    scores = score_dates(gold, lambda *_: [(Span(9, 18), "2025-06-27"), (Span(32, 36), "2014")])
    part = load_gold_dates(gold)[0].part
    assert set(scores) == {"all", f"all, {part}", "news+interview", f"news+interview, {part}", "news"}
    assert scores["news+interview"] == scores["news"] == scores["all"]
    assert (scores["all"].gold, scores["all"].found, scores["all"].right) == (3, 2, 1)
    assert scores["news"].share_right == pytest.approx(1 / 3)


def test_a_line_that_is_not_a_document_is_named(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "x"}\n', "utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl:1: published"):
        load_gold_dates(gold)


def test_the_annotators_find_times_in_a_text() -> None:
    assert read_times("It began on Friday.", "2025-07-01") == [(Span(12, 18), "2025-06-27")]


def test_news_of_the_shared_gold_scores_as_high_as_measured(shared: Path, tmp_path: Path) -> None:
    """The first 6 documents of news; the gate scores the whole gold."""
    lines = [
        line
        for line in (shared / "data/dates/train.jsonl").read_text("utf-8").splitlines()
        if '"GUM_news_' in line[:40]
    ]
    some = tmp_path / "news.jsonl"
    some.write_text("\n".join(lines[:6]) + "\n", "utf-8")
    assert score_dates(some)["news"].share_right > 0.8
