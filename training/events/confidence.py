"""Fit the weights of the signs that tell how likely an event's type and actors are right, and print how well they do.

    python training/events/confidence.py [--write]

Rows to learn from: the events that the program finds in corpus/train.jsonl when it leaves none out, right when
`onrecord evaluate records` finds their type and their actors right; those of dev are only counted. Ten folds over
articles of train show what is gained by leaving out the least likely. With --write the weights go into
annotate/encoder/models/en/event_confidence.txt. Needs numpy.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
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
from onrecord.pipeline import Pipeline, make_pipeline

CORPUS = Path("corpus")
LEXICON = Path(onrecord.annotate.__file__).parent / "encoder" / "models" / "en" / "event_confidence.txt"
STRENGTH = 8.0  # of the pull of weights towards nothing
LEAST = 0.5  # what is more likely wrong than right is not told
HEAD = """# What speaks for and against an event: sign | weight (log odds); what the signs are stands in events/confidence.py.
# Fitted by training/events/confidence.py. "always" is added for every event; what is less likely than "least" is not told.
"""


@dataclass(frozen=True)
class Row:
    article: str
    signs: frozenset[str]
    right: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    pipeline = all_events()
    train, dev = (list(found_rows(CORPUS / f"{split}.jsonl", pipeline)) for split in ("train", "dev"))
    names = sorted({sign for row in train for sign in row.signs})
    check(train, names)
    weights = fit_weights(train, names)
    for part, rows in (("train", train), ("dev", dev)):
        told = [(confidence.chance(row.signs, weights), row.right) for row in rows]
        kept = [(chance, right) for chance, right in told if chance >= LEAST]
        print(
            f"{part:9s} {len(told)} found, {share(told):.3f} right; {len(kept)} told, {share(kept):.3f} right, "
            f"mean confidence {sum(chance for chance, _ in kept) / max(1, len(kept)):.3f}"
        )
    lines = [f"least | {LEAST}", f"always | {weights['always']:.2f}"]
    lines += [f"{name} | {weights[name]:.2f}" for name in names if abs(weights[name]) >= 0.005]
    print("\n".join(lines))
    if options.write:
        LEXICON.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


def all_events() -> Pipeline:
    """Return the pipeline with a reader of events that leaves none out."""
    readers = make_pipeline().annotators
    return Pipeline(
        tuple(
            EventAnnotator(least=0.0) if isinstance(reader, EventAnnotator) else reader for reader in readers
        )
    )


def share(told: list[tuple[float, bool]]) -> float:
    return sum(right for _, right in told) / max(1, len(told))


def found_rows(path: Path, pipeline: Pipeline) -> Iterator[Row]:
    for one in load_marked(path):
        article = one.article
        reading = pipeline.annotate(article)
        context = event_context(article, reading)
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
                print(f"{one.source.id}: {event.id} left out", file=sys.stderr)
                continue
            yield Row(one.source.id, confidence.signs_of(mention, context), event.id in right)


def fit(signs_told: np.ndarray, right: np.ndarray, strength: float) -> np.ndarray:
    """Logistic regression by Newton's method; the first column is not pulled towards nothing."""
    weights = np.zeros(signs_told.shape[1])
    pull = np.r_[1e-6, np.full(len(weights) - 1, strength)]
    for _ in range(50):
        chance = 1 / (1 + np.exp(-signs_told @ weights))
        slope = signs_told.T @ (chance - right) + pull * weights
        curve = (signs_told * (chance * (1 - chance))[:, None]).T @ signs_told + np.diag(pull)
        weights -= np.linalg.solve(curve, slope)
    return weights


def table(rows: list[Row], names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    told = np.array([[1.0, *(name in row.signs for name in names)] for row in rows])
    return told, np.array([float(row.right) for row in rows])


def fit_weights(rows: list[Row], names: list[str]) -> dict[str, float]:
    told, right = table(rows, names)
    return dict(zip(["always", *names], map(float, fit(told, right, STRENGTH)), strict=True))


def check(rows: list[Row], names: list[str]) -> None:
    """Print what share is right when the least likely are left out: every article by weights learnt from the others."""
    articles = sorted({row.article for row in rows})
    fold = {article: place % 10 for place, article in enumerate(articles)}
    told, right = table(rows, names)
    chances = np.zeros(len(rows))
    folds = np.array([fold[row.article] for row in rows])
    for number in range(10):
        weights = fit(told[folds != number], right[folds != number], STRENGTH)
        chances[folds == number] = 1 / (1 + np.exp(-told[folds == number] @ weights))
    order = np.argsort(-chances, kind="stable")
    for left_out in (0.0, 0.05, 0.1, 0.15, 0.2):
        kept = order[: round(len(rows) * (1 - left_out))]
        of_right = right[kept].sum() / right.sum()
        print(
            f"without the least likely {left_out:4.0%}: {right[kept].mean():.3f} right, {of_right:.3f} of the right kept"
        )


if __name__ == "__main__":
    main()
