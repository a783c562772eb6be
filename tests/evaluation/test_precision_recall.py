"""Precision, recall and F1 from counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.evaluation.precision_recall import Counts, PartialCounts, harmonic_mean, ratio


def test_precision_and_recall_divide_the_right_ones_by_output_and_gold() -> None:
    counts = Counts(gold=4, output=2, right=1)
    assert (counts.precision, counts.recall, counts.f1) == (1 / 2, 1 / 4, 1 / 3)


def test_counts_of_articles_are_added_before_they_are_divided() -> None:
    assert (Counts(1, 1, 1) + Counts(3, 1, 0)).recall == 1 / 4
    assert (PartialCounts(1, 0.5, 1, 1) + PartialCounts(1, 0, 1, 0)) == PartialCounts(2, 0.5, 2, 1)


def test_nothing_to_divide_by_gives_zero_or_the_value_for_empty() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1, PartialCounts().f1) == (0, 0, 0, 0)
    assert ratio(0, 0, empty=1.0) == 1.0


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_is_the_harmonic_mean_of_precision_and_recall(right: int, missed: int, wrong: int) -> None:
    counts = Counts(right + missed, right + wrong, right)
    assert counts.f1 == pytest.approx(harmonic_mean(counts.precision, counts.recall))
    partial = PartialCounts(counts.gold, right, counts.output, right)
    assert partial.f1 == pytest.approx(counts.f1)
