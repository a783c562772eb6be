"""Counted actors: "a number of senators", "some of the officials", "one of the victims", "two"."""

from onrecord.annotate.mentions.lexicon import mention_words
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Token

_LONGEST_PHRASE = 8  # tokens from "one" to the noun: "one of the three former prisoners"


def find_counted(tree: SyntaxTree, head: Token) -> Token | None:
    """Return the noun behind "of" after a word of quantity: "senators" in "a number of senators"."""
    if not is_quantity(head):
        return None
    for preposition in tree.below(head.index, "prep"):
        if preposition.text.lower() == "of":
            noun = next(tree.below(preposition.index, "pobj"), None)
            near = noun is not None and head.index < noun.index <= head.index + _LONGEST_PHRASE
            several = noun is not None and (noun.tag in ("NNS", "NNPS", "PRP") or noun.pos == "PRON")
            return noun if near and several else None
    return None


def is_quantity(token: Token) -> bool:
    """Tell whether a word counts others: a number, "some", "a handful"."""
    word = token.text.lower()
    return (
        token.pos == "NUM"
        or word in mention_words("quantifiers")
        or word in mention_words("nouns of quantity")
    )


def is_one(token: Token) -> bool:
    """Tell whether a word of quantity means a single actor of several: "one", "another"."""
    return token.text.lower() in mention_words("one of several")


def kind_of_quantity(tree: SyntaxTree, token: Token) -> ActorKind | None:
    """Return the kind of actor that a word of quantity alone, or "everybody", stands for; None for others."""
    word = token.text.lower()
    if word in mention_words("indefinite persons"):
        return "person"
    if word in mention_words("indefinite people"):
        return "people"
    if word in mention_words("both of two") or any(tree.below(token.index, "det", "prep")):
        return None
    if is_one(token):
        return "person"
    is_number = token.pos == "NUM" and token.tag == "CD" and not any(map(str.isdigit, word))
    return "people" if is_number or word in mention_words("quantifiers") else None
