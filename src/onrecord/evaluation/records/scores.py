"""Records of many articles scored against the gold: counts by layer and cell, rows entirely right, intervals,
break-downs.

For everything counted, precision is right / output and recall right / gold, F1 2 right / (gold + output); a
figure without anything to divide by is NaN. `statements.act`, for instance, counts the values of the cell
`act` in all statements, paired or not (see `records.cells` for which are right). Besides the cells there
are:

- `LAYER.found`: rows found. `events.type_actors`: events found whose actors are right.
  `actors.named.found`, `actors.unnamed.found`: actors with and without a mention by name.
- `LAYER.rows`: rows entirely right; `rows`: statements, events and commitments together.
  `statements.every`: statements right in every cell. These have 95 % intervals, by resampling articles
  (bootstrap, Efron 1979; percentiles).
- `passages.KIND`: characters of a kind, white space left out; `passages.news`: those of headline and body;
  `passages.right`: all.

Calibration holds the confidence of each statement and event of the output against whether the row is
entirely right.

Agreement of two markers is scored both ways, each as the gold of the other, and the counts are averaged:
the order of the markers does not matter. Kappa (Cohen 1960) is over paired rows.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.evaluation.calibration import Calibration, calibrate
from onrecord.evaluation.corpus import MarkedArticle, Source
from onrecord.evaluation.records.cells import LAYERS, Layer, Row, compare_records
from onrecord.model.annotation import NEWS, PASSAGE_KINDS, PassageKind
from onrecord.model.record import PassageRow, Record

RESAMPLES = 2000
SEED = 20_250_701
Kinds = tuple[PassageKind | None, PassageKind | None]  # of a character, in gold and output
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
class Counts:
    """How many the gold has, the output has, and are right. Halves come from averaging two ways."""

    gold: float = 0
    output: float = 0
    right: float = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.gold + other.gold, self.output + other.output, self.right + other.right)

    def figures(self) -> dict[str, float]:
        """Return precision, recall and F1 by name."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}

    @property
    def precision(self) -> float:
        """Share right of what was output; NaN when nothing was."""
        return self.right / self.output if self.output else math.nan

    @property
    def recall(self) -> float:
        """Share right of what the gold has; NaN when it has nothing."""
        return self.right / self.gold if self.gold else math.nan

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; NaN when neither side has anything."""
        return 2 * self.right / (self.gold + self.output) if self.gold + self.output else math.nan


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95 % interval of precision and of recall, each (low, high)."""

    precision: tuple[float, float]
    recall: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Kappa:
    """How far two agree on a cell of paired rows: raw share, and kappa, without what chance would give."""

    rows: int
    raw: float
    kappa: float


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """What was counted in one article, by name; break-downs are named `dimension=group`."""

    counts: Mapping[str, Counts]
    groups: Mapping[str, Counts]
    confidences: Mapping[Layer, Sequence[tuple[float, bool]]]
    labels: Mapping[str, Sequence[tuple[str, str]]]
    words: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of all articles. `absent` is how many of them the output has no record of."""

    articles: int
    words: int
    absent: int
    counts: Mapping[str, Counts]
    intervals: Mapping[str, Interval]
    groups: Mapping[str, Mapping[str, Counts]]
    calibration: Mapping[str, Calibration]
    kappa: Mapping[str, Kappa]

    def figures(self) -> dict[str, float]:
        """Return what floors are set for: `NAME.precision`, `NAME.recall`, `NAME.f1`, `calibration`."""
        found: dict[str, float] = {}
        for name, counts in self.counts.items():
            found |= {f"{name}.{figure}": value for figure, value in counts.figures().items()}
        for name, one in self.calibration.items():
            found["calibration" if name == "both" else f"calibration.{name}"] = one.error
        return {name: value for name, value in found.items() if not math.isnan(value)}


def score_output(marked: Sequence[MarkedArticle], outputs: Mapping[str, Record]) -> Scores:
    """Score records, by the SHA-256 of their texts, against marked ones; no record is nothing found."""
    absent = sum(one.record.article.sha256 not in outputs for one in marked)
    scores = []
    for one in marked:
        output = outputs.get(one.record.article.sha256) or without_rows(one.record)
        scores.append(score_article(one.source, one.record, output))
    return _sum_up(scores, absent)


def score_agreement(first: Sequence[MarkedArticle], second: Iterable[MarkedArticle]) -> Scores:
    """Score two markers against each other, in the articles that both have marked."""
    others = {one.record.article.sha256: one.record for one in second}
    scores = [
        _averaged(score_article(one.source, one.record, other), score_article(one.source, other, one.record))
        for one in first
        if (other := others.get(one.record.article.sha256))
    ]
    return replace(_sum_up(scores, 0), calibration={})


def score_article(source: Source, gold: Record, output: Record) -> ArticleScore:
    """Count what is right in one article."""
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
                labels[f"{layer}.{cell}"].append(row.cells[cell].told)
    counts = dict(totals) | count_passages(gold, output)
    return ArticleScore(counts, groups, confidences, labels, len(gold.article.text.split()))


def count_passages(gold: Record, output: Record) -> dict[str, Counts]:
    """Count the characters but white space: of each kind, of the news, and all that have the right kind."""
    text = gold.article.text
    meant, read = (_kinds_by_character(text, record.passages) for record in (gold, output))
    pairs = Counter((a, b) for a, b, at in zip(meant, read, text, strict=True) if not at.isspace())
    counts = {f"passages.{kind}": _share_of(pairs, frozenset({kind})) for kind in PASSAGE_KINDS}
    right = sum(counts.values(), start=Counts())
    found = {name: one for name, one in counts.items() if one.gold or one.output}
    return {"passages.right": right, "passages.news": _share_of(pairs, NEWS), **found}


def find_kappa(labels: Sequence[tuple[str, str]]) -> Kappa:
    """Return how far two agree on labels. NaN where there are none; kappa is 1 where there is just one."""
    if not labels:
        return Kappa(0, math.nan, math.nan)
    raw = sum(one == other for one, other in labels) / len(labels)
    firsts, seconds = (Counter(side) for side in zip(*labels, strict=True))
    by_chance = sum(count * seconds[label] for label, count in firsts.items()) / len(labels) ** 2
    return Kappa(len(labels), raw, (raw - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0)


def find_interval(counts: Sequence[Counts], resamples: int = RESAMPLES) -> Interval:
    """Return the 95 % interval over articles drawn with replacement; the draws are the same every time."""
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


def _sum_up(scores: Sequence[ArticleScore], absent: int) -> Scores:
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


def _averaged(one: ArticleScore, other: ArticleScore) -> ArticleScore:
    """Return the mean of the counts of two ways; in the second way gold and output have changed places."""
    return replace(one, counts=_mean(one.counts, other.counts), groups=_mean(one.groups, other.groups))


def _mean(one: Mapping[str, Counts], other: Mapping[str, Counts]) -> dict[str, Counts]:
    means: dict[str, Counts] = {}
    for name in sorted({*one, *other}):
        left, right = one.get(name, Counts()), other.get(name, Counts())
        halves = left.gold + right.output, left.output + right.gold, left.right + right.right
        means[name] = Counts(*(half / 2 for half in halves))
    return means


def without_rows(record: Record) -> Record:
    """Return the record of an article in which nothing was found."""
    return replace(record, passages=(), actors=(), statements=(), events=(), commitments=())


def _kinds_by_character(text: str, passages: Iterable[PassageRow]) -> list[PassageKind | None]:
    kinds: list[PassageKind | None] = [None] * len(text)
    for passage in passages:
        kinds[passage.span.start : passage.span.end] = [passage.kind] * passage.span.length
    return kinds


def _share_of(pairs: Counter[Kinds], kinds: frozenset[PassageKind]) -> Counts:
    gold = sum(number for (meant, _), number in pairs.items() if meant in kinds)
    output = sum(number for (_, read), number in pairs.items() if read in kinds)
    right = sum(number for (meant, read), number in pairs.items() if meant in kinds and read in kinds)
    return Counts(gold, output, right)
