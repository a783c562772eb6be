"""Contents of cues by their syntax: clauses, objects, infinitives. Quotations are joined to cues elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.annotate.attribution.cue_lexicon import FoundCue, words_of
from onrecord.annotate.attribution.rules.phrases import (
    MOST_DEPENDANTS,
    first_below,
    goes_on_about_subject,
    is_infinitive,
    is_passive,
)
from onrecord.annotate.attribution.rules.token_attribution import Rule
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Token

# What may follow an object and still belong to the content: "blamed Ann for ...", "criticised the plan as ...".
_COMPLEMENTS = ("prep", "xcomp", "ccomp", "oprd", "dative", "prt", "advcl", "acomp")
_PREPOSITIONS = frozenset(
    {"for", "of", "as", "over", "against", "to", "from", "with", "about", "into", "between", "among"}
)
_ADDRESSEES = ("dobj", "dative", "iobj")


@dataclass(frozen=True, slots=True)
class FoundContent:
    """What a cue's content is, in token numbers, and by which rule."""

    rule: Rule
    numbers: frozenset[int]


def find_content(tree: SyntaxTree, found: FoundCue) -> FoundContent | None:
    """Return the content that the syntax gives a verbal cue, the surest frame first; None when it gives none."""
    frames = found.cue.frames
    if "raised" in frames:
        return _first(_by_raising(tree, found))
    if found.cue.companions:
        return _first(_by_clause(tree, found), *([_by_gate(tree, found)] if "obj" in frames else []))
    finders = [_by_clause(tree, found)] if frames & {"that", "quote", "obj"} else []
    if "to" in frames:
        finders.append(_by_infinitive(tree, found))
    if "obj" in frames:
        finders.append(_by_object(tree, found))
    if "ing" in frames:
        finders.append(_by_gerund(tree, found))
    return _first(*finders)


def _first(*finders: Iterator[FoundContent]) -> FoundContent | None:
    return next((content for finder in finders for content in finder if content.numbers), None)


