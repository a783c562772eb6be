"""Addressees of attributions: the nouns and pronouns for those to whom something is said."""

from collections.abc import Iterator

from onrecord.annotate.attribution.cues import cue_verbs
from onrecord.annotate.attribution.lexicon import SpeechLexicon, words_of
from onrecord.annotate.mentions.nouns.coordination import find_conjuncts
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Attribution, Medium, Token
from onrecord.model.span import Span

_LONGEST_GAP = 7  # tokens between a cue and its content that are searched for an addressee
_LONGEST_PHRASE = 30  # tokens of an addressee's phrase that are read
_IN_PHRASE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "PRON", "PART"})


def addressee_heads(attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> list[Token]:
    """Return the heads of the addressees: "told reporters", "urged Kyiv to stop", "wrote to the court"."""
    found: dict[int, Token] = {}
    for verb in clause_verbs(attribution, tree):
        for first in _addressed(verb, tree, speech):
            for head in (first, *find_conjuncts(tree, first)):
                if _is_addressee(head, attribution, tree, speech):
                    found[head.index] = head
    if found:
        return [found[index] for index in sorted(found)]
    between = _between_cue_and_content(attribution, tree, speech)
    return [] if between is None else [between]


def clause_verbs(attribution: Attribution, tree: SyntaxTree) -> list[Token]:
    """Return the verbs of the cue, and those of "speaking to reporters" beside it."""
    verbs = cue_verbs(attribution, tree)
    speaking = words_of("verbs of speaking")
    beside = [child for verb in verbs for child in tree.below(verb.index, "advcl") if child.lemma in speaking]
    for verb in verbs[:1]:
        first = tree[tree.sentence_at(verb.index).first]
        if first.tag == "VBG" and first.lemma in speaking and first not in beside:
            beside.append(first)
    return [*verbs, *(verb for verb in beside if not is_inside(verb.span, attribution.content))]


def is_inside(span: Span, spans: tuple[Span, ...]) -> bool:
    """Return whether one of the spans contains a span."""
    return any(other.holds(span) for other in spans)


def noun_medium(token: Token, tree: SyntaxTree, speech: SpeechLexicon) -> Medium | None:
    """Return the medium a noun means, looked up first with the word before it ("press release")."""
    lemma = token.lemma.lower()
    before = tree.get(token.index - 1)
    if before is not None and before.head == token.index:
        found = speech.nouns.get(f"{before.text.lower()} {lemma}")
        if found:
            return found
    return speech.nouns.get(lemma) or speech.nouns.get(token.text.lower())


def _addressed(verb: Token, tree: SyntaxTree, speech: SpeechLexicon) -> Iterator[Token]:
    ways = speech.addressing.get(verb.lemma, frozenset())
    takes_object = "object" in ways
    for child in tree.below(verb.index):
        if takes_object and child.dep in ("dobj", "dative", "nsubjpass") and child.pos in NOMINAL:
            yield child
        elif takes_object and child.dep in ("ccomp", "xcomp") and any(tree.below(child.index, "aux")):
            # "urged Kyiv to stop": the parser makes "Kyiv" the subject of the infinitive
            if any(aux.tag == "TO" for aux in tree.below(child.index, "aux")):
                yield from tree.below(child.index, "nsubj")
        elif child.dep in ("prep", "dative") and child.text.lower() in ways:
            yield from tree.below(child.index, "pobj")


def _is_addressee(head: Token, attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon) -> bool:
    if head.pos not in NOMINAL or head.pos == "NUM" or _is_medium(head, tree, speech):
        return False
    return not is_inside(head.span, attribution.content) or _begins_content(head, attribution, tree)


def _begins_content(head: Token, attribution: Attribution, tree: SyntaxTree) -> bool:
    """Return whether a phrase begins the content: that of "urged Kyiv to stop" is often "Kyiv to stop"."""
    first = min(tree.subtree(head.index, _LONGEST_PHRASE))
    return any(span.start == tree[first].span.start for span in attribution.content)


def _between_cue_and_content(
    attribution: Attribution, tree: SyntaxTree, speech: SpeechLexicon
) -> Token | None:
    """Return the head of the phrase that fills the gap from cue to content: "told [The Herald] he was tired".

    The parser often takes it for the subject of what was said.
    """
    if not attribution.cue:
        return None
    last_cue = attribution.cue[-1]
    cue = tree.range(last_cue)
    start = min((span.start for span in attribution.content if span.start > last_cue.end), default=-1)
    near = range(cue.stop, min(cue.stop + _LONGEST_GAP, len(tree)))
    gap = [tree[at] for at in near if tree[at].span.start < start]
    words = [token for token in gap if token.pos != "PUNCT"]
    after = tree.get(cue.stop + len(gap))
    if not cue or not words or after is None or after.span.start < start:
        return None
    takes_object = "object" in speech.addressing.get(tree[cue[-1]].lemma, frozenset())
    if not takes_object or any(token.pos not in _IN_PHRASE for token in words):
        return None
    return words[-1] if words[-1].pos in NOMINAL and not _is_medium(words[-1], tree, speech) else None


def _is_medium(token: Token, tree: SyntaxTree, speech: SpeechLexicon) -> bool:
    """Return whether a common noun means a medium: "told the conference", but not "told the Post"."""
    return token.pos != "PROPN" and noun_medium(token, tree, speech) is not None
