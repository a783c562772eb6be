"""Sets of word numbers: how much two have in common, which of many share a word, how to pair many."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from onrecord.model.errors import MissingExtraError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Words = frozenset[int]


def share(left: Words, right: Words) -> float:
    """Return intersection over union; 1 when both sets are empty."""
    either = left | right
    return len(left & right) / len(either) if either else 1.0


def touch(left: Words, right: Words) -> bool:
    """Return whether two sets share a word or are both empty."""
    return bool(left & right) or not (left or right)


def pairs_with_common_word(left: Sequence[Words], right: Sequence[Words]) -> set[tuple[int, int]]:
    """Return the pairs (index, index) that share a word.

    The cost grows with the words, not with all pairs.
    """
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for row, words in enumerate(left):
        for word in words:
            holders[word].append(row)
    return {
        (row, column) for column, words in enumerate(right) for word in words for row in holders.get(word, ())
    }


def best_assignment(worth: "npt.NDArray[np.float64]") -> list[tuple[int, int]]:
    """Return the pairs (row, column), each used once, whose sum of worths is greatest, by row.

    Raises MissingExtraError without scipy, which scoring alone needs.
    """
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError as error:
        raise MissingExtraError("evaluation", "Scoring against gold data") from error
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True)]
