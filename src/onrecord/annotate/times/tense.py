"""Which time the verb around a time expression is in: whether "Friday" is the last one or the next. Pure functions."""

from typing import Literal

from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.annotate.times.grammar import TimeGrammar
from onrecord.model.annotation import Token

Tense = Literal["future", "then", "past", "present", "simple", "progressive", "none"]
"""`then`: ahead as seen from the past ("said he would leave on Friday"). `simple` and `progressive` present ("speaks on
Monday", "is speaking on Monday") tell with a day what is planned, `present` (the rest) does not."""

_STEPS = 6
_WILL = frozenset({"will", "'ll", "’ll", "shall", "wo"})
_DUE = frozenset({"due", "set", "ready", "likely"})  # adjectives of what is to come
_FROM_ABOVE = frozenset({"xcomp", "advcl", "acl", "pcomp", "conj", "prep"})
_SAYING = frozenset(
    {"say", "comment", "tell", "confirm", "elaborate", "discuss", "speculate", "answer", "reveal", "identify"}
)


def find_tense(tokens: range, tree: SyntaxTree, grammar: TimeGrammar) -> Tense:
    """Return the tense of the verb a time (its tokens) hangs on."""
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
    """Return the verb and, while they are no finite ones, those above it whose time is also its own."""
    found: list[Token] = []
    for step in [verb, *tree.above(verb.index, 2)]:
        if step.pos not in VERBAL:
            break
        found.append(step)
        if step.dep not in _FROM_ABOVE or step.tag in ("VBD", "VBZ", "VBP") or _is_past(step, tree):
            break
    return found


def _is_past(verb: Token, tree: SyntaxTree) -> bool:
    """Tell a finite verb in the past: "met", "was expected"."""
    return verb.tag == "VBD" or any(child.tag == "VBD" for child in tree.below(verb.index, "aux", "auxpass"))


def _looks_ahead(verb: Token, path: list[Token], tree: SyntaxTree, grammar: TimeGrammar) -> Tense | None:
    """Tell "will meet", "said he would meet", "plans to meet", "plans a trip on", "talks to be held on"; None for the rest."""
    helpers = [child.text.lower() for child in tree.below(verb.index, "aux")]
    if _WILL.intersection(helpers):
        return "future"
    if "would" in helpers and "have" not in helpers:
        refused = verb.lemma in _SAYING and any(tree.below(verb.index, "neg"))
        return "past" if refused else "then"
    if "to" in helpers and (_is_planned(verb, tree, grammar) or _is_noun_of_plan(verb, tree, grammar)):
        return "then" if _is_past(tree[verb.head], tree) else "future"
    if verb.lemma == "be" and any(tree[i].lemma in _DUE for i in tree.children[verb.index]):
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
    """Tell "plans to begin", "is scheduled to begin", "is going to begin" and "is to begin"."""
    above = tree[verb.head]
    going = above.lemma == "go" and above.tag == "VBG"
    return verb.dep == "xcomp" and (above.lemma == "be" or going or grammar.is_future(above.lemma))


def _is_noun_of_plan(verb: Token, tree: SyntaxTree, grammar: TimeGrammar) -> bool:
    """Tell "a plan to meet" and "talks to be held" from "the first to leave"."""
    above = tree[verb.head]
    passive = verb.tag == "VBN" and any(tree.below(verb.index, "auxpass"))
    return (
        verb.dep in ("acl", "relcl")
        and above.pos in ("NOUN", "PROPN")
        and (passive or grammar.is_future(above.lemma))
    )


def _is_ahead(head: Token, path: list[Token], tree: SyntaxTree) -> bool:
    """Tell "ahead of the summit on Thursday" and "ahead of Thursday's summit"."""
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
