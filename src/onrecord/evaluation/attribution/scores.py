"""Attribution scores: how many gold attributions the predictions get right, micro-averaged over articles.

Gold and predicted relations of an article are paired one to one (`relations.match_relations`). The figures:

- `token.ROLE`: the words that have the role anywhere in the article, as a set.
- `content_exact`, `content_overlap`, `content_iou50`: paired, and the contents have the same words, any
  word in common, or at least half of their words in common (intersection over union). `content_exact_char`:
  the same spans to the character.
- `content_soft`: the mean share of a predicted content that lies in any gold content (precision), and the
  reverse (recall); not paired (Johansson and Moschitti, Computational Linguistics 2013).
- `source_exact`, `source_overlap`, `cue_overlap`: paired, and that part is the same or touches. Two empty
  parts agree.
- `full`: `content_iou50` and `source_overlap` and `cue_overlap`.
- `span.ROLE`: exact spans as published for CofeNet (Wang et al., COLING 2022): a predicted span is right
  when its words equal those of a gold span of that role in the article. A span shared by several
  attributions counts once. `span_char.ROLE` is the same by characters, so that punctuation at the edges
  matters, as it does where punctuation marks are tokens.

The kind (direct, mixed, indirect) is that of the gold content for recall and that of the predicted one for
precision.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from onrecord.evaluation.attribution.gold import (
    ROLES,
    GoldArticle,
    PredictedArticle,
    Triple,
    load_gold,
    predict_all,
    write_predictions,
)
from onrecord.evaluation.attribution.relations import Relation, WordedText, judge_pair, match_relations
from onrecord.evaluation.precision_recall import PartialCounts, ratio
from onrecord.model.annotation import Attribution
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from onrecord.model.record import StatementKind

KINDS: tuple[StatementKind, ...] = ("direct", "mixed", "indirect")
PAIRED = (
    "content_exact", "content_exact_char", "content_overlap", "content_iou50",
    "source_exact", "source_overlap", "cue_overlap", "full",
)  # fmt: skip
BY_KIND = ("content_exact", "content_overlap", "content_iou50", "source_overlap", "full", "content_soft")
BY_SOURCE = ("content_overlap", "content_iou50", "source_exact", "source_overlap", "full")
WITH_INTERVALS = ("content_soft", "content_iou50", "content_exact", "full")
ORDER = (
    *(f"token.{role}" for role in ROLES), *PAIRED[:4], "content_soft", *PAIRED[4:],
    *(f"span.{role}" for role in ROLES), *(f"span_char.{role}" for role in ROLES),
)  # fmt: skip

H = TypeVar("H", bound=Hashable)
# Side (gold, predicted, both), figure, group (all, a kind, explicit, implicit).
Key = tuple[str, str, str]
ArticleCounts = Mapping[Key, float]


@dataclass(frozen=True, slots=True)
class KindScores:
    """Scores for the attributions of one kind."""

    gold: int
    predicted: int
    scores: Mapping[str, PartialCounts]


@dataclass(frozen=True, slots=True)
class SourceRecall:
    """Recall for the gold attributions whose source the text names (explicit) or does not (implicit)."""

    gold: int
    recall: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class AttributionScores:
    """All figures of one run over a set of articles. `intervals` are 95 % intervals of F1, if resampled."""

    gold: int
    predicted: int
    gold_implicit: int
    predicted_implicit: int
    paired: int
    scores: Mapping[str, PartialCounts]
    explicit: SourceRecall
    implicit: SourceRecall
    source_of_paired: Mapping[str, float]
    kinds: Mapping[StatementKind, KindScores]
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """Return F1 by figure (`full`, `span.source`) and by kind and figure (`direct.full`), for floors."""
        out = {name: score.f1 for name, score in self.scores.items()}
        return out | {
            f"{kind}.{name}": score.f1 for kind in KINDS for name, score in self.kinds[kind].scores.items()
        }


def evaluate_attribution(
    gold_path: Path,
    predict: Callable[[Article], Sequence[Triple]],
    predictions_path: Path | None = None,
    resamples: int = 0,
) -> AttributionScores:
    """Predict for every article of a gold file and score the predictions. Raises GoldError.

    `predict` returns the attributions of the outer layer only (`outer_layer`). With `predictions_path`, the
    predictions are written there too. With `resamples`, 95 % intervals are added (see
    `score_attributions`).
    """
    gold = load_gold(gold_path)
    predicted = tuple(predict_all(gold, predict))
    if predictions_path:
        write_predictions(predictions_path, predicted)
    return score_attributions(gold, predicted, resamples)


def outer_layer(reading: Annotations) -> tuple[Attribution, ...]:
    """Return the attributions that do not lie within another one: only these are marked in the corpora."""
    return tuple(attribution for attribution in reading.of(Attribution) if attribution.within is None)


def score_attributions(
    gold: Sequence[GoldArticle], predicted: Iterable[PredictedArticle], resamples: int = 0
) -> AttributionScores:
    """Score predictions by article id.

    A gold article without a prediction has no attributions; predictions for other articles are ignored.
    With `resamples`, add 95 % intervals from that many draws of articles with replacement (seeded: the same
    each time).
    """
    by_id = {row.id: row.attributions for row in predicted}
    counts = [count_article(row.text, row.attributions, by_id.get(row.id, ())) for row in gold]
    intervals = _find_intervals(counts, resamples) if resamples and counts else {}
    return _summarise(_total(counts), intervals)


def count_article(text: str, gold: Iterable[Triple], predicted: Iterable[Triple]) -> ArticleCounts:
    """Return the counts of one article."""
    worded = WordedText(text)
    golds, predictions = worded.relations(gold), worded.relations(predicted)
    counts: defaultdict[Key, float] = defaultdict(float)
    _count_sets(counts, golds, predictions)
    _count_relations(counts, "gold", golds, predictions)
    _count_relations(counts, "predicted", predictions, golds)
    for row, column in match_relations(golds, predictions):
        verdicts = judge_pair(golds[row], predictions[column])
        for side, relation in (("gold", golds[row]), ("predicted", predictions[column])):
            for figure, right in verdicts.items():
                for group in _groups(relation):
                    counts[side, figure, group] += right
    return counts


def _count_sets(
    counts: defaultdict[Key, float], gold: Sequence[Relation], predicted: Sequence[Relation]
) -> None:
    """Count what is compared as sets over the whole article: words and spans of each role."""
    for role in ROLES:
        _count_set(
            counts,
            f"token.{role}",
            {word for relation in gold for word in relation.parts[role]},
            {word for relation in predicted for word in relation.parts[role]},
        )
        _count_set(
            counts,
            f"span.{role}",
            {piece for relation in gold for piece in relation.pieces[role] if piece},
            {piece for relation in predicted for piece in relation.pieces[role] if piece},
        )
        _count_set(
            counts,
            f"span_char.{role}",
            {span for relation in gold for span in relation.spans[role]},
            {span for relation in predicted for span in relation.spans[role]},
        )


def _count_set(counts: defaultdict[Key, float], figure: str, gold: set[H], predicted: set[H]) -> None:
    counts["both", figure, "all"] += len(gold & predicted)
    counts["gold", figure, "all"] += len(gold)
    counts["predicted", figure, "all"] += len(predicted)


def _count_relations(
    counts: defaultdict[Key, float], side: str, relations: Sequence[Relation], others: Sequence[Relation]
) -> None:
    """Count the relations of one side, and the share of each content that the other side's contents cover."""
    elsewhere = {word for relation in others for word in relation.content}
    for relation in relations:
        covered = len(relation.content & elsewhere) / len(relation.content) if relation.content else 0.0
        for group in _groups(relation):
            counts[side, "relations", group] += 1
            counts[side, "content_soft", group] += covered


