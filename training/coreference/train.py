"""Train the weights that rank antecedents, on the OntoGUM training documents.

    python training/coreference/train.py ../shared/data/ontogum/train \
        src/onrecord/annotate/encoder/models/en/antecedents.txt

Log-linear mention ranking with summed antecedents (Durrett and Klein 2013), L2, L-BFGS; numpy and scipy
only. It takes less than two minutes on one core, most of it annotation. The same documents, program and
settings give the same file. To be run again whenever names, syntax or features change. With `--hold-out 4`
nothing is written: every fourth document is left out of the training and scored with several values of
`LEAST` (annotate/mentions/coreference/chains.py).
"""

import argparse
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from onrecord.annotate.mentions.coreference.antecedents import Candidates
from onrecord.annotate.mentions.coreference.chains import find_chains
from onrecord.annotate.mentions.coreference.phrases import Phrase, find_phrases
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.named_actors import find_named_actors
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.evaluation.coreference import CoreferenceScore, GoldDocument, load_documents, score_chains
from onrecord.model.annotation import Annotation
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer, apply_annotator
from onrecord.model.span import Span
from onrecord.pipeline import make_pipeline

HEADER = """\
# Weights of the features that rank antecedents (annotate/mentions/coreference).
# Made by training/coreference/train.py from OntoGUM (annotations CC BY 4.0, Amir Zeldes and others,
# https://github.com/amir-zeldes/gum); no text of it is in this file.
# feature | weight
"""


@dataclass(frozen=True, slots=True)
class Group:
    """One phrase: features of having no antecedent, features of each candidate, and the right candidates."""

    none: tuple[str, ...]
    candidates: tuple[tuple[str, ...], ...]
    right: tuple[int, ...]


def read(text: str) -> tuple[Article, Annotations]:
    """Read a document as far as the mentions need it."""
    article, annotations = Article(text), Annotations()
    for annotator in make_pipeline().annotators:
        if annotator.name == "mentions":
            break
        annotations = apply_annotator(annotator, article, annotations)
    return article, annotations


def owners(document: GoldDocument, phrases: Sequence[Phrase], tree: SyntaxTree) -> list[int]:
    """Return each phrase's gold chain: that of its span, else of a mention with its head; -1 for none."""
    exact: dict[Span, int] = {}
    by_head: dict[int, int] = {}
    for number, chain in enumerate(document.chains):
        for span in sorted(chain):
            exact[span] = number
            heads = tree.heads([span])
            if len(heads) == 1:
                by_head.setdefault(heads[0].index, number)
    taken = {phrase.span for phrase in phrases} & set(exact)
    met = {phrase.head for phrase in phrases if phrase.span in taken}
    return [
        exact.get(row.span, by_head.get(row.head, -1) if row.head not in met and row.mark != "and" else -1)
        for row in phrases
    ]


def groups_of(document: GoldDocument, article: Article, annotations: Annotations) -> Iterator[Group]:
    """Yield what is to be learnt from each phrase of a document."""
    tree = annotations.index(SyntaxTree)
    names = find_named_actors(article.text, tree, annotations, load_actor_lexicon())
    phrases = find_phrases(article.text, tree, annotations, names.by_token())
    candidates = Candidates.of(phrases, tree)
    chain = owners(document, phrases, tree)
    for number in range(len(phrases)):
        before = candidates.before(number)
        rows = tuple(
            tuple(candidates.features_between(number, other, rank)) for rank, other in enumerate(before)
        )
        right = tuple(
            at for at, other in enumerate(before) if chain[number] >= 0 and chain[other] == chain[number]
        )
        yield Group(tuple(candidates.features_alone(number)), rows, right)


