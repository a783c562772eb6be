"""Dossiers of made-up reports for benchmarks, with what was planted in them stored as judgements.

Nothing is compared, so that a large dossier is made in the time of writing it: some 30 ms a report.
"""

from collections.abc import Iterator
from itertools import pairwise

from matters import Report, make_report, planted_families
from onrecord.model.judgement import Judgement, JudgementKind, make_judgement
from onrecord.store.protocol import Dossier, Filter

MATTER = 25  # reports that follow one story
RULE = "rule:planted/1"
MADE_AT = "2025-07-01T00:00:00.000000Z"
DOUBTS = 3  # a report: statements that may be one with those of the report before


def fill(dossier: Dossier, size: int, *, judge: bool = True) -> Iterator[int]:
    """Add the missing reports up to `size`, with their judgements; yield how many there are now and then."""
    there = dossier.count_articles(Filter(versions=True)).matching
    for first in range(there - there % MATTER, size, MATTER):
        reports = [make_report(number) for number in range(first, min(first + MATTER, size))]
        for report in reports:
            dossier.write(report.record)
        if judge:
            dossier.write_judgements(_planted(reports))
        if first % 1000 == 0:
            yield first + len(reports)


def _planted(reports: list[Report]) -> Iterator[Judgement]:
    judged: set[tuple[str, str]] = set()
    kinds: tuple[JudgementKind, ...] = ("reprint", "statement", "event", "commitment")
    for kind, families in planted_families(reports).items():
        for rows in families.values() if kind in kinds else ():
            references = sorted({row.reference for row in rows})
            for other in references[1:]:
                judged.add((references[0], other))
                yield make_judgement(kind, (references[0], other), RULE, 0.9, "planted", MADE_AT)
    for earlier, later in pairwise(reports):
        sides = zip(earlier.record.statements, later.record.statements, strict=False)
        for left, right in list(sides)[:DOUBTS]:
            pair = f"{earlier.record.article.id}/{left.id}", f"{later.record.article.id}/{right.id}"
            if tuple(sorted(pair)) not in judged:
                yield make_judgement("statement", pair, RULE, 0.4, "planted as a doubt", MADE_AT)
