"""Who a pronoun means: the chance of each actor and noun, summed over all chains of pronouns that lead there."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import exp

from onrecord.annotate.mentions.coreference.antecedents import Candidates, rank_antecedents
from onrecord.annotate.mentions.coreference.phrases import ONE_OF, Phrase

_LEAST = 0.003  # a smaller chance is not followed further
_MOST = 12  # actors and nouns that are kept for a pronoun
THIRD_PERSON = frozenset({"he", "she", "they", "it"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """An actor (its number) or, where `actor` is -1, a noun (the number of its phrase) with its chance."""

    actor: int
    phrase: int
    chance: float


@dataclass(slots=True)
class Meanings:
    """The meanings of the third-person pronouns of an article, worked out from the first on as far as they are asked for."""

    candidates: Candidates
    weights: Mapping[str, float]
    by_head: dict[int, int] = field(default_factory=dict)
    found: dict[int, tuple[Meaning, ...]] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Number the phrases by their heads; of a list and its first member the member has the number."""
        for number, phrase in enumerate(self.candidates.phrases):
            if phrase.mark != "and":
                self.by_head[phrase.head] = number
        phrases = self.candidates.phrases
        self.waiting = [
            number for number in reversed(range(len(phrases))) if phrases[number].pronoun in THIRD_PERSON
        ]

    def of(self, head: int) -> tuple[Meaning, ...]:
        """Return what the pronoun at a token may mean, the likeliest first; () for what is no third-person pronoun."""
        number = self.by_head.get(head, -1)
        while self.waiting and self.waiting[-1] <= number:
            at = self.waiting.pop()
            self.found[at] = tuple(self._sum(at))
        return self.found.get(number, ())

    def mouth(self, head: int) -> tuple[int, int]:
        """Return who spoke last before a pronoun, as actor and phrase of a Meaning; (-1, -1) when nobody did or can be told."""
        number = self.by_head.get(head, -1)
        at = self.by_head.get(self.candidates.phrases[number].mouth, -1) if number >= 0 else -1
        if at < 0:
            return -1, -1
        phrase = self.candidates.phrases[at]
        if phrase.pronoun:
            found = self.found.get(at, ())
            return (found[0].actor, found[0].phrase) if found else (-1, -1)
        return (phrase.actor, -1) if phrase.actor >= 0 else (-1, at)

    def _sum(self, number: int) -> Iterator[Meaning]:
        ranked = rank_antecedents(self.candidates, number, self.weights)
        whole = 1 + sum(exp(row.score) for row in ranked)
        chances: defaultdict[tuple[int, int], float] = defaultdict(float)
        for row in ranked:
            chance = exp(row.score) / whole
            if chance < _LEAST:
                break
            phrase = self.candidates.phrases[row.number]
            if phrase.pronoun:
                for further in self.found.get(row.number, ()):
                    chances[further.actor, further.phrase] += chance * further.chance
            elif phrase.actor >= 0 and phrase.mark != "and":
                chances[phrase.actor, -1] += chance
            else:
                chances[-1, row.number] += chance
        for (actor, at), chance in sorted(chances.items(), key=lambda row: (-row[1], row[0]))[:_MOST]:
            yield Meaning(actor, at, chance)


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of a meaning before it is believed, as shares of the chances of all that fit.

    `share` is its own, `in_all` what all that fit have together of one, `rival` what the last one who spoke may have at most
    where he is another (`mouth`, None where that does not matter).
    """

    share: float
    in_all: float
    rival: float


def likeliest(
    meanings: tuple[Meaning, ...],
    mouth: tuple[int, int] | None,
    fits: Callable[[Meaning], bool],
    demands: Demands,
) -> Meaning | None:
    """Return the likeliest of the meanings that fit, None when it does not meet the demands."""
    fitting = [row for row in meanings if fits(row)]
    whole = sum(row.chance for row in fitting)
    if whole < demands.in_all or fitting[0].chance < demands.share * whole:
        return None
    rival = sum(row.chance for row in fitting[1:] if (row.actor, row.phrase) == mouth)
    return fitting[0] if rival <= demands.rival * whole else None


def is_nobody(phrase: Phrase) -> bool:
    """Tell whether a phrase means nobody in particular: several joined by "and", "one of the victims"."""
    return phrase.mark in ("and", ONE_OF)
