"""The teacher's syntax as labels on the subwords of an article, and on those of one window. See teach.py."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onrecord.annotate.encoder.windows import Ints, Words

IGNORED = -100
ROOT, UNKNOWN = -1, -2
NAMES = ("syntax_tags", "syntax_names", "syntax_starts", "syntax_heads", "syntax_relations")


@dataclass(frozen=True)
class Labels:
    """The teacher's labels in a fixed order; their places in it are what the network scores."""

    tags: tuple[str, ...]  # "Penn tag|part of speech"
    relations: tuple[str, ...]
    names: tuple[str, ...]  # "O", then "B-" and "I-" of every kind

    @classmethod
    def of(cls, rows: Iterable[dict], least: int = 5) -> Labels:
        """Every label that the teacher gave at least so often."""
        tags, relations, kinds = Counter(), Counter(), Counter()
        for row in rows:
            tags.update(row["tags"])
            relations.update(row["deps"])
            kinds.update(label for _, _, label in row["names"])
        often = [
            sorted(label for label, count in found.items() if count >= least)
            for found in (tags, relations, kinds)
        ]
        names = [f"{edge}-{kind}" for kind in often[2] for edge in "BI"]
        return cls(tuple(often[0]), tuple(often[1]), ("O", *names))


@dataclass(frozen=True)
class Syntax:
    """Arrays over the subwords of an article; IGNORED (or UNKNOWN) where no token begins."""

    tags: Ints
    names: Ints
    relations: Ints
    heads: Ints  # the subword the head begins with, ROOT or UNKNOWN
    sentences: Ints


def load_teacher(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def first_pieces(words: Words, starts: Ints, ends: Ints) -> Ints:
    """The first subword that begins inside each token, -1 where none does."""
    found = np.searchsorted(words.piece_starts, starts)
    inside = np.minimum(found, len(words.piece_starts) - 1)
    return np.where((found < len(words.piece_starts)) & (words.piece_starts[inside] < ends), found, -1)


def label_syntax(words: Words, row: dict, labels: Labels) -> Syntax:
    """Put one article's teacher labels on its subwords."""
    starts, ends = np.array(row["starts"], dtype=np.int64), np.array(row["ends"], dtype=np.int64)
    pieces = first_pieces(words, starts, ends)
    size = len(words.pieces)
    tags, names, relations = (np.full(size, IGNORED, dtype=np.int64) for _ in range(3))
    heads, sentences = np.full(size, UNKNOWN, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    known = pieces >= 0
    places = {
        name: {label: number for number, label in enumerate(getattr(labels, name))}
        for name in ("tags", "relations", "names")
    }
    tags[pieces[known]] = np.array([places["tags"].get(tag, IGNORED) for tag in row["tags"]])[known]
    relations[pieces[known]] = np.array([places["relations"].get(dep, IGNORED) for dep in row["deps"]])[known]
    own, to = np.arange(len(starts)), np.array(row["heads"], dtype=np.int64)
    head = np.where(to == own, ROOT, np.where(pieces[to] >= 0, pieces[to], UNKNOWN)) if len(starts) else to
    heads[pieces[known]] = head[known]
    sentences[pieces[known]] = np.searchsorted(row["sentences"], own, side="right")[known]
    bio = np.zeros(len(starts), dtype=np.int64)
    for start, end, kind in row["names"]:
        if f"B-{kind}" in places["names"]:
            low, high = np.searchsorted(ends, start, side="right"), np.searchsorted(starts, end)
            bio[low:high] = places["names"][f"I-{kind}"]
            bio[low : low + 1] = places["names"][f"B-{kind}"]
    names[pieces[known]] = bio[known]
    return Syntax(tags, names, relations, heads, sentences)


def cut_syntax(syntax: Syntax | None, index: Ints) -> dict[str, Ints]:
    """Return the labels of a window: the subwords `index` of the article between [CLS] and [SEP]."""
    cut = {name: np.full(len(index) + 2, IGNORED, dtype=np.int64) for name in NAMES}
    if syntax is None:
        return cut
    at = np.zeros(len(syntax.tags) + 2, dtype=np.int64)
    at[index] = np.arange(1, len(index) + 1)
    cut["syntax_tags"][1:-1] = syntax.tags[index]
    cut["syntax_names"][1:-1] = np.where(syntax.tags[index] >= 0, syntax.names[index], IGNORED)
    head = syntax.heads[index]
    local = np.where(head == ROOT, 0, np.where((head >= 0) & (at[head] > 0), at[head], IGNORED))
    related = (syntax.relations[index] >= 0) & (syntax.tags[index] >= 0)
    local = np.where(related, local, IGNORED)
    cut["syntax_heads"][1:-1] = local
    cut["syntax_relations"][1:-1] = np.where(local >= 0, syntax.relations[index], IGNORED)
    tokens = np.flatnonzero(syntax.tags[index] >= 0)
    cut["syntax_starts"][1 + tokens] = np.diff(syntax.sentences[index][tokens], prepend=-5) != 0
    return cut
