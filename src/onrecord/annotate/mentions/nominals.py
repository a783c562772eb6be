"""Actors that are not named: "reporters", "a spokesman for the ministry", "Belarusian state media": their phrase and kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.annotate.attribution.lexicon import SpeechLexicon
from onrecord.annotate.mentions.lexicon import ActorLexicon, Gender
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import ActorKind, Token
from onrecord.model.span import Span

_BEFORE = frozenset({"amod", "compound", "nmod", "nummod", "poss", "npadvmod"})
_JOINING = frozenset({"of", "for", "from", "at", "in", "on", "with"})
_RELATIONAL = frozenset({"person", "people"})
_LONGEST_TAIL = 8  # tokens after the head noun
# Endings of nouns for persons: a noun in no list that speaks and ends so is taken for one, any other for nobody.
_AGENT = (
    "er",
    "or",
    "ist",
    "ian",
    "man",
    "woman",
    "ant",
    "eer",
    "ee",
    "ess",
    "mate",
    "crat",
    "naut",
    "logue",
    "iff",
)


@dataclass(frozen=True, slots=True)
class NominalPhrase:
    """A phrase that means an actor by a noun. `head` is its token; `definite` when it is one told of before ("the envoy")."""

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
    owner: Mapping[int, NamePhrase],
    lexicon: ActorLexicon,
    speech: SpeechLexicon,
) -> NominalPhrase | None:
    """Return the smallest phrase with this head that names an actor; None when the noun means no actor ("the report")."""
    if head.pos not in ("NOUN", "PROPN", "ADJ", "NUM") and head.tag not in ("NN", "NNS", "NNP", "NNPS"):
        return None
    words = _lexical_words(tree, head)
    noun = next((found for found in (lexicon.noun(word) for word in words) if found), None)
    plural = head.tag in ("NNS", "NNPS") or (noun is not None and noun.kind == "people")
    thing = words[-1] in speech.nouns or words[-1] in lexicon.lifeless
    if noun is None and (thing or head.pos != "NOUN" or not words[-1].endswith(_AGENT)):
        return None
    kind: ActorKind = noun.kind if noun else "person"
    if kind == "person" and plural:
        kind = "people"
    first = _first_of(tree, head)
    last = _last_of(tree, head) if kind in _RELATIONAL else head.index
    span = tree.span(first, last).trimmed(text, off=",;:")
    if span is None or not span.is_sound(text):
        return None
    sector = noun.sector if noun else None
    if sector == "GOV" and any(tree[i].text.lower() in ("former", "ex") for i in range(first, head.index)):
        sector = "ELI"
    return NominalPhrase(
        span,
        head.index,
        kind,
        _country(tree, head, owner),
        sector,
        noun.gender if noun else None,
        _is_definite(tree, head),
        plural,
    )


def _lexical_words(tree: SyntaxTree, head: Token) -> tuple[str, ...]:
    """Return what to look up: the noun with the word before it ("news agency"), as printed, and the noun alone."""
    lemma = head.lemma.lower()
    found = [head.text.lower(), lemma]
    if head.pos == "PROPN" and head.tag == "NNPS":
        found.append(lemma.removesuffix("s"))
    before = tree.get(head.index - 1)
    if before is not None and before.sentence == head.sentence and before.head == head.index:
        found = [f"{before.text.lower()} {lemma}", *found]
    return tuple(found)


def _first_of(tree: SyntaxTree, head: Token) -> int:
    """Return the first token of the modifiers directly before a noun, without article and "his"."""
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
        if not _hangs_on(tree, before, head):
            break
        first -= 1
    while first < head.index and (tree[first].tag == "POS" or tree[first].text == "-"):
        first += 1
    return first


def _hangs_on(tree: SyntaxTree, token: Token, head: Token) -> bool:
    if token.head == head.index:
        return token.dep in _BEFORE or token.text == "-" or token.dep in ("punct", "advmod", "quantmod")
    return any(above.index == head.index for above in tree.above(token.index, 4))


def _last_of(tree: SyntaxTree, head: Token) -> int:
    """Return the last token of a short "for the ministry" directly after a noun for persons, or the noun itself."""
    after = tree.get(head.index + 1)
    if (
        after is None
        or after.sentence != head.sentence
        or after.text.lower() not in _JOINING
        or after.head != head.index
    ):
        return head.index
    below = tree.subtree(after.index)
    contiguous = below == list(range(below[0], below[-1] + 1))
    simple = all(tree[i].pos not in ("VERB", "AUX", "PUNCT", "PRON") or tree[i].text == "-" for i in below)
    return below[-1] if contiguous and simple and len(below) <= _LONGEST_TAIL else head.index


def _country(tree: SyntaxTree, head: Token, owner: Mapping[int, NamePhrase]) -> str | None:
    """Return the state an adjective or owner before the noun names ("Belarusian state media", "Ukraine's army")."""
    for child in tree.below(head.index, "amod", "compound", "nmod", "poss"):
        phrase = owner.get(child.index)
        if phrase and phrase.known and phrase.known.sort in ("state", "demonym"):
            return phrase.country
    return None


def _is_definite(tree: SyntaxTree, head: Token) -> bool:
    first = next(iter(tree.below(head.index, "det", "poss")), None)
    return first is not None and first.text.lower() in ("the", "this", "that", "these", "those")
