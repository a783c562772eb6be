"""The result of comparing two rows of different articles."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """The probability that two rows are the same (0 to 1; "same" from 0.5 on), and the reason in words."""

    score: float
    reason: str


def best_match(matches: Iterable[tuple[Match | None, str]], least: float) -> tuple[Match, str] | None:
    """Return the match with the highest score of at least `least`, with its row, the first in the order of
    ids; None where there is none.
    """
    found = [(match, other) for match, other in matches if match is not None and match.score >= least]
    return min(found, key=lambda row: (-row[0].score, row[1]), default=None)


def article_of(reference: str) -> str:
    """Return the article of a row (`ARTICLE/ROW`)."""
    return reference.partition("/")[0]