def _groups(relation: Relation) -> tuple[str, str, str]:
    return "all", relation.kind, "explicit" if relation.explicit else "implicit"


def _total(counts: Iterable[ArticleCounts]) -> ArticleCounts:
    total: defaultdict[Key, float] = defaultdict(float)
    for article in counts:
        for key, value in article.items():
            total[key] += value
    return total


def _summarise(total: ArticleCounts, intervals: Mapping[str, tuple[float, float]]) -> AttributionScores:
    paired = _count(total, "gold", "content_overlap")
    return AttributionScores(
        gold=_count(total, "gold"),
        predicted=_count(total, "predicted"),
        gold_implicit=_count(total, "gold", group="implicit"),
        predicted_implicit=_count(total, "predicted", group="implicit"),
        paired=paired,
        scores={
            figure: _score_set(total, figure) if "." in figure else _score_relations(total, figure)
            for figure in ORDER
        },
        explicit=_recall_by_source(total, "explicit"),
        implicit=_recall_by_source(total, "implicit"),
        source_of_paired={
            figure: ratio(_count(total, "gold", figure), paired)
            for figure in ("source_exact", "source_overlap")
        },
        kinds={kind: _score_kind(total, kind) for kind in KINDS},
        intervals=intervals,
    )


def _count(total: ArticleCounts, side: str, figure: str = "relations", group: str = "all") -> int:
    return round(total.get((side, figure, group), 0.0))


def _score_set(total: ArticleCounts, figure: str) -> PartialCounts:
    both = _count(total, "both", figure)
    return PartialCounts(_count(total, "gold", figure), both, _count(total, "predicted", figure), both)


def _score_relations(total: ArticleCounts, figure: str, group: str = "all") -> PartialCounts:
    def count(side: str, name: str) -> float:
        return total.get((side, name, group), 0.0)

    return PartialCounts(
        count("gold", "relations"),
        count("gold", figure),
        count("predicted", "relations"),
        count("predicted", figure),
    )


def _score_kind(total: ArticleCounts, kind: StatementKind) -> KindScores:
    scores = {figure: _score_relations(total, figure, kind) for figure in BY_KIND}
    return KindScores(_count(total, "gold", group=kind), _count(total, "predicted", group=kind), scores)


def _recall_by_source(total: ArticleCounts, group: str) -> SourceRecall:
    recall = {figure: _score_relations(total, figure, group).recall for figure in BY_SOURCE}
    return SourceRecall(_count(total, "gold", group=group), recall)


def _find_intervals(counts: Sequence[ArticleCounts], resamples: int) -> dict[str, tuple[float, float]]:
    """Return 95 % intervals of F1 by the bootstrap over articles (Efron 1979, percentile method)."""
    keys = [
        (side, figure, "all") for side in ("gold", "predicted") for figure in (*WITH_INTERVALS, "relations")
    ]
    table = np.array([[article.get(key, 0.0) for key in keys] for article in counts])
    drawing = random.Random(0)  # noqa: S311 - the draws must be the same each time; nothing is secret
    drawn: dict[str, list[float]] = {figure: [] for figure in WITH_INTERVALS}
    for _ in range(resamples):
        rows = drawing.choices(range(len(counts)), k=len(counts))
        summed: npt.NDArray[np.float64] = table[rows].sum(axis=0)
        total = dict(zip(keys, (float(value) for value in summed), strict=True))
        for figure, values in drawn.items():
            values.append(_score_relations(total, figure).f1)
    return {figure: _middle(values) for figure, values in drawn.items()}


def _middle(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
