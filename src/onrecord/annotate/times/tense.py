"""The tense around a time expression, which decides whether "Friday" is the last or the next one.

Pure functions.
"""

from typing import Literal

from onrecord.annotate.lexicon_files import word_class
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.annotate.times.grammar import TimeGrammar
from onrecord.model.annotation import Token

# `then`: in the future of a past moment ("said he would leave on Friday").
# `simple` and `progressive`: the present, which expresses plans with a day beside it ("speaks on Monday").
# `present`: the present without such a meaning.
Tense = Literal["future", "then", "past", "present", "simple", "progressive", "none"]

_STEPS = 6
_FROM_ABOVE = frozenset({"xcomp", "advcl", "acl", "pcomp", "conj", "prep"})


def find_tense(tokens: range, tree: SyntaxTree, grammar: TimeGrammar) -> Tense:
    """Return the tense of the verb that a time expression (its tokens) modifies."""
    head = next((tree[i] for i in tokens if tree[i].head not in tokens), tree[tokens.start])
    before = tree.get(tokens.start - 1)
    if before is not None and (before.text.lower() == "since" or _is_as_of(before, tree)):
        return "past"
    path = list(tree.above(head.index, _STEPS))
    verb = next((above for above in path if above.pos in VERBAL), None)
    if verb is None:
        return "none"
    if _is_ahead(head, path, tree):
        return "future"
    steps = _steps(verb, tree)
    for step in steps:
        ahead = _looks_ahead(step, path, tree, grammar)
        if ahead:
            return ahead
    if grammar.is_future(verb.lemma) and verb.tag == "VBN":
        return "then" if _is_past(verb, tree) else "future"
    own = _own_tense(verb, tree)
    return (
        "future"
        if own in ("present", "simple") and before is not None and before.text.lower() == "by"
        else own
    )


def _is_as_of(before: Token, tree: SyntaxTree) -> bool:
    return before.text.lower() == "of" and before.index > 0 and tree[before.index - 1].text.lower() == "as"


def _steps(verb: Token, tree: SyntaxTree) -> list[Token]:
    """Return the verb and, while it is not finite, the verbs above it that give it their time."""
    found: list[Token] = []
    for step in [verb, *tree.above(verb.index, 2)]:
        if step.pos not in VERBAL:
            break
        found.append(step)
        if step.dep not in _FROM_ABOVE or step.tag in ("VBD", "VBZ", "VBP") or _is_past(step, tree):
            break
    return found


def _is_past(verb: Token, tree: SyntaxTree) -> bool:
    """Return whether a finite verb is in the past: "met", "was expected"."""
    return verb.tag == "VBD" or any(child.tag == "VBD" for child in tree.below(verb.index, "aux", "auxpass"))


def _looks_ahead(verb: Token, path: list[Token], tree: SyntaxTree, grammar: TimeGrammar) -> Tense | None:
    """Return the tense of constructions that look ahead, None for the rest.

    Examples: "will meet", "said he would meet", "plans to meet", "plans a trip on", "talks to be held on".
    """
    helpers = [child.text.lower() for child in tree.below(verb.index, "aux")]
    if word_class("times/word_classes", "will").intersection(helpers):
        return "future"
    if "would" in helpers and "have" not in helpers:
        refused = verb.lemma in word_class("times/word_classes", "saying") and any(
            tree.below(verb.index, "neg")
        )
        return "past" if refused else "then"
    if "to" in helpers and (_is_planned(verb, tree, grammar) or _is_noun_of_plan(verb, tree, grammar)):
        return "then" if _is_past(tree[verb.head], tree) else "future"
    if verb.lemma == "be" and any(
        tree[i].lemma in word_class("times/word_classes", "due") for i in tree.children[verb.index]
    ):
        return "then" if _is_past(verb, tree) else "future"
    through_noun = (
        len(path) > 1
        and path[0].pos in ("NOUN", "PROPN", "ADP")
        and any(above.pos == "NOUN" for above in path[:3])
    )
    first = next((above for above in path if above.pos in VERBAL), None)
    plans = through_noun and verb is first and grammar.is_plan(verb.lemma)
    return None if not plans else "then" if _is_past(verb, tree) else "future"


def _is_planned(verb: Token, tree: SyntaxTree, grammar: TimeGrammar) -> bool:
    """Return whether an infinitive is planned: "plans to begin", "is scheduled / is going / is to begin"."""
    above = tree[verb.head]
    going = above.lemma == "go" and above.tag == "VBG"
    return verb.dep == "xcomp" and (above.lemma == "be" or going or grammar.is_future(above.lemma))


def _is_noun_of_plan(verb: Token, tree: SyntaxTree, grammar: TimeGrammar) -> bool:
    """Return whether an infinitive belongs to a noun of plans: "a plan to meet", not "the first to leave"."""
    above = tree[verb.head]
    passive = verb.tag == "VBN" and any(tree.below(verb.index, "auxpass"))
    return (
        verb.dep in ("acl", "relcl")
        and above.pos in ("NOUN", "PROPN")
        and (passive or grammar.is_future(above.lemma))
    )


def _is_ahead(head: Token, path: list[Token], tree: SyntaxTree) -> bool:
    """Return whether "ahead of" governs the time: "ahead of the summit on Thursday"."""
    for step in [head, *path[:4]]:
        if step.dep == "pobj":
            above = tree[step.head]
            if above.text.lower() == "of" and tree[above.head].text.lower() == "ahead":
                return True
        if step.pos in VERBAL:
            return False
    return False


def _own_tense(verb: Token, tree: SyntaxTree) -> Tense:
    aux = list(tree.below(verb.index, "aux", "auxpass"))
    helpers = {child.tag for child in aux}
    if any(child.lemma == "have" for child in aux):
        return "past"
    if "MD" in helpers:  # "could meet on Friday" looks ahead, "could not be reached on Friday" back
        unable = any(child.text.lower() == "could" for child in aux) and any(tree.below(verb.index, "neg"))
        return "past" if unable else "simple"
    finite = helpers & {"VBZ", "VBP"}
    if verb.tag == "VBD" or "VBD" in helpers:
        return "past"
    if verb.tag == "VBN":
        return "present" if finite or helpers else "past"
    if verb.tag == "VBG" and finite:
        return "progressive"
    return "simple" if verb.tag in ("VBZ", "VBP") else "present" if verb.tag == "VB" else "none"
