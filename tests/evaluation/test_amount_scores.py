"""Scores of amounts: each marked one is found once, and every attribute counts by itself."""

import hashlib
import json
from pathlib import Path

import pytest

from onrecord.evaluation.amounts import AmountScore, GoldAmount, amount_figures, evaluate_amounts, render_amounts, score_amounts
from onrecord.model.annotation import Amount
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

TEXT = "About 20 sailors and 30 miners went home."
GOLD = (GoldAmount(Span(0, 16), 20, "sailors", "about"), GoldAmount(Span(21, 30), 30, "miners", "exact"))


def test_found_and_right_are_counted_apart() -> None:
    rows = [Amount(Span(0, 16), 20, "old sailors", "exact"), Amount(Span(21, 30), 31, "miners", "exact")]
    score = score_amounts(GOLD, rows)
    assert score == AmountScore(2, 2, 2, values=1, units=2, qualifiers=1, right=0)
    assert (score.precision, score.recall, score.accuracy) == (1.0, 1.0, 0.0)


def test_one_predicted_amount_finds_one_marked_one() -> None:
    score = score_amounts(GOLD, [Amount(Span(0, 30), 20, "sailors", "about")])
    assert (score.found, score.right, score.recall) == (1, 1, 0.5)


def test_a_unit_where_none_is_marked_is_wrong() -> None:
    score = score_amounts([GoldAmount(Span(0, 8), 20, "", "about")], [Amount(Span(0, 16), 20, "sailors", "about")])
    assert (score.found, score.units, score.right) == (1, 0, 0)


def _gold(folder: Path, sha256: str) -> Path:
    (folder / "news.jsonl").write_text(json.dumps({"url": "u", "text": TEXT}) + "\n")
    amounts = [{"span": [0, 16], "value": 20, "unit": "sailors", "qualifier": "about"}]
    row = {"part": "tune", "file": "news.jsonl", "url": "u", "sha256": sha256, "amounts": amounts}
    path = folder / "gold.jsonl"
    path.write_text(json.dumps(row) + "\n")
    return path


def test_figures_are_by_part_and_come_from_the_marked_texts(tmp_path: Path) -> None:
    gold = _gold(tmp_path, hashlib.sha256(TEXT.encode()).hexdigest())
    scores = evaluate_amounts(gold, tmp_path, lambda _: [Amount(Span(0, 16), 20, "sailors", "about")])
    assert amount_figures(scores) == {"tune.precision": 1.0, "tune.recall": 1.0, "tune.accuracy": 1.0}
    assert "tune" in render_amounts(scores)


def test_a_text_that_is_not_the_marked_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="text that was marked"):
        evaluate_amounts(_gold(tmp_path, "0" * 64), tmp_path, lambda _: [])
