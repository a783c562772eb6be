"""Fit the weights that give actors their kind, country and sector, and print how good they are.

    python training/profiles/fit.py [--write]

Rows are the actors that the program finds in corpus/train.jsonl and that `onrecord evaluate records` pairs
with a marked actor. Five folds over the articles of train choose nothing and show what to expect; dev is
only counted. --write writes annotate/encoder/models/en/profiles.txt. Needs numpy and scipy.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import onrecord.annotate
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.profiles.drafts import Drafts
from onrecord.annotate.profiles.weights import LabelWeights, best_label, best_option
from onrecord.assemble.actors import build_actors
from onrecord.assemble.record import build_unrated
from onrecord.evaluation.corpus import load_marked
from onrecord.evaluation.records.cells import compare_records
from onrecord.pipeline import make_pipeline

CORPUS = Path("corpus")
WEIGHTS = Path(onrecord.annotate.__file__).parent / "encoder" / "models" / "en" / "profiles.txt"
STRENGTH = {"country": 2.0, "kind": 2.0, "sector": 2.0}  # of the L2 regularisation
SMALLEST = 0.05  # weights nearer to zero are left out
FOLDS = 5
HEAD = """\
# Weights (log odds) of the features that give an actor's country, kind and sector.
# model | label | feature | weight.
# annotate/profiles defines the features; fitted by training/profiles/fit.py.
"""
Options = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Row:
    """A paired actor: features of its possible states and of its words, and the marked values."""

    article: str
    options: Options
    words: frozenset[str]
    country: str
    kind: str
    sector: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    train, dev = (list(read_rows(CORPUS / f"{split}.jsonl")) for split in ("train", "dev"))
    report(train, dev)
    if arguments.write:
        WEIGHTS.write_text(HEAD + "\n".join(lines_of(train)) + "\n", "utf-8")


def read_rows(path: Path) -> Iterator[Row]:
    pipeline = make_pipeline()
    for one in load_marked(path):
        annotations = pipeline.annotate(one.article)
        record, _ = build_unrated(one.article, annotations, pipeline.run)
        _, ids = build_actors(one.article, annotations)
        yield from paired_rows(one, annotations, record, ids)


def paired_rows(one, annotations, record, ids) -> Iterator[Row]:
    """Yield a row for each actor of the output that is paired with a marked one."""
    drafts = Drafts.of(one.article, annotations, load_actor_lexicon())
    number_of = {name: number for number, name in ids.items()}
    marked = {row.id: row for row in one.record.actors}
    for row in compare_records(one.record, record):
        if row.layer == "actors" and row.found:
            gold, number = marked[row.gold], number_of[row.output]
            options = {name: frozenset(found) for name, found in drafts.countries(number).items()}
            words = frozenset(drafts.words(number))
            yield Row(one.source.id, options, words, gold.country or "", gold.kind, gold.sector or "-")


def report(train: Sequence[Row], dev: Sequence[Row]) -> None:
    articles = sorted({row.article for row in train})
    fold = {name: at % FOLDS for at, name in enumerate(articles)}
    judged: dict[str, Counter[str]] = {"folds": Counter(), "dev": Counter()}
    for part in range(FOLDS):
        rest = [row for row in train if fold[row.article] != part]
        count(judged["folds"], [row for row in train if fold[row.article] == part], fit_all(rest))
    count(judged["dev"], dev, fit_all(train))
    for name, found in judged.items():
        print(name, "actors", found["rows"])
        for model in ("country", "kind", "sector"):
            right, given, gold = (found[f"{model} {what}"] for what in ("right", "given", "gold"))
            print(f"  {model:8s} P {right / max(1, given):.3f} R {right / max(1, gold):.3f} of {gold}")


def count(into: Counter[str], rows: Sequence[Row], weights: tuple) -> None:
    country, kind, sector = weights[0], LabelWeights.of(weights[1]), LabelWeights.of(weights[2])
    for row in rows:
        into["rows"] += 1
        for model, gold, (best, _), none in (
            ("country", row.country, best_option(row.options, country), ""),
            ("kind", row.kind, best_label(row.words, kind), ""),
            ("sector", row.sector, best_label(row.words, sector), "-"),
        ):
            given = best != none
            into[f"{model} given"] += given
            into[f"{model} gold"] += gold != none
            into[f"{model} right"] += given and best == gold


def fit_all(rows: Sequence[Row]):
    return (
        fit_options(rows, STRENGTH["country"]),
        fit_labels([(row.words, row.kind) for row in rows], STRENGTH["kind"]),
        fit_labels([(row.words, row.sector) for row in rows], STRENGTH["sector"]),
    )


def fit_options(rows: Sequence[Row], strength: float) -> dict[str, float]:
    """Return the weights of a conditional logit (McFadden 1974): one option of each row was chosen."""
    rows = [row for row in rows if row.country in row.options]
    names = sorted({feature for row in rows for option in row.options.values() for feature in option})
    place = {name: at for at, name in enumerate(names)}
    options = [
        (at, name == row.country, option)
        for at, row in enumerate(rows)
        for name, option in row.options.items()
    ]
    table = matrix([option for _, _, option in options], place)
    owner = np.array([at for at, _, _ in options])
    chosen = np.array([right for _, right, _ in options], dtype=float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = table @ weights
        highest = np.full(len(rows), -np.inf)
        np.maximum.at(highest, owner, scores)
        powers = np.exp(scores - highest[owner])
        total = np.bincount(owner, powers, len(rows))
        chance = powers / total[owner]
        value = -float((chosen * np.log(chance + 1e-12)).sum()) + strength / 2 * float(weights @ weights)
        return value, table.T @ (chance - chosen) + strength * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return dict(zip(names, found.x.tolist(), strict=True))


def fit_labels(rows: Sequence[tuple[frozenset[str], str]], strength: float) -> dict[str, dict[str, float]]:
    """Return the weights of a multinomial logistic regression by label; features seen once are left out."""
    counts = Counter(feature for words, _ in rows for feature in words)
    names = sorted(name for name, number in counts.items() if number > 1)
    place = {name: at for at, name in enumerate(names)}
    labels = sorted({label for _, label in rows})
    table = matrix([words for words, _ in rows], place)
    gold = np.zeros((len(rows), len(labels)))
    gold[np.arange(len(rows)), [labels.index(label) for _, label in rows]] = 1

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(len(names), len(labels))
        scores = table @ weights
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        value = -float((gold * np.log(chance + 1e-12)).sum()) + strength / 2 * float(flat @ flat)
        return value, (table.T @ (chance - gold) + strength * weights).ravel()

    found = minimize(
        loss, np.zeros(len(names) * len(labels)), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    )
    weights = found.x.reshape(len(names), len(labels))
    return {label: dict(zip(names, weights[:, at].tolist(), strict=True)) for at, label in enumerate(labels)}


def matrix(rows: Sequence[frozenset[str]], place: Mapping[str, int]) -> csr_matrix:
    at = [(number, place[name]) for number, names in enumerate(rows) for name in names if name in place]
    lines, columns = zip(*at, strict=True)
    return csr_matrix((np.ones(len(at)), (lines, columns)), shape=(len(rows), len(place)))


def lines_of(rows: Sequence[Row]) -> Iterator[str]:
    country, kind, sector = fit_all(rows)
    yield from (
        f"country | | {name} | {value:.2f}" for name, value in country.items() if abs(value) >= SMALLEST
    )
    for model, labels in (("kind", kind), ("sector", sector)):
        for label, weights in labels.items():
            for name, value in weights.items():
                if abs(value) >= SMALLEST and "|" not in name:
                    yield f"{model} | {label} | {name} | {value:.2f}"


if __name__ == "__main__":
    main()
