"""Candidates whose cue is a noun.

For example "accusations by Ann that …", "Moscow's claim that …", "calls for a truce".
"""

from collections.abc import Iterator

from onrecord.annotate.attribution.candidates.phrases import (
    MOST_DEPENDANTS,
    first_below,
    is_infinitive,
    noun_phrase,
)
from onrecord.annotate.attribution.candidates.syntax_candidate import Rule, SyntaxCandidate
from onrecord.annotate.attribution.lexicon import CueLexicon, FoundCue, words_of
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token

_SOURCE_PREPOSITIONS = ("by", "from")
_CLAUSES = ("acl", "ccomp", "relcl", "xcomp", "advcl")
FARTHEST_VERB = 3  # heads from a noun up to the verb whose object it is


def find_noun_candidate(tree: SyntaxTree, found: FoundCue, cues: CueLexicon) -> SyntaxCandidate | None:
    """Return the candidate of a nominal cue, None when the text gives no content for it."""
    content = _find_content(tree, found)
    if content is None:
        return None
    rule, indices = content
    source = frozenset(_find_source(tree, found.head, rule, cues)) - indices
    cue = frozenset({found.head})
    return SyntaxCandidate(rule, found.head, found.cue.words, source, cue, indices - source - cue)


def _find_content(tree: SyntaxTree, found: FoundCue) -> tuple[Rule, frozenset[int]] | None:
    """Return the content that the noun's frames allow.

    A clause or infinitive, else what a preposition opens.
    """
    frames = found.cue.frames
    clauses = [below for below in _dependants_behind(tree, found.head) if below.dep in _CLAUSES]
    for clause in clauses:
        if "that" in frames and _is_that_clause(tree, clause):
            return "noun-clause", frozenset(tree.subtree(clause.index))
        if "to" in frames and is_infinitive(tree, clause):
            return "noun-infinitive", frozenset(tree.subtree(clause.index))
    for below in tree.below(found.head, "prep"):
        if below.index > found.head and below.text.lower() in frames - {"to"}:
            return "noun-preposition", _up_to_owned_noun(tree, below.index)
    return None


def _dependants_behind(tree: SyntaxTree, noun: int) -> Iterator[Token]:
    """Yield the dependants behind a noun, in text order.

    Also those of its source ("accusations by Ann that …"), and those of the verb whose object it is where
    they follow the noun's phrase at once: the parser often attaches "rejected a warning [that …]" there.
    """
    indices = [child for child in tree.children[noun] if child > noun]
    last = noun
    following = tree.get(noun + 1)
    if following and following.text.lower() in _SOURCE_PREPOSITIONS:
        indices.append(following.index)
    for child in tuple(indices):
        if tree[child].dep in ("prep", "agent"):
            complement = first_below(tree, child, "pobj")
            indices += _clauses_below(tree, complement)
            last = max(last, complement.index if complement else child)
    for above in tree.above(noun, FARTHEST_VERB):
        siblings = tree.children[above.index][:MOST_DEPENDANTS]
        indices += [
            child for child in siblings if tree[child].dep in _CLAUSES and _begins(tree, child) == last + 1
        ]
        if above.pos in VERBAL:
            break
    return (tree[index] for index in sorted(set(indices)))


def _clauses_below(tree: SyntaxTree, noun: Token | None) -> list[int]:
    return [] if noun is None else [at for at in tree.children[noun.index] if tree[at].dep in _CLAUSES]


def _begins(tree: SyntaxTree, clause: int) -> int:
    return min((clause, *tree.children[clause][:1]))


def _up_to_owned_noun(tree: SyntaxTree, preposition: int) -> frozenset[int]:
    """Return what a preposition opens, up to a second noun with an owner.

    For example "his praise of Ann and [his call for …]".
    """
    first = first_below(tree, preposition, "pobj")
    second = first_below(tree, first.index, "conj") if first else None
    indices = frozenset(tree.subtree(preposition)) - {preposition}
    if second is None or not any(tree.below(second.index, "poss")):
        return indices
    before = indices - frozenset(tree.subtree(second.index))
    return frozenset(index for index in before if index < second.index - 1)


def _is_that_clause(tree: SyntaxTree, clause: Token) -> bool:
    """Return whether a clause with the conjunction "that" and a subject of its own is what the noun says."""
    mark = first_below(tree, clause.index, "mark")
    subject = first_below(tree, clause.index, "nsubj", "nsubjpass", "csubj", "expl")
    if subject is None or mark is None or mark.text.lower() not in ("that", "whether"):
        return False
    return subject.index != mark.index


def _prepositions(tree: SyntaxTree, noun: int) -> Iterator[Token]:
    """Yield the prepositions of a noun, also the one right behind it that the parser attached to the verb."""
    yield from tree.below(noun, "prep", "agent")
    following = tree.get(noun + 1)
    if following and following.pos == "ADP" and following.head != noun:
        yield following


def _find_source(tree: SyntaxTree, noun: int, rule: Rule, cues: CueLexicon) -> tuple[int, ...]:
    """Return the tokens of the speaker.

    A possessive, what "by" opens, or the subject of a light verb like "made".
    """
    owner = first_below(tree, noun, "poss")
    if owner is not None:
        return tuple(index for index in noun_phrase(tree, owner.index, cues) if tree[index].tag != "POS")
    for preposition in _prepositions(tree, noun):
        word = preposition.text.lower()
        if word in _SOURCE_PREPOSITIONS or (word == "of" and rule != "noun-preposition"):
            speaker = first_below(tree, preposition.index, "pobj")
            if speaker is not None:
                clauses = _clauses_below(tree, speaker)
                return noun_phrase(tree, speaker.index, cues, without=clauses[-1] if clauses else None)
    nationality = next(
        (below for below in tree.below(noun, "amod") if below.tag == "JJ" and below.text[0].isupper()), None
    )
    if nationality is not None:
        return tuple(tree.subtree(nationality.index))
    head = tree[tree[noun].head]
    if tree[noun].dep == "dobj" and head.lemma in words_of("light verbs"):
        subject = first_below(tree, head.index, "nsubj")
        return noun_phrase(tree, subject.index, cues) if subject else ()
    return ()
