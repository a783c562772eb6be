"""Phrases of an attribution found in the syntax tree: the source of a verb, the words of a cue. Token numbers in and out."""

from collections.abc import Iterable, Iterator

from onrecord.annotate.attribution.cue_lexicon import CueLexicon, FoundCue, words_of
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token
from onrecord.model.span import Span

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_EDGES = frozenset(",;:-–—")
_MARKS = frozenset(("”", '"', "''", "’", "'", "»"))
_OBJECTS = frozenset({"dobj", "pobj", "oprd", "attr", "acomp", "prep", "conj"})
# A subject with more words than this is cut at its first clause: a parse gone wrong, or nothing to point at.
LONGEST_SOURCE = 40
FARTHEST_SUBJECT = 6
# Hostile text can hang thousands of words on one; looking at all of them for each would take quadratic time.
MOST_DEPENDANTS = 100

Run = tuple[int, int]


def runs_of(tree: SyntaxTree, numbers: Iterable[int]) -> tuple[Run, ...]:
    """Return the ranges (end exclusive) of neighbouring tokens of one passage, without commas and dashes at their edges."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number and _same_passage(tree, number - 1, number):
            found[-1][1] += 1
        else:
            found.append([number, number + 1])
    trimmed = (trim_run(tree, (first, last)) for first, last in found)
    return tuple(run for run in trimmed if any(_has_letter(tree[number]) for number in range(*run)))


def _same_passage(tree: SyntaxTree, left: int, right: int) -> bool:
    return tree.sentence_at(left).passage == tree.sentence_at(right).passage


def trim_run(tree: SyntaxTree, run: Run) -> Run:
    """Return the range without commas, colons and dashes at its edges."""
    first, last = run
    while first < last and _is_edge(tree[first]):
        first += 1
    while last > first and _is_edge(tree[last - 1]):
        last -= 1
    return first, last


def spans_of_runs(tree: SyntaxTree, runs: Iterable[Run]) -> tuple[Span, ...]:
    """Return the spans of ranges of tokens."""
    return tuple(tree.span(first, last - 1) for first, last in runs)


def _is_edge(token: Token) -> bool:
    return token.text in _EDGES or token.text == "--"


def _has_letter(token: Token) -> bool:
    return any(map(str.isalnum, token.text))


def first_below(tree: SyntaxTree, number: int, *deps: str) -> Token | None:
    """Return the first of a token's dependants with one of the relations (of very many, only the first are looked at)."""
    for child in tree.children[number][:MOST_DEPENDANTS]:
        if tree[child].dep in deps:
            return tree[child]
    return None


def is_passive(tree: SyntaxTree, verb: int) -> bool:
    """Tell whether a verb is in the passive, full ("was told") or as a bare participle ("plans announced Friday")."""
    if first_below(tree, verb, "auxpass", "nsubjpass", "agent"):
        return True
    token = tree[verb]
    return token.tag == "VBN" and token.dep in ("acl", "amod") and first_below(tree, verb, "aux") is None


def is_infinitive(tree: SyntaxTree, token: Token) -> bool:
    """Tell whether a verb is an infinitive with "to"."""
    return any(below.tag == "TO" for below in tree.below(token.index, "aux"))


