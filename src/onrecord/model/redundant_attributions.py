"""Attributions that the record has already as a link or a response.

Their cue is evidence of another attribution's.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from onrecord.model.annotation import Attribution
from onrecord.model.span import Span


def find_redundant_attributions(
    attributions: Sequence[Attribution], evidence: Iterable[tuple[int, int | None, tuple[Span, ...]]]
) -> dict[int, int]:
    """Return the ids of redundant attributions, each with the id of the one that has the link or response.

    `evidence` has for each link or response the id of its attribution, the id of the attribution that is
    answered (None for a link), and its words.
    """
    by_cue = {row.cue[0].start: row for row in reversed(attributions) if row.cue}
    starts = sorted(by_cue)
    found: dict[int, int] = {}
    for owner, answered, spans in evidence:
        for span in spans:
            for start in _between(starts, span):
                other = by_cue[start]
                if other.id not in (owner, answered) and span.holds(other.cue[-1]):
                    found.setdefault(other.id, owner)
    return {other: owner for other, owner in found.items() if owner not in found}


def _between(starts: Sequence[int], span: Span) -> Sequence[int]:
    return starts[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
