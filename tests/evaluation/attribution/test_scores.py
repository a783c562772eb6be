"""Attribution scores: small cases computed by hand, and an independent scorer of the shared folder."""

import json
import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from onrecord.evaluation.attribution.gold import (
    AttributionSpans,
    GoldArticle,
    PredictedArticle,
    Role,
    load_gold,
    load_predictions,
    write_predictions,
)
from onrecord.evaluation.attribution.scores import (
    PAIRED,
    AttributionScores,
    evaluate_attribution,
    outer_layer,
    score_attributions,
)
from onrecord.evaluation.attribution.table import render_scores, scores_to_json
from onrecord.evaluation.jsonl import Json
from onrecord.evaluation.precision_recall import PartialCounts
from onrecord.model.annotation import Attribution
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

MARK = re.compile(r"\[(source|cue|content)(\d?) ([^\]]*)\]")
HARBOUR = (
    "[source0 The harbour master] [cue0 said] [content0 that the ferry will sail]. "
    "[content1 “We are ready,”] [source1 Captain Moore] [cue1 added]. "
    "[cue2 It is thought] [content2 that the “old pier” is closed]."
)


def rates(counts: PartialCounts) -> tuple[float, float]:
    """Return precision and recall."""
    return counts.precision, counts.recall


def marked(words: str) -> tuple[str, tuple[AttributionSpans, ...]]:
    """Return the text without marks, and its attributions, numbered by the digit after the role."""
    text, last = "", 0
    spans: defaultdict[tuple[int, Role], list[Span]] = defaultdict(list)
    for mark in MARK.finditer(words):
        text += words[last : mark.start()]
        role: Role = "source" if mark[1] == "source" else "cue" if mark[1] == "cue" else "content"
        spans[int(mark[2] or 0), role].append(Span(len(text), len(text) + len(mark[3])))
        text, last = text + mark[3], mark.end()
    numbers = sorted({number for number, _ in spans})
    return text + words[last:], tuple(
        AttributionSpans(tuple(spans[n, "source"]), tuple(spans[n, "cue"]), tuple(spans[n, "content"]))
        for n in numbers
    )


TEXT, ATTRIBUTIONS = marked(HARBOUR)


def at(words: str) -> tuple[Span, ...]:
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


def scored(
    *predicted: AttributionSpans, gold: Sequence[AttributionSpans] = ATTRIBUTIONS
) -> AttributionScores:
    return score_attributions([GoldArticle("h", TEXT, tuple(gold))], [PredictedArticle("h", predicted)])


def test_predicting_the_gold_scores_one_everywhere() -> None:
    scores = scored(*reversed(ATTRIBUTIONS))
    assert {score.f1 for score in scores.scores.values()} == {1.0}
    assert {score.f1 for kind in scores.kinds.values() for score in kind.scores.values()} == {1.0}
    assert (scores.gold, scores.predicted, scores.paired, scores.gold_implicit) == (3, 3, 3, 1)
    assert set(scores.implicit.recall.values()) == {1.0}
    assert [scores.kinds[kind].gold for kind in ("direct", "mixed", "indirect")] == [1, 1, 1]


def test_an_empty_prediction_scores_zero() -> None:
    for scores in (
        scored(),
        score_attributions([GoldArticle("h", TEXT, ATTRIBUTIONS)], []),
        score_attributions([], []),
    ):
        assert {score.f1 for score in scores.scores.values()} == {0.0}


def test_predictions_for_articles_that_are_not_in_the_gold_are_ignored() -> None:
    gold = [GoldArticle("h", TEXT, ATTRIBUTIONS)]
    others = [PredictedArticle("h", ATTRIBUTIONS), PredictedArticle("elsewhere", ATTRIBUTIONS)]
    assert score_attributions(gold, others) == score_attributions(gold, others[:1])


def test_a_shifted_content_is_scored_by_its_words() -> None:
    # gold: that the ferry will sail (5 words); predicted: ferry will sail We are (5): 3 shared, 7 in all
    start, end = at("ferry")[0].start, at("We are")[0].end
    scores = scored(AttributionSpans(at("The harbour master"), at("said"), (Span(start, end),)))
    assert rates(scores.scores["content_overlap"]) == (1.0, 1 / 3)
    assert rates(scores.scores["content_iou50"]) == (0.0, 0.0)
    assert scores.scores["full"].f1 == 0.0
    assert rates(scores.scores["token.content"]) == (5 / 5, 5 / 14)  # gold contents: 5 + 3 + 6 words
    assert scores.scores["content_soft"].precision == 1.0  # all five words lie in some gold content
    assert scores.scores["content_soft"].recall == pytest.approx((3 / 5 + 2 / 3 + 0) / 3)


