"""Universal parts of speech from tag, word and relation, by the rules that the spaCy pipeline brings along.

spaCy applies them with a matcher that takes a sixth of the parsing time; here each combination is looked at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# Combinations remembered; a hundred thousand words of news have five thousand.
_MOST = 20_000

Test = Mapping[str, object]  # attribute -> a value, or {"IN": [...]}, {"NOT_IN": [...]}
Pattern = Mapping[str, object]
Word = tuple[str, str, str]  # tag, lower-cased text, relation


@dataclass(frozen=True, slots=True)
class SpeechRules:
    """Rules for single words, and for a word after another, in the order in which later ones win."""

    single: tuple[tuple[Test, str], ...]
    after: tuple[tuple[Test, Test, str], ...]
    known: dict[Word, str] = field(default_factory=dict)

    @classmethod
    def of(cls, patterns: Iterable[Pattern]) -> "SpeechRules":
        """Take from an attribute ruler's patterns those that set a part of speech."""
        single: list[tuple[Test, str]] = []
        after: list[tuple[Test, Test, str]] = []
        for pattern in patterns:
            attributes, choices = pattern["attrs"], pattern["patterns"]
            if not isinstance(attributes, Mapping) or "POS" not in attributes or not isinstance(choices, Sequence):
                continue
            for tests in choices:
                if len(tests) == 1:
                    single.append((tests[0], attributes["POS"]))
                elif len(tests) == 2 and pattern["index"] == 1:
                    after.append((tests[0], tests[1], attributes["POS"]))
        return cls(tuple(single), tuple(after))

    def find(self, word: Word, before: Word | None) -> str:
        """Return the part of speech of a word that is no white space; `before` is the word before it in the text."""
        found = self.known.get(word)
        if found is None:
            found = next((pos for test, pos in reversed(self.single) if _holds(test, word)), "X")
            if len(self.known) < _MOST:
                self.known[word] = found
        if before is not None and before[2] == "expl":
            return next((pos for first, second, pos in self.after if _holds(first, before) and _holds(second, word)), found)
        return found


def _holds(test: Test, word: Word) -> bool:
    values: dict[str, str | bool] = {"TAG": word[0], "LOWER": word[1], "DEP": word[2], "IS_SPACE": False}
    return all(name in values and _fits(values[name], wanted) for name, wanted in test.items())


def _fits(value: str | bool, wanted: object) -> bool:
    if not isinstance(wanted, Mapping):
        return value == wanted
    return ("IN" not in wanted or value in wanted["IN"]) and ("NOT_IN" not in wanted or value not in wanted["NOT_IN"])
