"""Which attributions are no statements of their own: their cues are the words that tell a link or an answer of another."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from onrecord.model.annotation import Attribution
from onrecord.model.span import Span


def find_carried(
    attributions: Sequence[Attribution], evidence: Iterable[tuple[int, int | None, tuple[Span, ...]]]
) -> dict[int, int]:
    """Return the attributions whose cue is part of what tells a link or an answer of another, with that other.

    `evidence` are the attribution that passes through the link or answers, the one it answers (None for a link), and the words.
    """
    by_cue = {row.cue[0].start: row for row in reversed(attributions) if row.cue}
    starts = sorted(by_cue)
    carried: dict[int, int] = {}
    for owner, answered, spans in evidence:
        for span in spans:
            for start in _between(starts, span):
                other = by_cue[start]
                if other.id not in (owner, answered) and span.holds(other.cue[-1]):
                    carried.setdefault(other.id, owner)
    return {other: owner for other, owner in carried.items() if owner not in carried}


def _between(starts: Sequence[int], span: Span) -> Sequence[int]:
    return starts[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
