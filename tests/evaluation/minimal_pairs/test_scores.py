"""Scores of minimal pairs: what makes a line pass, and how lines and pairs are counted."""

from pathlib import Path

import pytest

from builders import make_undone
from onrecord.evaluation.minimal_pairs.pairs import PairLine, Phenomenon
from onrecord.evaluation.minimal_pairs.partial_rows import EventCells, RowCells, StatementCells
from onrecord.evaluation.minimal_pairs.scores import LineResult, check_line, count_pairs, score_pairs
from onrecord.model.record import Record
from small_record import SMALL, with_statement

ASKED = StatementCells(actors=("reporters",), act=("ask",))
BARRED = EventCells(type=("ASSAULT",))


def line(
    id_: str = "turns-01a", must: tuple[RowCells, ...] = (ASKED,), must_not: tuple[RowCells, ...] = (BARRED,)
) -> PairLine:
    return PairLine(id=id_, pair=id_[:-1], text="Talks", must=must, must_not=must_not)


def check(
    record: Record = SMALL, must: tuple[RowCells, ...] = (ASKED,), must_not: tuple[RowCells, ...] = (BARRED,)
) -> LineResult:
    return check_line(line(must=must, must_not=must_not), record)


def test_a_line_passes_when_the_record_has_all_it_must_and_nothing_it_must_not() -> None:
    assert check().passed
    assert check(must=()).passed


def test_a_row_that_is_missing_is_told_with_the_nearest() -> None:
    result = check(with_statement("s3", act="assert"))
    (fault,) = result.faults
    assert not result.passed
    assert (fault.wanted, fault.forbidden) == (ASKED, False)
    assert [(row.id, [cell.name for cell in row.differing]) for row in fault.rows] == [("s3", ["act"])]


def test_a_row_that_must_not_be_there_is_told_with_all_that_match() -> None:
    result = check(must_not=(BARRED, StatementCells(kind=("indirect",))))
    (fault,) = result.faults
    assert fault.forbidden
    assert [row.id for row in fault.rows] == ["s1", "s2"]


def test_where_there_is_no_row_of_the_kind_none_is_nearest() -> None:
    record = with_statement("s3", act="assert")
    (fault,) = check(type(record)(record.article, (), (), (), record.run)).faults
    assert fault.rows == ()


@pytest.mark.parametrize(("count", "passes"), [(1, False), (2, True), (3, False)])
def test_a_number_of_rows_is_exact(count: int, passes: bool) -> None:
    result = check(must=(StatementCells(kind=("indirect",), count=count),))
    assert result.passed is passes
    assert all([row.id for row in fault.rows] == ["s1", "s2"] for fault in result.faults)


def test_a_text_without_a_record_fails_even_where_nothing_must_be_there() -> None:
    result = check_line(line(must=()), make_undone("turns-01a"))
    assert not result.passed
    assert result.undone == "failed: turns-01a: there is no such file"


def test_a_pair_passes_when_all_its_lines_do() -> None:
    phenomenon = Phenomenon(
        Path("turns.jsonl"), tuple(map(line, ("turns-01a", "turns-01b", "turns-02a", "turns-03a")))
    )
    outcomes = dict.fromkeys(("turns-01a", "turns-02a"), SMALL) | {
        "turns-01b": with_statement("s3", act="warn")
    }
    (score,) = score_pairs([phenomenon], {**outcomes, "turns-03a": make_undone("turns-03a")})
    counts = score.counts
    assert (counts.lines, counts.passed, counts.pairs, counts.pairs_passed) == (4, 2, 3, 1)
    assert counts.figures() == {"passed": 0.5, "pairs": pytest.approx(1 / 3)}
    assert [one.line.id for one in score.failing] == ["turns-01b", "turns-03a"]


def test_twins_are_counted_together_wherever_they_stand() -> None:
    results = [
        LineResult(line(one), undone=why) for one, why in (("x-1a", None), ("x-2a", None), ("x-1b", "failed"))
    ]
    assert count_pairs(results).pairs_passed == 1
