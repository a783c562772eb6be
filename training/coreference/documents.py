"""Documents to learn coreference from: their phrases as numbers, and which earlier phrases are right.

A document has gold chains of spans (OntoGUM, LitBank), or actors with some of their mentions (the corpus),
where phrases that are no mention of an actor are neither right nor wrong.
"""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onrecord.annotate.mentions.coreference.candidate_pairs import find_candidate_pairs
from onrecord.annotate.mentions.coreference.pair_features import (
    Bools,
    Ints,
    PhraseArrays,
    pair_features,
    phrase_features,
)
from onrecord.annotate.mentions.coreference.phrases import Phrase, find_phrases
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.named_actors import find_named_actors
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.evaluation.coreference import GoldDocument, load_documents
from onrecord.model.annotation import Annotation
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer, apply_annotator
from onrecord.model.span import Span
from onrecord.pipeline import make_pipeline

UNKNOWN, SEVERAL = -2, -3  # chains of phrases that are no marked mention, or a mention of several actors

_CLOSING = frozenset({*".,;:!?)]}%”", "'s", "n't", "'ll", "'re", "'ve", "'d", "'m"})
_FORMS = {"``": "“", "''": "”", "-LRB-": "(", "-RRB-": ")", "--": "—"}
_MARK = re.compile(r"\((\d+)(\))?|(\d+)\)")


@dataclass(frozen=True, slots=True)
class Example:
    """A document as numbers. `right`, `known`: of each pair; `first`, `used`: of each phrase.

    `known` pairs are right or wrong for certain; `first` phrases have no antecedent; phrases that are not
    `used` teach nothing.
    """

    id: str
    genre: str
    spans: tuple[Span, ...]
    forms: tuple[str, ...]
    gold: tuple[frozenset[Span], ...]
    alone: Ints
    pairs: Ints
    sizes: tuple[int, int]
    later: Ints
    earlier: Ints
    right: Bools
    known: Bools
    first: Bools
    used: Bools


def read(text: str) -> dict[Layer, tuple[Annotation, ...]]:
    """Read a document as far as the mentions need it."""
    article, annotations = Article(text), Annotations()
    for annotator in make_pipeline().annotators:
        if annotator.name == "mentions":
            break
        annotations = apply_annotator(annotator, article, annotations)
    return dict(annotations.layers)


def load_litbank(path: Path) -> Iterator[GoldDocument]:
    """Yield the documents of LitBank's coref.conll (token, marks); the spaces of the text are restored."""
    sentences: list[list[tuple[str, str]]] = [[]]
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#begin"):
            name, sentences = line.split("(")[1].split(")")[0], [[]]
        elif line.startswith("#end"):
            yield _joined(name, [row for row in sentences if row])
        elif not line.strip():
            sentences.append([])
        else:
            token, marks = line.split("\t")[:2]
            sentences[-1].append((token, marks))


def _joined(name: str, sentences: Sequence[Sequence[tuple[str, str]]]) -> GoldDocument:
    parts, length = [""], 0
    found: dict[str, set[Span]] = {}
    opened: dict[str, list[int]] = {}
    is_open = False
    for sentence in sentences:
        glue = ""
        for place, (token, marks) in enumerate(sentence):
            form = _FORMS.get(token, token)
            if form == '"':
                is_open = not is_open or not place
                form = "“" if is_open else "”"
            if not place:
                glue = "\n\n" if form == "“" else " "
            elif form in _CLOSING:
                glue = ""
            parts += [glue if length else "", form]
            start = length + len(parts[-2])
            length = start + len(form)
            glue = "" if form in ("“", "(", "[") else " "
            for begun, closed, ended in _MARK.findall(marks):
                if begun:
                    opened.setdefault(begun, []).append(start)
                if (key := begun if closed else ended) and opened.get(key):
                    found.setdefault(key, set()).add(Span(opened[key].pop(), length))
    return GoldDocument(name, "litbank", "".join(parts), tuple(frozenset(row) for row in found.values()))


def gold_owners(document: GoldDocument, phrases: Sequence[Phrase], tree: SyntaxTree) -> list[int]:
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


