"""The table of scores of matters, and the list of what is wrong."""

import math
from collections import Counter, defaultdict

from onrecord.evaluation.jsonl import Json
from onrecord.evaluation.matters.scores import Figure, MatterScores
from onrecord.evaluation.precision_recall import PartialCounts, harmonic_mean

MOST_EXAMPLES = 60


def render_matters(scores: MatterScores, title: str, *, kappas: bool = False) -> str:
    """Return the table: for each count P, R and F1 in percent, and the numbers behind them."""
    lines = [f"{title}: {scores.matters} matters, {scores.articles} articles", ""]
    lines.append(f"{'':40s} {'gold':>6s} {'output':>6s} {'right':>6s} {'P':>6s} {'R':>6s} {'F1':>6s}")
    lines += [_line(name, counts) for name, counts in scores.counts.items()]
    for name, (precision, recall) in scores.b_cubed.items():
        figures = (precision, recall, harmonic_mean(precision, recall))
        cells = " ".join(f"{100 * figure:6.1f}" for figure in figures)
        lines.append(f"{f'events, B³, {name}':40s} {'':20s} {cells}")
    if kappas:
        lines += [
            f"kappa of {name}: {one.kappa:.3f} ({one.rows} pairs, {100 * one.raw:.1f} % alike)"
            for name, one in scores.kappas.items()
            if not math.isnan(one.kappa)
        ]
    return "\n".join(lines)


def _line(name: str, counts: Figure) -> str:
    numbers = " ".join(f"{number:6.0f}" for number in (counts.gold, counts.output, _right(counts)))
    shares = (
        counts.precision if counts.output else math.nan,
        counts.recall if counts.gold else math.nan,
        counts.f1 if counts.gold + counts.output else math.nan,
    )
    cells = " ".join("     -" if math.isnan(share) else f"{100 * share:6.1f}" for share in shares)
    return f"{name:40s} {numbers} {cells}"


def _right(counts: Figure) -> float:
    """Return how many of the gold are right."""
    return counts.gold_right if isinstance(counts, PartialCounts) else counts.right


def render_faults(scores: MatterScores, most: int = MOST_EXAMPLES) -> str:
    """Return what is wrong by kind, most frequent first, with at most `most` examples each."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, example in scores.faults:
        by_kind[kind].append(example)
    lines: list[str] = []
    for kind, number in Counter({kind: len(rows) for kind, rows in by_kind.items()}).most_common():
        lines.append(f"{number:5d} {kind}")
        lines += [f"      {example}" for example in by_kind[kind][:most]]
    return "\n".join(lines)


def scores_to_json(scores: MatterScores) -> dict[str, Json]:
    """Return the scores for `--format json`."""
    counts: dict[str, Json] = {
        name: {
            "gold": one.gold,
            "output": one.output,
            "right": _right(one),
            "precision": one.precision,
            "recall": one.recall,
        }
        for name, one in scores.counts.items()
    }
    b_cubed: dict[str, Json] = {
        name: {"precision": precision, "recall": recall}
        for name, (precision, recall) in scores.b_cubed.items()
    }
    return {"matters": scores.matters, "articles": scores.articles, "counts": counts, "b_cubed": b_cubed}
