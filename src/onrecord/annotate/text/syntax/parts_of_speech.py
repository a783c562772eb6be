"""Universal parts of speech from tag, word and relation, by the rules of the spaCy pipeline.

spaCy's matcher for these rules takes a sixth of the parsing time. Here they are first sorted by tag and
relation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Test = Mapping[str, object]  # attribute -> a value, or {"IN": [...]}, {"NOT_IN": [...]}
Pattern = Mapping[str, object]
Word = tuple[str, str, str]  # tag, lower-cased text, relation

_PLACES = {"TAG": 0, "LOWER": 1, "DEP": 2}  # attributes that rules test -> index in Word


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on tag, lower-cased text and relation: the values that each must and must not have."""

    one_of: tuple[tuple[int, frozenset[str]], ...]
    none_of: tuple[tuple[int, frozenset[str]], ...]

    @classmethod
    def of(cls, test: Test) -> "Condition | None":
        """Convert a rule's test.

        Return None when only white space can pass it, or it tests an unknown attribute.
        """
        one_of: list[tuple[int, frozenset[str]]] = []
        none_of: list[tuple[int, frozenset[str]]] = []
        for name, wanted in test.items():
            if name == "IS_SPACE" and wanted is False:
                continue
            if name not in _PLACES:
                return None
            choice: Mapping[str, Iterable[str]] = (
                wanted if isinstance(wanted, Mapping) else {"IN": [str(wanted)]}
            )
            one_of += [(_PLACES[name], frozenset(choice["IN"]))] if "IN" in choice else []
            none_of += [(_PLACES[name], frozenset(choice["NOT_IN"]))] if "NOT_IN" in choice else []
        return cls(tuple(one_of), tuple(none_of))

    def holds(self, word: Word) -> bool:
        """Return whether the word meets the condition."""
        return all(word[place] in values for place, values in self.one_of) and not any(
            word[place] in values for place, values in self.none_of
        )

    def for_kind(self, tag: str, relation: str) -> "Condition | None":
        """Return what is left to test for words with this tag and relation; None if they cannot pass."""
        kind = {0: tag, 2: relation}
        if any(place in kind and kind[place] not in values for place, values in self.one_of):
            return None
        if any(place in kind and kind[place] in values for place, values in self.none_of):
            return None
        return Condition(
            tuple(pair for pair in self.one_of if pair[0] not in kind),
            tuple(pair for pair in self.none_of if pair[0] not in kind),
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """The parts of speech of words with one tag and one relation: the first rule that holds, or a default.

    The same rules hold for all words that no rule names; `unnamed` is their part of speech.
    """

    rules: tuple[tuple[Condition, str], ...]
    named: frozenset[str]
    otherwise: str
    unnamed: str

    @classmethod
    def of(cls, rules: Iterable[tuple[Condition, str]]) -> "Choice":
        """Take rules that test only the text, the strongest first."""
        kept: list[tuple[Condition, str]] = []
        otherwise = "X"
        for condition, pos in rules:
            if not condition.one_of and not condition.none_of:
                otherwise = pos
                break
            kept.append((condition, pos))
        named = {
            text
            for condition, _ in kept
            for _, values in (*condition.one_of, *condition.none_of)
            for text in values
        }
        unnamed = next((pos for condition, pos in kept if not condition.one_of), otherwise)
        return cls(tuple(kept), frozenset(named), otherwise, unnamed)


@dataclass(frozen=True, slots=True)
class PartOfSpeechRules:
    """Rules for single words, and for a word after another one; later rules win."""

    single: tuple[tuple[Condition, str], ...]
    after: tuple[tuple[Condition, Condition, str], ...]
    choices: dict[tuple[str, str], Choice] = field(default_factory=dict)

    @classmethod
    def of(cls, patterns: Iterable[Pattern]) -> "PartOfSpeechRules":
        """Take the patterns of an attribute ruler that set a part of speech."""
        single: list[tuple[Condition, str]] = []
        after: list[tuple[Condition, Condition, str]] = []
        for pattern in patterns:
            attributes, choices = pattern["attrs"], pattern["patterns"]
            if (
                not isinstance(attributes, Mapping)
                or "POS" not in attributes
                or not isinstance(choices, Sequence)
            ):
                continue
            for tests in choices:
                conditions = [condition for test in tests if (condition := Condition.of(test)) is not None]
                if len(conditions) == len(tests) == 1:
                    single.append((conditions[0], attributes["POS"]))
                elif len(conditions) == len(tests) == 2 and pattern["index"] == 1:
                    after.append((conditions[0], conditions[1], attributes["POS"]))
        return cls(tuple(single), tuple(after))

    def find(self, word: Word, before: Word | None) -> str:
        """Return the part of speech of a word (not white space) after the word `before`."""
        tag, text, relation = word
        choice = self.choices.get((tag, relation))
        if choice is None:
            choice = self.choices[tag, relation] = self._choice(tag, relation)
        found = choice.unnamed
        if text in choice.named:
            found = next((pos for condition, pos in choice.rules if condition.holds(word)), choice.otherwise)
        if before is not None and before[2] == "expl":
            return next(
                (pos for first, second, pos in self.after if first.holds(before) and second.holds(word)),
                found,
            )
        return found

    def _choice(self, tag: str, relation: str) -> Choice:
        left = ((condition.for_kind(tag, relation), pos) for condition, pos in reversed(self.single))
        return Choice.of((condition, pos) for condition, pos in left if condition is not None)
