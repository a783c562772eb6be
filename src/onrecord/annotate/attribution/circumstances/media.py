"""Media of attributions: how something was said, by words beside the cue, its addressee or the cue itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.annotate.attribution.circumstances.addressees import (
    addressee_heads,
    clause_verbs,
    is_inside,
    noun_medium,
)
from onrecord.annotate.attribution.cues import cue_verbs
from onrecord.annotate.attribution.lexicon import SpeechLexicon, media_by_preposition, words_of
from onrecord.annotate.mentions.lexicon import ActorLexicon
from onrecord.annotate.text.syntax.tree import NOMINAL, VERBAL, SyntaxTree
from onrecord.model.annotation import Attribution, Medium, Token
from onrecord.model.span import Span

# Media that a cue or source can be itself: "the report said", "in her letter". A call is none of them:
# "calls for" something are seldom made by telephone.
_MEDIA_OF_CUES: frozenset[Medium] = frozenset({"document", "letter", "post", "speech", "interview"})
_MEDIA_OF_SOURCES: frozenset[Medium] = _MEDIA_OF_CUES | {"report", "article"}
_MEDIA_AS_OBJECT: frozenset[Medium] = frozenset(
    {"briefing", "speech", "interview"}
)  # "told a news conference"
_FARTHEST_OUTLET = 7  # tokens from the noun of an interview to its outlet that are one piece of evidence
_FARTHEST_NOUN = 3  # heads from a verb or noun up to what it belongs to
_LONGEST_NAME = 12  # tokens of an outlet's name that are read


@dataclass(frozen=True, slots=True)
class FoundMedium:
    """A medium, the token that heads the outlet's name when one is named, and the words that show it."""

    kind: Medium
    outlet: Token | None
    evidence: tuple[Span, ...]


def find_medium(
    text: str, attribution: Attribution, tree: SyntaxTree, lexicon: ActorLexicon, speech: SpeechLexicon
) -> FoundMedium | None:
    """Return how something was said, None when the clause of the cue does not say."""
    return (
        _by_platform(text, attribution, tree, lexicon)
        or _by_noun(attribution, tree, speech)
        or _by_addressee(text, attribution, tree, lexicon, speech)
        or _by_verb(attribution, tree, speech)
    )


