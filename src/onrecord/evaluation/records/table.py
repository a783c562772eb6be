"""Scores of records as a table, main figures first, and as JSON."""

import math
from collections.abc import Iterator, Mapping

from onrecord.evaluation.calibration import Calibration
from onrecord.evaluation.jsonl import Json
from onrecord.evaluation.precision_recall import Counts
from onrecord.evaluation.records.cells import LAYERS
from onrecord.evaluation.records.scores import Interval, Kappa, Scores, counts_figures

WIDTH = 28  # columns of the first field
LEADING = ("statements.found", "events.type_actors", "commitments.found", "actors.found", "passages.news")
NAMES = {
    "statements.rows": "statements",
    "events.rows": "events",
    "commitments.rows": "commitments",
    "rows": "all three together",
    "statements.every": "statements in every cell",
    "events.type_actors": "events: type and actors",
    "passages.news": "passages: news characters",
}
CELL_NAMES = {
    "type_actors": "type and actors",
    "named.found": "found, named",
    "unnamed.found": "found, unnamed",
}
CELLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "statements",
        (
            "found", "source", "cue", "content", "actors", "act", "kind", "reality", "within", "on_behalf_of",
            "addressees", "said", "medium", "outlet", "chain", "relays", "answers",
        ),
    ),
    (
        "events",
        (
            "found", "type_actors", "type", "mode", "contexts", "actors", "recipients", "date", "place",
            "place.country", "reality", "told_by", "quantities", "round",
        ),
    ),
    (
        "commitments",
        ("found", "parties", "status", "terms", "deadline", "conditions", "agreed.date", "status_evidence"),
    ),
    ("actors", ("found", "named.found", "unnamed.found", "kind", "country", "sector", "roles")),
    (
        "passages",
        (
            "news", "right", "headline", "byline", "dateline", "body", "caption", "appeal", "promotion",
            "notice", "navigation",
        ),
    ),
)  # fmt: skip
DIMENSIONS = {
    "kind": "rows right by kind of text",
    "habit": "rows right by outlet's habit",
    "subject": "rows right by subject",
    "nesting": "statements right",
}


def render_scores(scores: Scores, title: str, markers: Scores | None = None) -> str:
    """Return the table.

    With `markers`, the scores of two annotators, a column has their F1. Scores without calibration show
    kappa instead.
    """
    lines = [*_heading(scores, title), "", *_rows_right(scores, markers), "", *_leading(scores, markers), ""]
    lines += _calibration(scores.calibration) if scores.calibration else _kappas(scores.kappa)
    lines += ["", *_cells(scores, markers), *_groups(scores)]
    return "\n".join(line.rstrip() for line in lines)


def scores_to_json(scores: Scores, markers: Scores | None = None) -> dict[str, Json]:
    """Return everything in the table and the intervals. An undefined figure is null."""
    counts: dict[str, Json] = {}
    for name, one in scores.counts.items():
        interval = scores.intervals.get(name)
        counts[name] = {**_figures(one), **(_interval_to_json(interval) if interval else {})}
    groups: dict[str, Json] = {}
    for dimension, found in scores.groups.items():
        groups[dimension] = {group: _figures(one) for group, one in found.items()}
    kappa: dict[str, Json] = {}
    for name, one_kappa in scores.kappa.items():
        raw, corrected = _number(one_kappa.raw), _number(one_kappa.kappa)
        kappa[name] = {"rows": one_kappa.rows, "raw": raw, "kappa": corrected}
    return {
        "articles": scores.articles,
        "words": scores.words,
        "absent": scores.absent,
        "counts": counts,
        "groups": groups,
        "calibration": {name: _calibration_to_json(one) for name, one in scores.calibration.items()},
        "kappa": kappa,
        "markers": scores_to_json(markers) if markers else None,
    }


def _heading(scores: Scores, title: str) -> Iterator[str]:
    yield f"{title}: {scores.articles} articles, {scores.words} words"
    if scores.absent:
        yield f"{scores.absent} of them have no record in the output: all their rows count as not found"


def _rows_right(scores: Scores, markers: Scores | None) -> Iterator[str]:
    heads = f"{_COUNTS}  {'of the output':>20s}  {'of the gold':>20s} {_F1}"
    yield f"{'rows entirely right':{WIDTH}s}{heads}{_markers_head(markers)}"
    for name in ("rows", *(f"{layer}.rows" for layer in LAYERS), "statements.every"):
        counts = scores.counts.get(name, Counts())
        interval = scores.intervals.get(name)
        figures = counts_figures(counts)
        precision = _with_interval(figures["precision"], interval.precision if interval else None)
        recall = _with_interval(figures["recall"], interval.recall if interval else None)
        columns = f"{_counts(counts)}  {precision}  {recall} {_percent(figures['f1'])}"
        yield f"{'  ' + NAMES[name]:{WIDTH}s}{columns}{_markers(name, markers)}"


