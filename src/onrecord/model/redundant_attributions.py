"""Redundant attributions: the record already has them as a link or a response of another attribution.

Their cue is part of the evidence of that link or response.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from onrecord.model.annotation import Attribution
from onrecord.model.span import Span


def find_redundant_attributions(
    attributions: Sequence[Attribution], evidence: Iterable[tuple[int, int | None, tuple[Span, ...]]]
) -> dict[int, int]:
    """Return the ids of redundant attributions, each with the id of the one that owns the link or response.

    `evidence` has for each link or response: the id of its attribution, the id of the attribution that it
    responds to (None for a link), and its spans.
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