def outlet_head(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> Token | None:
    """Return the noun that heads the outlet an interview was given to."""
    found = _by_noun(attribution, tree, speech)
    return found.outlet if found else None


def _by_platform(
    text: str, attribution: Attribution, tree: SyntaxTree, lexicon: ActorLexicon
) -> FoundMedium | None:
    """Return the medium of "wrote on X", "in a post on Telegram", "said on CNN"."""
    for verb in clause_verbs(attribution, tree):
        for noun in _platform_nouns(verb, tree):
            if is_inside(noun.span, attribution.content):
                continue
            first = tree[min(tree.subtree(noun.index, _LONGEST_NAME))].span.start
            known = lexicon.known_at(text, noun.span.start) or lexicon.known_at(text, first)
            if known is None:
                continue
            preposition = tree[noun.head]
            if known.sort == "platform":
                evidence = Span(preposition.span.start, noun.span.start + len(known.words))
                return FoundMedium("post", noun, (evidence,))
            if known.sort == "outlet" and preposition.text == "on":
                return FoundMedium("interview", noun, (tree.span(noun.head, noun.index),))
    return None


def _platform_nouns(verb: Token, tree: SyntaxTree) -> Iterator[Token]:
    """Yield the nouns after "on", "to" or "via" under a verb, or under a noun below it ("in a post on X")."""
    for child in tree.below(verb.index):
        if child.dep == "prep":
            for noun in tree.below(child.index, "pobj"):
                if child.text.lower() in words_of("prepositions of platforms"):
                    yield noun
                yield from _platforms_behind(noun, tree)
        elif child.dep in ("dobj", "npadvmod", "tmod"):
            yield from _platforms_behind(child, tree)


def _platforms_behind(noun: Token, tree: SyntaxTree) -> Iterator[Token]:
    for preposition in tree.below(noun.index, "prep"):
        if preposition.text.lower() in words_of("prepositions of platforms behind nouns"):
            yield from tree.below(preposition.index, "pobj")


def _by_noun(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> FoundMedium | None:
    """Return the medium of a noun beside the cue, above it ("an interview in which he said"), or in it."""
    for verb in clause_verbs(attribution, tree):
        for kind, noun, first in (*_beside(verb, tree, speech), *_above(verb, tree, speech)):
            if not is_inside(noun.span, attribution.content):
                return _found(kind, noun, first, tree)
    parts = [(span, _MEDIA_OF_SOURCES) for span in attribution.source]
    parts += [(span, _MEDIA_OF_CUES) for span in attribution.cue]
    for span, kinds in parts:
        for head in tree.heads([span]):
            medium = noun_medium(head, tree, speech) if head.pos == "NOUN" else None
            if medium is not None and medium in kinds:
                return _found(medium, head, head.index, tree)
    return None


def _beside(verb: Token, tree: SyntaxTree, speech: SpeechLexicon) -> Iterator[tuple[Medium, Token, int]]:
    """Yield "in a statement" and "told a news conference" under a verb.

    Medium, noun, first token of the words.
    """
    for child in tree.below(verb.index, "prep", "agent"):
        for noun in tree.below(child.index, "pobj"):
            kind = noun_medium(noun, tree, speech)
            if kind and kind in media_by_preposition().get(child.text.lower(), ()):
                yield kind, noun, child.index
    if verb.lemma in speech.addressing:
        for noun in tree.below(verb.index, "dobj"):
            kind = noun_medium(noun, tree, speech)
            if kind in _MEDIA_AS_OBJECT:
                yield kind, noun, verb.index


def _above(verb: Token, tree: SyntaxTree, speech: SpeechLexicon) -> Iterator[tuple[Medium, Token, int]]:
    for noun in _nouns_above(verb, tree):
        kind = noun_medium(noun, tree, speech)
        if kind:
            yield kind, noun, noun.index


def _nouns_above(verb: Token, tree: SyntaxTree) -> Iterator[Token]:
    """Yield the noun that a relative clause belongs to, and the nouns above that."""
    if verb.dep != "relcl":
        return
    for above in tree.above(verb.index, _FARTHEST_NOUN):
        if above.pos in VERBAL:
            return
        if above.pos in NOMINAL:
            yield above


def _found(kind: Medium, noun: Token, first: int, tree: SyntaxTree) -> FoundMedium:
    outlet = _interview_outlet(noun, tree) if kind == "interview" else None
    is_near = outlet is not None and outlet.index - noun.index <= _FARTHEST_OUTLET
    last = max(noun.index, outlet.index) if outlet is not None and is_near else noun.index
    return FoundMedium(kind, outlet, (tree.span(min(first, noun.index), last),))


def _interview_outlet(noun: Token, tree: SyntaxTree) -> Token | None:
    """Return the outlet of an interview.

    For example "with Belarusian state media", "a Fox News interview", "the BBC's interview".
    """
    for child in tree.below(noun.index, "prep"):
        if child.text.lower() in words_of("prepositions of interviews"):
            for found in tree.below(child.index, "pobj"):
                return found
    for child in tree.below(noun.index, "compound", "nmod"):
        if child.pos == "PROPN":
            return child
    return None


def _by_addressee(
    text: str, attribution: Attribution, tree: SyntaxTree, lexicon: ActorLexicon, speech: SpeechLexicon
) -> FoundMedium | None:
    """Return the medium by the addressee.

    Reporters are briefed, an outlet interviews, a parliament hears a speech.
    """
    for head in addressee_heads(attribution, tree, speech):
        verb = next((row for row in tree.above(head.index, _FARTHEST_NOUN) if row.pos == "VERB"), None)
        if verb is None or verb.lemma not in words_of("verbs with an audience"):
            continue
        found = _audience_medium(text, head, tree, lexicon)
        if found is not None:
            evidence = tree.span(min(verb.index, head.index), max(verb.index, head.index))
            return FoundMedium(found, head if found == "interview" else None, (evidence,))
    return None


def _audience_medium(text: str, head: Token, tree: SyntaxTree, lexicon: ActorLexicon) -> Medium | None:
    first = tree[min(tree.subtree(head.index, _LONGEST_NAME))].span.start
    known = lexicon.known_at(text, head.span.start) or lexicon.known_at(text, first)
    if known is not None and known.kind == "outlet":
        return "interview"
    noun = lexicon.noun(head.lemma.lower())
    is_bare = not any(tree.below(head.index, "amod", "compound", "poss"))
    if noun is not None and noun.sector == "JRN" and (noun.kind != "outlet" or is_bare):
        return "briefing"
    if noun is not None and noun.kind == "outlet":
        return "interview"
    return "speech" if head.lemma.lower() in words_of("audiences") else None


def _by_verb(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> FoundMedium | None:
    for verb in cue_verbs(attribution, tree):
        kind = speech.verbs.get(verb.lemma)
        if kind and is_inside(verb.span, attribution.cue):
            return FoundMedium(kind, None, (verb.span,))
    return None