def _by_clause(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    """Yield the finite clause before or after the cue, or the one the cue is put into the middle of."""
    clause = first_below(tree, found.head, "ccomp")
    token = tree[found.head]
    if clause is not None:
        rule: Rule = "that-after" if clause.index > found.head else "that-before"
        numbers = set(tree.subtree(clause.index))
        for other in tree.below(found.head, "xcomp") if rule == "that-after" else ():
            numbers.update(tree.subtree(other.index) if other.index > clause.index else ())
        yield FoundContent(rule, frozenset(numbers))
    elif (
        token.dep in ("parataxis", "ccomp")
        and tree[token.head].pos in ("VERB", "AUX")
        and _is_aside(tree, found.head)
    ):
        around = frozenset(tree.subtree(token.head)) - frozenset(tree.subtree(found.head))
        yield FoundContent("that-around", around)


def _is_aside(tree: SyntaxTree, verb: int) -> bool:
    """Tell whether a verb and its subject are put between commas (or after one) into another clause."""
    if tree[verb].dep == "parataxis":
        return True
    subject = first_below(tree, verb, "nsubj")
    first = min(verb, subject.index) if subject else verb
    before = tree.get(first - 1)
    return (
        tree[verb].head < verb
        and before is not None
        and before.text in (",", "—", "–", "--")
        and _mark(tree, verb) is None
    )


def _mark(tree: SyntaxTree, verb: int) -> Token | None:
    return first_below(tree, verb, "mark")


def _is_that(mark: Token | None) -> bool:
    return mark is not None and mark.text.lower() == "that"


def _by_gate(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    """Yield what stands after the cue's preposition, or the object of a verb with its particle."""
    gate = tree[found.gate]
    if gate.dep == "prep" or gate.dep == "dative":
        numbers = set(tree.subtree(gate.index)) - {gate.index}
        for other in _complements(tree, found.head, gate.index):
            numbers.update(tree.subtree(other.index))
        yield FoundContent("object", frozenset(numbers))
    else:
        yield from _by_object(tree, found)


def _by_infinitive(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    infinitive = next(
        (below for below in tree.below(found.head, "xcomp", "advcl", "ccomp") if is_infinitive(tree, below)),
        None,
    )
    if infinitive is None or infinitive.index < found.head:
        return
    numbers = set(tree.subtree(infinitive.index))
    if is_passive(tree, found.head):
        subject = first_below(tree, found.head, "nsubjpass")
        numbers.update(tree.subtree(subject.index) if subject else ())
        yield FoundContent("infinitive-passive", frozenset(numbers))
        return
    for between in tree.below(found.head, *_ADDRESSEES):
        numbers.update(tree.subtree(between.index) if found.head < between.index < infinitive.index else ())
    yield FoundContent("infinitive", frozenset(numbers))


def _by_raising(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    """Yield subject and complement of a verb that tells how a matter looks, not what its subject says: "[It] seems [to rain]"."""
    complement = first_below(tree, found.head, "xcomp", "oprd", "acomp", "ccomp")
    subject = first_below(tree, found.head, "nsubj", "expl")
    if complement is None or complement.index < found.head:
        return
    numbers = set(tree.subtree(complement.index))
    if subject is not None and subject.text.lower() not in ("it", "there"):
        numbers.update(tree.subtree(subject.index))
    yield FoundContent("raising", frozenset(numbers))


def _by_object(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    if is_passive(tree, found.head):
        yield from _by_passive(tree, found)
        return
    thing = first_below(tree, found.head, "dobj", "oprd", "acomp")
    if thing is None or ("person" in found.cue.frames and "obj" not in found.cue.frames):
        return
    numbers = set(tree.subtree(thing.index))
    for other in _complements(tree, found.head, thing.index):
        numbers.update(tree.subtree(other.index))
    yield FoundContent("object", _without_participle(tree, numbers))


def _without_participle(tree: SyntaxTree, numbers: set[int]) -> frozenset[int]:
    """Return an object without a participle after a comma: "criticised the plan as hasty[, accusing Ann of ...]"."""
    for number in sorted(numbers):
        if goes_on_about_subject(tree, tree[number]):
            return frozenset(other for other in numbers if other < number)
    return frozenset(numbers)


def _by_passive(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    """Yield the subject of a passive and what goes with it: "[The plan] was rejected", "[Ann] was accused [of lying]"."""
    subject = first_below(tree, found.head, "nsubjpass")
    token = tree[found.head]
    if subject is not None:
        numbers = set(tree.subtree(subject.index))
    elif token.dep in ("acl", "relcl"):
        numbers = set(tree.subtree(token.head)) - set(tree.subtree(found.head))
    else:
        return
    for other in _complements(tree, found.head, found.head):
        numbers.update(tree.subtree(other.index))
    yield FoundContent("object-passive", frozenset(numbers))


def _complements(tree: SyntaxTree, verb: int, after: int) -> Iterator[Token]:
    """Yield the dependants of a verb behind its object that belong to the content, not circumstances of time and place."""
    for child in tree.children[verb][:MOST_DEPENDANTS]:
        token = tree[child]
        if token.index < after or token.dep not in _COMPLEMENTS or token.index == after:
            continue
        if token.dep == "prep" and (token.text.lower() not in _PREPOSITIONS or _is_circumstance(tree, token)):
            continue
        if token.dep == "advcl" and not (is_infinitive(tree, token) or _is_that(_mark(tree, child))):
            continue
        yield token


def _is_circumstance(tree: SyntaxTree, preposition: Token) -> bool:
    thing = first_below(tree, preposition.index, "pobj")
    return thing is not None and thing.lemma.lower() in words_of("circumstance")


def _by_gerund(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    for below in tree.below(found.head, "xcomp", "pcomp"):
        if below.tag == "VBG" and below.index > found.head:
            yield FoundContent("gerund", frozenset(tree.subtree(below.index)))
