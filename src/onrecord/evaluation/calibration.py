"""Calibration of confidences: reliability by bins and expected calibration error.

An attribution is right when it is `full` on the gold (see `attribution.scores`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from onrecord.evaluation.attribution.gold import Triple, load_gold
from onrecord.evaluation.attribution.relations import judge_predictions
from onrecord.evaluation.precision_recall import ratio
from onrecord.model.article import Article

BINS = 10


class ConfidentTriple(Triple, Protocol):
    """An attribution with the chance that it is right."""

    @property
    def confidence(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions whose confidence is at least `low` and below `high` (1 belongs to the last bin)."""

    low: float
    high: float
    predictions: int
    confidence: float  # mean; 0 in an empty bin
    right: float  # share; 0 in an empty bin


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability by bins of equal width.

    `error` is the expected calibration error (Naeini, Cooper and Hauskrecht, AAAI 2015): the mean distance
    between confidence and share right, each bin weighted by its predictions.
    """

    bins: tuple[Bin, ...]
    predictions: int
    error: float


def evaluate_calibration(
    gold_path: Path, predict: Callable[[Article], Sequence[ConfidentTriple]]
) -> Calibration:
    """Predict for every article of a gold file and return how reliable the confidences are.

    Raises GoldError.
    """
    pairs: list[tuple[float, bool]] = []
    for row in load_gold(gold_path):
        predicted = predict(row.article())
        right = judge_predictions(row.text, row.attributions, predicted)
        pairs += zip((one.confidence for one in predicted), right, strict=True)
    return calibrate(pairs)


def calibrate(pairs: Iterable[tuple[float, bool]]) -> Calibration:
    """Return the reliability of (confidence, is right) pairs.

    Raises ValueError for a confidence outside 0 to 1.
    """
    binned: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in pairs:
        if not 0 <= confidence <= 1:
            raise ValueError(f"a confidence of {confidence} is outside 0 to 1")
        binned[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    bins = tuple(_make_bin(number, inside) for number, inside in enumerate(binned))
    total = sum(one.predictions for one in bins)
    error = ratio(sum(one.predictions * abs(one.confidence - one.right) for one in bins), total)
    return Calibration(bins, total, error)


def render_calibration(calibration: Calibration) -> str:
    """Return the reliability as a table, one bin a line."""
    lines = [f"{'confidence':12s} {'predictions':>11s} {'mean':>7s} {'right':>7s}"]
    for one in calibration.bins:
        name = f"{one.low:.1f} to {one.high:.1f}"
        mean, right = (
            f"{100 * share:.1f}" if one.predictions else "-" for share in (one.confidence, one.right)
        )
        lines.append(f"{name:12s} {one.predictions:11d} {mean:>7s} {right:>7s}")
    lines.append(
        f"expected calibration error {calibration.error:.3f} over {calibration.predictions} predictions"
    )
    return "\n".join(lines)


def _make_bin(number: int, inside: Sequence[tuple[float, bool]]) -> Bin:
    count = len(inside)
    confidence = ratio(sum(chance for chance, _ in inside), count)
    right = ratio(sum(is_right for _, is_right in inside), count)
    return Bin(number / BINS, (number + 1) / BINS, count, confidence, right)
