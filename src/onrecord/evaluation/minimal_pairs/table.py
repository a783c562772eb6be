"""Scores of minimal pairs as a table, as JSON, and as floors for the gate."""

import hashlib
import json
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from onrecord.evaluation.minimal_pairs.partial_rows import RowCells
from onrecord.evaluation.minimal_pairs.row_match import Compared
from onrecord.evaluation.minimal_pairs.scores import (
    Fault,
    LineResult,
    PairCounts,
    PhenomenonScore,
    count_pairs,
)

FOLDER = "corpus/minimal_pairs"
_TOTAL = "all"
# From this many lines on, a floor allows one more to fail: results near a threshold vary by processor.
_MANY = 10


def render_pairs(scores: Sequence[PhenomenonScore]) -> str:
    """Return a table with one line for each phenomenon and one for all."""
    rows = [*((one.phenomenon.name, one.counts) for one in scores), (_TOTAL, _total(scores))]
    wide = max(len("phenomenon"), *(len(name) for name, _ in rows))
    head = f"{'phenomenon':{wide}s} {'lines':>6s} {'passed':>7s} {'share':>6s} {'pairs':>6s} {'passed':>7s}"
    return "\n".join([head, *(_table_line(name, counts, wide) for name, counts in rows)])


def render_failing(scores: Sequence[PhenomenonScore]) -> str:
    """Return every line that fails: its text, the missing rows, and the rows that must not be there."""
    return "\n\n".join("\n".join(_failing_lines(result)) for one in scores for result in one.failing)


def scores_to_json(scores: Sequence[PhenomenonScore], *, failing: bool) -> dict[str, JsonValue]:
    """Return the counts by phenomenon and in total, and the lines that fail, if wanted."""
    found: dict[str, JsonValue] = {
        "total": _counts_to_json(_total(scores)),
        "phenomena": {one.phenomenon.name: _counts_to_json(one.counts) for one in scores},
    }
    if failing:
        found["failing"] = [_failing_to_json(result) for one in scores for result in one.failing]
    return found


def render_floors(scores: Sequence[PhenomenonScore]) -> str:
    """Return floors as in floors.toml: the share that passes less one line, rounded down to three digits."""
    return "\n\n".join("\n".join(_floor_lines(one)) for one in scores)


def _total(scores: Sequence[PhenomenonScore]) -> PairCounts:
    return count_pairs([result for one in scores for result in one.results])


def _table_line(name: str, counts: PairCounts, wide: int) -> str:
    lines = f"{counts.lines:6d} {counts.passed:7d} {100 * counts.share:6.1f}"
    return f"{name:{wide}s} {lines} {counts.pairs:6d} {counts.pairs_passed:7d}"


def _failing_lines(result: LineResult) -> Iterator[str]:
    line = result.line
    told = " / ".join(part for part in line.text.split("\n") if part.strip())
    yield f"{line.id}: {told}" + (f"  (title: {line.title})" if line.title else "")
    if line.note:
        yield f"  # {line.note}"
    if result.undone:
        yield f"  no record: {result.undone}"
    for fault in result.faults:
        yield from _fault_lines(fault)


def _fault_lines(fault: Fault) -> Iterator[str]:
    asked = f"{fault.wanted.row} {json.dumps(_asked(fault.wanted), ensure_ascii=False)}"
    if fault.forbidden:
        yield f"  must not: {asked}"
        yield from (f"    matched {row.id}: {row.told}" for row in fault.rows)
        return
    yield f"  must: {asked}"
    if not fault.rows:
        yield f"    the record has no row of the kind {fault.wanted.row}"
    elif fault.rows[0].fits:
        yield f"    {len(fault.rows)} match, {fault.wanted.count} should"
        yield from (f"    matched {row.id}: {row.told}" for row in fault.rows)
    else:
        yield from _nearest_lines(fault.rows[0])


def _nearest_lines(row: Compared) -> Iterator[str]:
    yield f"    nearest {row.id}: {row.told}"
    yield from (f"      {cell.name}: wanted {cell.wanted}, found {cell.found}" for cell in row.differing)


def _asked(wanted: RowCells) -> dict[str, JsonValue]:
    """Return the cells as the file has them (a single acceptable value as a list)."""
    return wanted.model_dump(mode="json", exclude_unset=True, exclude={"row"})


def _failing_to_json(result: LineResult) -> JsonValue:
    faults: list[JsonValue] = []
    for fault in result.faults:
        rows: list[JsonValue] = []
        for row in fault.rows:
            differs: dict[str, JsonValue] = {}
            for cell in row.differing:
                differs[cell.name] = {"wanted": cell.wanted, "found": cell.found}
            rows.append({"id": row.id, "row": row.told, "differs": differs})
        asked: dict[str, JsonValue] = {"row": fault.wanted.row, **_asked(fault.wanted)}
        faults.append({"must_not" if fault.forbidden else "must": asked, "rows": rows})
    return {"id": result.line.id, "text": result.line.text, "undone": result.undone, "faults": faults}


def _counts_to_json(counts: PairCounts) -> JsonValue:
    lines: dict[str, JsonValue] = {"lines": counts.lines, "passed": counts.passed, "share": counts.share}
    return lines | {"pairs": counts.pairs, "pairs_passed": counts.pairs_passed}


def _floor_lines(score: PhenomenonScore) -> Iterator[str]:
    name, counts = score.phenomenon.name, score.counts
    held = counts.passed - (counts.lines >= _MANY)
    thousandths = max(0, held) * 1000 // counts.lines
    yield "[[floor]]"
    yield 'measure = "pairs"'
    yield 'figure = "passed"'
    yield f"value = {thousandths // 1000}.{thousandths % 1000:03d}"
    yield f'gold = "{FOLDER}/{name}.jsonl"'
    yield f'sha256 = "{hashlib.sha256(score.phenomenon.path.read_bytes()).hexdigest()}"'
    yield f'command = "onrecord evaluate pairs {name}"'
    yield f'note = "{counts.passed} of {counts.lines} lines pass"'
