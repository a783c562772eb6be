"""Scores a text against the right one: precision, recall and F1 of its tokens."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

_TOKEN = re.compile(r"\w+")


class Score(NamedTuple):
    """Precision, recall and F1 of tokens, 0 to 1."""

    precision: float
    recall: float
    f1: float


def score(found: str, right: str) -> Score:
    """Score a text against the right one."""
    have, want = (Counter(_TOKEN.findall(text.lower())) for text in (found, right))
    both = (have & want).total()
    precision = both / have.total() if have else 0.0
    recall = both / want.total() if want else 0.0
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return Score(precision, recall, f1)


def mean(scores: Iterable[Score]) -> Score:
    """Return the mean of each figure."""
    rows = list(scores)
    return Score(*(sum(column) / len(rows) for column in zip(*rows, strict=True)))
