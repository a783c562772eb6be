"""Phrases of a candidate in the syntax tree.

The source of a verb, the words of a cue. Token indices in and out.
"""

from collections.abc import Iterable, Iterator

from onrecord.annotate.attribution.lexicon import CueLexicon, FoundCue, words_of
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token
from onrecord.model.span import Span

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_EDGES = frozenset(",;:-–—")
_MARKS = frozenset(("”", '"', "''", "’", "'", "»"))
_IN_NOUN_PHRASE = frozenset({"PROPN", "NOUN", "PRON", "DET", "ADJ", "NUM", "PART", "ADP"})
_OBJECTS = frozenset({"dobj", "pobj", "oprd", "attr", "acomp", "prep", "conj"})
# A phrase with more tokens than this is cut at its first clause: it is a wrong parse, or names nobody.
LONGEST_SOURCE = 40
FARTHEST_SUBJECT = 6  # verbs up which a subject may be shared ("agreed to try to begin to …")
_LONGEST_LEADING = 4  # tokens from a leading verb to its infinitive that all belong to the cue
# In hostile text thousands of tokens can have one head; reading them all for each would take quadratic time.
MOST_DEPENDANTS = 100

Run = tuple[int, int]  # first token, last token exclusive


def spans_of(tree: SyntaxTree, indices: Iterable[int]) -> tuple[Span, ...]:
    """Return a span for each run of neighbouring tokens of one passage, without commas at its edges.

    Runs without a letter or digit are left out.
    """
    found: list[list[int]] = []
    for index in sorted(set(indices)):
        if found and found[-1][1] == index and _same_passage(tree, index - 1, index):
            found[-1][1] += 1
        else:
            found.append([index, index + 1])
    trimmed = (_trimmed(tree, (first, last)) for first, last in found)
    return tuple(
        tree.span(first, last - 1)
        for first, last in trimmed
        if any(_has_letter(tree[index]) for index in range(first, last))
    )


def _same_passage(tree: SyntaxTree, left: int, right: int) -> bool:
    return tree.sentence_at(left).passage == tree.sentence_at(right).passage


def _trimmed(tree: SyntaxTree, run: Run) -> Run:
    """Return the run without commas, colons and dashes at its edges."""
    first, last = run
    while first < last and _is_edge(tree[first]):
        first += 1
    while last > first and _is_edge(tree[last - 1]):
        last -= 1
    return first, last


def _is_edge(token: Token) -> bool:
    return token.text in _EDGES or token.text == "--"


def _has_letter(token: Token) -> bool:
    return any(map(str.isalnum, token.text))


def first_below(tree: SyntaxTree, index: int, *deps: str) -> Token | None:
    """Return the first dependant of a token with one of the relations.

    Only the first MOST_DEPENDANTS are read.
    """
    for child in tree.children[index][:MOST_DEPENDANTS]:
        if tree[child].dep in deps:
            return tree[child]
    return None


def is_passive(tree: SyntaxTree, verb: int) -> bool:
    """Return whether a verb is passive, full ("was told") or a bare participle ("plans announced Friday")."""
    if first_below(tree, verb, "auxpass", "nsubjpass", "agent"):
        return True
    token = tree[verb]
    return token.tag == "VBN" and token.dep in ("acl", "amod") and first_below(tree, verb, "aux") is None


def is_infinitive(tree: SyntaxTree, token: Token) -> bool:
    """Return whether a verb is an infinitive with "to"."""
    return any(below.tag == "TO" for below in tree.below(token.index, "aux"))


def find_source(tree: SyntaxTree, verb: int, cues: CueLexicon) -> tuple[int, ...]:
    """Return the tokens of the phrase that names the speaker, () when the text names nobody.

    It is the verb's own subject or agent, else the subject that a participle, infinitive or relative clause
    shares.
    """
    if is_passive(tree, verb):
        agent = first_below(tree, verb, "agent")
        return _object_phrase(tree, agent.index, cues) if agent else ()
    return _find_subject(tree, verb, cues, FARTHEST_SUBJECT)


def _find_subject(tree: SyntaxTree, verb: int, cues: CueLexicon, steps: int) -> tuple[int, ...]:
    subject = first_below(tree, verb, *SUBJECTS)
    if subject is None:
        return _shared_subject(tree, verb, cues, steps) if steps else ()
    token = tree[verb]
    is_relative = token.dep == "relcl"
    if subject.tag in ("WP", "WDT") or (subject.text.lower() == "that" and is_relative):
        return noun_phrase(tree, token.head, cues, without=verb) if is_relative else (subject.index,)
    return noun_phrase(tree, subject.index, cues)


def _shared_subject(tree: SyntaxTree, verb: int, cues: CueLexicon, steps: int) -> tuple[int, ...]:
    """Return the subject of a verb without one of its own, by the relation to its head."""
    token = tree[verb]
    head = tree[token.head]
    if goes_on_about_subject(tree, token):
        above = next((other for other in tree.above(verb) if other.pos in VERBAL), None)
        return _find_subject(tree, above.index, cues, steps - 1) if above else ()
    if token.dep in ("relcl", "acl") and head.pos not in VERBAL:
        return noun_phrase(tree, head.index, cues, without=verb)
    if token.dep in ("pcomp", "pobj") and head.dep in ("prep", "agent"):
        head = tree[head.head]
    if token.dep == "ROOT" or head.pos not in VERBAL:
        return ()
    if token.dep == "xcomp":
        controller = first_below(tree, head.index, "dobj", "dative")
        if controller is not None and controller.index < verb and head.lemma != "promise":
            return noun_phrase(tree, controller.index, cues)
    return _find_subject(tree, head.index, cues, steps - 1)


