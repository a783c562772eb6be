"""Scores of minimal pairs as a table, as lines that fail, as JSON and as floors."""

import hashlib
from dataclasses import replace
from pathlib import Path

from onrecord.evaluation.gate import load_floors
from onrecord.evaluation.minimal_pairs.pairs import PairLine, Phenomenon
from onrecord.evaluation.minimal_pairs.partial_rows import EventCells, StatementCells
from onrecord.evaluation.minimal_pairs.scores import PhenomenonScore, check_line
from onrecord.evaluation.minimal_pairs.table import (
    render_failing,
    render_floors,
    render_pairs,
    scores_to_json,
)
from onrecord.model.record import Record
from small_record import SMALL

MUST = (
    StatementCells(actors=("reporters",), act=("ask", "warn")),
    StatementCells(kind=("indirect",), count=2),
)
LINE = PairLine(
    id="turns-01a",
    pair="turns-01",
    text="REPORTER: Were there any maps?\n\nNone.",
    title="Maps",
    note="who asks",
    must=MUST,
    must_not=(EventCells(type=("CONSULT",)),),
)
BARE = replace(SMALL, statements=SMALL.statements[:2], events=())


def score(*records: Record, path: Path = Path("turns.jsonl")) -> PhenomenonScore:
    lines = [LINE.model_copy(update={"id": f"turns-01{letter}"}) for letter in "abcdef"[: len(records)]]
    results = tuple(check_line(line, record) for line, record in zip(lines, records, strict=True))
    return PhenomenonScore(Phenomenon(path, tuple(lines)), results)


def test_the_table_has_a_line_a_phenomenon_and_the_total() -> None:
    good = replace(SMALL, events=())
    assert render_pairs(
        [score(good, BARE), score(good, path=Path("questions-asked.jsonl"))]
    ).splitlines() == [
        "phenomenon       lines  passed  share  pairs  passed",
        "turns                2       1   50.0      1       0",
        "questions-asked      1       1  100.0      1       1",
        "all                  3       2   66.7      1       0",
    ]


def test_a_line_that_fails_is_shown_with_what_is_missing_and_what_should_not_be_there() -> None:
    lines = render_failing([score(replace(BARE, events=SMALL.events))]).splitlines()
    assert lines[:3] == [
        "turns-01a: REPORTER: Were there any maps? / None.  (title: Maps)",
        "  # who asks",
        '  must: statement {"actors": ["reporters"], "act": ["ask", "warn"]}',
    ]
    assert lines[3].startswith("    nearest s1: actors Mert Dagan; act reject;")
    assert lines[4:7] == [
        '      actors: wanted ["reporters"], found Mert Dagan',
        '      act: wanted ["ask", "warn"], found reject',
        '  must not: event {"type": ["CONSULT"]}',
    ]
    assert lines[7].startswith("    matched e1: type CONSULT; mode visit; trigger talks")
    assert len(lines) == 8


def test_a_wrong_number_and_a_record_without_such_rows_are_said() -> None:
    one = render_failing([score(replace(SMALL, statements=SMALL.statements[1:], events=()))])
    assert "    1 match, 2 should\n    matched s2: actors Greece" in one
    none = render_failing([score(replace(SMALL, statements=(), events=()))])
    assert none.count("the record has no row of the kind statement") == 2


def test_json_has_counts_and_on_request_the_lines_that_fail() -> None:
    scores = [score(replace(SMALL, events=()), SMALL)]
    counts = {"lines": 2, "passed": 1, "share": 0.5, "pairs": 1, "pairs_passed": 0}
    assert scores_to_json(scores, failing=False) == {"total": counts, "phenomena": {"turns": counts}}
    failing = scores_to_json(scores, failing=True)["failing"]
    assert isinstance(failing, list)
    (one,) = failing
    assert isinstance(one, dict)
    assert (one["id"], one["undone"]) == ("turns-01b", None)
    faults = one["faults"]
    assert isinstance(faults, list)
    (fault,) = faults
    assert isinstance(fault, dict)
    assert fault["must_not"] == {"row": "event", "type": ["CONSULT"]}


def test_floors_are_written_as_the_gate_reads_them_and_rounded_down(tmp_path: Path) -> None:
    gold = tmp_path / "turns.jsonl"
    gold.write_text("{}\n", encoding="utf-8")
    good = replace(SMALL, events=())
    floors = tmp_path / "floors.toml"
    floors.write_text(
        render_floors([score(good, good, BARE, path=gold), score(good, path=gold)]), encoding="utf-8"
    )
    first, second = load_floors(floors)
    assert (first.measure, first.figure, first.value, first.gold) == (
        "pairs",
        "passed",
        0.666,
        "corpus/minimal_pairs/turns.jsonl",
    )
    assert first.sha256 == hashlib.sha256(b"{}\n").hexdigest()
    assert (first.command, first.note) == ("onrecord evaluate pairs turns", "2 of 3 lines pass")
    assert second.value == 1.0
