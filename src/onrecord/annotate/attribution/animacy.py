"""Animacy of sources: whether a noun phrase means somebody who speaks, or a thing."""

from collections.abc import Iterable

from onrecord.annotate.attribution.lexicon import load_speech_lexicon, words_of
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Token


def is_inanimate(tree: SyntaxTree, source: Iterable[int]) -> bool:
    """Return whether a source (token indices) is a thing.

    For example "rising prices", but not "the report" or "the crew".
    """
    head = phrase_head(tree, frozenset(source))
    if head is None or head.pos != "NOUN" or is_animate(head) or _is_text_noun(head):
        return False
    # "the Lind operation" names somebody
    return not any(below.pos == "PROPN" for below in tree.below(head.index, "compound", "poss"))


def is_animate(token: Token) -> bool:
    """Return whether a token can head a phrase for a speaker: a name, a pronoun, a noun for an actor."""
    if token.pos in ("PROPN", "PRON", "NUM"):
        return True
    lexicon, lemma = load_actor_lexicon(), token.lemma.lower()
    if lexicon.noun(lemma) is not None or lexicon.noun(token.text.lower()) is not None:
        return True
    has_ending = lemma.endswith(tuple(words_of("endings of nouns for persons")))
    return token.pos == "NOUN" and has_ending and lemma not in lexicon.inanimate


def phrase_head(tree: SyntaxTree, indices: frozenset[int]) -> Token | None:
    """Return the token whose head is outside the phrase, the first one where there are several."""
    return next((tree[index] for index in sorted(indices) if tree[index].head not in indices), None)


def _is_text_noun(token: Token) -> bool:
    nouns = load_speech_lexicon().nouns
    return token.lemma.lower() in nouns or token.text.lower() in nouns
