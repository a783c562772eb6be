"""Whether an utterance was made: "has never said", "if he says", "will announce", "urged to apologise"."""

from collections.abc import Iterator

from onrecord.annotate.attribution.cues import cue_verbs
from onrecord.annotate.attribution.lexicon import words_of
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Attribution, Reality, Token

_OWN_WORDS = ("aux", "neg", "mark", "advmod", "preconj", "acomp")
_SUBJECTS = ("nsubj", "nsubjpass")
_STEPS = 3  # verbs above a cue that are looked at
_REALITIES: tuple[Reality, ...] = ("negated", "demanded", "planned", "hypothetical")


def find_saying_reality(attribution: Attribution, tree: SyntaxTree) -> Reality:
    """Return the reality of the utterance by the words around its cue; "actual" where none says otherwise."""
    cue = {index for span in attribution.cue for index in tree.range(span)}
    verb = next((row for row in cue_verbs(attribution, tree) if row.index in cue), None)
    if verb is None:
        return "actual"
    found = _own(verb, tree)
    if found is None:
        found = next((row for row in _governing(verb, cue, tree) if row is not None), None)
    return found or "actual"


def _own(verb: Token, tree: SyntaxTree) -> Reality | None:
    """Return the reality by a verb's auxiliaries, conjunction, negation and subject."""
    words = {row.text.lower() for row in tree.below(verb.index, *_OWN_WORDS)}
    if any(tree.below(verb.index, "neg")) or words & words_of("negations of a saying"):
        return None if verb.lemma.lower() in words_of("denials that are stances") else "negated"
    if "yet" in words and verb.lemma.lower() == "have":
        return "negated"  # "has yet to comment"
    if any(row.text.lower() == "nothing" for row in tree.below(verb.index, "dobj")):
        return "negated"
    if _is_inverted(verb, tree):
        return "hypothetical"
    subjects = [row.text.lower() for row in tree.below(verb.index, *_SUBJECTS)]
    if words_of("nobody") & set(subjects):
        return "negated"
    if words & words_of("conditions of a saying"):
        return "hypothetical"
    if words_of("first person") & set(subjects):
        return None  # "I would say", "we must say", "I will tell you" say it
    if words & words_of("future auxiliaries"):
        return "planned"
    if words & words_of("obligations"):
        return "demanded"
    return "hypothetical" if words & words_of("possibilities") else None


def _is_inverted(verb: Token, tree: SyntaxTree) -> bool:
    """Tell whether an auxiliary before the subject makes a condition: "Had the mayor said so, …"."""
    first = next(iter(tree.below(verb.index, "aux")), None)
    subject = next(iter(tree.below(verb.index, *_SUBJECTS)), None)
    return first is not None and subject is not None and first.text == "Had" and first.index < subject.index


def _governing(verb: Token, cue: set[int], tree: SyntaxTree) -> Iterator[Reality | None]:
    """Yield the realities that the verbs above give to a cue: "refused to say", "is expected to say"."""
    at = verb
    for _ in range(_STEPS):
        above = tree[at.head]
        if above.index == at.index:
            return
        if at.dep == "conj":
            yield _of_conjunct(at, above, tree)
            at = above
            continue
        if at.dep == "pcomp" and above.text.lower() in words_of("prepositions that negate"):
            yield "negated"
        to = any(row.tag == "TO" for row in tree.below(at.index, "aux"))
        if (
            above.index in cue
            or at.dep not in ("xcomp", "ccomp", "pcomp", "prep")
            or (at is verb and not to and at.dep != "pcomp")
        ):
            return
        if above.pos in (*VERBAL, "ADJ", "ADV"):
            lemma = above.lemma.lower()
            yield next((row for row in _REALITIES if lemma in words_of(f"make a saying {row}")), None)
            yield _own(above, tree)
        at = above


def _of_conjunct(verb: Token, first: Token, tree: SyntaxTree) -> Reality | None:
    """Return what a verb shares with the one before it: "neither denied nor confirmed"."""
    if any(row.text.lower() == "nor" for row in tree.below(first.index, "cc")):
        return "negated"
    bare = verb.tag == "VB" and first.tag == "VB"
    return _own(first, tree) if bare and not any(tree.below(verb.index, *_SUBJECTS)) else None
