"""To whom and how something was said: addressees and medium of an attribution. Who and when: sources.py and said.py."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.annotate.attribution.speech_lexicon import SpeechLexicon
from onrecord.annotate.attribution.utterance_time import cue_verbs
from onrecord.annotate.mentions.lexicon import ActorLexicon
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Attribution, Medium, Token
from onrecord.model.span import Span

# Which media a preposition can lead to: "in a statement", "at a news conference", "by telephone".
_WAYS: dict[str, frozenset[Medium]] = {
    "in": frozenset(
        {"speech", "briefing", "interview", "post", "letter", "article", "report", "call", "document"}
    ),
    "at": frozenset({"speech", "briefing", "interview"}),
    "during": frozenset({"speech", "briefing", "interview", "call"}),
    "on": frozenset({"call", "interview", "post"}),
    "by": frozenset({"call", "letter"}),
    "via": frozenset({"call", "letter", "post", "document", "interview"}),
    "through": frozenset({"document", "letter", "post"}),
    "over": frozenset({"call"}),
    "to": frozenset({"briefing", "speech"}),
}
# Media a source or a cue can tell by being one: "the report said", "in her letter". "Calls for" are seldom made by telephone.
_AS_CUE: frozenset[Medium] = frozenset({"document", "letter", "post", "speech", "interview"})
_AS_SOURCE: frozenset[Medium] = _AS_CUE | {"report", "article"}
_LONGEST_GAP = 7  # tokens between a cue and its content that are looked at for an addressee
_PHRASE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "PRON", "PART"})
_SPEAKING = frozenset(
    {"speak", "talk", "write", "address", "testify", "appear", "post", "comment", "respond", "reply", "tweet"}
)
_HEARERS = frozenset(
    {
        "crowd",
        "audience",
        "supporter",
        "rally",
        "lawmaker",
        "parliament",
        "congress",
        "senate",
        "mp",
        "legislator",
        "senator",
    }
)


@dataclass(frozen=True, slots=True)
class FoundMedium:
    """How something was said, the token that heads the outlet's name where one is told, and the words that tell it."""

    kind: Medium
    outlet: Token | None
    evidence: tuple[Span, ...]


