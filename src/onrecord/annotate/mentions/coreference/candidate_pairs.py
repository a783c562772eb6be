"""Candidate antecedents: which earlier phrases a phrase is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from onrecord.annotate.mentions.coreference.pair_features import Bools, Ints, PhraseArrays
from onrecord.annotate.mentions.coreference.phrases import Phrase

_NEAR = 45  # phrases directly before a phrase that are candidates
_SAME_NOUN = 12  # further candidates: phrases with the same head noun
_SAME_ACTOR = 3  # further candidates: names of the same actor
_SENTENCES = {"pronoun": 6, "nominal": 8, "name": 4}  # how far back the near candidates may be


class CandidatePairs(NamedTuple):
    """Parallel arrays of phrase numbers, by the later phrase, the nearest candidate first.

    `rank` is the place of a candidate among those of its phrase.
    """

    later: Ints
    earlier: Ints
    rank: Ints


def find_candidate_pairs(phrases: Sequence[Phrase], of: PhraseArrays, wanted: Bools) -> CandidatePairs:
    """Return the pairs of the phrases that are `wanted`; time is linear in the number of phrases."""
    count = len(phrases)
    limits = np.array([_SENTENCES[row.form] for row in phrases], dtype=np.int64)
    pairs = [np.array(list(_far_pairs(phrases, wanted)), dtype=np.int64).reshape(-1, 2)]
    for back in range(1, min(_NEAR, count - 1) + 1):
        later = np.arange(back, count)
        near = wanted[later] & (of.sentence[later] - of.sentence[later - back] <= limits[later])
        pairs.append(np.stack([later[near], later[near] - back], axis=1))
    # Without the counts `np.unique` would import NumPy's masked arrays, to see whether this is one.
    keys, _ = np.unique(np.concatenate(pairs) @ np.array([count, -1]) + count - 1, return_counts=True)
    later, earlier = keys // max(count, 1), count - 1 - keys % max(count, 1)
    possible = ~_is_around(of, later, earlier) & ~_is_in_own_words(phrases, later, earlier)
    later, earlier = later[possible], earlier[possible]
    first = np.searchsorted(later, later)
    return CandidatePairs(later, earlier, np.arange(len(later)) - first)


def _far_pairs(phrases: Sequence[Phrase], wanted: Bools) -> Iterator[tuple[int, int]]:
    """Yield pairs of nouns or names with a word in common, or of the same actor."""
    by_noun: dict[str, list[int]] = {}
    by_actor: dict[int, list[int]] = {}
    for number, phrase in enumerate(phrases):
        if phrase.pronoun:
            continue
        if wanted[number]:
            yield from ((number, other) for other in by_noun.get(phrase.noun, ())[-_SAME_NOUN:])
            yield from ((number, other) for other in by_actor.get(phrase.actor, ())[-_SAME_ACTOR:])
        if phrase.actor >= 0:
            by_actor.setdefault(phrase.actor, []).append(number)
        for word in {phrase.noun, *phrase.words} if phrase.form == "name" else (phrase.noun,):
            by_noun.setdefault(word, []).append(number)


def _is_around(of: PhraseArrays, later: Ints, earlier: Ints) -> Bools:
    """Tell whether a phrase contains the later one, which is no pronoun, or has the same head."""
    holds = (of.start[earlier] <= of.start[later]) & (of.end[later] <= of.end[earlier])
    around: Bools = (of.head[earlier] == of.head[later]) | (holds & ~of.is_pronoun[later])
    return around


def _is_in_own_words(phrases: Sequence[Phrase], later: Ints, earlier: Ints) -> Bools:
    """Tell whether a phrase stands in words quoted from the later one."""
    inside = np.zeros(len(later), dtype=np.bool_)
    for number, phrase in enumerate(phrases):
        if phrase.own_quotations:
            for at in range(*np.searchsorted(later, [number, number + 1])):
                span = phrases[earlier[at]].span
                inside[at] = any(quoted.holds(span) for quoted in phrase.own_quotations)
    return inside
