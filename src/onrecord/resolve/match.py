"""The result of comparing two rows of different articles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """The probability that two rows are the same (0 to 1; "same" from 0.5 on), and the reason in words."""

    score: float
    reason: str
