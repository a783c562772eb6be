"""Scores of records against gold records: counts by layer and cell, intervals, break-downs.

Precision is right / output and recall right / gold; a figure with nothing to divide by is undefined (NaN).
`statements.act`, for instance, counts the values of the cell `act` in all statements, paired or not
(`records.cells` defines which are right). Besides the cells there are:

- `LAYER.found`: rows found. `events.type_actors`: events found whose actors are right.
  `actors.named.found`, `actors.unnamed.found`: actors with and without a mention by name.
- `LAYER.rows`: rows entirely right; `rows`: statements, events and commitments together.
  `statements.every`: statements right in every cell. These have 95 % intervals from resampled articles
  (bootstrap, Efron 1979; percentiles).
- `passages.KIND`: characters of a kind, without white space; `passages.news`: those of headline and body;
  `passages.right`: all.

Calibration compares the confidence of each statement and event of the output with whether the row is
entirely right.

The agreement of two annotators is scored both ways, each as the gold of the other, and the counts are
averaged, so their order does not matter. Kappa (Cohen 1960) is computed over paired rows.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.evaluation.calibration import Calibration, calibrate
from onrecord.evaluation.corpus import MarkedArticle, Source
from onrecord.evaluation.precision_recall import Counts
from onrecord.evaluation.records.cells import LAYERS, Layer, Row, compare_records
from onrecord.model.annotation import NEWS, PASSAGE_KINDS, PassageKind
from onrecord.model.record import PassageRow, Record

RESAMPLES = 2000
SEED = 20_250_701
Kinds = tuple[PassageKind | None, PassageKind | None]  # the kinds of a character in gold and output
WITH_INTERVALS = ("rows", *(f"{layer}.rows" for layer in LAYERS), "statements.every")
KAPPAS: tuple[tuple[Layer, str], ...] = (
    ("statements", "act"),
    ("statements", "kind"),
    ("statements", "reality"),
    ("events", "type"),
    ("commitments", "status"),
    ("actors", "kind"),
)


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95 % interval of precision and of recall, each (low, high)."""

    precision: tuple[float, float]
    recall: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement on a cell of paired rows: the share of equal labels, and kappa, which corrects for chance."""

    rows: int
    raw: float
    kappa: float


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """The counts of one article by name. Break-downs are named `dimension=group`."""

    counts: Mapping[str, Counts]
    groups: Mapping[str, Counts]
    confidences: Mapping[Layer, Sequence[tuple[float, bool]]]
    labels: Mapping[str, Sequence[tuple[str, str]]]
    words: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of all articles. `absent` is the number of articles without a record in the output."""

    articles: int
    words: int
    absent: int
    counts: Mapping[str, Counts]
    intervals: Mapping[str, Interval]
    groups: Mapping[str, Mapping[str, Counts]]
    calibration: Mapping[str, Calibration]
    kappa: Mapping[str, Kappa]

    def figures(self) -> dict[str, float]:
        """Return the figures for floors: `NAME.precision`, `NAME.recall`, `NAME.f1` and `calibration`."""
        found: dict[str, float] = {}
        for name, counts in self.counts.items():
            found |= {f"{name}.{figure}": value for figure, value in counts_figures(counts).items()}
        for name, one in self.calibration.items():
            found["calibration" if name == "both" else f"calibration.{name}"] = one.error
        return {name: value for name, value in found.items() if not math.isnan(value)}


def counts_figures(counts: Counts) -> dict[str, float]:
    """Return precision, recall and F1 by name; NaN for a figure with nothing to divide by."""
    return {
        "precision": counts.precision if counts.output else math.nan,
        "recall": counts.recall if counts.gold else math.nan,
        "f1": counts.f1 if counts.gold + counts.output else math.nan,
    }