def actor_owners(record: dict, phrases: Sequence[Phrase], tree: SyntaxTree) -> list[int]:
    """Return the number of the actor that each phrase is a mention of, UNKNOWN or SEVERAL."""
    owners: dict[Span, set[int]] = {}
    for number, actor in enumerate(record["actors"]):
        for mention in actor["mentions"]:
            owners.setdefault(Span(*mention["span"]), set()).add(number)
    exact: dict[Span, int] = {}
    by_head: dict[int, int] = {}
    for span, numbers in owners.items():
        exact[span] = next(iter(numbers)) if len(numbers) == 1 else SEVERAL
        for head in tree.heads([span])[-1:]:
            by_head.setdefault(head.index, exact[span])
    return [
        exact.get(row.span, by_head.get(row.head, UNKNOWN) if row.mark != "and" else UNKNOWN)
        for row in phrases
    ]


def example_of(
    name: str, text: str, layers: dict[Layer, tuple[Annotation, ...]], gold: GoldDocument | dict
) -> Example:
    """Return what is to be learnt from a document."""
    annotations = Annotations(layers)
    tree = annotations.index(SyntaxTree)
    names = find_named_actors(text, tree, annotations, load_actor_lexicon())
    phrases = find_phrases(text, tree, annotations, names.by_token())
    arrays = PhraseArrays.of(phrases, tree, names.title_words(text))
    pairs = find_candidate_pairs(phrases, arrays, np.ones(len(phrases), dtype=np.bool_))
    alone, rows = phrase_features(arrays), pair_features(arrays, *pairs)
    partial = isinstance(gold, dict)
    chain = np.array(
        actor_owners(gold, phrases, tree) if isinstance(gold, dict) else gold_owners(gold, phrases, tree)
    )
    right = (chain[pairs.later] == chain[pairs.earlier]) & (chain[pairs.later] >= 0)
    has_right = np.zeros(len(phrases), dtype=np.bool_)
    has_right[pairs.later[right]] = True
    is_first = np.array([number >= 0 and number not in chain[:at] for at, number in enumerate(chain)])
    named = np.array([row.form == "name" for row in phrases], dtype=np.bool_)
    return Example(
        name,
        "corpus" if isinstance(gold, dict) else gold.genre,
        tuple(row.span for row in phrases),
        tuple(row.form for row in phrases),
        () if isinstance(gold, dict) else gold.chains,
        alone.rows.astype(np.int32),
        rows.rows.astype(np.int32),
        (alone.size, rows.size),
        pairs.later.astype(np.int32),
        pairs.earlier.astype(np.int32),
        right,
        (chain >= 0)[pairs.earlier] | named[pairs.earlier] if partial else np.ones_like(right),
        ~has_right,
        (chain >= 0) & (has_right | is_first) if partial else np.ones_like(has_right),
    )


def load_examples(
    texts: Iterable[tuple[str, str, GoldDocument | dict]], readings: Path | None
) -> list[Example]:
    """Return the examples of documents (name, text, gold).

    `readings` is a file that keeps what the annotators found, so that it need not be found again.
    """
    kept: dict[str, dict[Layer, tuple[Annotation, ...]]] = {}
    if readings and readings.exists():
        kept = pickle.loads(readings.read_bytes())  # noqa: S301 - written by this function
    out = []
    for name, text, gold in texts:
        if name not in kept:
            kept[name] = read(text)
        out.append(example_of(name, text, kept[name], gold))
    if readings and not readings.exists():
        readings.parent.mkdir(parents=True, exist_ok=True)
        readings.write_bytes(pickle.dumps(kept))
    return out


def chain_texts(folder: Path) -> Iterator[tuple[str, str, GoldDocument]]:
    """Yield the documents of a folder of CoNLL-U files."""
    for row in load_documents(sorted(folder.glob("*.conllu"))):
        yield row.id, row.text, row


def record_texts(path: Path) -> Iterator[tuple[str, str, dict]]:
    """Yield the articles of a split of the corpus."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        yield record["corpus"]["id"], record["article"]["text"], record
