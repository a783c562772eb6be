"""Scores for acts, on rows reckoned by hand."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from onrecord.evaluation.acts import (
    ActRow,
    Agreement,
    Confusion,
    Judged,
    act_figures,
    evaluate_acts,
    load_act_cases,
    load_act_rows,
    render_acts,
    score_acts,
    score_agreement,
)
from onrecord.evaluation.corpora import Triple
from onrecord.evaluation.gate import GOLD_FOLDER
from onrecord.model.annotation import ACTS, Act
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.span import Span


def row(act: Act, second: Act | None = None) -> ActRow:
    return ActRow("a.jsonl", (Span(0, 1),), act, "tune", id="one", second=second)


def judged(*pairs: tuple[Act, Act]) -> list[Judged]:
    return [Judged(row(gold), predicted) for gold, predicted in pairs]


def test_macro_f1_is_the_mean_over_acts_that_occur() -> None:
    # warn: 2 gold, 1 predicted, 1 right: F1 2/3. ask: 1, 1, 1: F1 1. thank: 0 gold, 1 predicted: F1 0.
    scores = score_acts(judged(("warn", "warn"), ("warn", "thank"), ("ask", "ask")))
    assert scores.accuracy == 2 / 3
    assert scores.macro_f1 == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert list(scores.acts) == ["thank", "warn", "ask"]  # in the order of the contract
    assert scores.confusions == (Confusion("warn", "thank", 1, "one"),)


def test_confusions_come_most_frequent_first() -> None:
    scores = score_acts(judged(("warn", "ask"), ("think", "assert"), ("think", "assert")))
    assert [(c.gold, c.predicted, c.times) for c in scores.confusions] == [("think", "assert", 2), ("warn", "ask", 1)]


def test_nothing_scores_nought() -> None:
    assert (score_acts([]).accuracy, score_acts([]).macro_f1) == (0.0, 0.0)


def test_kappa_takes_away_what_chance_would_give() -> None:
    # raw 3/4; by chance: (2/4 * 3/4) + (2/4 * 1/4) = 1/2; kappa (3/4 - 1/2) / (1 - 1/2)
    rows = [row("warn", "warn"), row("warn", "warn"), row("ask", "ask"), row("ask", "warn"), row("think")]
    assert score_agreement(rows) == Agreement(4, 0.75, 0.5)


def test_agreement_of_nobody_and_of_one_act_only() -> None:
    assert score_agreement([row("ask")]) == Agreement(0, 0.0, 0.0)
    assert score_agreement([row("ask", "ask")]) == Agreement(1, 1.0, 1.0)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two articles in a data folder, one known by id and one by address, and three marked attributions."""
    (tmp_path / "one.jsonl").write_text(
        json.dumps({"id": "x", "text": "Ann warned of rain.", "title": "Rain"}) + "\n", encoding="utf-8"
    )
    (tmp_path / "two.jsonl").write_text(
        json.dumps({"url": "http://y", "text": "Bo asked why. Bo gave thanks."}) + "\n", encoding="utf-8"
    )
    rows = [
        {"file": "one.jsonl", "id": "x", "source": [[0, 3]], "cue": [[4, 10]], "content": [[11, 18]], "act": "warn"},
        {"file": "two.jsonl", "url": "http://y", "source": [[0, 2]], "cue": [[3, 8]], "content": [[9, 12]], "act": "ask"},
        {"file": "two.jsonl", "url": "http://y", "source": [[14, 16]], "cue": [[17, 21]], "content": [[22, 28]], "act": "thank"},
    ]
    parts = [("tune", "random"), ("held-out", "random"), ("held-out", "chosen")]
    lines = [
        json.dumps({**one, "part": part, "sample": sample, "second": None})
        for one, (part, sample) in zip(rows, parts, strict=True)
    ]
    (tmp_path / "acts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "acts.jsonl"


def test_acts_are_asked_for_once_an_article_and_scored_by_part_and_sample(gold: Path) -> None:
    asked: list[tuple[str, int]] = []

    def predict(article: Article, attributions: Sequence[Triple]) -> list[Act]:
        asked.append((article.text, len(attributions)))
        return ["warn" if "warned" in article.text else "ask"] * len(attributions)

    scores = evaluate_acts(gold, gold.parent, predict)
    assert asked == [("Ann warned of rain.", 1), ("Bo asked why. Bo gave thanks.", 2)]
    accuracies = {group: of.accuracy for group, of in scores.items()}
    assert accuracies == {
        "all": pytest.approx(2 / 3), "tune": 1.0, "tune random": 1.0,
        "held-out": 0.5, "held-out random": 1.0, "held-out chosen": 0.0,
    }  # fmt: skip
    assert act_figures(scores)["held-out.accuracy"] == 0.5
    assert "1 x thank taken for ask, first in http://y" in render_acts(scores, score_agreement([row("ask", "ask")]))


def test_gold_that_does_not_fit_its_articles_is_refused(gold: Path, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(json.dumps({"id": "x", "text": "Ann warned of heavy rain."}) + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"span \[11, 18\] in one\.jsonl 'x' is outside the text or cuts a word"):
        load_act_cases(gold, tmp_path)
    (tmp_path / "one.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(GoldError, match=r"one\.jsonl has no article 'x'"):
        load_act_cases(gold, tmp_path)


def test_an_act_nobody_knows_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "acts.jsonl"
    path.write_text('{"file": "f", "id": "x", "content": [[0, 1]], "act": "sing", "part": "tune"}\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"acts\.jsonl:1: act: Input should be 'assert'"):
        load_act_rows(path)


def test_our_own_act_gold_has_every_act_in_both_parts() -> None:
    rows = load_act_rows(GOLD_FOLDER / "acts.jsonl")
    assert {(one.part, one.act) for one in rows} == {(part, act) for part in ("tune", "held-out") for act in ACTS}
    assert len(rows) >= 300
    assert score_agreement(rows).rows >= 80


def test_our_own_act_gold_fits_its_articles(shared: Path) -> None:
    cases = load_act_cases(GOLD_FOLDER / "acts.jsonl", shared / "data")
    assert sum(len(case.rows) for case in cases) == len(load_act_rows(GOLD_FOLDER / "acts.jsonl"))