def goes_on_about_subject(tree: SyntaxTree, token: Token) -> bool:
    """Return whether a participle after a comma, attached to an object, is a further act of the subject."""
    is_participle = token.tag == "VBG" and token.dep in ("acl", "advcl", "conj", "pcomp")
    if not is_participle or tree[token.head].dep not in _OBJECTS:
        return False
    before = [tree[at].text for at in range(max(0, token.index - 2), token.index)]
    return bool(before) and (before[-1] == "," or (before[-1] in _MARKS and before[0] == ","))


def _object_phrase(tree: SyntaxTree, preposition: int, cues: CueLexicon) -> tuple[int, ...]:
    found = first_below(tree, preposition, "pobj")
    return noun_phrase(tree, found.index, cues) if found else ()


def noun_phrase(tree: SyntaxTree, head: int, cues: CueLexicon, without: int | None = None) -> tuple[int, ...]:
    """Return the tokens of a phrase with appositions and clauses, but no clause that has a cue of its own.

    Only contiguous tokens around the head count. More than LONGEST_SOURCE are cut before the first clause.
    """
    left_out = set() if without is None else {without}
    left_out |= {token.index for token in tree.below(head, "relcl", "acl") if token.lemma in cues.verbs}
    indices = _contiguous(_all_below(tree, head, left_out), head)
    if len(indices) > LONGEST_SOURCE:
        left_out |= {token.index for token in tree.below(head, "relcl", "acl", "appos", "conj", "ccomp")}
        indices = _contiguous(_all_below(tree, head, left_out), head)
    if len(indices) > LONGEST_SOURCE:
        indices = (head,)
    first, last = _trimmed(tree, (indices[0], indices[-1] + 1))
    return tuple(range(first, last))


def _all_below(tree: SyntaxTree, head: int, without: set[int]) -> set[int]:
    indices: set[int] = set()
    waiting = [head]
    while waiting and len(indices) < 4 * LONGEST_SOURCE:
        at = waiting.pop()
        if at not in without:
            indices.add(at)
            waiting.extend(tree.children[at])
    return indices


def _contiguous(indices: set[int], around: int) -> tuple[int, ...]:
    first = last = around
    while first - 1 in indices:
        first -= 1
    while last + 1 in indices:
        last += 1
    return tuple(range(first, last + 1))


def cue_words(tree: SyntaxTree, found: FoundCue) -> tuple[int, ...]:
    """Return the tokens of a cue.

    Its words, auxiliaries and adverbs before it, and the verb it is an infinitive of.
    """
    indices = {found.head, *found.companions, *_helpers(tree, found.head)}
    last = max(indices)
    indices.update(token.index for token in tree.below(found.head, "prt", "neg") if token.index == last + 1)
    leading = _leading_verb(tree, found.head)
    if leading is not None:
        indices.update({leading, *_helpers(tree, leading)})
        indices.update(range(leading, found.head) if found.head - leading <= _LONGEST_LEADING else ())
    return tuple(sorted(indices))


def _helpers(tree: SyntaxTree, verb: int) -> Iterator[int]:
    """Yield the auxiliaries, negations and adverbs right before a verb."""
    for at in range(verb - 1, -1, -1):
        token = tree[at]
        is_helper = token.head == verb and token.dep in ("aux", "auxpass", "neg", "advmod")
        if not is_helper or token.tag == "WRB":
            return
        yield at


def _leading_verb(tree: SyntaxTree, verb: int) -> int | None:
    token = tree[verb]
    head = tree[token.head]
    is_catenative = head.pos == "VERB" and head.lemma in words_of("catenative verbs")
    if is_catenative and token.dep == "xcomp" and head.index < verb:
        return head.index
    if (
        token.dep == "pcomp"
        and head.text.lower() == "as"
        and tree[head.head].lemma in words_of("verbs of quoting")
    ):
        return head.head
    return None


def phrase_beside_cue(tree: SyntaxTree, verb: int, quotation_end: int) -> range:
    """Return the noun phrase between a quotation and the verb behind it, else the one behind the verb."""
    before = _nominal(tree, range(quotation_end, verb))
    if before:
        return before
    behind = range(verb + 1, min(verb + 1 + LONGEST_SOURCE, len(tree)))
    return _nominal(tree, behind)


def _nominal(tree: SyntaxTree, indices: range) -> range:
    """Return the noun phrase at the beginning of a range, up to the first punctuation mark or verb."""
    first = next((at for at in indices if tree[at].pos not in ("PUNCT", "ADV", "CCONJ")), None)
    if first is None:
        return range(0)
    last = first
    while last < indices.stop and tree[last].pos in _IN_NOUN_PHRASE:
        last += 1
    while last > first and tree[last - 1].pos not in ("PROPN", "NOUN", "PRON"):
        last -= 1
    return range(first, last)
