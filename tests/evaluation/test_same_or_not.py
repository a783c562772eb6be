"""Scores of what is held the same across articles, on records made up for it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from builders import make_record
from onrecord.evaluation.same_or_not import (
    Pair,
    Place,
    list_wanted,
    load_pairs,
    render_same,
    same_figures,
    score_same,
)
from onrecord.model.errors import GoldError
from onrecord.model.judgement import JudgementKind
from onrecord.model.record import Record
from onrecord.model.span import Span

FIRST = make_record(1, 4, varied=True)
# The same dispatch at another address and with another title: every row of it is one that FIRST tells.
COPY = replace(
    FIRST,
    article=replace(
        FIRST.article, id="a:0123456789abcdef0123", sha256="f" * 64, url="https://other.example/1"
    ),
)
OTHER = make_record(2, 4, varied=True)
NOWHERE = Span(len(FIRST.article.text) - 1, len(FIRST.article.text))


def place(record: Record, span: Span) -> Place:
    return Place("made/up.jsonl", record.article.sha256, span)


def content(record: Record) -> Place:
    return place(record, record.statements[0].evidence.content.spans[0])


def event(record: Record) -> Place:
    return place(record, record.events[0].evidence.all.spans[0])


def pair(left: Place, right: Place, same: bool, kind: JudgementKind = "statement") -> Pair:
    return Pair(kind, "tune", left, right, same)


def test_what_is_held_the_same_is_right_where_it_was_marked_so() -> None:
    pairs = [pair(content(FIRST), content(COPY), True), pair(content(FIRST), content(OTHER), False)]
    score = score_same(pairs, [FIRST, COPY, OTHER])["statement, tune"]
    assert (score.pairs, score.held, score.right, score.same, score.unread) == (2, 1, 1, 1, 0)
    assert (score.precision, score.recall) == (1.0, 1.0)


def test_what_is_wrongly_held_the_same_costs_precision_and_what_is_missed_recall() -> None:
    pairs = [pair(content(FIRST), content(COPY), False), pair(content(FIRST), content(OTHER), True)]
    score = score_same(pairs, [FIRST, COPY, OTHER])["statement, tune"]
    assert (score.held, score.precision, score.recall) == (1, 0.0, 0.0)


def test_kinds_are_scored_apart() -> None:
    pairs = [pair(content(FIRST), content(COPY), True), pair(event(FIRST), event(OTHER), True, "event")]
    figures = same_figures(score_same(pairs, [FIRST, COPY, OTHER]))
    assert figures["statement, tune.recall"] == 1.0
    assert figures["event, tune.recall"] == 0.0


def test_a_pair_whose_row_is_no_longer_read_is_not_held_the_same_and_is_told() -> None:
    pairs = [pair(content(FIRST), place(COPY, NOWHERE), True), pair(content(FIRST), content(OTHER), True)]
    scores = score_same(pairs, [FIRST, COPY])
    assert (scores["statement, tune"].held, scores["statement, tune"].unread) == (0, 2)
    assert "2 of rows no longer found" in render_same(scores)


def test_pairs_are_read_from_a_file_and_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    gold = tmp_path / "same.jsonl"
    side = {"file": "talks/x.jsonl", "sha256": "0" * 64, "span": [3, 9]}
    row = {
        "kind": "event",
        "part": "held-out",
        "same": False,
        "left": side,
        "right": side | {"sha256": "1" * 64},
    }
    gold.write_text(json.dumps(row) + "\n", "utf-8")
    (read,) = load_pairs(gold)
    assert (read.group, read.same, read.left.span) == ("event, held-out", False, Span(3, 9))
    assert list_wanted([read]) == {"talks/x.jsonl": {"0" * 64, "1" * 64}}
    gold.write_text(json.dumps(row | {"left": {"file": "x", "sha256": "0", "span": 3}}) + "\n", "utf-8")
    with pytest.raises(GoldError, match="no file of marked pairs"):
        load_pairs(gold)
