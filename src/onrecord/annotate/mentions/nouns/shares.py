"""Nouns that several owners share: "the Russian and Syrian ministries", "ministers of Denmark and Sweden"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onrecord.annotate.mentions.lexicon import mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.nouns.coordination import find_conjuncts
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Token
from onrecord.model.span import Span

_PLURAL = frozenset({"NNS", "NNPS"})
_PLURALS = frozenset({"troops", "forces", "police", "military", "media"})  # plural, whatever their tag
_WORDS_BETWEEN = 4  # words between the last owner and the noun ("Syrian foreign and defence ministers")
_STATES = frozenset({"state", "demonym"})


@dataclass(frozen=True, slots=True)
class Share:
    """One owner's part of a noun: the words for it ("Syrian ministry"), its span in the text, its country."""

    words: str
    span: Span
    country: str | None
    is_plural: bool = False


def find_shares(
    text: str, tree: SyntaxTree, head: Token, name_at: Mapping[int, NamePhrase], *, is_people: bool
) -> list[Share]:
    """Return the parts of a plural noun in text order; [] where it has fewer than two owners.

    `is_people`: the noun stays in the plural for each owner ("Syrian troops").
    """
    if head.tag not in _PLURAL and head.text.lower() not in _PLURALS:
        return []
    noun = head.text if is_people else singular(head)
    before = _owners_before(tree, head, name_at)
    if len(before) > 1:
        own = [tree[i].text for i in range(before[-1].last, head.index)]
        rest = " ".join([*(word for word in own if word not in ("'s", "’s")), noun])
        return [
            Share(
                f"{row.span.words(text)}{_possessive(tree, row)} {rest}",
                tree.span(row.first, head.index),
                row.country,
                is_people,
            )
            for row in before
        ]
    fields = _fields_before(tree, head)
    if len(fields) > 1:
        return [Share(f"{row.text} {noun}", tree.span(row.index, head.index), None) for row in fields]
    behind = list(_owners_behind(tree, head, name_at))
    if len(behind) < 2:
        return []
    first = head.index
    while first > 0 and tree[first - 1].head == head.index and tree[first - 1].dep in ("amod", "compound"):
        first -= 1
    span = tree.span(first, behind[-1].last - 1)
    noun = " ".join(token.text for token in tree.tokens[first : head.index + 1])
    names = (("the " if tree[row.first - 1].text == "the" else "") + row.span.words(text) for row in behind)
    return [
        Share(f"{noun} of {name}", span, row.country, is_plural=True)
        for name, row in zip(names, behind, strict=True)
    ]


def singular(noun: Token) -> str:
    """Return a noun in the singular; the lemma of a plural name is not reduced ("Ministries")."""
    if noun.tag != "NNPS" or noun.lemma.lower() != noun.text.lower():
        return noun.lemma
    word = noun.text
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _owners_before(tree: SyntaxTree, head: Token, name_at: Mapping[int, NamePhrase]) -> list[NamePhrase]:
    """Return the states in "Russian, Syrian and Iranian troops", in text order."""
    at = head.index - 1
    while at >= 0 and head.index - at <= _WORDS_BETWEEN and _state(name_at.get(at)) is None:
        token = tree[at]
        if token.pos not in ("ADJ", "NOUN", "PROPN", "PART") or token.sentence != head.sentence:
            return []
        at -= 1
    found: list[NamePhrase] = []
    joined = False
    while at >= 0 and tree[at].sentence == head.sentence:
        name = _state(name_at.get(at))
        if name is None:
            break
        found.insert(0, name)
        at = name.first - 1
        word = tree[at].text if at >= 0 else ""
        if word in mention_words("joints of a list"):
            joined = joined or word != ","
            at -= 1
            if word != "," and at >= 0 and tree[at].text == ",":
                at -= 1
            if at >= 0 and tree[at].tag == "POS":
                at -= 1
        else:
            break
    return found if joined else []


def _possessive(tree: SyntaxTree, owner: NamePhrase) -> str:
    return "'s" if tree[owner.last].tag == "POS" else ""


def _state(phrase: NamePhrase | None) -> NamePhrase | None:
    known = phrase.known if phrase is not None else None
    return phrase if known is not None and known.sort in _STATES and known.kind == "state" else None


def _fields_before(tree: SyntaxTree, head: Token) -> list[Token]:
    """Return the fields in "the health and education ministers"."""
    if head.lemma.lower() not in mention_words("offices with a field"):
        return []
    last, joint, first = (tree.get(head.index - step) for step in (1, 2, 3))
    if last is None or joint is None or first is None or joint.text not in ("and", "&"):
        return []
    plain = all(
        row.pos in ("NOUN", "ADJ", "PROPN") and row.sentence == head.sentence for row in (first, last)
    )
    return [first, last] if plain else []


def _owners_behind(tree: SyntaxTree, head: Token, name_at: Mapping[int, NamePhrase]) -> Iterator[NamePhrase]:
    """Yield the states in "the foreign ministers of Denmark and Sweden"."""
    for preposition in tree.below(head.index, "prep"):
        if preposition.text != "of" or preposition.index != head.index + 1:
            continue
        for noun in tree.below(preposition.index, "pobj"):
            for member in (noun, *find_conjuncts(tree, noun)):
                name = _state(name_at.get(member.index))
                if name is None:
                    return
                yield name
