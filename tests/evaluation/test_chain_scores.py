"""Scores of chains and answers: what counts as right, and the marked statements that come with the package."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from onrecord.evaluation.answers import AnswerScore, answer_figures, evaluate_answers, render_answers
from onrecord.evaluation.chains import ChainScore, chain_agreement, chain_figures, evaluate_chains, render_chains
from onrecord.evaluation.gate import GOLD_FOLDER
from onrecord.model.errors import GoldError
from onrecord.reading.registry import default_readers

TEXT = "TASS quoted Anna Lindqvist as saying the pier was safe. Mayor Erik Holm rejected Lindqvist’s claim."


def span(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


SAYING: Mapping[str, object] = {
    "source": [span("Anna Lindqvist")],
    "cue": [span("as saying")],
    "content": [span("the pier was safe")],
}
REJECTING: Mapping[str, object] = {
    "source": [span("Mayor Erik Holm")],
    "cue": [span("rejected")],
    "content": [span("Lindqvist’s claim")],
}


def write_gold(folder: Path, *rows: Mapping[str, object], text: str = TEXT) -> Path:
    (folder / "wikinews").mkdir(exist_ok=True)
    (folder / "wikinews/own.jsonl").write_text(json.dumps({"url": "https://news.example/1", "text": TEXT}) + "\n", "utf-8")
    place = {"file": "wikinews/own.jsonl", "url": "https://news.example/1", "part": "tune"}
    digest = hashlib.sha256(text.encode()).hexdigest()
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps({**place, "sha256": digest, **row}) + "\n" for row in rows), "utf-8")
    return path


def test_a_chain_is_whole_when_mouth_and_links_are_right(tmp_path: Path) -> None:
    row = {**SAYING, "mouth": [span("Anna Lindqvist")], "relays": [[span("TASS")]], "second": "same"}
    gold = write_gold(tmp_path, row)
    scores = evaluate_chains(gold, tmp_path, default_readers())
    assert scores["tune, marked"] == ChainScore(1, 1, 1, 1, 1, 1, 1)
    assert chain_figures(scores)["tune, marked.whole"] == 1.0
    assert "tune, marked, relayed" in render_chains(scores)
    assert chain_agreement(gold) == "second marker: 1 of 1 the same"


def test_a_missing_and_a_false_link_cost_the_chain(tmp_path: Path) -> None:
    missing = {**SAYING, "mouth": [span("Anna Lindqvist")], "relays": [[span("TASS")], [span("Mayor Erik Holm")]]}
    score = evaluate_chains(write_gold(tmp_path, missing), tmp_path, default_readers())["tune, marked"]
    assert (score.right, score.told, score.marked, score.whole) == (1, 1, 2, 0)
    false = {**SAYING, "mouth": [span("Anna Lindqvist")], "relays": []}
    score = evaluate_chains(write_gold(tmp_path, false), tmp_path, default_readers())["tune, marked"]
    assert (score.precision, score.whole) == (0.0, 0)


def test_an_answer_is_right_with_its_target_and_better_with_its_relation(tmp_path: Path) -> None:
    right = {**REJECTING, "answers": [{"to": [SAYING], "relations": ["rejects"]}]}
    scores = evaluate_answers(write_gold(tmp_path, right), tmp_path, default_readers())
    assert scores["tune, marked"] == AnswerScore(1, 1, 1, 1, 1)
    assert answer_figures(scores)["tune, marked.f1"] == 1.0
    assert "tune, marked" in render_answers(scores)
    other = {**REJECTING, "answers": [{"to": [SAYING], "relations": ["thanks"]}]}
    score = evaluate_answers(write_gold(tmp_path, other), tmp_path, default_readers())["tune, marked"]
    assert (score.f1, score.related_f1) == (1.0, 0.0)


def test_an_answer_where_none_was_marked_is_false(tmp_path: Path) -> None:
    none = {**REJECTING, "answers": []}
    score = evaluate_answers(write_gold(tmp_path, none, {**SAYING, "answers": []}), tmp_path, default_readers())["tune, marked"]
    assert (score.right, score.told, score.marked, score.precision) == (0, 1, 0, 0.0)


def test_another_text_than_the_marked_one_is_refused(tmp_path: Path) -> None:
    row = {**SAYING, "mouth": [], "relays": []}
    with pytest.raises(GoldError, match="no article"):
        evaluate_chains(write_gold(tmp_path, row, text="Another text."), tmp_path, default_readers())


def test_the_marked_chains_and_answers_are_enough_and_hold_no_words() -> None:
    for name, key in (("chains.jsonl", "relays"), ("answers.jsonl", "answers")):
        rows = [json.loads(line) for line in (GOLD_FOLDER / name).read_text("utf-8").splitlines()]
        assert len(rows) >= 80 and sum(bool(row[key]) for row in rows) >= 60
        assert {row["part"] for row in rows} == {"tune", "held-out"}
        assert all("text" not in row for row in rows)
        assert sum(row.get("second") is not None for row in rows) == 25
