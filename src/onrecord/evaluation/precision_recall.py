"""Precision, recall and F1: the one definition that all scores of this package use.

Counts of several articles are added before anything is divided (micro-average).
"""

from dataclasses import dataclass


def ratio(part: float, whole: float, empty: float = 0.0) -> float:
    """Return part / whole, and `empty` where there is nothing to divide by."""
    return part / whole if whole else empty


def harmonic_mean(precision: float, recall: float) -> float:
    """Return F1, 0 where both are 0."""
    return ratio(2 * precision * recall, precision + recall)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many the gold has, how many the output has, and how many of them are right.

    A count need not be whole: agreement of two annotators averages two ways of counting.
    """

    gold: float = 0
    output: float = 0
    right: float = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.gold + other.gold, self.output + other.output, self.right + other.right)

    @property
    def precision(self) -> float:
        """Share of the output that is right; 0 when there is no output."""
        return ratio(self.right, self.output)

    @property
    def recall(self) -> float:
        """Share of the gold that is found; 0 when the gold is empty."""
        return ratio(self.right, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 when neither side has anything."""
        return ratio(2 * self.right, self.gold + self.output)


@dataclass(frozen=True, slots=True)
class PartialCounts:
    """Counts where a part of an item can be right, so that the two sides have a sum of their own.

    Of `gold` items `gold_right` are found; of `output` items `output_right` are right.
    """

    gold: float = 0
    gold_right: float = 0
    output: float = 0
    output_right: float = 0

    def __add__(self, other: "PartialCounts") -> "PartialCounts":
        return PartialCounts(
            self.gold + other.gold,
            self.gold_right + other.gold_right,
            self.output + other.output,
            self.output_right + other.output_right,
        )

    @property
    def precision(self) -> float:
        """Share of the output that is right; 0 when there is no output."""
        return ratio(self.output_right, self.output)

    @property
    def recall(self) -> float:
        """Share of the gold that is found; 0 when the gold is empty."""
        return ratio(self.gold_right, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return harmonic_mean(self.precision, self.recall)
