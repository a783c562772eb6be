"""The log of runs on test articles."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.evaluation.records.run_log import log_test_run
from onrecord.evaluation.records.scores import score_output
from onrecord.model.errors import GoldError
from onrecord.model.version import VERSION
from small_record import SMALL, article

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)


def test_every_run_adds_a_line_and_has_a_number(tmp_path: Path) -> None:
    gold = tmp_path / "test.jsonl"
    gold.write_text("{}\n", encoding="utf-8")
    scores = score_output([article()], {SMALL.article.sha256: SMALL})
    assert [log_test_run(gold, scores, [SMALL], NOON) for _ in range(3)] == [1, 2, 3]
    lines = [
        json.loads(line) for line in (tmp_path / "test_runs.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) == 3
    assert (lines[0]["time"], lines[0]["onrecord"], lines[0]["articles"]) == (
        "2025-03-04T12:00:00+00:00",
        VERSION,
        1,
    )
    assert lines[0]["figures"]["rows.precision"] == 1
    assert len(lines[0]["gold"]) == 64


def test_an_undefined_figure_is_left_out(tmp_path: Path) -> None:
    gold = tmp_path / "test.jsonl"
    gold.write_text("{}\n", encoding="utf-8")
    log_test_run(gold, score_output([article()], {}), [], NOON)
    line = json.loads((tmp_path / "test_runs.jsonl").read_text(encoding="utf-8"))
    assert line["figures"]["rows.recall"] == 0
    assert "rows.precision" not in line["figures"]
    assert line["readers"] is None


def test_runs_are_counted_despite_changed_line_ends_and_blank_lines(tmp_path: Path) -> None:
    gold = tmp_path / "test.jsonl"
    gold.write_text("{}\n", encoding="utf-8")
    scores = score_output([article()], {SMALL.article.sha256: SMALL})
    log_test_run(gold, scores, [SMALL], NOON)
    path = tmp_path / "test_runs.jsonl"
    path.write_text("\n" + path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    assert log_test_run(gold, scores, [SMALL], NOON) == 2
    assert [bool(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()] == [True, True]


def test_a_log_that_is_not_text_is_refused_and_not_overwritten(tmp_path: Path) -> None:
    gold = tmp_path / "test.jsonl"
    gold.write_text("{}\n", encoding="utf-8")
    (tmp_path / "test_runs.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GoldError, match="restore the runs"):
        log_test_run(gold, score_output([article()], {}), [], NOON)
    assert (tmp_path / "test_runs.jsonl").read_bytes() == b"\xff\xfe\x00"
