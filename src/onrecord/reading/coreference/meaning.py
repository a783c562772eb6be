"""Who a pronoun means: the chance of each actor and noun, summed over all chains of pronouns that lead there."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import exp

from onrecord.reading.coreference.phrases import Phrase
from onrecord.reading.coreference.ranking import Candidates, rank_antecedents

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
        self.waiting = [number for number in reversed(range(len(phrases))) if phrases[number].pronoun in THIRD_PERSON]

    def of(self, head: int) -> tuple[Meaning, ...]:
        """Return what the pronoun at a token may mean, the likeliest first; () for what is no third-person pronoun."""
        number = self.by_head.get(head, -1)
        while self.waiting and self.waiting[-1] <= number:
            at = self.waiting.pop()
            self.found[at] = tuple(self._sum(at))
        return self.found.get(number, ())

    def _sum(self, number: int) -> Iterator[Meaning]:
        ranked = rank_antecedents(self.candidates, number, self.weights)
        whole = 1 + sum(exp(row.score) for row in ranked)
        chances: Counter[tuple[int, int]] = Counter()
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


def likeliest(
    meanings: tuple[Meaning, ...], fits: Callable[[Meaning], bool], least: float, least_in_all: float
) -> Meaning | None:
    """Return the likeliest of the meanings that fit, None when its share of what fits, or all that fits, is too small."""
    fitting = [row for row in meanings if fits(row)]
    whole = sum(row.chance for row in fitting)
    if whole < least_in_all or fitting[0].chance < least * whole:
        return None
    return fitting[0]


def is_list(phrase: Phrase) -> bool:
    """Tell whether a phrase is several joined by "and", of whom none by itself is meant."""
    return phrase.mark == "and"
