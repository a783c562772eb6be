"""The content of a verbal cue by syntax.

Clause, object, infinitive or gerund. Quotations are in quotation_cues.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.annotate.attribution.candidates.phrases import (
    MOST_DEPENDANTS,
    first_below,
    goes_on_about_subject,
    is_infinitive,
    is_passive,
)
from onrecord.annotate.attribution.candidates.syntax_candidate import Rule
from onrecord.annotate.attribution.lexicon import FoundCue, words_of
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token

# Dependants behind an object that belong to the content: "blamed Ann for …", "criticised the plan as …".
_COMPLEMENTS = ("prep", "xcomp", "ccomp", "oprd", "dative", "prt", "advcl", "acomp")
_ADDRESSEES = ("dobj", "dative", "iobj")


@dataclass(frozen=True, slots=True)
class FoundContent:
    """The content of a cue as token indices, and the rule that found it."""

    rule: Rule
    tokens: frozenset[int]


def find_content(tree: SyntaxTree, found: FoundCue) -> FoundContent | None:
    """Return the content of a verbal cue by its syntax, the most reliable frame first.

    None when there is none.
    """
    frames = found.cue.frames
    if found.cue.companions:
        by_companion = [_by_companion(tree, found)] if "obj" in frames else []
        return _first_found(_by_clause(tree, found), *by_companion)
    finders = [_by_clause(tree, found)] if frames & {"that", "quote", "obj"} else []
    if "to" in frames:
        finders.append(_by_infinitive(tree, found))
    if "obj" in frames:
        finders.append(_by_object(tree, found))
    if "ing" in frames:
        finders.append(_by_gerund(tree, found))
    return _first_found(*finders)


def _first_found(*finders: Iterator[FoundContent]) -> FoundContent | None:
    return next((content for finder in finders for content in finder if content.tokens), None)


def _by_clause(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    """Yield the finite clause before or after the cue, or the clause around it."""
    clause = first_below(tree, found.head, "ccomp")
    token = tree[found.head]
    if clause is not None:
        rule: Rule = "that-after" if clause.index > found.head else "that-before"
        tokens = set(tree.subtree(clause.index))
        for other in tree.below(found.head, "xcomp") if rule == "that-after" else ():
            tokens.update(tree.subtree(other.index) if other.index > clause.index else ())
        yield FoundContent(rule, frozenset(tokens))
        return
    in_clause = token.dep in ("parataxis", "ccomp") and tree[token.head].pos in VERBAL
    if in_clause and _is_parenthetical(tree, found.head):
        around = frozenset(tree.subtree(token.head)) - frozenset(tree.subtree(found.head))
        yield FoundContent("that-around", around)


def _is_parenthetical(tree: SyntaxTree, verb: int) -> bool:
    """Return whether a verb and its subject stand between commas, or after one, in another clause."""
    if tree[verb].dep == "parataxis":
        return True
    subject = first_below(tree, verb, "nsubj")
    before = tree.get((min(verb, subject.index) if subject else verb) - 1)
    is_set_off = before is not None and before.text in (",", "—", "–", "--")
    return is_set_off and tree[verb].head < verb and _mark(tree, verb) is None


def _mark(tree: SyntaxTree, verb: int) -> Token | None:
    return first_below(tree, verb, "mark")


def _is_that(mark: Token | None) -> bool:
    return mark is not None and mark.text.lower() == "that"


def _by_companion(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    """Yield what follows the cue's preposition, or the object of a verb with its particle."""
    companion = tree[found.governor]
    if companion.dep in ("prep", "dative"):
        tokens = set(tree.subtree(companion.index)) - {companion.index}
        for other in _complements(tree, found.head, companion.index):
            tokens.update(tree.subtree(other.index))
        yield FoundContent("object", frozenset(tokens))
    else:
        yield from _by_object(tree, found)


def _by_infinitive(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    infinitive = next(
        (below for below in tree.below(found.head, "xcomp", "advcl", "ccomp") if is_infinitive(tree, below)),
        None,
    )
    if infinitive is None or infinitive.index < found.head:
        return
    tokens = set(tree.subtree(infinitive.index))
    if is_passive(tree, found.head):
        subject = first_below(tree, found.head, "nsubjpass")
        tokens.update(tree.subtree(subject.index) if subject else ())
        yield FoundContent("infinitive-passive", frozenset(tokens))
        return
    for between in tree.below(found.head, *_ADDRESSEES):
        tokens.update(tree.subtree(between.index) if found.head < between.index < infinitive.index else ())
    yield FoundContent("infinitive", frozenset(tokens))


def _by_object(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    if is_passive(tree, found.head):
        yield from _by_passive(tree, found)
        return
    object_ = first_below(tree, found.head, "dobj", "oprd", "acomp")
    if object_ is None or ("person" in found.cue.frames and "obj" not in found.cue.frames):
        return
    tokens = set(tree.subtree(object_.index))
    for other in _complements(tree, found.head, object_.index):
        tokens.update(tree.subtree(other.index))
    yield FoundContent("object", _without_participle(tree, tokens))


def _without_participle(tree: SyntaxTree, tokens: set[int]) -> frozenset[int]:
    """Return an object without a participle after a comma.

    For example "criticised the plan as hasty[, accusing Ann of …]".
    """
    for index in sorted(tokens):
        if goes_on_about_subject(tree, tree[index]):
            return frozenset(other for other in tokens if other < index)
    return frozenset(tokens)


def _by_passive(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    """Yield the subject of a passive and its complements.

    For example "[The plan] was rejected", "[Ann] was accused [of lying]".
    """
    subject = first_below(tree, found.head, "nsubjpass")
    token = tree[found.head]
    if subject is not None:
        tokens = set(tree.subtree(subject.index))
    elif token.dep in ("acl", "relcl"):
        tokens = set(tree.subtree(token.head)) - set(tree.subtree(found.head))
    else:
        return
    for other in _complements(tree, found.head, found.head):
        tokens.update(tree.subtree(other.index))
    yield FoundContent("object-passive", frozenset(tokens))


def _complements(tree: SyntaxTree, verb: int, after: int) -> Iterator[Token]:
    """Yield the dependants behind a verb's object that belong to the content, not those of time and place."""
    for child in tree.children[verb][:MOST_DEPENDANTS]:
        token = tree[child]
        if token.index <= after or token.dep not in _COMPLEMENTS:
            continue
        if token.dep == "prep" and not _opens_complement(tree, token):
            continue
        if token.dep == "advcl" and not (is_infinitive(tree, token) or _is_that(_mark(tree, child))):
            continue
        yield token


def _opens_complement(tree: SyntaxTree, preposition: Token) -> bool:
    known = preposition.text.lower() in words_of("prepositions of complements")
    return known and not _is_circumstance(tree, preposition)


def _is_circumstance(tree: SyntaxTree, preposition: Token) -> bool:
    object_ = first_below(tree, preposition.index, "pobj")
    return object_ is not None and object_.lemma.lower() in words_of("circumstances")


def _by_gerund(tree: SyntaxTree, found: FoundCue) -> Iterator[FoundContent]:
    for below in tree.below(found.head, "xcomp", "pcomp"):
        if below.tag == "VBG" and below.index > found.head:
            yield FoundContent("gerund", frozenset(tree.subtree(below.index)))
