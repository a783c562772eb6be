"""Scores of minimal pairs: which lines a program's records pass, by phenomenon, and why the others fail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.evaluation.minimal_pairs.pairs import PairLine, Phenomenon
from onrecord.evaluation.minimal_pairs.partial_rows import RowCells
from onrecord.evaluation.minimal_pairs.row_match import Compared, compare_rows
from onrecord.model.record import Outcome, Record, Undone


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of `must` that the record does not have, or a row of `must_not` that it has (`forbidden`).

    `rows` are the rows that match; where none does, the nearest one, if there is any.
    """

    wanted: RowCells
    forbidden: bool
    rows: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class LineResult:
    """The result of a line: what is wrong in the record, or why there is no record."""

    line: PairLine
    faults: tuple[Fault, ...] = ()
    undone: str | None = None

    @property
    def passed(self) -> bool:
        """Whether the record has everything that it must have and nothing that it must not have."""
        return self.undone is None and not self.faults


@dataclass(frozen=True, slots=True)
class PairCounts:
    """How many lines there are and pass, and how many pairs there are and pass with all their lines."""

    lines: int
    passed: int
    pairs: int
    pairs_passed: int

    @property
    def share(self) -> float:
        """Share of the lines that pass."""
        return self.passed / self.lines

    def figures(self) -> dict[str, float]:
        """Return the figures that the gate compares with the floors."""
        return {"passed": self.share, "pairs": self.pairs_passed / self.pairs}


@dataclass(frozen=True, slots=True)
class PhenomenonScore:
    """A phenomenon with the results of its lines, in their order."""

    phenomenon: Phenomenon
    results: tuple[LineResult, ...]

    @property
    def counts(self) -> PairCounts:
        """Its lines and pairs, counted."""
        return count_pairs(self.results)

    @property
    def failing(self) -> tuple[LineResult, ...]:
        """The lines that do not pass."""
        return tuple(one for one in self.results if not one.passed)


Scores = tuple[PhenomenonScore, ...]


def score_pairs(phenomena: Iterable[Phenomenon], outcomes: Mapping[str, Outcome]) -> Scores:
    """Score each phenomenon; `outcomes` are the outcomes of reading the texts, by the ids of the lines."""
    scores = []
    for one in phenomena:
        results = tuple(check_line(line, outcomes[line.id]) for line in one.lines)
        scores.append(PhenomenonScore(one, results))
    return tuple(scores)


def check_line(line: PairLine, outcome: Outcome) -> LineResult:
    """Return the reasons why a line fails. A text without a record always fails."""
    if isinstance(outcome, Undone):
        return LineResult(line, undone=f"{outcome.outcome}: {outcome.detail}")
    asked = [_check_must(row, outcome) for row in line.must]
    barred = [_check_must_not(row, outcome) for row in line.must_not]
    return LineResult(line, tuple(fault for fault in (*asked, *barred) if fault))


def count_pairs(results: Sequence[LineResult]) -> PairCounts:
    """Count lines and pairs. There has to be at least one line."""
    pairs: defaultdict[str, list[bool]] = defaultdict(list)
    for one in results:
        pairs[one.line.pair].append(one.passed)
    passed = sum(one.passed for one in results)
    return PairCounts(len(results), passed, len(pairs), sum(map(all, pairs.values())))


def _check_must(wanted: RowCells, record: Record) -> Fault | None:
    compared = compare_rows(record, wanted)
    fitting = tuple(row for row in compared if row.fits)
    if len(fitting) == wanted.count or (fitting and wanted.count is None):
        return None
    return Fault(wanted, False, fitting or tuple(sorted(compared, key=lambda row: row.distance)[:1]))


def _check_must_not(wanted: RowCells, record: Record) -> Fault | None:
    fitting = tuple(row for row in compare_rows(record, wanted) if row.fits)
    return Fault(wanted, True, fitting) if fitting else None