def test_half_of_the_words_in_common_is_just_enough() -> None:
    assert (
        scored(AttributionSpans(at("The harbour master"), at("said"), at("the “old pier”")))
        .scores["content_iou50"]
        .recall
        == 1 / 3
    )
    assert (
        scored(AttributionSpans(at("The harbour master"), at("said"), at("“old pier”")))
        .scores["content_iou50"]
        .recall
        == 0.0
    )


def test_quotation_marks_at_the_edges_matter_to_characters_only() -> None:
    scores = scored(
        ATTRIBUTIONS[0],
        AttributionSpans(at("Captain Moore"), at("added"), at("We are ready")),
        ATTRIBUTIONS[2],
    )
    assert scores.scores["content_exact"].f1 == 1.0
    assert rates(scores.scores["content_exact_char"]) == (2 / 3, 2 / 3)
    assert scores.scores["span.content"].f1 == 1.0
    assert rates(scores.scores["span_char.content"]) == (2 / 3, 2 / 3)


def test_an_invented_source_and_a_lost_source_are_both_wrong() -> None:
    said, quoted, thought = ATTRIBUTIONS
    invented = scored(said, quoted, AttributionSpans(at("Captain Moore"), thought.cue, thought.content))
    assert (
        invented.scores["full"].recall,
        invented.implicit.recall["full"],
        invented.explicit.recall["full"],
    ) == (
        2 / 3,
        0.0,
        1.0,
    )
    lost = scored(said, AttributionSpans((), quoted.cue, quoted.content), thought)
    assert (lost.explicit.recall["source_overlap"], lost.predicted_implicit) == (0.5, 2)
    assert lost.source_of_paired == {"source_exact": 2 / 3, "source_overlap": 2 / 3}


def test_part_of_a_source_touches_but_is_not_exact() -> None:
    scores = scored(AttributionSpans(at("master"), at("said"), ATTRIBUTIONS[0].content))
    assert scores.scores["source_exact"].precision == 0.0
    assert rates(scores.scores["full"]) == (1.0, 1 / 3)
    assert rates(scores.scores["token.source"]) == (1.0, 1 / 5)  # The harbour master, Captain Moore


def test_a_duplicate_costs_precision_in_paired_figures_only() -> None:
    scores = scored(*ATTRIBUTIONS, *ATTRIBUTIONS)
    assert rates(scores.scores["full"]) == (0.5, 1.0)
    assert rates(scores.scores["content_soft"]) == (1.0, 1.0)
    assert rates(scores.scores["span.content"]) == (1.0, 1.0)


def test_recall_by_kind_uses_the_kind_of_the_gold_and_precision_that_of_the_prediction() -> None:
    # the mixed content found only where it is quoted: a direct prediction for a mixed gold one
    scores = scored(AttributionSpans((), at("It is thought"), at("old pier")))
    assert rates(scores.kinds["mixed"].scores["content_overlap"]) == (0.0, 1.0)
    assert rates(scores.kinds["direct"].scores["content_overlap"]) == (1.0, 0.0)
    assert (scores.kinds["direct"].predicted, scores.kinds["mixed"].predicted) == (1, 0)


def test_each_span_of_a_part_in_pieces_counts_by_itself() -> None:
    text, gold = marked("[content “Not today,”] [source she] [cue said]. [content “Perhaps tomorrow.”]")
    predicted = AttributionSpans(gold[0].source, gold[0].cue, gold[0].content[:1])
    scores = score_attributions([GoldArticle("t", text, gold)], [PredictedArticle("t", (predicted,))])
    assert rates(scores.scores["span.content"]) == (1.0, 0.5)
    assert scores.scores["content_exact"].f1 == 0.0


def test_a_source_shared_by_two_attributions_is_one_span() -> None:
    text, (first,) = marked("[source Ann] [cue said] [content yes] and hoped for peace")
    second = AttributionSpans(first.source, (Span(17, 22),), (Span(23, 32),))
    scores = score_attributions([GoldArticle("t", text, (first, second))], [PredictedArticle("t", (first,))])
    assert rates(scores.scores["span.source"]) == (1.0, 1.0)
    assert rates(scores.scores["span.cue"]) == (1.0, 0.5)


def test_intervals_contain_the_figure_and_are_the_same_each_time() -> None:
    gold = [GoldArticle(str(n), TEXT, ATTRIBUTIONS) for n in range(12)]
    predicted = [PredictedArticle(str(n), ATTRIBUTIONS[: n % 4]) for n in range(12)]
    first, again = (score_attributions(gold, predicted, resamples=50) for _ in range(2))
    low, high = first.intervals["full"]
    assert low <= first.scores["full"].f1 <= high
    assert first == again


