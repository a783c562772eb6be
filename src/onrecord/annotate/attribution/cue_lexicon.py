"""The cue lexicon: which verbs and nouns tell of an attribution, and what their content may be. Data in lexicons/*/attribution/cues.txt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.annotate.lexicon_files import fields, lexicon_rows
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree

PARTICLES = ("prt", "prep", "advmod", "dative", "dobj")
VERB_FRAMES = frozenset({"quote", "that", "obj", "to", "ing", "person", "raised"})


@dataclass(frozen=True, slots=True)
class Cue:
    """An entry of the lexicon: the head's lemma, the words that must go with it, and the frames."""

    lemma: str
    companions: tuple[str, ...]
    frames: frozenset[str]

    @property
    def words(self) -> str:
        """The entry as written in the lexicon."""
        return " ".join((self.lemma, *self.companions))


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue in the text: the token of its head and the tokens of its companions, outermost first."""

    cue: Cue
    head: int
    companions: tuple[int, ...] = ()

    @property
    def gate(self) -> int:
        """The token on which the content hangs: the last companion (a preposition), else the head."""
        return self.companions[-1] if self.companions else self.head


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """Verbs and nouns by lemma; entries of several words stand before shorter ones."""

    verbs: Mapping[str, tuple[Cue, ...]]
    nouns: Mapping[str, tuple[Cue, ...]]

    def find_verbs(self, tree: SyntaxTree, number: int) -> Iterator[FoundCue]:
        """Yield the verbal cues of which a token is the head, those of more words first."""
        token = tree[number]
        if token.pos not in VERBAL and not token.tag.startswith("VB"):
            return
        for cue in self.verbs.get(token.lemma, ()):
            companions = find_companions(tree, number, cue.companions)
            if companions is not None:
                yield FoundCue(cue, number, companions)

    def find_noun(self, tree: SyntaxTree, number: int) -> FoundCue | None:
        """Return the nominal cue of which a token is the head."""
        token = tree[number]
        if token.pos != "NOUN":
            return None
        entries = self.nouns.get(token.text.lower()) or self.nouns.get(token.lemma, ())
        return next((FoundCue(cue, number) for cue in entries), None)


def find_companions(tree: SyntaxTree, number: int, words: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return the tokens of the particle and preposition that go with a verb, or None when one is missing."""
    found: list[int] = []
    for word in words:
        hung = (below.index for at in (number, *found) for below in tree.below(at, *PARTICLES))
        match = next((index for index in hung if index > number and tree[index].text.lower() == word), None)
        if match is None:
            return None
        found.append(match)
    return tuple(found)


@cache
def words_of(name: str, language: str = "en") -> frozenset[str]:
    """Return the lemmas of one of the lists in `lexicons/<language>/attribution_words.txt`."""
    return frozenset(word for of, word in lexicon_rows("attribution/words", language) if of == name)


@cache
def load_cues(language: str = "en") -> CueLexicon:
    """Load `lexicons/<language>/cues.txt`, part of the package."""
    verbs: dict[str, list[Cue]] = {}
    nouns: dict[str, list[Cue]] = {}
    for row in lexicon_rows("attribution/cues", language):
        phrase, part, frames = fields(row, 3)
        lemma, *companions = phrase.split()
        by_lemma = verbs if part == "verb" else nouns
        by_lemma.setdefault(lemma, []).append(Cue(lemma, tuple(companions), frozenset(frames.split())))
    return CueLexicon(_longest_first(verbs), _longest_first(nouns))


def _longest_first(entries: Mapping[str, list[Cue]]) -> dict[str, tuple[Cue, ...]]:
    return {
        lemma: tuple(sorted(cues, key=lambda cue: (-len(cue.companions), cue.words)))
        for lemma, cues in entries.items()
    }