def score_output(marked: Sequence[MarkedArticle], outputs: Mapping[str, Record]) -> Scores:
    """Score records, by the SHA-256 of their texts, against the gold.

    A missing record counts as an empty one.
    """
    absent = sum(one.record.article.sha256 not in outputs for one in marked)
    scores = []
    for one in marked:
        output = outputs.get(one.record.article.sha256) or without_rows(one.record)
        scores.append(score_article(one.source, one.record, output))
    return _summarise(scores, absent)


def score_agreement(first: Sequence[MarkedArticle], second: Iterable[MarkedArticle]) -> Scores:
    """Score two annotators against each other, on the articles that both have annotated."""
    others = {one.record.article.sha256: one.record for one in second}
    scores = [
        _average(score_article(one.source, one.record, other), score_article(one.source, other, one.record))
        for one in first
        if (other := others.get(one.record.article.sha256))
    ]
    return replace(_summarise(scores, 0), calibration={})


def score_article(source: Source, gold: Record, output: Record) -> ArticleScore:
    """Score one article."""
    rows = compare_records(gold, output)
    totals: defaultdict[str, Counts] = defaultdict(Counts)
    groups: defaultdict[str, Counts] = defaultdict(Counts)
    labels: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    confidences: dict[Layer, list[tuple[float, bool]]] = {"statements": [], "events": []}
    for row in rows:
        for name, one in _row_counts(row):
            totals[name] += one
        for name in _groups_of(row, source):
            groups[name] += _counted(row, row.right)
        if row.layer in confidences and row.confidence is not None:
            confidences[row.layer].append((row.confidence, row.right))
        for layer, cell in KAPPAS:
            if row.layer == layer and row.gold and row.output:
                labels[f"{layer}.{cell}"].append(row.cells[cell].texts)
    counts = dict(totals) | count_passages(gold, output)
    return ArticleScore(counts, groups, confidences, labels, len(gold.article.text.split()))


def count_passages(gold: Record, output: Record) -> dict[str, Counts]:
    """Count characters other than white space: of each kind, of the news, and all of the right kind."""
    text = gold.article.text
    in_gold, in_output = (_kinds_by_character(text, record.passages) for record in (gold, output))
    pairs = Counter((a, b) for a, b, at in zip(in_gold, in_output, text, strict=True) if not at.isspace())
    counts = {f"passages.{kind}": _count_kinds(pairs, frozenset({kind})) for kind in PASSAGE_KINDS}
    right = sum(counts.values(), start=Counts())
    found = {name: one for name, one in counts.items() if one.gold or one.output}
    return {"passages.right": right, "passages.news": _count_kinds(pairs, NEWS), **found}


