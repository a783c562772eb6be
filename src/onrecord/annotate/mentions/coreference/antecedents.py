"""Antecedents: a small network that scores earlier phrases, and having none, from tables of features.

Each value of a feature has a row in a table; the rows of a pair are added up, go through one layer, and give
the log odds of the earlier phrase being the antecedent (Durrett and Klein 2013, with a hidden layer).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onrecord.annotate.lexicon_files import weight_rows
from onrecord.annotate.mentions.coreference.candidate_pairs import find_candidate_pairs
from onrecord.annotate.mentions.coreference.pair_features import (
    Ints,
    PhraseArrays,
    pair_features,
    phrase_features,
)
from onrecord.annotate.mentions.coreference.phrases import Phrase
from onrecord.annotate.text.syntax.tree import SyntaxTree

Floats = NDArray[np.float32]

_BLOCK = 20_000  # pairs scored at a time: bounds memory


@dataclass(frozen=True, slots=True)
class Scorer:
    """One network: a table of rows [size, width + 1], the last column the score itself, and its output."""

    table: Floats
    bias: Floats  # [width]
    output: Floats  # [width]

    def score(self, rows: Ints) -> Floats:
        """Return the score of each row of numbers in the table, [n, features]."""
        total = np.zeros((len(rows), self.table.shape[1]), dtype=np.float32)
        for column in rows.T:
            total += self.table[column]
        scores: Floats = np.maximum(total[:, :-1] + self.bias, 0) @ self.output + total[:, -1]
        return scores


@dataclass(frozen=True, slots=True)
class AntecedentNetwork:
    """The scorers of having no antecedent and of a pair.

    `actors` is added to the score of none, by row of its table, for phrases that are known to be actors.
    """

    none: Scorer
    pair: Scorer
    actors: Floats


@cache
def load_network(language: str = "en") -> AntecedentNetwork:
    """Return the trained network. Raises ModelError when its file is missing."""
    rows = weight_rows("antecedents", language)
    return network_of({row[0]: row[1] for row in rows})


def network_of(rows: Mapping[str, str]) -> AntecedentNetwork:
    """Return the network of lines "name value | numbers"; a row of a table that is missing is zero."""
    tables: dict[str, dict[int, str]] = {"none": {}, "pair": {}, "actors": {}}
    for key, numbers in rows.items():
        name, _, number = key.partition(" row ")
        if number:
            tables[name][int(number)] = numbers
    none = _scorer(rows, "none", tables["none"])
    actors = np.zeros(len(none.table), dtype=np.float32)
    for row, weight in tables["actors"].items():
        actors[row] = float(weight)
    return AntecedentNetwork(none, _scorer(rows, "pair", tables["pair"]), actors)


def _scorer(rows: Mapping[str, str], name: str, lines: Mapping[int, str]) -> Scorer:
    size, width, scale = rows[f"{name} size"].split()
    table = np.zeros((int(size), int(width) + 1), dtype=np.float32)
    numbers = np.fromstring(" ".join(lines.values()), dtype=np.float32, sep=" ")  # all lines at once: fast
    table[list(lines)] = numbers.reshape(len(lines), table.shape[1]) * float(scale)
    bias, output = (np.array(rows[f"{name} {part}"].split(), dtype=np.float32) for part in ("bias", "output"))
    return Scorer(table, bias, output)


@dataclass(frozen=True, slots=True)
class RankedAntecedent:
    """A candidate antecedent and its log odds against having none."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class RankedCandidates:
    """The phrases of an article and the scores of the candidate antecedents of the phrases asked for."""

    phrases: tuple[Phrase, ...]
    first: Ints  # [phrases + 1] where the candidates of each phrase begin
    earlier: Ints
    scores: Floats

    @classmethod
    def of(
        cls,
        phrases: Sequence[Phrase],
        tree: SyntaxTree,
        titles: Mapping[int, Iterable[str]],
        network: AntecedentNetwork,
        wanted: Callable[[Phrase], bool] | None = None,
    ) -> RankedCandidates:
        """Score the candidates of the phrases, which are in text order.

        `titles` are the words of the titles of each actor. `wanted` tells which phrases are asked for, as
        mentions of actors; by default all phrases are, whatever they refer to.
        """
        arrays = PhraseArrays.of(phrases, tree, titles)
        asked = np.array([wanted is None or wanted(row) for row in phrases], dtype=np.bool_)
        pairs = find_candidate_pairs(phrases, arrays, asked)
        alone = phrase_features(arrays).rows
        none = network.none.score(alone)
        if wanted is not None:
            none += network.actors[alone].sum(axis=1)
        parts = [
            network.pair.score(pair_features(arrays, *(part[at : at + _BLOCK] for part in pairs)).rows)
            for at in range(0, len(pairs.later), _BLOCK)
        ]
        scores = np.concatenate([np.zeros(0, dtype=np.float32), *parts]) - none[pairs.later]
        first = np.searchsorted(pairs.later, np.arange(len(phrases) + 1))
        return cls(tuple(phrases), first, pairs.earlier, scores)

    def ranked(self, number: int) -> list[RankedAntecedent]:
        """Return the candidates of a phrase, the best first; among equal scores the nearest first."""
        part = slice(int(self.first[number]), int(self.first[number + 1]))
        scores, earlier = self.scores[part], self.earlier[part]
        order = np.argsort(-scores, kind="stable")
        return [RankedAntecedent(int(earlier[at]), float(scores[at])) for at in order]