def addressee_heads(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> list[Token]:
    """Return the nouns and pronouns that head the addressees: "told reporters", "urged Kyiv to stop", "wrote to the court"."""
    found: dict[int, Token] = {}
    for verb in _clause_verbs(attribution, tree):
        for token in _addressed(verb, tree, speech):
            for one in (token, *tree.below(token.index, "conj")):
                inside = any(span.holds(one.span) for span in attribution.content)
                told = any(
                    span.start == tree.span(min(tree.subtree(one.index, 30)), one.index).start
                    for span in attribution.content
                )
                if (
                    one.pos in NOMINAL
                    and one.pos != "NUM"
                    and (not inside or told)
                    and not _is_medium(one, tree, speech)
                ):
                    found[one.index] = one
    between = _between(attribution, tree, speech) if not found else None
    return [between] if between is not None else [found[index] for index in sorted(found)]


def _between(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> Token | None:
    """Return the head of the name or noun that is all between a cue and its content: "told [The Herald] he was tired".

    The parser often takes it for the subject of what was said.
    """
    if not attribution.cue:
        return None
    cue = tree.range(attribution.cue[-1])
    start = min(
        (span.start for span in attribution.content if span.start > attribution.cue[-1].end), default=-1
    )
    gap = [
        tree[at]
        for at in range(cue.stop, min(cue.stop + _LONGEST_GAP, len(tree)))
        if tree[at].span.start < start
    ]
    words = [token for token in gap if token.pos != "PUNCT"]
    addressing = bool(cue) and "object" in speech.addressing.get(tree[cue[-1]].lemma, frozenset())
    whole = bool(gap) and cue.stop + len(gap) < len(tree) and tree[cue.stop + len(gap)].span.start >= start
    if not (addressing and whole and words) or any(token.pos not in _PHRASE for token in words):
        return None
    return words[-1] if words[-1].pos in NOMINAL and not _is_medium(words[-1], tree, speech) else None


def _is_medium(token: Token, tree: SyntaxTree, speech: SpeechLexicon) -> bool:
    """Tell whether a noun is for how something was said, and no name: "told the conference", not "told the Post"."""
    return token.pos != "PROPN" and _medium_noun(token, tree, speech) is not None


def _is_told(span: Span, attribution: Attribution) -> bool:
    return any(part.holds(span) for part in attribution.content)


def _begins_content(token: Token, attribution: Attribution, tree: SyntaxTree) -> bool:
    """Tell whether the phrase of a noun begins the content: of "urged Kyiv to stop" that is often taken to be "Kyiv to stop"."""
    first = tree[min(tree.subtree(token.index, 30))].span.start
    return any(part.start == first for part in attribution.content)


def find_addressees(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> list[Span]:
    """Return the spans of the words that head the addressees."""
    return [head.span for head in addressee_heads(attribution, tree, speech)]


def outlet_head(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> Token | None:
    """Return the noun that heads the outlet an interview was given to."""
    found = _told_medium(attribution, tree, speech)
    return found.outlet if found else None


def find_medium(
    text: str, attribution: Attribution, tree: SyntaxTree, lexicon: ActorLexicon, speech: SpeechLexicon
) -> FoundMedium | None:
    """Return how something was said, None when the clause of the cue does not tell."""
    return (
        _platform(text, attribution, tree, lexicon)
        or _told_medium(attribution, tree, speech)
        or _by_addressee(text, attribution, tree, lexicon, speech)
        or _by_verb(attribution, tree, speech)
    )


def _clause_verbs(attribution: Attribution, tree: SyntaxTree) -> list[Token]:
    """Return the verbs of the cue and of "speaking to reporters" beside it."""
    verbs = cue_verbs(attribution, tree)
    beside = [
        child for verb in verbs for child in tree.below(verb.index, "advcl") if child.lemma in _SPEAKING
    ]
    for verb in verbs[:1]:
        first = tree[tree.sentence_at(verb.index).first]
        if first.tag == "VBG" and first.lemma in _SPEAKING and first not in beside:
            beside.append(first)
    return [
        *verbs,
        *(verb for verb in beside if not any(span.holds(verb.span) for span in attribution.content)),
    ]


def _addressed(verb: Token, tree: SyntaxTree, speech: SpeechLexicon) -> Iterator[Token]:
    ways = speech.addressing.get(verb.lemma, frozenset())
    for child in tree.below(verb.index):
        if "object" in ways and child.dep in ("dobj", "dative", "nsubjpass") and child.pos in NOMINAL:
            yield child
        elif "object" in ways and child.dep in ("ccomp", "xcomp") and any(tree.below(child.index, "aux")):
            if any(aux.tag == "TO" for aux in tree.below(child.index, "aux")):
                yield from tree.below(child.index, "nsubj")
        elif child.dep in ("prep", "dative") and child.text.lower() in ways:
            yield from tree.below(child.index, "pobj")


def _medium_noun(token: Token, tree: SyntaxTree, speech: SpeechLexicon) -> Medium | None:
    """Return the medium a noun means, looked up with the word before it first ("press release")."""
    lemma = token.lemma.lower()
    before = tree.get(token.index - 1)
    if before is not None and before.head == token.index:
        found = speech.nouns.get(f"{before.text.lower()} {lemma}")
        if found:
            return found
    return speech.nouns.get(lemma) or speech.nouns.get(token.text.lower())


def _told_medium(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> FoundMedium | None:
    """Find a noun that tells the medium: beside the cue, above it ("an interview in which he said"), in it, or as source."""
    for verb in _clause_verbs(attribution, tree):
        for kind, noun, first in (*_beside(verb, tree, speech), *_above(verb, tree, speech)):
            if not any(span.holds(noun.span) for span in attribution.content):
                return _found(kind, noun, first, tree)
    parts = [(span, _AS_SOURCE) for span in attribution.source] + [
        (span, _AS_CUE) for span in attribution.cue
    ]
    for span, kinds in parts:
        for head in tree.heads([span]):
            named = _medium_noun(head, tree, speech) if head.pos == "NOUN" else None
            if named is not None and named in kinds:
                return _found(named, head, head.index, tree)
    return None


def _beside(verb: Token, tree: SyntaxTree, speech: SpeechLexicon) -> Iterator[tuple[Medium, Token, int]]:
    """Yield "in a statement" and "told a news conference" under a verb: the medium, its noun, and where its words begin."""
    for child in tree.below(verb.index, "prep", "agent"):
        for noun in tree.below(child.index, "pobj"):
            kind = _medium_noun(noun, tree, speech)
            if kind and kind in _WAYS.get(child.text.lower(), ()):
                yield kind, noun, child.index
    if verb.lemma in speech.addressing:
        for noun in tree.below(verb.index, "dobj"):
            kind = _medium_noun(noun, tree, speech)
            if kind in ("briefing", "speech", "interview"):
                yield kind, noun, verb.index


def _above(verb: Token, tree: SyntaxTree, speech: SpeechLexicon) -> Iterator[tuple[Medium, Token, int]]:
    for noun in _nouns_above(verb, tree):
        kind = _medium_noun(noun, tree, speech)
        if kind:
            yield kind, noun, noun.index


def _nouns_above(verb: Token, tree: SyntaxTree) -> Iterator[Token]:
    """Yield the nouns a relative clause hangs on, and those around them."""
    if verb.dep != "relcl":
        return
    for above in tree.above(verb.index, 3):
        if above.pos in ("VERB", "AUX"):
            return
        if above.pos in NOMINAL:
            yield above


def _found(kind: Medium, noun: Token, first: int, tree: SyntaxTree) -> FoundMedium:
    outlet = _outlet_of(noun, tree) if kind == "interview" else None
    last = max(noun.index, outlet.index if outlet and outlet.index - noun.index < 8 else noun.index)
    return FoundMedium(kind, outlet, (tree.span(min(first, noun.index), last),))


def _outlet_of(noun: Token, tree: SyntaxTree) -> Token | None:
    """Return who an interview was with: "with Belarusian state media", "a Fox News interview", "the BBC's interview"."""
    for child in tree.below(noun.index, "prep"):
        if child.text.lower() in ("with", "to", "for", "on", "by"):
            for found in tree.below(child.index, "pobj"):
                return found
    for child in tree.below(noun.index, "compound", "poss", "nmod"):
        if child.pos == "PROPN" and child.dep != "poss":
            return child
    return None


def _platform(
    text: str, attribution: Attribution, tree: SyntaxTree, lexicon: ActorLexicon
) -> FoundMedium | None:
    """Find "wrote on X", "in a post on Telegram", "said on CNN"."""
    for verb in _clause_verbs(attribution, tree):
        for noun in _objects_of_on(verb, tree):
            if any(span.holds(noun.span) for span in attribution.content):
                continue
            first = min(tree.subtree(noun.index, 12))
            known = lexicon.known_at(text, tree[noun.index].span.start) or lexicon.known_at(
                text, tree[first].span.start
            )
            if known is not None and known.sort == "platform":
                return FoundMedium(
                    "post",
                    noun,
                    (Span(tree[noun.head].span.start, tree[noun.index].span.start + len(known.words)),),
                )
            if known is not None and known.sort == "outlet" and tree[noun.head].text == "on":
                return FoundMedium("interview", noun, (tree.span(noun.head, noun.index),))
    return None


def _objects_of_on(verb: Token, tree: SyntaxTree) -> Iterator[Token]:
    """Yield what stands after "on", "to" or "via" under a verb, also one noun further down ("in a post on X")."""
    for child in tree.below(verb.index):
        if child.dep == "prep":
            for noun in tree.below(child.index, "pobj"):
                if child.text.lower() in ("on", "via"):
                    yield noun
                for inner in tree.below(noun.index, "prep"):
                    if inner.text.lower() in ("on", "via", "to"):
                        yield from tree.below(inner.index, "pobj")
        elif child.dep in ("dobj", "npadvmod", "tmod"):
            for inner in tree.below(child.index, "prep"):
                if inner.text.lower() in ("on", "via", "to"):
                    yield from tree.below(inner.index, "pobj")


def _by_addressee(
    text: str, attribution: Attribution, tree: SyntaxTree, lexicon: ActorLexicon, speech: SpeechLexicon
) -> FoundMedium | None:
    """Tell the medium by the addressee: reporters are briefed, an outlet is given an interview, a parliament hears a speech."""
    for head in addressee_heads(attribution, tree, speech):
        verb = next((row for row in tree.above(head.index, 3) if row.pos == "VERB"), None)
        if verb is None or verb.lemma not in ("tell", "speak", "talk", "say", "brief", "inform", "comment"):
            continue
        evidence = (tree.span(min(verb.index, head.index), max(verb.index, head.index)),)
        first = min(tree.subtree(head.index, 12))
        known = lexicon.known_at(text, head.span.start) or lexicon.known_at(text, tree[first].span.start)
        noun = lexicon.noun(head.lemma.lower())
        if known is not None and known.kind == "outlet":
            return FoundMedium("interview", head, evidence)
        alone = not any(tree.below(head.index, "amod", "compound", "poss"))
        if noun is not None and (noun.sector == "JRN" and (noun.kind != "outlet" or alone)):
            return FoundMedium("briefing", None, evidence)
        if noun is not None and noun.kind == "outlet":
            return FoundMedium("interview", head, evidence)
        if head.lemma.lower() in _HEARERS:
            return FoundMedium("speech", None, evidence)
    return None


def _by_verb(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> FoundMedium | None:
    for verb in cue_verbs(attribution, tree):
        kind = speech.verbs.get(verb.lemma)
        if kind and any(span.holds(verb.span) for span in attribution.cue):
            return FoundMedium(kind, None, (verb.span,))
    return None
