"""The lexicon of commitments: words that bind, words for outcomes, small word classes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.lexicon_files import alternatives, lexicon_rows, word_class
from onrecord.model.annotation import CommitmentStatus


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    """Word lists by name (`commitments.txt`); words for outcomes by status and kind (`status.txt`)."""

    lists: Mapping[str, frozenset[str]]
    outcomes: Mapping[tuple[str, str], frozenset[str]]

    def has(self, name: str, word: str) -> bool:
        """Return whether a list has a word."""
        return word in self.lists[name]

    def longest_first(self, name: str) -> list[str]:
        """Return the entries of a list, the longest first."""
        return sorted(self.lists[name], key=lambda words: (-len(words), words))

    def outcome(self, status: CommitmentStatus, kind: str) -> frozenset[str]:
        """Return the words of a status, empty where there are none."""
        return self.outcomes.get((status, kind), frozenset())

    def outcome_objects(self) -> frozenset[str]:
        """Return the nouns for what can be kept or broken."""
        return self.outcomes["object", "-"]

    def breaking(self) -> frozenset[str]:
        """Return the words for breaking a commitment."""
        return self.outcomes["breaking", "-"]

    def leaving(self) -> frozenset[str]:
        """Return the verbs of leaving an agreement."""
        return self.outcomes["leaving", "-"]

    def others(self) -> frozenset[str]:
        """Return the words before an agreement that is not one mentioned before ("a similar promise")."""
        return self.outcomes["other", "-"]

    def finished(self) -> frozenset[str]:
        """Return the verbs that report an act as finished."""
        return self.outcomes["finished", "-"]

    def same_acts(self) -> tuple[frozenset[str], ...]:
        """Return groups of words for the same act."""
        return tuple(words for (status, _), words in self.outcomes.items() if status == "same")


def commitment_words(name: str) -> frozenset[str]:
    """Return a class of `word_classes.txt`. Raises ModelError when the file or the class is missing."""
    return word_class("commitments/word_classes", name)


@cache
def load_commitment_words(language: str = "en") -> CommitmentWords:
    """Return the lists of a language. Raises ModelError when one is missing."""
    lists = {
        name: frozenset(alternatives(words))
        for name, words in lexicon_rows("commitments/commitments", language)
    }
    rows = lexicon_rows("commitments/status", language)
    return CommitmentWords(
        lists, {(status, kind): frozenset(alternatives(words)) for status, kind, words in rows}
    )
