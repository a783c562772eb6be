"""Agreement on commitments: two people's marks of the same texts, held against each other."""

import json
from pathlib import Path

from onrecord.evaluation.commitment_agreement import render_agreement, score_agreement
from onrecord.evaluation.gate import GOLD_FOLDER


def mark(span: list[int], **fields: object) -> dict[str, object]:
    return {"evidence": [span], "parties": ["Norway"], "status": "agreed", **fields}


def write(path: Path, *marks: dict[str, object], **fields: object) -> Path:
    path.write_text(json.dumps({"part": "tune", "name": "one", "commitments": marks, **fields}) + "\n")
    return path


def test_what_both_marked_is_compared_part_by_part(tmp_path: Path) -> None:
    first = write(tmp_path / "gold.jsonl", mark([0, 10]), mark([20, 30], date="2025"), mark([90, 95]), text="x")
    second = write(tmp_path / "second.jsonl", mark([2, 10], status="done"), mark([40, 50]), end=60)
    found = score_agreement(first, second)
    assert (found.texts, found.first, found.second, found.both, found.f1) == (1, 2, 2, 1, 0.5)
    assert found.alike == {"status": 0, "parties": 1, "terms": 1, "date": 1, "place": 1}
    assert "F1 0.500" in render_agreement(found)


def test_the_second_marks_that_come_with_the_package_are_of_marked_texts() -> None:
    found = score_agreement(GOLD_FOLDER / "commitments.jsonl", GOLD_FOLDER / "commitments-second.jsonl")
    assert found.texts == 20
    assert found.both > 40
