"""The words of commitments: lists of commitments.txt and commitment_status.txt as the readers ask for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.lexicon_files import alternatives, lexicon_rows
from onrecord.model.annotation import CommitmentStatus


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    """Lists by sort; of what became of commitments, words, phrases and charges by status."""

    lists: Mapping[str, frozenset[str]]
    outcomes: Mapping[tuple[str, str], frozenset[str]]

    def has(self, sort: str, word: str) -> bool:
        """Tell whether a list holds a word."""
        return word in self.lists[sort]

    def longest_first(self, sort: str) -> list[str]:
        """Return a list's entries, those of more letters first."""
        return sorted(self.lists[sort], key=lambda words: (-len(words), words))

    def outcome(self, status: CommitmentStatus, kind: str) -> frozenset[str]:
        """Return the words of a status, empty where there are none."""
        return self.outcomes.get((status, kind), frozenset())

    def outcome_objects(self) -> frozenset[str]:
        """Return the words for what is kept or broken."""
        return self.outcomes["object", "-"]

    def breaking(self) -> frozenset[str]:
        """Return the words for breaking it."""
        return self.outcomes["breaking", "-"]

    def pacts(self) -> frozenset[str]:
        """Return the words for agreements parties can leave."""
        return self.lists["pact"]

    def leaving(self) -> frozenset[str]:
        """Return the verbs of leaving an agreement."""
        return self.outcomes["leaving", "-"]

    def others(self) -> frozenset[str]:
        """Return the words before an agreement that is another one than was told of."""
        return self.outcomes["other", "-"]

    def finished(self) -> frozenset[str]:
        """Return the verbs by which an act is told as finished."""
        return self.outcomes["finished", "-"]

    def same_acts(self) -> tuple[frozenset[str], ...]:
        """Return groups of words for the same act."""
        return tuple(words for (sort, _), words in self.outcomes.items() if sort == "same")


@cache
def load_commitment_words(language: str = "en") -> CommitmentWords:
    """Load both lists, part of the package. Raises ModelError when one is missing."""
    lists = {
        sort: frozenset(alternatives(words))
        for sort, words in lexicon_rows("commitments/commitments", language)
    }
    rows = lexicon_rows("commitments/status", language)
    return CommitmentWords(
        lists, {(status, kind): frozenset(alternatives(words)) for status, kind, words in rows}
    )