def _leading(scores: Scores, markers: Scores | None) -> Iterator[str]:
    yield f"{'found':{WIDTH}s}{_COUNTS}{_FIGURES}{_markers_head(markers)}"
    yield from (_line(NAMES.get(name, name.partition(".")[0]), name, scores, markers) for name in LEADING)


def _cells(scores: Scores, markers: Scores | None) -> Iterator[str]:
    for layer, names in CELLS:
        known = [name for name in names if f"{layer}.{name}" in scores.counts]
        yield f"{layer:{WIDTH}s}{_COUNTS}{_FIGURES}{_markers_head(markers)}"
        yield from (_line(CELL_NAMES.get(name, name), f"{layer}.{name}", scores, markers) for name in known)
        yield ""


def _line(shown: str, name: str, scores: Scores, markers: Scores | None) -> str:
    figures = _figure_columns(scores.counts.get(name, Counts()))
    return f"{'  ' + shown:{WIDTH}s}{figures}{_markers(name, markers)}"


def _groups(scores: Scores) -> Iterator[str]:
    for dimension, shown in DIMENSIONS.items():
        yield f"{shown:{WIDTH}s}{_COUNTS}{_FIGURES}"
        for group, counts in scores.groups.get(dimension, {}).items():
            yield f"{'  ' + group:{WIDTH}s}{_figure_columns(counts)}"
        yield ""


def _calibration(calibration: Mapping[str, Calibration]) -> Iterator[str]:
    """Yield for each bin the number of rows, their mean confidence and the share entirely right."""
    heads = (f"{name:>12s} {'mean':>6s} {'right':>6s}" for name in calibration)
    yield f"{'confidence and truth':{WIDTH}s}" + "".join(heads)
    for at in range(len(calibration["both"].bins)):
        bins = [one.bins[at] for one in calibration.values()]
        if any(one.predictions for one in bins):
            name = f"  {bins[0].low:.1f} to {bins[0].high:.1f}"
            columns = (
                f"{one.predictions:12d} {_percent(one.confidence if one.predictions else math.nan)}"
                f" {_percent(one.right if one.predictions else math.nan)}"
                for one in bins
            )
            yield f"{name:{WIDTH}s}" + "".join(columns)
    yield f"{'  calibration error':{WIDTH}s}" + "".join(f"{one.error:26.3f}" for one in calibration.values())


def _kappas(kappa: Mapping[str, Kappa]) -> Iterator[str]:
    yield f"{'labels of paired rows':{WIDTH}s}{'rows':>7s} {'alike':>6s} {'kappa':>6s}"
    for name, one in kappa.items():
        shown = "     -" if math.isnan(one.kappa) else f"{one.kappa:6.2f}"
        yield f"{'  ' + name.replace('.', ': '):{WIDTH}s}{one.rows:7d} {_percent(one.raw)} {shown}"


_COUNTS = f"{'gold':>7s} {'output':>7s} {'right':>7s}"
_F1 = f"{'F1':>6s}"
_FIGURES = f"  {'P':>6s} {'R':>6s} {_F1}"


def _figure_columns(counts: Counts) -> str:
    figures = " ".join(_percent(value) for value in counts_figures(counts).values())
    return f"{_counts(counts)}  {figures}"


def _counts(counts: Counts) -> str:
    return " ".join(f"{number:7g}" for number in (counts.gold, counts.output, counts.right))


def _percent(share: float) -> str:
    return f"{'-':>6s}" if math.isnan(share) else f"{100 * share:6.1f}"


def _with_interval(share: float, interval: tuple[float, float] | None) -> str:
    if interval is None or math.isnan(interval[0]):
        return f"{_percent(share):>20s}"
    return f"{_percent(share)} ({100 * interval[0]:.1f}-{100 * interval[1]:.1f})".rjust(20)


def _markers_head(markers: Scores | None) -> str:
    return f"{'markers':>8s}" if markers else ""


def _markers(name: str, markers: Scores | None) -> str:
    if not markers:
        return ""
    return f"  {_percent(counts_figures(markers.counts.get(name, Counts()))['f1'])}"


def _figures(counts: Counts) -> dict[str, Json]:
    numbers: dict[str, Json] = {"gold": counts.gold, "output": counts.output, "right": counts.right}
    return numbers | {name: _number(value) for name, value in counts_figures(counts).items()}


def _interval_to_json(interval: Interval) -> dict[str, Json]:
    return {
        "precision_interval": [_number(bound) for bound in interval.precision],
        "recall_interval": [_number(bound) for bound in interval.recall],
    }


def _calibration_to_json(calibration: Calibration) -> Json:
    bins: list[Json] = []
    for one in calibration.bins:
        bounds: dict[str, Json] = {"low": one.low, "high": one.high, "rows": one.predictions}
        bins.append(bounds | {"confidence": one.confidence, "right": one.right})
    return {"rows": calibration.predictions, "error": calibration.error, "bins": bins}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