def learn(groups: Sequence[Group], least: int, decay: float, cost: float) -> dict[str, float]:
    """Return the weights of features seen `least` times; `cost` is the margin of a false antecedent."""
    counts: Counter[str] = Counter()
    for group in groups:
        counts.update(group.none)
        for row in group.candidates:
            counts.update(row)
    names = sorted(name for name, count in counts.items() if count >= least)
    place = {name: number for number, name in enumerate(names)}
    indices: list[int] = []
    starts, first, gold, margin = [0], [], [], []
    for group in groups:
        first.append(len(starts) - 1)
        for at, row in enumerate((group.none, *group.candidates)):
            indices.extend(place[name] for name in row if name in place)
            starts.append(len(indices))
            is_right = (at - 1 in group.right) if group.right else at == 0
            gold.append(is_right)
            margin.append(0.0 if is_right else cost if at and not group.right else 1.0)
    matrix = csr_matrix(
        (
            np.ones(len(indices), dtype=np.float32),
            np.array(indices, dtype=np.int32),
            np.array(starts, dtype=np.int64),
        ),
        shape=(len(gold), len(names)),
    )
    found = _minimize(matrix, np.array(first), np.array(gold), np.array(margin), decay)
    return {name: float(weight) for name, weight in zip(names, found, strict=True)}


def _minimize(
    matrix: csr_matrix, first: np.ndarray, gold: np.ndarray, margin: np.ndarray, decay: float
) -> np.ndarray:
    transposed = matrix.T.tocsr()
    sizes = np.diff(np.append(first, len(gold)))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights.astype(np.float32) + margin
        scores -= np.repeat(np.maximum.reduceat(scores, first), sizes)
        shares = np.exp(scores)
        whole = np.add.reduceat(shares, first)
        part = np.add.reduceat(shares * gold, first) + 1e-30
        gradient = shares / np.repeat(whole, sizes) - shares * gold / np.repeat(part, sizes)
        value = float(np.sum(np.log(whole) - np.log(part)) + decay * weights @ weights)
        return value, (transposed @ gradient.astype(np.float32)).astype(float) + 2 * decay * weights

    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 120})
    return np.asarray(found.x)


def _score_held_out(
    documents: Sequence[GoldDocument],
    layers: dict[str, dict[Layer, tuple[Annotation, ...]]],
    options: argparse.Namespace,
) -> None:
    """Train without every `hold_out`th document and score those with several values of LEAST."""
    out = documents[:: options.hold_out]
    rows = [row for row in documents if row not in out]
    groups = [
        group for row in rows for group in groups_of(row, Article(row.text), Annotations(layers[row.id]))
    ]
    weights = learn(groups, options.least, options.decay, options.cost)
    for least in (0.5, 0.0, -0.5, -1.0, -1.5, -2.0):
        total = CoreferenceScore()
        for row in out:
            annotations = Annotations(layers[row.id])
            tree = annotations.index(SyntaxTree)
            names = find_named_actors(row.text, tree, annotations, load_actor_lexicon())
            candidates = Candidates.of(find_phrases(row.text, tree, annotations, names.by_token()), tree)
            chains = find_chains(candidates, weights, least)
            total = total.plus(
                score_chains(row.chains, [frozenset(phrase.span for phrase in chain) for chain in chains])
            )
        print(f"LEAST {least:5.1f}: CoNLL F1 {total.conll:.3f} on {len(out)} documents held out")


def main() -> None:
    """Read the documents, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--least", type=int, default=8)
    parser.add_argument("--decay", type=float, default=0.1)
    parser.add_argument("--cost", type=float, default=1.0)
    parser.add_argument("--keep", type=float, default=0.03, help="weights nearer to zero are not written")
    parser.add_argument("--readings", type=Path, help="a pickle that caches the annotations of the documents")
    parser.add_argument(
        "--hold-out", type=int, default=0, help="train without every N-th document and score these"
    )
    options = parser.parse_args()
    documents = list(load_documents(sorted(options.documents.glob("*.conllu"))))
    if options.readings and options.readings.exists():
        layers = pickle.loads(options.readings.read_bytes())  # noqa: S301 - written by this script
    else:
        layers = {document.id: dict(read(document.text)[1].layers) for document in documents}
        if options.readings:
            options.readings.write_bytes(pickle.dumps(layers))
    if options.hold_out:
        _score_held_out(documents, layers, options)
        return
    groups = [
        group for row in documents for group in groups_of(row, Article(row.text), Annotations(layers[row.id]))
    ]
    weights = learn(groups, options.least, options.decay, options.cost)
    lines = [
        f"{name} | {weight:.2f}\n" for name, weight in sorted(weights.items()) if abs(weight) >= options.keep
    ]
    options.weights.write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
