"""The page on dates is correct: each example in its table gets the value in the table."""

from pathlib import Path

import pytest

from dispatch import read_dispatch

PAGE = Path(__file__).parents[3] / "docs" / "layers" / "times.md"
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAGE.read_text("utf-8").partition("## Levels")[0].splitlines()
    if line.startswith("|") and line.count("|") == 5 and not line.startswith(("| sort", "|---"))
]


def test_the_page_has_a_table_of_examples() -> None:
    assert len(ROWS) > 40


@pytest.mark.parametrize(("sort", "sentence", "words", "value"), ROWS)
def test_an_example_has_the_value_on_the_page(sort: str, sentence: str, words: str, value: str) -> None:
    assert (words, value) in read_dispatch(sentence, "2025-07-01").times(), sort


@pytest.mark.parametrize(
    "sentence", ["They meet every Tuesday.", "He left the day before the vote.", "It rained on 3/7/2025."]
)
def test_an_unknown_time_has_no_value(sentence: str) -> None:
    assert all(value is None for _, value in read_dispatch(sentence, "2025-07-01").times())
