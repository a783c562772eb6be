"""Scores of resolution across articles, on generated records."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from builders import make_record
from onrecord.evaluation.precision_recall import Counts
from onrecord.evaluation.resolution import (
    Pair,
    Place,
    list_needed_articles,
    load_pairs,
    render_pair_scores,
    resolution_figures,
    score_pairs,
)
from onrecord.model.errors import GoldError
from onrecord.model.judgement import JudgementKind
from onrecord.model.record import Record
from onrecord.model.span import Span

FIRST = make_record(1, 4, varied=True)
# The same dispatch with another id and address: every row of it has an equal one in FIRST.
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


def test_a_pair_judged_the_same_is_right_if_it_is_marked_so() -> None:
    pairs = [pair(content(FIRST), content(COPY), True), pair(content(FIRST), content(OTHER), False)]
    score = score_pairs(pairs, [FIRST, COPY, OTHER])["statement, tune"]
    assert (score.pairs, score.counts, score.unread) == (2, Counts(1, 1, 1), 0)
    assert (score.counts.precision, score.counts.recall) == (1.0, 1.0)


def test_a_wrong_pair_costs_precision_and_a_missed_pair_recall() -> None:
    pairs = [pair(content(FIRST), content(COPY), False), pair(content(FIRST), content(OTHER), True)]
    score = score_pairs(pairs, [FIRST, COPY, OTHER])["statement, tune"]
    assert (score.counts.output, score.counts.precision, score.counts.recall) == (1, 0.0, 0.0)


def test_kinds_are_scored_separately() -> None:
    pairs = [pair(content(FIRST), content(COPY), True), pair(event(FIRST), event(OTHER), True, "event")]
    figures = resolution_figures(score_pairs(pairs, [FIRST, COPY, OTHER]))
    assert figures["statement, tune.recall"] == 1.0
    assert figures["event, tune.recall"] == 0.0


def test_a_pair_with_a_missing_row_is_not_judged_the_same_and_is_counted() -> None:
    pairs = [pair(content(FIRST), place(COPY, NOWHERE), True), pair(content(FIRST), content(OTHER), True)]
    scores = score_pairs(pairs, [FIRST, COPY])
    assert (scores["statement, tune"].counts.output, scores["statement, tune"].unread) == (0, 2)
    assert "2 with a row that was not found" in render_pair_scores(scores)


def test_pairs_are_loaded_and_a_line_in_another_format_is_refused(tmp_path: Path) -> None:
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
    assert list_needed_articles([read]) == {"talks/x.jsonl": {"0" * 64, "1" * 64}}
    gold.write_text(json.dumps(row | {"left": {"file": "x", "sha256": "0", "span": 3}}) + "\n", "utf-8")
    with pytest.raises(GoldError, match=r"same\.jsonl:1: left\.span"):
        load_pairs(gold)
