"""Fit the weights of row confidence on the corpus, and print how good they are.

    python training/row_confidence/fit.py [--write] [--acts build/acts-without-0 build/acts-without-1]

The training rows are the statements and events that the program outputs for corpus/train.jsonl and
corpus/dev.jsonl; a row is right when `onrecord evaluate records` finds it entirely right. First the weights
are fitted on train and measured on dev, then fitted on both; --write writes the latter to
src/onrecord/assemble/row_confidence.txt. The strength of the regularisation is chosen by five-fold
cross-validation over the articles of train.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import onrecord.assemble
from onrecord.assemble.record import build_unrated
from onrecord.assemble.row_confidence import RecordIndex, event_features, statement_features
from onrecord.evaluation.calibration import calibrate
from onrecord.evaluation.corpus import MarkedArticle, load_marked
from onrecord.evaluation.records.cells import compare_records
from onrecord.pipeline import Pipeline, make_pipeline

sys.path.append(str(Path(__file__).resolve().parents[1] / "acts"))
from crossed import crossed

CORPUS = Path("corpus")
WEIGHTS = Path(onrecord.assemble.__file__).parent / "row_confidence.txt"
STRENGTHS = (1.0, 3.0, 10.0, 30.0)
FOLDS = 5
FEWEST = 5  # rows of train that a feature needs to get a weight
HEAD = """\
# Features of a row and their weights for being entirely right: layer | feature | weight (log odds).
# row_confidence.py defines the features. Fitted on corpus/train.jsonl and dev.jsonl by
# training/row_confidence/fit.py; change that, not this.
"""


@dataclass(frozen=True)
class Rated:
    """A row of the output: its article, its features, and whether it is entirely right."""

    article: str
    signs: dict[str, float]
    right: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument(
        "--acts",
        type=Path,
        nargs=2,
        default=(),
        help="networks of acts trained without half 0 and 1 of train",
    )
    options = parser.parse_args()
    annotators = make_pipeline().annotators
    rows = {
        split: rated_rows(load_marked(CORPUS / f"{split}.jsonl"), crossed(annotators, folders))
        for split, folders in (("train", options.acts), ("dev", ()))
    }
    lines = []
    unseen: list[tuple[float, bool]] = []
    seen: list[tuple[float, bool]] = []
    for layer in ("statement", "event"):
        train, dev = rows["train"][layer], rows["dev"][layer]
        names = frequent_signs(train)
        strength = min(STRENGTHS, key=lambda strength: cross_entropy(train, names, strength))
        chances = rate(dev, names, fit(train, names, strength))
        unseen += chances
        print(
            f"{layer:9s} strength {strength:g}: {len(train)} rows of train, {share(train):.3f} right; "
            f"{len(dev)} of dev, {share(dev):.3f} right, calibration error {calibrate(chances).error:.3f}, "
            f"ranking (AUC) {auc(chances):.3f}, the annotators' own {auc(own(dev)):.3f}"
        )
        both = [*train, *dev]
        names = frequent_signs(both)
        weights = fit(both, names, strength)
        seen += rate(dev, names, weights)
        lines += [f"{layer} | {name} | {weight:.3f}" for name, weight in zip(names, weights, strict=True)]
    print(
        f"calibration error over {len(seen)} rows of dev: {calibrate(unseen).error:.3f} with those of train,"
        f" {calibrate(seen).error:.3f} with those of train and dev, which are written"
    )
    if options.write:
        WEIGHTS.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


def rated_rows(
    marked: list[MarkedArticle], pipeline_for: Callable[[str], Pipeline]
) -> dict[str, list[Rated]]:
    """Return the statements and events that the program outputs for gold articles."""
    rows: dict[str, list[Rated]] = {"statement": [], "event": []}
    for one in marked:
        article, pipeline = one.article, pipeline_for(one.source.id)
        record, _ = build_unrated(article, pipeline.annotate(article), pipeline.run)
        right = {row.output for row in compare_records(one.record, record) if row.right}
        index = RecordIndex.of(record)
        rows["statement"] += [
            Rated(one.source.id, statement_features(row, index), row.id in right) for row in record.statements
        ]
        rows["event"] += [
            Rated(one.source.id, event_features(row, index), row.id in right) for row in record.events
        ]
    return rows


def frequent_signs(rows: list[Rated]) -> list[str]:
    counts: dict[str, int] = {}
    for row in rows:
        for name in row.signs:
            counts[name] = counts.get(name, 0) + 1
    return sorted(name for name, count in counts.items() if count >= FEWEST)


def matrix(rows: list[Rated], names: list[str]) -> np.ndarray:
    return np.array([[row.signs.get(name, 0.0) for name in names] for row in rows]).reshape(
        len(rows), len(names)
    )


def fit(rows: list[Rated], names: list[str], strength: float) -> np.ndarray:
    """Return the weights of a logistic regression; all but that of `always` are regularised (L2)."""
    features, right = matrix(rows, names), np.array([row.right for row in rows], dtype=float)
    penalty = np.array([0.0 if name == "always" else strength for name in names])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = features @ weights
        value = np.logaddexp(0, odds).sum() - (right * odds).sum() + 0.5 * (penalty * weights**2).sum()
        gradient = features.T @ (1 / (1 + np.exp(-odds)) - right) + penalty * weights
        return float(value), gradient

    solved: np.ndarray = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return solved


def predict(rows: list[Rated], names: list[str], weights: np.ndarray) -> np.ndarray:
    chances: np.ndarray = 1 / (1 + np.exp(-(matrix(rows, names) @ weights)))
    return chances


def rate(rows: list[Rated], names: list[str], weights: np.ndarray) -> list[tuple[float, bool]]:
    return [
        (float(chance), row.right) for chance, row in zip(predict(rows, names, weights), rows, strict=True)
    ]


def cross_entropy(rows: list[Rated], names: list[str], strength: float) -> float:
    articles = sorted({row.article for row in rows})
    fold_of = {article: place % FOLDS for place, article in enumerate(articles)}
    loss = 0.0
    for fold in range(FOLDS):
        inside = [row for row in rows if fold_of[row.article] == fold]
        outside = [row for row in rows if fold_of[row.article] != fold]
        chances = predict(inside, names, fit(outside, names, strength))
        right = np.array([row.right for row in inside])
        loss -= float(np.log(np.where(right, chances, 1 - chances)).sum())
    return loss


def share(rows: list[Rated]) -> float:
    return sum(row.right for row in rows) / max(1, len(rows))


def own(rows: list[Rated]) -> list[tuple[float, bool]]:
    return [(row.signs["annotator"], row.right) for row in rows]


def auc(rated: list[tuple[float, bool]]) -> float:
    """Return how often a right row has a higher chance than a wrong one (ties count half)."""
    right = [chance for chance, is_right in rated if is_right]
    wrong = [chance for chance, is_right in rated if not is_right]
    compare: Callable[[float, float], float] = lambda a, b: 1.0 if a > b else 0.5 if a == b else 0.0  # noqa: E731
    return sum(compare(a, b) for a in right for b in wrong) / max(1, len(right) * len(wrong))


if __name__ == "__main__":
    main()