def test_evaluation_passes_the_article_on_and_writes_the_predictions(tmp_path: Path) -> None:
    line = {"id": "h", "text": TEXT, "date": "2024-03-01", "attributions": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    seen: list[Article] = []

    def predict(article: Article) -> tuple[AttributionSpans, ...]:
        seen.append(article)
        return ATTRIBUTIONS

    scores = evaluate_attribution(tmp_path / "gold.jsonl", predict, tmp_path / "out.jsonl")
    assert [(a.text, a.published.value) for a in seen] == [(TEXT, "2024-03-01")]
    assert (scores.predicted, scores.scores["full"].f1) == (3, 0.0)
    assert load_predictions(tmp_path / "out.jsonl") == (PredictedArticle("h", ATTRIBUTIONS),)


def test_only_the_outer_layer_is_predicted() -> None:
    outer = Attribution(Span(0, 9), (Span(0, 3),), (Span(4, 5),), (Span(6, 9),), 0.9)
    inner = Attribution(Span(6, 9), (), (Span(6, 7),), (Span(8, 9),), 0.9, within=0)
    assert outer_layer(Annotations().joined([Attribution], [outer, inner])) == (outer,)


def test_floors_can_be_set_for_every_figure_and_kind() -> None:
    figures = scored(*ATTRIBUTIONS).figures()
    assert {
        "full",
        "span.source",
        "token.cue",
        "direct.full",
        "mixed.full",
        "indirect.content_soft",
    } <= figures.keys()


def perturbed(rows: Sequence[GoldArticle], drawing: random.Random) -> Iterator[PredictedArticle]:
    """Yield predictions with faults: lost, doubled, moved, without source, joined, outside the text."""
    for row in rows[:-1]:
        marks: list[AttributionSpans] = []
        for mark in row.attributions:
            marks += _spoilt(mark, row.attributions, drawing)
        yield PredictedArticle(row.id, tuple(marks))
    yield PredictedArticle("not in the gold", rows[0].attributions)


def _spoilt(
    mark: AttributionSpans, others: Sequence[AttributionSpans], drawing: random.Random
) -> list[AttributionSpans]:
    other = drawing.choice(others)
    moved = tuple(
        Span(s.start + drawing.randrange(-9, 30), s.end + drawing.randrange(31, 60)) for s in mark.content
    )
    match drawing.randrange(10):
        case 0:
            return []
        case 1:
            return [mark, mark]
        case 2:
            return [AttributionSpans(mark.source, mark.cue, moved)]
        case 3:
            return [AttributionSpans((), mark.cue, mark.content)]
        case 4:
            return [AttributionSpans(other.source, other.cue, mark.content)]
        case 5:
            return [AttributionSpans(mark.source, mark.cue, mark.content + other.content)]
        case 6:
            return [AttributionSpans(mark.source, (), (Span(mark.content[0].start, 10**6),))]
        case 7:
            return [
                AttributionSpans(
                    tuple(Span(s.end - 1, s.end) for s in mark.source),
                    mark.cue,
                    tuple(Span(*s) for s in mark.content[:1]),
                )
            ]
    return [mark]


def flat(value: Json, name: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from flat(part, f"{name}/{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from flat(part, f"{name}/{number}")
    else:
        assert isinstance(value, int | float)
        yield name, float(value)


@pytest.mark.parametrize("seed", [1, 2])
def test_all_figures_equal_those_of_the_independent_scorer(shared: Path, tmp_path: Path, seed: int) -> None:
    drawing = random.Random(seed)  # noqa: S311 - makes faults, no secrets
    corpus = shared / "data" / "polnear" / "dev.jsonl"
    lines = drawing.sample(corpus.read_text(encoding="utf-8").splitlines(), 25)
    gold_path, predicted_path = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    gold_path.write_text("\n".join(lines), encoding="utf-8")
    gold = load_gold(gold_path)
    write_predictions(predicted_path, perturbed(gold, drawing))
    ours = score_attributions(gold, load_predictions(predicted_path), resamples=40)

    command = [
        sys.executable,
        str(shared / "evaluation" / "score_attributions.py"),
        str(gold_path),
        str(predicted_path),
    ]
    told = subprocess.run(
        [*command, "--boot", "40", "--json", "-"], capture_output=True, text=True, check=True
    ).stdout
    theirs = dict(flat(json.loads(told)))
    assert len(theirs) > 100
    assert {name: value for name, value in flat(scores_to_json(ours)) if name in theirs} == pytest.approx(
        theirs, abs=1e-12
    )

    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line for line in printed if line not in render_scores(ours).splitlines()] == []
    assert 0.2 < ours.scores["full"].f1 < 0.9
    assert all(name in ours.scores for name in PAIRED)
