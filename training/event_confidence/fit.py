"""Fit the weights of the features that give the confidence of events, and print how good they are.

    python training/event_confidence/fit.py [--write] [--acts build/acts-without-0 build/acts-without-1]

The training rows are the events that the program finds in corpus/train.jsonl when it drops none; an event
is right when `onrecord evaluate records` finds its type and actors right. Those of dev are only counted.
Ten folds over the articles of train show what dropping the least likely events gains. --write writes the
weights to annotate/encoder/models/en/event_confidence.txt. Needs numpy.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import onrecord.annotate
from onrecord.annotate.events import confidence
from onrecord.annotate.events.annotator import EventAnnotator, event_context
from onrecord.assemble.record import build_unrated
from onrecord.evaluation.corpus import load_marked
from onrecord.evaluation.records.cells import compare_records
from onrecord.model.annotation import EventMention
from onrecord.model.layers import Annotator
from onrecord.pipeline import Pipeline, make_pipeline

sys.path.append(str(Path(__file__).resolve().parents[1] / "acts"))
from crossed import crossed

CORPUS = Path("corpus")
WEIGHTS = Path(onrecord.annotate.__file__).parent / "encoder" / "models" / "en" / "event_confidence.txt"
STRENGTH = 8.0  # of the L2 regularisation
# The folds lose 3 to 6 % of the right events below it, and about a fifth of the wrong ones.
LEAST = 0.3
HEAD = """\
# Features of an event and their weights (log odds); annotate/events/confidence.py defines the features.
# Fitted by training/event_confidence/fit.py. "always" is added for every event; an event with a chance
# below "least" is dropped.
"""


@dataclass(frozen=True)
class Row:
    article: str
    signs: frozenset[str]
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
    train, dev = (
        list(found_rows(CORPUS / f"{split}.jsonl", crossed(all_events(), folders)))
        for split, folders in (("train", options.acts), ("dev", ()))
    )
    names = sorted({sign for row in train for sign in row.signs})
    cross_validate(train, names)
    weights = fit_weights(train, names)
    for part, rows in (("train", train), ("dev", dev)):
        rated = [(confidence.chance(row.signs, weights), row.right) for row in rows]
        likely = [(chance, right) for chance, right in rated if chance >= LEAST]
        mean = sum(chance for chance, _ in likely) / max(1, len(likely))
        print(
            f"{part:9s} {len(rated)} found, {share(rated):.3f} right; {len(likely)} likely enough, "
            f"{share(likely):.3f} right, mean confidence {mean:.3f}"
        )
    lines = [f"least | {LEAST}", f"always | {weights['always']:.2f}"]
    lines += [f"{name} | {weights[name]:.2f}" for name in names if abs(weights[name]) >= 0.005]
    print("\n".join(lines))
    if options.write:
        WEIGHTS.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


def all_events() -> list[Annotator]:
    """Return the annotators, with one of events that drops none."""
    annotators = make_pipeline().annotators
    return [EventAnnotator(least=0.0) if isinstance(one, EventAnnotator) else one for one in annotators]


def share(rated: list[tuple[float, bool]]) -> float:
    return sum(right for _, right in rated) / max(1, len(rated))


def found_rows(path: Path, pipeline_for: Callable[[str], Pipeline]) -> Iterator[Row]:
    for one in load_marked(path):
        article, pipeline = one.article, pipeline_for(one.source.id)
        reading = pipeline.annotate(article)
        stage = event_context(article, reading)
        record, _ = build_unrated(article, reading, pipeline.run)
        right = {
            row.output
            for row in compare_records(one.record, record)
            if row.layer == "events" and row.found and row.cells["actors"].agrees
        }
        mentions = {(mention.type, mention.trigger): mention for mention in reading.of(EventMention)}
        for event in record.events:
            mention = mentions.get((event.type, event.evidence.trigger.spans))
            if mention is None:  # its words were trimmed on the way into the record
                print(f"{one.source.id}: {event.id} skipped", file=sys.stderr)
                continue
            yield Row(one.source.id, confidence.signs_of(mention, stage), event.id in right)


def fit(features: np.ndarray, right: np.ndarray, strength: float) -> np.ndarray:
    """Return the weights of a logistic regression by Newton's method; the first column is not regularised."""
    weights = np.zeros(features.shape[1])
    penalty = np.r_[1e-6, np.full(len(weights) - 1, strength)]
    for _ in range(50):
        chance = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (chance - right) + penalty * weights
        hessian = (features * (chance * (1 - chance))[:, None]).T @ features + np.diag(penalty)
        weights -= np.linalg.solve(hessian, gradient)
    return weights


def table(rows: list[Row], names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    features = np.array([[1.0, *(name in row.signs for name in names)] for row in rows])
    return features, np.array([float(row.right) for row in rows])


def fit_weights(rows: list[Row], names: list[str]) -> dict[str, float]:
    features, right = table(rows, names)
    return dict(zip(["always", *names], map(float, fit(features, right, STRENGTH)), strict=True))


def cross_validate(rows: list[Row], names: list[str]) -> None:
    """Print the share right without the least likely events; each fold is rated by the others' weights."""
    articles = sorted({row.article for row in rows})
    fold = {article: place % 10 for place, article in enumerate(articles)}
    features, right = table(rows, names)
    chances = np.zeros(len(rows))
    folds = np.array([fold[row.article] for row in rows])
    for number in range(10):
        weights = fit(features[folds != number], right[folds != number], STRENGTH)
        chances[folds == number] = 1 / (1 + np.exp(-features[folds == number] @ weights))
    order = np.argsort(-chances, kind="stable")
    for dropped in (0.0, 0.05, 0.1, 0.15, 0.2):
        likely = order[: round(len(rows) * (1 - dropped))]
        recall = right[likely].sum() / right.sum()
        print(
            f"without the least likely {dropped:4.0%}: {right[likely].mean():.3f} right, "
            f"{recall:.3f} of the right ones remain"
        )


if __name__ == "__main__":
    main()