def find_source(tree: SyntaxTree, verb: int, cues: CueLexicon) -> tuple[int, ...]:
    """Return the tokens of the phrase that names who said it, () when the text names nobody.

    The verb's own subject or agent, else what a participle, infinitive or relative clause shares with the words around it.
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
    if subject.tag in ("WP", "WDT") or (subject.text.lower() == "that" and token.dep == "relcl"):
        return noun_phrase(tree, token.head, cues, without=verb) if token.dep == "relcl" else (subject.index,)
    return noun_phrase(tree, subject.index, cues)


def _shared_subject(tree: SyntaxTree, verb: int, cues: CueLexicon, steps: int) -> tuple[int, ...]:
    """Return the subject of a verb without one of its own, by what it hangs on."""
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
    """Tell whether a participle after a comma hangs on an object and yet tells what the subject did besides."""
    if (
        token.tag != "VBG"
        or token.dep not in ("acl", "advcl", "conj", "pcomp")
        or tree[token.head].dep not in _OBJECTS
    ):
        return False
    before = [tree[at].text for at in range(max(0, token.index - 2), token.index)]
    return bool(before) and (before[-1] == "," or (before[-1] in _MARKS and before[0] == ","))


def _object_phrase(tree: SyntaxTree, preposition: int, cues: CueLexicon) -> tuple[int, ...]:
    found = first_below(tree, preposition, "pobj")
    return noun_phrase(tree, found.index, cues) if found else ()


def noun_phrase(tree: SyntaxTree, head: int, cues: CueLexicon, without: int | None = None) -> tuple[int, ...]:
    """Return the tokens of a phrase, appositions and clauses included, but no clause that holds a cue of its own.

    Only the unbroken stretch around the head counts; a longer one than LONGEST_SOURCE is cut before its first clause.
    """
    left_out = set() if without is None else {without}
    left_out |= {token.index for token in tree.below(head, "relcl", "acl") if token.lemma in cues.verbs}
    numbers = _unbroken(_below(tree, head, left_out), head)
    if len(numbers) > LONGEST_SOURCE:
        left_out |= {token.index for token in tree.below(head, "relcl", "acl", "appos", "conj", "ccomp")}
        numbers = _unbroken(_below(tree, head, left_out), head)
    if len(numbers) > LONGEST_SOURCE:
        numbers = (head,)
    first, last = trim_run(tree, (numbers[0], numbers[-1] + 1))
    return tuple(range(first, last))


def _below(tree: SyntaxTree, head: int, without: set[int]) -> set[int]:
    numbers: set[int] = set()
    waiting = [head]
    while waiting and len(numbers) < 4 * LONGEST_SOURCE:
        at = waiting.pop()
        if at not in without:
            numbers.add(at)
            waiting.extend(tree.children[at])
    return numbers


def _unbroken(numbers: set[int], around: int) -> tuple[int, ...]:
    first = last = around
    while first - 1 in numbers:
        first -= 1
    while last + 1 in numbers:
        last += 1
    return tuple(range(first, last + 1))


def cue_words(tree: SyntaxTree, found: FoundCue) -> tuple[int, ...]:
    """Return the tokens of a cue: its words, the auxiliaries and adverbs before it, and the verb it is an infinitive of."""
    numbers = {found.head, *found.companions, *_helpers(tree, found.head)}
    last = max(numbers)
    numbers.update(token.index for token in tree.below(found.head, "prt", "neg") if token.index == last + 1)
    leading = _leading_verb(tree, found.head)
    if leading is not None:
        numbers.update({leading, *_helpers(tree, leading)})
        numbers.update(range(leading, found.head) if found.head - leading <= 4 else ())
    return tuple(sorted(numbers))


def _helpers(tree: SyntaxTree, verb: int) -> Iterator[int]:
    """Yield the auxiliaries, negations and adverbs that stand right before a verb."""
    at = verb - 1
    while (
        at >= 0
        and tree[at].head == verb
        and tree[at].dep in ("aux", "auxpass", "neg", "advmod")
        and tree[at].tag != "WRB"
    ):
        yield at
        at -= 1


def _leading_verb(tree: SyntaxTree, verb: int) -> int | None:
    token = tree[verb]
    head = tree[token.head]
    if (
        token.dep == "xcomp"
        and head.lemma in words_of("catenative")
        and head.index < verb
        and head.pos == "VERB"
    ):
        return head.index
    if token.dep == "pcomp" and head.text.lower() == "as" and tree[head.head].lemma in words_of("quoting"):
        return head.head
    return None


def beside_cue(tree: SyntaxTree, verb: int, quotation_end: int) -> range:
    """Return the noun phrase between a quotation and the verb after it, else the one behind the verb ("said Ann, a nurse")."""
    before = _nominal(tree, range(quotation_end, verb))
    if before:
        return before
    behind = range(verb + 1, min(verb + 1 + LONGEST_SOURCE, len(tree)))
    return _nominal(tree, behind)


def _nominal(tree: SyntaxTree, numbers: range) -> range:
    """Return the words of a noun phrase at the beginning of a stretch, up to the first punctuation mark or verb."""
    first = next((at for at in numbers if tree[at].pos not in ("PUNCT", "ADV", "CCONJ")), None)
    if first is None:
        return range(0)
    last = first
    while last < numbers.stop and tree[last].pos in (
        "PROPN",
        "NOUN",
        "PRON",
        "DET",
        "ADJ",
        "NUM",
        "PART",
        "ADP",
    ):
        last += 1
    while last > first and tree[last - 1].pos not in ("PROPN", "NOUN", "PRON"):
        last -= 1
    return range(first, last)
