"""Antecedents: a log-linear ranking of earlier phrases and of having none (Durrett and Klein 2013)."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from onrecord.annotate.lexicon_files import weight_rows
from onrecord.annotate.mentions.coreference.features import (
    context_features,
    count_earlier,
    new_features,
    pair_features,
)
from onrecord.annotate.mentions.coreference.phrases import Phrase
from onrecord.annotate.text.syntax.tree import SyntaxTree

_NEAR = 45  # phrases directly before a phrase that are candidates
_SAME_NOUN = 12  # further candidates: phrases with the same head noun
_SAME_ACTOR = 3  # further candidates: names of the same actor
_SENTENCES = {"pronoun": 6, "nominal": 8, "name": 4}  # how far back the near candidates may be


@dataclass(frozen=True, slots=True)
class Candidates:
    """The phrases of an article with counts and look-ups for finding candidate antecedents."""

    phrases: tuple[Phrase, ...]
    seen: tuple[tuple[int, bool], ...]
    by_noun: Mapping[str, tuple[int, ...]]
    by_actor: Mapping[int, tuple[int, ...]]
    tree: SyntaxTree

    @classmethod
    def of(cls, phrases: Sequence[Phrase], tree: SyntaxTree) -> "Candidates":
        """Count the phrases, which are in text order."""
        by_noun: dict[str, list[int]] = {}
        by_actor: dict[int, list[int]] = {}
        for number, phrase in enumerate(phrases):
            if phrase.actor >= 0:
                by_actor.setdefault(phrase.actor, []).append(number)
            if not phrase.pronoun:
                by_noun.setdefault(phrase.noun, []).append(number)
                for word in set(phrase.words) - {phrase.noun}:
                    if phrase.form == "name":
                        by_noun.setdefault(word, []).append(number)
        rows = {noun: tuple(numbers) for noun, numbers in by_noun.items()}
        actors = {actor: tuple(numbers) for actor, numbers in by_actor.items()}
        seen = tuple(count_earlier(phrases))
        return cls(tuple(phrases), seen, MappingProxyType(rows), MappingProxyType(actors), tree)

    def before(self, number: int) -> list[int]:
        """Return the numbers of the phrases that can be the antecedent of a phrase, the nearest first."""
        phrase = self.phrases[number]
        found = []
        for other in range(number - 1, max(-1, number - 1 - _NEAR), -1):
            if phrase.sentence - self.phrases[other].sentence > _SENTENCES[phrase.form]:
                break
            found.append(other)
        if not phrase.pronoun:
            near = set(found)
            more = _last_before(self.by_noun.get(phrase.noun, ()), number, near, _SAME_NOUN)
            more |= _last_before(self.by_actor.get(phrase.actor, ()), number, near, _SAME_ACTOR)
            found.extend(sorted(more, reverse=True))
        return [other for other in found if not self._is_around(other, number)]

    def _is_around(self, other: int, number: int) -> bool:
        """Tell whether a phrase cannot be the antecedent of another.

        It contains the other, has the same head, or stands in words quoted from the other.
        """
        one, two = self.phrases[other], self.phrases[number]
        if one.head == two.head or (one.span.holds(two.span) and not two.pronoun):
            return True
        return any(span.holds(one.span) for span in two.own_quotations)

    def features_alone(self, number: int) -> Iterator[str]:
        """Yield the features of a phrase having no antecedent."""
        yield from new_features(self.phrases[number], *self.seen[number])
        yield from context_features(self.phrases[number], self.tree)

    def features_between(self, number: int, other: int, rank: int) -> Iterator[str]:
        """Yield the features of a pair; `rank` is the place of the antecedent among the candidates."""
        antecedent = self.phrases[other]
        return pair_features(self.phrases[number], antecedent, rank, self.seen[other][0], self.tree)


def _last_before(rows: Sequence[int], number: int, near: set[int], most: int) -> set[int]:
    """Return the last `most` of `rows` before a number that are not in `near`."""
    end = bisect_left(rows, number)
    return set([other for other in rows[max(0, end - most - _NEAR) : end] if other not in near][-most:])


@dataclass(frozen=True, slots=True)
class RankedAntecedent:
    """A candidate antecedent and its log odds against having none."""

    number: int
    score: float


@cache
def load_weights(language: str = "en") -> Mapping[str, float]:
    """Return the weight of each feature. Raises ModelError when the file is missing."""
    return {row[0]: float(row[1]) for row in weight_rows("antecedents", language)}


def rank_antecedents(
    candidates: Candidates, number: int, weights: Mapping[str, float]
) -> list[RankedAntecedent]:
    """Return the candidates of a phrase, the best first; among equal scores the nearest first."""
    of = weights.get
    none = sum(of(name, 0.0) for name in candidates.features_alone(number))
    found = []
    for rank, other in enumerate(candidates.before(number)):
        score = -none
        for name in candidates.features_between(number, other, rank):
            score += of(name, 0.0)
        found.append(RankedAntecedent(other, score))
    return sorted(found, key=lambda row: -row.score)
