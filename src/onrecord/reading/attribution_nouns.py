"""Attributions whose cue is a noun: "accusations by Ann that ...", "Moscow's claim that ...", "calls for a truce"."""

from collections.abc import Iterator

from onrecord.model.annotation import Token
from onrecord.reading.attribution_parts import Parts, Rule
from onrecord.reading.attribution_phrases import first_below, noun_phrase
from onrecord.reading.cue_lexicon import CueLexicon, FoundCue
from onrecord.reading.tree import Tree

_SOURCE_PREPOSITIONS = ("by", "from")
# Verbs that lend their subject to a noun: "Ann made an offer to ...", "reiterated his demand that ...".
_LENDING = frozenset(
    "make issue repeat reiterate renew voice express raise deliver give level voice lodge extend present utter withdraw retract "
    "drop launch put have hold".split()
)


def find_noun_parts(tree: Tree, found: FoundCue, cues: CueLexicon) -> Parts | None:
    """Return the attribution that a noun tells of, or None when its content is not told."""
    content = _find_content(tree, found)
    if content is None:
        return None
    rule, numbers = content
    source = frozenset(_find_source(tree, found.head, cues)) - numbers
    cue = frozenset({found.head})
    return Parts(rule, found.head, found.cue.words, source, cue, numbers - source - cue)


def _find_content(tree: Tree, found: FoundCue) -> tuple[Rule, frozenset[int]] | None:
    frames = found.cue.frames
    for below in _behind(tree, found.head):
        if below.dep in ("acl", "ccomp", "relcl") and _is_that_clause(tree, below):
            return ("noun-clause", frozenset(tree.subtree(below.index))) if "that" in frames else None
        if below.dep in ("acl", "xcomp", "advcl", "relcl") and _is_infinitive(tree, below) and "to" in frames:
            return "noun-infinitive", frozenset(tree.subtree(below.index))
        if below.dep == "prep" and below.text.lower() in frames:
            return "noun-preposition", frozenset(tree.subtree(below.index)) - {below.index}
    return None


def _behind(tree: Tree, noun: int) -> Iterator[Token]:
    """Yield what hangs on the noun behind it, on its source ("accusations by Ann that ...") too, in text order."""
    numbers = [child for child in tree.children[noun] if child > noun]
    for child in tuple(numbers):
        if tree[child].dep == "prep" and tree[child].text.lower() in _SOURCE_PREPOSITIONS:
            thing = first_below(tree, child, "pobj")
            numbers += [below for below in tree.children[thing.index] if tree[below].dep in ("acl", "relcl")] if thing else []
    return (tree[number] for number in sorted(numbers))


def _is_that_clause(tree: Tree, clause: Token) -> bool:
    """Tell whether a clause says what the noun is: it begins with "that" as a conjunction and has a subject of its own."""
    mark = first_below(tree, clause.index, "mark")
    subject = first_below(tree, clause.index, "nsubj", "nsubjpass", "csubj", "expl")
    if subject is None or (mark is None and clause.dep == "relcl"):
        return False
    return mark is not None and mark.text.lower() in ("that", "whether") and subject.index != mark.index


def _is_infinitive(tree: Tree, clause: Token) -> bool:
    return any(below.tag == "TO" for below in tree.below(clause.index, "aux"))


def _find_source(tree: Tree, noun: int, cues: CueLexicon) -> tuple[int, ...]:
    """Return who is told to have uttered it: a possessive, what "by" brings in, or the subject of a verb like "made"."""
    owner = first_below(tree, noun, "poss")
    if owner is not None:
        return tuple(number for number in noun_phrase(tree, owner.index, cues) if tree[number].tag != "POS")
    for below in tree.below(noun, "prep", "agent"):
        if below.text.lower() in _SOURCE_PREPOSITIONS:
            thing = first_below(tree, below.index, "pobj")
            if thing is not None:
                clauses = [child for child in tree.children[thing.index] if tree[child].dep in ("acl", "relcl")]
                left_out = clauses[-1] if clauses else None
                return noun_phrase(tree, thing.index, cues, without=left_out)
    nationality = next((below for below in tree.below(noun, "amod") if below.tag == "JJ" and below.text[0].isupper()), None)
    if nationality is not None:
        return (nationality.index,)
    head = tree[tree[noun].head]
    if tree[noun].dep == "dobj" and head.lemma in _LENDING:
        subject = first_below(tree, head.index, "nsubj")
        return noun_phrase(tree, subject.index, cues) if subject else ()
    return ()
