"""Pronouns: the probability of each referent, summed over all chains of pronouns that lead to it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import exp

from onrecord.annotate.mentions.coreference.antecedents import RankedCandidates
from onrecord.annotate.mentions.coreference.phrases import ONE_OF, Phrase

_LEAST_PROBABILITY = 0.003  # chains less probable than this are not followed
_MOST_REFERENTS = 12  # referents stored for a pronoun
THIRD_PERSON = frozenset({"he", "she", "they", "it"})


def may_refer(phrase: Phrase) -> bool:
    """Tell whether a phrase is a pronoun or a noun that may refer to an actor named before."""
    if phrase.form == "pronoun" or phrase.mark not in ("the", "this", "own"):
        return phrase.pronoun in THIRD_PERSON
    return phrase.kind != "" if phrase.form == "nominal" else phrase.actor < 0


@dataclass(frozen=True, slots=True)
class Referent:
    """An actor (its number) or, where `actor` is -1, a noun (the number of its phrase)."""

    actor: int
    phrase: int
    probability: float


@dataclass(slots=True)
class PronounResolver:
    """The referents of the third-person pronouns of an article, computed in text order on demand."""

    candidates: RankedCandidates
    by_head: dict[int, int] = field(default_factory=dict)
    found: dict[int, tuple[Referent, ...]] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Number the phrases by their heads; a list shares its head with its first member, which counts."""
        for number, phrase in enumerate(self.candidates.phrases):
            if phrase.mark != "and":
                self.by_head[phrase.head] = number
        phrases = self.candidates.phrases
        self.waiting = [number for number in reversed(range(len(phrases))) if may_refer(phrases[number])]

    def referents(self, head: int) -> tuple[Referent, ...]:
        """Return the referents of the pronoun at a token, the most probable first; () for others."""
        number = self.by_head.get(head, -1)
        while self.waiting and self.waiting[-1] <= number:
            at = self.waiting.pop()
            self.found[at] = tuple(self._sum(at))
        return self.found.get(number, ())

    def has_no_actor(self, row: Referent) -> bool:
        """Tell whether a referent is a noun without an actor of its own."""
        return row.actor < 0 and has_no_actor(self.candidates.phrases[row.phrase])

    def last_speaker(self, head: int) -> tuple[int, int]:
        """Return the last speaker before a pronoun as actor and phrase of a Referent, (-1, -1) for none."""
        number = self.by_head.get(head, -1)
        at = self.by_head.get(self.candidates.phrases[number].last_source, -1) if number >= 0 else -1
        if at < 0:
            return -1, -1
        phrase = self.candidates.phrases[at]
        if phrase.pronoun:
            found = self.found.get(at, ())
            return (found[0].actor, found[0].phrase) if found else (-1, -1)
        return (phrase.actor, -1) if phrase.actor >= 0 else (-1, at)

    def _sum(self, number: int) -> Iterator[Referent]:
        ranked = self.candidates.ranked(number)
        whole = 1 + sum(exp(row.score) for row in ranked)
        probabilities: defaultdict[tuple[int, int], float] = defaultdict(float)
        for row in ranked:
            probability = exp(row.score) / whole
            if probability < _LEAST_PROBABILITY:
                break
            phrase = self.candidates.phrases[row.number]
            if phrase.pronoun:
                for further in self.found.get(row.number, ()):
                    probabilities[further.actor, further.phrase] += probability * further.probability
            elif phrase.actor < 0 and row.number in self.found:
                rest = probability
                for further in self.found[row.number]:
                    if further.actor >= 0:
                        probabilities[further.actor, -1] += probability * further.probability
                        rest -= probability * further.probability
                probabilities[-1, row.number] += rest
            elif phrase.actor >= 0 and phrase.mark != "and":
                probabilities[phrase.actor, -1] += probability
            else:
                probabilities[-1, row.number] += probability
        for (actor, at), probability in sorted(probabilities.items(), key=lambda row: (-row[1], row[0]))[
            :_MOST_REFERENTS
        ]:
            yield Referent(actor, at, probability)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a referent needs to be accepted, as shares of the probabilities of all that fit.

    `share` is its own least share, `total` the least sum of all that fit, `rival` the largest share of the
    last speaker where that is somebody else.
    """

    share: float
    total: float
    rival: float


def best_referent(
    referents: tuple[Referent, ...],
    last_speaker: tuple[int, int] | None,
    fits: Callable[[Referent], bool],
    demands: Thresholds,
) -> Referent | None:
    """Return the most probable referent that fits, None when it misses a threshold.

    `last_speaker` is None where the last speaker is no rival.
    """
    fitting = [row for row in referents if fits(row)]
    whole = sum(row.probability for row in fitting)
    # Those that cannot be meant ("she" after "the minister … he") leave their share to the others.
    nobody = max(0.0, 1 - sum(row.probability for row in referents))
    if (
        not fitting
        or whole < demands.total * (whole + nobody)
        or fitting[0].probability < demands.share * whole
    ):
        return None
    rival = sum(row.probability for row in fitting[1:] if (row.actor, row.phrase) == last_speaker)
    return fitting[0] if rival <= demands.rival * whole else None


def has_no_actor(phrase: Phrase) -> bool:
    """Tell whether a phrase has no actor of its own: several joined by "and", "one of the victims"."""
    return phrase.mark in ("and", ONE_OF)
