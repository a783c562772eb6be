"""Numbers as written: their values and spans, and strings that are not numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.amounts.numbers import Number, load_numbers
from onrecord.model.span import Span


def numbers(text: str) -> list[Number]:
    return load_numbers().find(text, Span(0, len(text)))


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("free 1,000 prisoners", "1,000", 1000),
        ("two hundred and five soldiers", "two hundred and five", 205),
        (
            "one hundred and twenty-three thousand four hundred",
            "one hundred and twenty-three thousand four hundred",
            123400,
        ),
        ("1.5 billion of it", "1.5 billion", 1.5e9),
        ("$20m in aid", "20m", 2e7),
        ("half a million men", "half a million", 500_000),
        ("a dozen ships", "a dozen", 12),
        ("5.7  million barrels", "5.7  million", 5_700_000),
        ("hundreds of thousands of people", "hundreds of thousands", 100_000),
        ("several hundred troops", "several hundred", 100),
    ],
)
def test_a_number_has_the_value_of_its_words(text: str, words: str, value: float) -> None:
    (found,) = numbers(text)
    assert (found.span.words(text), found.value, found.to) == (words, value, None)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 20 and 30 people", 20, 30),
        ("10 to 15 ships", 10, 15),
        ("10–15 ships", 10, 15),
        ("two or three days", 2, 3),
        ("between twenty and thirty", 20, 30),
        ("$10 to $15 million", 10e6, 15e6),
        ("10% to 15%", 10, 15),
    ],
)
def test_a_range_is_one_number_with_both_ends(text: str, low: float, high: float) -> None:
    (found,) = numbers(text)
    assert (found.value, found.to) == (low, high)


@pytest.mark.parametrize("text", ["20 and 30 people", "20 or 90 people", "thirty to twenty"])
def test_two_numbers_without_a_range_stay_two(text: str) -> None:
    assert [found.to for found in numbers(text)] == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        "an F-16",
        "COVID-19",
        "at 10:30",
        "9/11",
        "24/7",
        "call +7 495 123 45 67",
        "1.2.3",
        "the 5th",
        "won 3-1",
    ],
)
def test_names_times_results_and_telephone_numbers_are_not_numbers(text: str) -> None:
    assert numbers(text) == []


@given(st.text(st.sampled_from("12,. -–andtohundredmillion$%"), max_size=60))
def test_numbers_are_in_text_order_and_ranges_ascend(text: str) -> None:
    last = 0
    for found in numbers(text):
        assert last <= found.span.start < found.span.end <= len(text)
        assert found.to is None or found.to > found.value
        last = found.span.end
