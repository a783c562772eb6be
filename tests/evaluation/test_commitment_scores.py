"""Scores of commitments: which marked ones are found, and what of them is right."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.evaluation.commitments import (
    CommitmentScore,
    GoldCommitment,
    GoldTerm,
    commitment_figures,
    evaluate_commitments,
    load_commitment_rows,
    match_stretches,
    render_commitments,
    score_article,
)
from onrecord.evaluation.gate import GOLD_FOLDER
from onrecord.model.annotation import Amount, CommitmentMention, Mention, TimeExpression
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.reading import Reading
from onrecord.model.span import Span

TEXT = "Norway and Chad agreed on Monday to free 20 sailors."
MENTIONS = [Mention(Span(0, 6), "name", 0), Mention(Span(11, 15), "name", 1)]
ROW = CommitmentMention(
    span=Span(16, 51),
    parties=(0, 1),
    to="free sailors",
    status="agreed",
    evidence=(Span(16, 51),),
    terms=(Amount(Span(41, 51), 20, "sailors"),),
    agreed_on=TimeExpression(Span(26, 32), "2025-06-30"),
)
GOLD = GoldCommitment((Span(16, 51),), ("Norway", "Chad"), "agreed", terms=(GoldTerm(20, "sailors", "exact"),), date="2025-06-30")


def score(gold: GoldCommitment, row: CommitmentMention = ROW) -> CommitmentScore:
    reading = Reading().joined((Mention, CommitmentMention), [*MENTIONS, row])
    return score_article(Article(TEXT), [gold], reading)


def test_a_commitment_that_is_right_in_everything_counts_in_everything() -> None:
    assert score(GOLD) == CommitmentScore(1, 1, 1, 1, 1, 1, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (replace(GOLD, status="broken"), "statuses"),
        (replace(GOLD, parties=("Norway",)), "parties"),
        (replace(GOLD, parties=("Norway", "Sudan")), "parties"),
        (replace(GOLD, terms=()), "terms"),
        (replace(GOLD, terms=(GoldTerm(20, "sailors", "about"),)), "terms"),
        (replace(GOLD, deadline="2026"), "deadlines"),
        (replace(GOLD, date=None), "dates"),
        (replace(GOLD, place="Oslo"), "places"),
        (replace(GOLD, conditions=(Span(0, 6),)), "conditions"),
    ],
)
def test_what_is_wrong_counts_only_there(wrong: GoldCommitment, part: str) -> None:
    assert score(wrong) == replace(score(GOLD), **{part: 0})


def test_a_commitment_told_elsewhere_is_not_found() -> None:
    assert score(replace(GOLD, evidence=(Span(0, 15),))) == CommitmentScore(1, 1)


def test_each_stretch_is_matched_once_and_the_fullest_first() -> None:
    marked = [[Span(0, 10)], [Span(10, 20)]]
    assert match_stretches(marked, [[Span(0, 20)], [Span(9, 20)]]) == [(0, 0), (1, 1)]
    assert match_stretches(marked, [[Span(0, 4)]]) == [(0, 0)]
    assert match_stretches(marked, [[Span(30, 40)]]) == []


def _gold(folder: Path, **row: object) -> Path:
    path = folder / "gold.jsonl"
    marked = {"evidence": [[16, 51]], "parties": ["Norway", "Chad"], "status": "agreed"}
    path.write_text(json.dumps({"part": "tune", "commitments": [marked], **row}) + "\n")
    return path


def _read(_: Article) -> Reading:
    return Reading().joined((Mention, CommitmentMention), [*MENTIONS, ROW])


def test_own_texts_are_scored_without_the_shared_folder(tmp_path: Path) -> None:
    scores = evaluate_commitments(_gold(tmp_path, name="one", text=TEXT, published="2025-07-01"), None, _read)
    assert list(scores) == ["tune", "tune, own"]
    assert commitment_figures(scores)["tune.precision"] == 1.0
    assert commitment_figures(scores)["tune.terms"] == 0.0
    assert "tune, own" in render_commitments(scores)


def test_real_texts_are_left_out_without_the_folder_and_refused_when_changed(tmp_path: Path) -> None:
    gold = _gold(tmp_path, file="news.jsonl", url="u", sha256="0" * 64)
    assert evaluate_commitments(gold, None, _read) == {}
    (tmp_path / "news.jsonl").write_text(json.dumps({"url": "u", "text": TEXT}) + "\n")
    with pytest.raises(GoldError, match="not the one that was marked"):
        evaluate_commitments(gold, tmp_path, _read)


def test_the_marked_dispatches_of_ours_are_sound() -> None:
    rows = list(load_commitment_rows(GOLD_FOLDER / "commitments.jsonl"))
    own = [row for row in rows if not row.file]
    assert len(own) >= 30
    assert sum(len(row.commitments) for row in rows) >= 100
    for row in own:
        for marked in row.commitments:
            for span in (*marked.evidence, *marked.status_evidence, *marked.conditions):
                assert span.is_sound(row.text), (row.name, span)


def test_of_real_articles_only_offsets_are_kept() -> None:
    for row in load_commitment_rows(GOLD_FOLDER / "commitments.jsonl"):
        assert not (row.file and row.text)
        assert not row.file or all(marked.to is None for marked in row.commitments)
