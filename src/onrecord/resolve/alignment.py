"""Alignment of two texts: the runs of equal words they share, wherever each stands.

Knows nothing of articles or stores.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.model.span import Span

MIN_RUN = 5  # default length of the shortest run of equal words
MAX_POSITIONS = 8  # positions at which a run is tried; a phrase that occurs more often is a refrain
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text, folded, each with its span."""

    folded: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """`length` equal words, from word `left` of one text and word `right` of the other."""

    left: int
    right: int
    length: int


def find_words(text: str, spans: Iterable[Span]) -> Words:
    """Return the words within `spans`, in order."""
    found = [Span(*match.span()) for span in spans for match in _WORD.finditer(text, span.start, span.end)]
    return Words(tuple(span.words(text).casefold().replace("’", "'") for span in found), tuple(found))


def align(left: Sequence[str], right: Sequence[str], min_run: int = MIN_RUN) -> tuple[Run, ...]:
    """Return the runs of at least `min_run` equal words, in the order of `left`.

    Runs do not overlap in `left`.

    One pass over `left`: at each word that is in no run yet, the longest run that starts there is taken. Time
    is linear in the number of words of both, times MAX_POSITIONS at most.
    """
    positions: dict[tuple[str, ...], list[int]] = {}
    for position in range(len(right) - min_run + 1):
        starts = positions.setdefault(tuple(right[position : position + min_run]), [])
        if len(starts) < MAX_POSITIONS:
            starts.append(position)
    runs: list[Run] = []
    position = 0
    while position <= len(left) - min_run:
        candidates = positions.get(tuple(left[position : position + min_run]), ())
        length, start = max(
            ((_run_length(left, right, position, start), -start) for start in candidates), default=(0, 0)
        )
        if length:
            runs.append(Run(position, -start, length))
        position += length or 1
    return tuple(runs)


def _run_length(left: Sequence[str], right: Sequence[str], left_start: int, right_start: int) -> int:
    longest = min(len(left) - left_start, len(right) - right_start)
    length = 0
    while length < longest and left[left_start + length] == right[right_start + length]:
        length += 1
    return length
