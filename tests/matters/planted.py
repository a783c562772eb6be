"""What was planted in made-up reports: which rows are one, by kind and by why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from onrecord.model.judgement import JudgementKind
from onrecord.model.record import Record

Why = Literal[
    "verbatim copy",
    "edited reprint",
    "in a copy",  # a row of a verbatim copy or an edited reprint
    "same quotation",
    "quotation cut short",
    "quotation reported indirectly",
    "neighbouring days",
    "neighbouring days, other number",
    "reported twice",
    "same name",
    "known actor",
    "namesake in another state",  # of one name with another actor, and not one with it
    "bare surname with its bearer",
    "bare surname alone",  # of nobody that the report names: one with nobody
    "background of an outlet",  # reports that share a paragraph and are no reprints of each other
]


@dataclass(frozen=True, slots=True)
class Planted:
    """A row (`ARTICLE/ROW`, or the article for reprints) and the family it belongs to.

    Rows of one kind and family are one.
    """

    kind: JudgementKind
    why: Why
    family: str
    reference: str


@dataclass(frozen=True, slots=True)
class Report:
    """A record, and what was planted in it. Rows that are not planted are one with no other."""

    record: Record
    planted: tuple[Planted, ...]


def planted_families(reports: Iterable[Report]) -> dict[JudgementKind, dict[str, list[Planted]]]:
    """Return the families of at least two rows in these reports, by kind and name."""
    found: defaultdict[JudgementKind, defaultdict[str, list[Planted]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for report in reports:
        for row in report.planted:
            found[row.kind][row.family].append(row)
    return {
        kind: {name: rows for name, rows in families.items() if len(rows) > 1}
        for kind, families in found.items()
    }


def planted_pairs(reports: Iterable[Report], kind: JudgementKind) -> dict[tuple[str, str], Why]:
    """Return the pairs of references that are one, each in order, with why: that of the later report."""
    pairs: dict[tuple[str, str], Why] = {}
    for rows in planted_families(reports).get(kind, {}).values():
        for left, right in combinations(rows, 2):
            first, second = sorted((left.reference, right.reference))
            pairs[first, second] = right.why
    return pairs
