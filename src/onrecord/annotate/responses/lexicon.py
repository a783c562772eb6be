"""The lexicon of answering: verbs with the relation they tell and where what is answered stands, nouns for words and deeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from onrecord.annotate.attribution.cue_lexicon import find_companions
from onrecord.annotate.lexicon_files import fields, lexicon_rows
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Act, Relation, Token


@dataclass(frozen=True, slots=True)
class ReplyVerb:
    """A verb that answers: its lemma, the particles that must go with it, the relation, and where what is answered stands."""

    lemma: str
    companions: tuple[str, ...]
    relation: Relation
    ways: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReplyLexicon:
    """Verbs by lemma, those of more words first; the acts of the statements a noun can mean, an empty set for any."""

    verbs: Mapping[str, tuple[ReplyVerb, ...]]
    nouns: Mapping[str, frozenset[Act]]
    deeds: Mapping[str, frozenset[Act]]
    false: frozenset[str]
    right: frozenset[str]

    def verb_at(self, tree: SyntaxTree, token: Token) -> tuple[ReplyVerb, tuple[int, ...]] | None:
        """Return the entry a verb is the head of, with the tokens of its particles."""
        for verb in self.verbs.get(token.lemma, ()):
            companions = find_companions(tree, token.index, verb.companions)
            if companions is not None:
                return verb, companions
        return None


@cache
def load_reply_lexicon(language: str = "en") -> ReplyLexicon:
    """Return the lexicon of a language. Raises ModelError when the list is missing."""
    verbs: dict[str, list[ReplyVerb]] = {}
    words: dict[str, dict[str, frozenset[Act]]] = {"noun": {}, "deed": {}}
    judging: dict[str, set[str]] = {"false": set(), "right": set()}
    for row in lexicon_rows("responses/responses", language):
        sort, phrase, told, ways = fields(row, 4)
        if sort == "verb":
            lemma, *companions = phrase.split()
            entry = ReplyVerb(lemma, tuple(companions), cast("Relation", told), frozenset(ways.split()))
            verbs.setdefault(lemma, []).append(entry)
        elif sort in judging:
            judging[sort].add(phrase)
        else:
            words[sort][phrase] = frozenset(cast("Act", act) for act in told.split())
    ordered = {
        lemma: tuple(sorted(rows, key=lambda row: -len(row.companions))) for lemma, rows in verbs.items()
    }
    return ReplyLexicon(
        MappingProxyType(ordered),
        MappingProxyType(words["noun"]),
        MappingProxyType(words["deed"]),
        frozenset(judging["false"]),
        frozenset(judging["right"]),
    )
