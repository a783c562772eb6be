"""Alignment: which stretches of two texts are the same words, wherever each stands. Words only; nothing of articles or stores."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.model.span import Span

SEED = 5  # words in a row that start a run, where nothing else is asked
COMMONEST = 8  # places of one text at which a seed is tried; a refrain that stands more often tells nothing
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some stretches of a text, folded, with their spans. `edges` are the indices at which a new stretch begins."""

    folded: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """`length` words that are the same from word `left` of one text and word `right` of the other on."""

    left: int
    right: int
    length: int


def find_words(text: str, stretches: Iterable[Span]) -> Words:
    """Return the words of the stretches in order."""
    spans = [
        Span(*match.span())
        for stretch in stretches
        for match in _WORD.finditer(text, stretch.start, stretch.end)
    ]
    return Words(tuple(span.words(text).casefold().replace("’", "'") for span in spans), tuple(spans))


def align(left: Sequence[str], right: Sequence[str], seed: int = SEED) -> tuple[Run, ...]:
    """Return the runs of at least `seed` equal words in the order of `left`, no word of which is in two.

    One pass over `left`: at each word not yet in a run the longest run that starts there. Time grows with the words of both,
    times COMMONEST at most.
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(right) - seed + 1):
        at = places.setdefault(tuple(right[place : place + seed]), [])
        if len(at) < COMMONEST:
            at.append(place)
    runs: list[Run] = []
    place = 0
    while place <= len(left) - seed:
        starts = places.get(tuple(left[place : place + seed]), ())
        length, start = max(
            ((_length(left, right, place, start), -start) for start in starts), default=(0, 0)
        )
        if length:
            runs.append(Run(place, -start, length))
        place += length or 1
    return tuple(runs)


def _length(left: Sequence[str], right: Sequence[str], at: int, start: int) -> int:
    length = 0
    while (
        at + length < len(left) and start + length < len(right) and left[at + length] == right[start + length]
    ):
        length += 1
    return length
