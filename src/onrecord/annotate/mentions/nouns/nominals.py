"""Actors referred to by a noun ("reporters", "a spokesman for the ministry"): the phrase and its kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.annotate.attribution.lexicon import SpeechLexicon
from onrecord.annotate.mentions.lexicon import ActorLexicon, ActorNoun, Gender, mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.mentions.nouns.shares import singular
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Token
from onrecord.model.span import Span

_BEFORE = frozenset({"amod", "compound", "nmod", "nummod", "poss", "npadvmod"})
_OFFICIAL = frozenset({"GOV", "MIL", "COP", "LEG", "JUD"})
_RELATIONAL = frozenset({"person", "people"})
_LONGEST_TAIL = 8  # tokens after the head noun


@dataclass(frozen=True, slots=True)
class NominalPhrase:
    """A phrase that refers to an actor by a noun at token `head`; `definite` after "the" or "this"."""

    span: Span
    head: int
    kind: ActorKind
    country: str | None
    sector: str | None
    gender: Gender | None
    definite: bool
    plural: bool


def nominal_phrase(
    text: str,
    tree: SyntaxTree,
    head: Token,
    name_at: Mapping[int, NamePhrase],
    lexicon: ActorLexicon,
    speech: SpeechLexicon,
) -> NominalPhrase | None:
    """Return the smallest phrase with this head that refers to an actor; None for other nouns ("the report").

    `name_at` gives the name over each token.
    """
    if head.pos not in ("NOUN", "PROPN", "ADJ", "NUM") and head.tag not in ("NN", "NNS", "NNP", "NNPS"):
        return None
    words = _lexical_words(tree, head)
    noun = next((found for found in (lexicon.noun(word) for word in words) if found), None)
    plural = head.tag in ("NNS", "NNPS") or (noun is not None and noun.kind == "people")
    thing = words[-1] in speech.nouns or words[-1] in lexicon.inanimate
    if noun is None and (
        thing or head.pos != "NOUN" or not words[-1].endswith(tuple(mention_words("person noun endings")))
    ):
        return None
    kind: ActorKind = noun.kind if noun else "person"
    if kind == "person" and plural:
        kind = "people"
    first = first_modifier(tree, head)
    last = _last_modifier(tree, head) if kind in _RELATIONAL else head.index
    span = tree.span(first, last).trimmed(text, off=",;:")
    if span is None or not span.is_sound(text):
        return None
    return NominalPhrase(
        span,
        head.index,
        kind,
        _country(tree, head, name_at) or _country_shared(tree, head, noun, name_at),
        _sector(tree, noun, range(first, head.index)),
        noun.gender if noun else None,
        _is_definite(tree, head),
        plural,
    )


def _sector(tree: SyntaxTree, noun: ActorNoun | None, modifiers: range) -> str | None:
    """Return the sector of a noun; a former official has PLOVER's ELI."""
    sector = noun.sector if noun else None
    is_former = any(tree[i].text.lower() in mention_words("former") for i in modifiers)
    return "ELI" if sector == "GOV" and is_former else sector


def _lexical_words(tree: SyntaxTree, head: Token) -> tuple[str, ...]:
    """Return the forms to look up: the noun with the word before it ("news agency"), and the noun alone."""
    lemma = head.lemma.lower()
    found = [head.text.lower(), lemma]
    if head.pos == "PROPN" and head.tag == "NNPS":
        found.append(singular(head).lower())
    before = tree.get(head.index - 1)
    if before is not None and before.text == "-" and head.index > 1:
        joined = f"{tree[head.index - 2].text.lower()}-{lemma}"  # "president-elect"
        found = [joined, *found]
    if before is not None and before.sentence == head.sentence and before.head == head.index:
        found = [f"{before.text.lower()} {lemma}", *found]
    return tuple(found)


def first_modifier(tree: SyntaxTree, head: Token) -> int:
    """Return the first token of the modifiers directly before a noun, without article and possessive."""
    first = head.index
    while first > 0 and tree[first - 1].sentence == head.sentence:
        before = tree[first - 1]
        if tree[first].span.start - before.span.end > 1:
            break
        if (
            before.pos in ("DET", "PRON", "PUNCT", "CCONJ", "ADP", "VERB", "AUX", "SCONJ")
            and before.text != "-"
        ):
            break
        if not _depends_on(tree, before, head):
            break
        first -= 1
    while first < head.index and (tree[first].tag == "POS" or tree[first].text == "-"):
        first += 1
    return first


def _depends_on(tree: SyntaxTree, token: Token, head: Token) -> bool:
    if token.head == head.index:
        return token.dep in _BEFORE or token.text == "-" or token.dep in ("punct", "advmod", "quantmod")
    return any(above.index == head.index for above in tree.above(token.index, 4))


def _last_modifier(tree: SyntaxTree, head: Token) -> int:
    """Return the last token of a short "for the ministry" after a noun for persons, or the noun itself."""
    after = tree.get(head.index + 1)
    if (
        after is None
        or after.sentence != head.sentence
        or after.text.lower() not in mention_words("prepositions after a noun for persons")
        or after.head != head.index
    ):
        return head.index
    below = tree.subtree(after.index)
    contiguous = below == list(range(below[0], below[-1] + 1))
    simple = all(tree[i].pos not in ("VERB", "AUX", "PUNCT", "PRON") or tree[i].text == "-" for i in below)
    return below[-1] if contiguous and simple and len(below) <= _LONGEST_TAIL else head.index


def _country(tree: SyntaxTree, head: Token, name_at: Mapping[int, NamePhrase]) -> str | None:
    """Return the state that a modifier of the noun names ("Belarusian state media", "Ukraine's army")."""
    for child in tree.below(head.index, "amod", "compound", "nmod", "poss"):
        phrase = name_at.get(child.index)
        if phrase and phrase.known and phrase.known.sort in ("state", "demonym"):
            return phrase.country
    return None


def _country_shared(
    tree: SyntaxTree, head: Token, noun: ActorNoun | None, name_at: Mapping[int, NamePhrase]
) -> str | None:
    """Return the state before the first of two nouns for officials: "Israeli police and [soldiers]"."""
    if head.dep != "conj" or noun is None or noun.sector not in _OFFICIAL:
        return None
    bare = not any(tree.below(head.index, "det", "amod", "compound", "poss", "nummod"))
    return _country(tree, tree[head.head], name_at) if bare else None


def _is_definite(tree: SyntaxTree, head: Token) -> bool:
    first = next(iter(tree.below(head.index, "det", "poss")), None)
    return first is not None and first.text.lower() in {"the", *mention_words("demonstratives")}
