"""The word lists of attribution.

Cues with what their content may be, addressees, media, small word classes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from onrecord.annotate.lexicon_files import fields, lexicon_rows, word_class
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Medium

_COMPANION_RELATIONS = ("prt", "prep", "advmod", "dative", "dobj")
VERB_FRAMES = frozenset({"quote", "that", "obj", "to", "ing", "person", "raised"})
_VERB_PREFIX = "verb "  # marks the verbs in media.txt


def words_of(name: str) -> frozenset[str]:
    """Return a word class of `word_classes.txt`. Raises ModelError when there is none of this name."""
    return word_class("attribution/word_classes", name)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: the lemma of its head, the words that must go with it (its companions), and its frames."""

    lemma: str
    companions: tuple[str, ...]
    frames: frozenset[str]

    @property
    def words(self) -> str:
        """The entry as written in the lexicon."""
        return " ".join((self.lemma, *self.companions))


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue in the text: the index of its head and those of its companions, outermost first."""

    cue: Cue
    head: int
    companions: tuple[int, ...] = ()

    @property
    def governor(self) -> int:
        """The token that governs the content: the last companion (a preposition), else the head."""
        return self.companions[-1] if self.companions else self.head


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """Verbs and nouns by lemma; entries with more companions stand first."""

    verbs: Mapping[str, tuple[Cue, ...]]
    nouns: Mapping[str, tuple[Cue, ...]]

    def find_verbs(self, tree: SyntaxTree, index: int) -> Iterator[FoundCue]:
        """Yield the verbal cues whose head is this token, those with more companions first."""
        token = tree[index]
        if token.pos not in VERBAL and not token.tag.startswith("VB"):
            return
        for cue in self.verbs.get(token.lemma, ()):
            companions = find_companions(tree, index, cue.companions)
            if companions is not None:
                yield FoundCue(cue, index, companions)

    def find_noun(self, tree: SyntaxTree, index: int) -> FoundCue | None:
        """Return the nominal cue whose head is this token."""
        token = tree[index]
        if token.pos != "NOUN":
            return None
        entries = self.nouns.get(token.text.lower()) or self.nouns.get(token.lemma, ())
        return next((FoundCue(cue, index) for cue in entries), None)


@dataclass(frozen=True, slots=True)
class SpeechLexicon:
    """Verbs that take an addressee, and words that name a medium. Keys are lemmas in lower case.

    `addressing` gives for a verb "object" or the prepositions before the addressee; `nouns` and `verbs` give
    media.
    """

    addressing: Mapping[str, frozenset[str]]
    nouns: Mapping[str, Medium]
    verbs: Mapping[str, Medium]


def find_companions(tree: SyntaxTree, head: int, words: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return the tokens of a verb's particle and preposition (`words`, in order).

    None when one is missing.
    """
    found: list[int] = []
    for word in words:
        attached = (below.index for at in (head, *found) for below in tree.below(at, *_COMPANION_RELATIONS))
        match = next((at for at in attached if at > head and tree[at].text.lower() == word), None)
        if match is None:
            return None
        found.append(match)
    return tuple(found)


@cache
def load_cues(language: str = "en") -> CueLexicon:
    """Return the cue lexicon of a language. Raises ModelError when the list is missing."""
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


@cache
def load_speech_lexicon(language: str = "en") -> SpeechLexicon:
    """Return the lexicon of addressees and media of a language. Raises ModelError when a list is missing."""
    addressing: dict[str, set[str]] = {}
    for verb, way in lexicon_rows("attribution/addressing", language):
        addressing.setdefault(verb, set()).add(way)
    nouns: dict[str, Medium] = {}
    verbs: dict[str, Medium] = {}
    for words, medium in lexicon_rows("attribution/media", language):
        by_words = verbs if words.startswith(_VERB_PREFIX) else nouns
        by_words[words.removeprefix(_VERB_PREFIX)] = cast("Medium", medium)
    return SpeechLexicon(
        MappingProxyType({verb: frozenset(ways) for verb, ways in addressing.items()}),
        MappingProxyType(nouns),
        MappingProxyType(verbs),
    )


@cache
def media_by_preposition(language: str = "en") -> Mapping[str, frozenset[Medium]]:
    """Return the media that a preposition can lead to.

    For example "in a statement", "at a news conference", "by telephone".
    """
    rows = lexicon_rows("attribution/media_prepositions", language)
    return {
        preposition: frozenset(cast("Medium", medium) for medium in media.split())
        for preposition, media in rows
    }