def find_kappa(labels: Sequence[tuple[str, str]]) -> Kappa:
    """Return the agreement on labels: NaN without labels; kappa is 1 if there is only one label."""
    if not labels:
        return Kappa(0, math.nan, math.nan)
    raw = sum(one == other for one, other in labels) / len(labels)
    firsts, seconds = (Counter(side) for side in zip(*labels, strict=True))
    by_chance = sum(count * seconds[label] for label, count in firsts.items()) / len(labels) ** 2
    return Kappa(len(labels), raw, (raw - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0)


def find_interval(counts: Sequence[Counts], resamples: int = RESAMPLES) -> Interval:
    """Return the 95 % interval over articles drawn with replacement (seeded: the same each time)."""
    drawn = np.random.default_rng(SEED).multinomial(len(counts), [1 / len(counts)] * len(counts), resamples)
    numbers = np.array([(one.gold, one.output, one.right) for one in counts])
    gold, output, right = (drawn @ numbers).T
    return Interval(_percentiles(right, output), _percentiles(right, gold))


def _percentiles(right: np.ndarray, whole: np.ndarray) -> tuple[float, float]:
    shares = right[whole > 0] / whole[whole > 0]
    if not shares.size:
        return math.nan, math.nan
    low, high = np.percentile(shares, [2.5, 97.5])
    return float(low), float(high)


def _row_counts(row: Row) -> Iterator[tuple[str, Counts]]:
    yield f"{row.layer}.found", _counted(row, row.found)
    for name, cell in row.cells.items():
        yield f"{row.layer}.{name}", Counts(cell.gold, cell.output, cell.right)
    if row.layer == "actors":
        yield f"actors.{row.group}.found", _counted(row, row.found)
        return
    yield f"{row.layer}.rows", _counted(row, row.right)
    yield "rows", _counted(row, row.right)
    if row.layer == "statements":
        yield "statements.every", _counted(row, row.every)
    if row.layer == "events":
        yield "events.type_actors", _counted(row, row.found and row.cells["actors"].agrees)


def _groups_of(row: Row, source: Source) -> Iterator[str]:
    if row.layer == "actors":
        return
    yield from (f"kind={source.kind}", f"habit={source.habit}", f"subject={source.subject}")
    if row.layer == "statements":
        yield f"nesting={row.group}"


def _counted(row: Row, right: bool) -> Counts:
    return Counts(row.gold is not None, row.output is not None, right)


def _summarise(scores: Sequence[ArticleScore], absent: int) -> Scores:
    names = sorted({name for score in scores for name in score.counts})
    per_article = {name: [score.counts.get(name, Counts()) for score in scores] for name in names}
    groups: defaultdict[str, dict[str, Counts]] = defaultdict(dict)
    for name in sorted({name for score in scores for name in score.groups}):
        dimension, _, group = name.partition("=")
        groups[dimension][group] = sum((score.groups.get(name, Counts()) for score in scores), start=Counts())
    layers: tuple[Layer, ...] = ("statements", "events")
    confidences = {layer: [pair for score in scores for pair in score.confidences[layer]] for layer in layers}
    labels = {
        f"{layer}.{cell}": [pair for score in scores for pair in score.labels.get(f"{layer}.{cell}", ())]
        for layer, cell in KAPPAS
    }
    both = [*confidences["statements"], *confidences["events"]]
    return Scores(
        articles=len(scores),
        words=sum(score.words for score in scores),
        absent=absent,
        counts={name: sum(counts, start=Counts()) for name, counts in per_article.items()},
        intervals={name: find_interval(per_article[name]) for name in WITH_INTERVALS if name in per_article},
        groups=groups,
        calibration={name: calibrate(pairs) for name, pairs in [*confidences.items(), ("both", both)]},
        kappa={name: find_kappa(pairs) for name, pairs in labels.items()},
    )


def _average(one: ArticleScore, other: ArticleScore) -> ArticleScore:
    """Return the mean of the counts of two directions; the second has gold and output exchanged."""
    return replace(one, counts=_mean(one.counts, other.counts), groups=_mean(one.groups, other.groups))


def _mean(one: Mapping[str, Counts], other: Mapping[str, Counts]) -> dict[str, Counts]:
    means: dict[str, Counts] = {}
    for name in sorted({*one, *other}):
        left, right = one.get(name, Counts()), other.get(name, Counts())
        halves = left.gold + right.output, left.output + right.gold, left.right + right.right
        means[name] = Counts(*(half / 2 for half in halves))
    return means


def without_rows(record: Record) -> Record:
    """Return the record with the article only, without any rows."""
    return replace(record, passages=(), actors=(), statements=(), events=(), commitments=())


def _kinds_by_character(text: str, passages: Iterable[PassageRow]) -> list[PassageKind | None]:
    kinds: list[PassageKind | None] = [None] * len(text)
    for passage in passages:
        kinds[passage.span.start : passage.span.end] = [passage.kind] * passage.span.length
    return kinds


def _count_kinds(pairs: Counter[Kinds], kinds: frozenset[PassageKind]) -> Counts:
    gold = sum(number for (kind, _), number in pairs.items() if kind in kinds)
    output = sum(number for (_, kind), number in pairs.items() if kind in kinds)
    right = sum(number for both, number in pairs.items() if both[0] in kinds and both[1] in kinds)
    return Counts(gold, output, right)
