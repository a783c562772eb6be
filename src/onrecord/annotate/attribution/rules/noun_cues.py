"""Attributions whose cue is a noun: "accusations by Ann that ...", "Moscow's claim that ...", "calls for a truce"."""

from collections.abc import Iterator

from onrecord.annotate.attribution.cue_lexicon import CueLexicon, FoundCue, words_of
from onrecord.annotate.attribution.rules.phrases import (
    MOST_DEPENDANTS,
    first_below,
    is_infinitive,
    noun_phrase,
)
from onrecord.annotate.attribution.rules.token_attribution import Parts, Rule
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token

_SOURCE_PREPOSITIONS = ("by", "from")
_CLAUSES = ("acl", "ccomp", "relcl", "xcomp", "advcl")
FARTHEST_VERB = 3


def find_noun_parts(tree: SyntaxTree, found: FoundCue, cues: CueLexicon) -> Parts | None:
    """Return the attribution that a noun tells of, or None when its content is not told."""
    content = _find_content(tree, found)
    if content is None:
        return None
    rule, numbers = content
    source = frozenset(_find_source(tree, found.head, rule, cues)) - numbers
    cue = frozenset({found.head})
    return Parts(rule, found.head, found.cue.words, source, cue, numbers - source - cue)


def _find_content(tree: SyntaxTree, found: FoundCue) -> tuple[Rule, frozenset[int]] | None:
    """Return what the noun's frames let it tell: a clause or infinitive wherever it hangs, else what a preposition brings in."""
    frames = found.cue.frames
    clauses = [below for below in _behind(tree, found.head) if below.dep in _CLAUSES]
    for clause in clauses:
        if "that" in frames and _is_that_clause(tree, clause):
            return "noun-clause", frozenset(tree.subtree(clause.index))
        if "to" in frames and is_infinitive(tree, clause):
            return "noun-infinitive", frozenset(tree.subtree(clause.index))
    for below in tree.below(found.head, "prep"):
        if below.index > found.head and below.text.lower() in frames - {"to"}:
            return "noun-preposition", _without_other_cues(tree, below.index)
    return None


def _behind(tree: SyntaxTree, noun: int) -> Iterator[Token]:
    """Yield what hangs on the noun behind it, in text order.

    On its source, too ("accusations by Ann that ..."), and on the verb whose object it is, if it follows the noun's phrase at
    once: the parser often hangs "rejected a warning [that ...]" there.
    """
    numbers = [child for child in tree.children[noun] if child > noun]
    last = noun
    following = tree.get(noun + 1)
    if following and following.text.lower() in _SOURCE_PREPOSITIONS:
        numbers.append(following.index)
    for child in tuple(numbers):
        if tree[child].dep in ("prep", "agent"):
            thing = first_below(tree, child, "pobj")
            numbers += (
                [below for below in tree.children[thing.index] if tree[below].dep in _CLAUSES]
                if thing
                else []
            )
            last = max(last, thing.index if thing else child)
    for above in tree.above(noun, FARTHEST_VERB):
        siblings = tree.children[above.index][:MOST_DEPENDANTS]
        numbers += [
            child for child in siblings if tree[child].dep in _CLAUSES and _begins(tree, child) == last + 1
        ]
        if above.pos in VERBAL:
            break
    return (tree[number] for number in sorted(set(numbers)))


def _begins(tree: SyntaxTree, clause: int) -> int:
    return min((clause, *tree.children[clause][:1]))


def _without_other_cues(tree: SyntaxTree, preposition: int) -> frozenset[int]:
    """Return what a preposition brings in, up to a second noun with an owner: "his praise of Ann and [his call for ...]"."""
    thing = first_below(tree, preposition, "pobj")
    second = first_below(tree, thing.index, "conj") if thing else None
    numbers = frozenset(tree.subtree(preposition)) - {preposition}
    if second is None or not any(below.dep == "poss" for below in tree.below(second.index)):
        return numbers
    return frozenset(
        number for number in numbers - frozenset(tree.subtree(second.index)) if number < second.index - 1
    )


def _is_that_clause(tree: SyntaxTree, clause: Token) -> bool:
    """Tell whether a clause says what the noun is: it begins with "that" as a conjunction and has a subject of its own."""
    mark = first_below(tree, clause.index, "mark")
    subject = first_below(tree, clause.index, "nsubj", "nsubjpass", "csubj", "expl")
    if subject is None or (mark is None and clause.dep == "relcl"):
        return False
    return mark is not None and mark.text.lower() in ("that", "whether") and subject.index != mark.index


def _prepositions(tree: SyntaxTree, noun: int) -> Iterator[Token]:
    """Yield the prepositions of a noun, and the one right behind it even where the parser hung it on the verb."""
    yield from tree.below(noun, "prep", "agent")
    following = tree.get(noun + 1)
    if following and following.pos == "ADP" and following.head != noun:
        yield following


def _find_source(tree: SyntaxTree, noun: int, rule: Rule, cues: CueLexicon) -> tuple[int, ...]:
    """Return who is told to have uttered it: a possessive, what "by" brings in, or the subject of a verb like "made"."""
    owner = first_below(tree, noun, "poss")
    if owner is not None:
        return tuple(number for number in noun_phrase(tree, owner.index, cues) if tree[number].tag != "POS")
    for preposition in _prepositions(tree, noun):
        word = preposition.text.lower()
        if word in _SOURCE_PREPOSITIONS or (word == "of" and rule != "noun-preposition"):
            thing = first_below(tree, preposition.index, "pobj")
            if thing is not None:
                clauses = [child for child in tree.children[thing.index] if tree[child].dep in _CLAUSES]
                return noun_phrase(tree, thing.index, cues, without=clauses[-1] if clauses else None)
    nationality = next(
        (below for below in tree.below(noun, "amod") if below.tag == "JJ" and below.text[0].isupper()), None
    )
    if nationality is not None:
        return tuple(tree.subtree(nationality.index))
    head = tree[tree[noun].head]
    if tree[noun].dep == "dobj" and head.lemma in words_of("lending"):
        subject = first_below(tree, head.index, "nsubj")
        return noun_phrase(tree, subject.index, cues) if subject else ()
    return ()
