"""The word lists of responses: verbs with their relation, nouns for words and acts, small word classes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from onrecord.annotate.attribution.lexicon import find_companions
from onrecord.annotate.lexicon_files import fields, lexicon_rows, word_class
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Act, Relation, Token


def words_of(name: str) -> frozenset[str]:
    """Return a word class of `word_classes.txt`. Raises ModelError when there is none of this name."""
    return word_class("responses/word_classes", name)


@dataclass(frozen=True, slots=True)
class ResponseVerb:
    """A verb of responding: its lemma, the particles that must go with it, the relation, and its frames.

    The frames say where the answered statement stands: "obj", "alone", "as", or the preposition before it.
    """

    lemma: str
    companions: tuple[str, ...]
    relation: Relation
    frames: frozenset[str]


@dataclass(frozen=True, slots=True)
class ResponseLexicon:
    """Verbs by lemma, those with more particles first, and the words for what is answered.

    `nouns` (for words) and `act_nouns` (for what is done with words) give the acts of the statements that a
    noun can mean, the likeliest first, none for any act. `false_words` and `true_words` judge a claim.
    """

    verbs: Mapping[str, tuple[ResponseVerb, ...]]
    nouns: Mapping[str, tuple[Act, ...]]
    act_nouns: Mapping[str, tuple[Act, ...]]
    false_words: frozenset[str]
    true_words: frozenset[str]

    def verb_at(self, tree: SyntaxTree, token: Token) -> tuple[ResponseVerb, tuple[int, ...]] | None:
        """Return the entry whose head is this token, with the tokens of its particles."""
        for verb in self.verbs.get(token.lemma, ()):
            companions = find_companions(tree, token.index, verb.companions)
            if companions is not None:
                return verb, companions
        return None


@cache
def load_response_lexicon(language: str = "en") -> ResponseLexicon:
    """Return the lexicon of a language. Raises ModelError when the list is missing."""
    verbs: dict[str, list[ResponseVerb]] = {}
    nouns: dict[str, dict[str, tuple[Act, ...]]] = {"noun": {}, "deed": {}}
    judging: dict[str, set[str]] = {"false": set(), "right": set()}
    for row in lexicon_rows("responses/responses", language):
        sort, phrase, meaning, frames = fields(row, 4)
        if sort == "verb":
            lemma, *companions = phrase.split()
            relation = cast("Relation", meaning)
            entry = ResponseVerb(lemma, tuple(companions), relation, frozenset(frames.split()))
            verbs.setdefault(lemma, []).append(entry)
        elif sort in judging:
            judging[sort].add(phrase)
        else:
            nouns[sort][phrase] = tuple(cast("Act", act) for act in meaning.split())
    longest_first = {
        lemma: tuple(sorted(rows, key=lambda row: -len(row.companions))) for lemma, rows in verbs.items()
    }
    return ResponseLexicon(
        MappingProxyType(longest_first),
        MappingProxyType(nouns["noun"]),
        MappingProxyType(nouns["deed"]),
        frozenset(judging["false"]),
        frozenset(judging["right"]),
    )
