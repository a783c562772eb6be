"""Fit the weights of the signs that tell how likely an event is right, and print how well they do.

python training/events/confidence.py --data ../shared/data [--write]

Rows to learn from: the events found in the tune articles of gold/events.jsonl and in those of marks.jsonl (marked in the same
way, to mend rules by), and those of judged.jsonl (found events, judged right or wrong by eye). Held-out ones are only counted.
With --write the weights go into reading/lexicons/en/event_confidence.txt. Needs numpy.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import onrecord.reading
from onrecord.evaluation.article_events import load_event_rows, right_events
from onrecord.evaluation.gate import GOLD_FOLDER
from onrecord.model.annotation import EventMention
from onrecord.model.article import Article, Published
from onrecord.model.reading import Reading
from onrecord.pipeline import Pipeline, make_pipeline
from onrecord.reading.event_reader import EventReader, stage_of
from onrecord.reading.events import confidence

HERE = Path(__file__).parent
LEXICON = Path(onrecord.reading.__file__).parent / "lexicons" / "en" / "event_confidence.txt"
STRENGTH = 8.0  # of the pull of weights towards nothing
LEAST = 0.5  # what is more likely wrong than right is not told
HEAD = """# What speaks for and against an event: sign | weight (log odds); what the signs are stands in events/confidence.py.
# Fitted by training/events/confidence.py. "always" is added for every event; what is less likely than "least" is not told.
"""


@dataclass(frozen=True)
class Row:
    part: str
    url: str
    signs: frozenset[str]
    right: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--write", action="store_true")
    paths = parser.parse_args()
    rows = list(found_rows(paths.data, all_events()))
    learnt = [row for row in rows if row.part != "held-out"]
    names = sorted({sign for row in learnt for sign in row.signs})
    check(learnt, names)
    weights = fit_weights(learnt, names)
    for part in ("tune", "marks", "judged", "held-out"):
        told = [(confidence.chance(row.signs, weights), row.right) for row in rows if row.part == part]
        kept = [(chance, right) for chance, right in told if chance >= LEAST]
        print(
            f"{part:9s} {len(told)} found, {share(told):.3f} right; {len(kept)} told, {share(kept):.3f} right, "
            f"mean confidence {sum(chance for chance, _ in kept) / max(1, len(kept)):.3f}"
        )
    lines = [f"least | {LEAST}", f"always | {weights['always']:.2f}"]
    lines += [f"{name} | {weights[name]:.2f}" for name in names if abs(weights[name]) >= 0.005]
    print("\n".join(lines))
    if paths.write:
        LEXICON.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


def all_events() -> Pipeline:
    """Return the pipeline with a reader of events that leaves none out."""
    readers = make_pipeline().readers
    return Pipeline(tuple(EventReader(least=0.0) if isinstance(reader, EventReader) else reader for reader in readers))


def share(told: list[tuple[float, bool]]) -> float:
    return sum(right for _, right in told) / max(1, len(told))


def found_rows(data: Path, pipeline: Pipeline) -> Iterator[Row]:
    for part, path in (("gold", GOLD_FOLDER / "events.jsonl"), ("marks", HERE / "marks.jsonl")):
        for row, article in load_event_rows(path, data):
            reading = pipeline.read_layers(article)
            for event, right in right_events(row.events, reading):
                yield Row(row.part if part == "gold" else part, row.url, signs(event, article, reading), right)
    for article, judged in judged_articles(data):
        reading = pipeline.read_layers(article)
        for event in reading.of(EventMention):
            right = judged.get((event.trigger[0].start, event.type))
            if right is not None:
                yield Row("judged", article.url or "", signs(event, article, reading), right)


def signs(event: EventMention, article: Article, reading: Reading) -> frozenset[str]:
    return confidence.signs_of(event, stage_of(article, reading))


def judged_articles(data: Path) -> Iterator[tuple[Article, dict[tuple[int, str], bool]]]:
    by_file: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for line in (HERE / "judged.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["file"] not in by_file:
            texts = map(json.loads, (data / row["file"]).read_text("utf-8").splitlines())
            by_file[row["file"]] = {text["url"]: text for text in texts}
        text = by_file[row["file"]][row["url"]]
        if hashlib.sha256(text["text"].encode()).hexdigest() != row["sha256"]:
            raise SystemExit(f"the text of {row['url']} is not the one that was judged")
        published = Published(text["published"], "given") if text.get("published") else Published()
        article = Article(text["text"], text.get("title"), text.get("outlet"), text["url"], published=published)
        yield article, {(start, kind): right for start, kind, right in row["events"]}


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
    """Fit on all rows; then what is added for every event on judged rows alone, as rules were mended on the others."""
    told, right = table(rows, names)
    weights = fit(told, right, STRENGTH)
    judged, right = table([row for row in rows if row.part == "judged"], names)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-judged @ weights))
        weights[0] -= (chance - right).sum() / (chance * (1 - chance)).sum()
    return dict(zip(["always", *names], map(float, weights), strict=True))


def check(rows: list[Row], names: list[str]) -> None:
    """Print what share is right when the least likely are left out: every article by weights learnt from the others."""
    articles = sorted({row.url for row in rows})
    fold = {url: place % 10 for place, url in enumerate(articles)}
    told, right = table(rows, names)
    chances = np.zeros(len(rows))
    folds = np.array([fold[row.url] for row in rows])
    for number in range(10):
        weights = fit(told[folds != number], right[folds != number], STRENGTH)
        chances[folds == number] = 1 / (1 + np.exp(-told[folds == number] @ weights))
    order = np.argsort(-chances, kind="stable")
    for left_out in (0.0, 0.05, 0.1, 0.15, 0.2):
        kept = order[: round(len(rows) * (1 - left_out))]
        of_right = right[kept].sum() / right.sum()
        print(f"without the least likely {left_out:4.0%}: {right[kept].mean():.3f} right, {of_right:.3f} of the right kept")


if __name__ == "__main__":
    main()
