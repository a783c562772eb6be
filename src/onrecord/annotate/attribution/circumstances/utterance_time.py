"""When something was said.

The time expression that belongs to the cue of an attribution, not to its content.
"""

from bisect import bisect_left
from collections.abc import Sequence

from onrecord.annotate.attribution.cues import cue_verbs
from onrecord.annotate.attribution.lexicon import load_speech_lexicon, words_of
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Attribution, TimeExpression, Token
from onrecord.model.span import Span

_FARTHEST_HEAD = 5  # heads from a time up to what it belongs to
_FARTHEST_GOVERNOR = 3  # verbs above a cue whose time is also that of the cue
_RANK_OF_DOCUMENT = 3  # after the ranks that _rank gives
_NEAR = 3  # tokens between a cue and a time beside it


def find_utterance_time(
    attribution: Attribution, tree: SyntaxTree, times: Sequence[TimeExpression]
) -> TimeExpression | None:
    """Return the time of the utterance ("said Friday", "on Tuesday rejected", "told reporters on Tuesday").

    `times` are in text order. Times inside source or content do not count, unless they date the document that
    is the source ("a report published Monday"), nor do those without a value or of every year. A day precedes
    a time of day.
    """
    verbs = cue_verbs(attribution, tree)
    if not verbs:
        return None
    own = frozenset(verb.index for verb in verbs)
    above = [] if _is_in_counted_clause(verbs[0], tree) else _governing_verbs(verbs[0], tree)
    governing = frozenset(above) - own
    sentence = tree.sentence_at(verbs[0].index).span
    found: list[tuple[int, bool, int, int, TimeExpression]] = []
    for number in range(bisect_left(times, sentence.start, key=_start), len(times)):
        time = times[number]
        if time.span.start >= sentence.end:
            break
        if not _may_date(time, attribution) or _is_counted_from(time.span, own, tree):
            continue
        in_source = any(span.overlaps(time.span) for span in attribution.source)
        rank = None if in_source else _rank(time.span, attribution, tree, own, governing)
        if rank is None and _dates_document(time.span, attribution, tree, own):
            rank = _RANK_OF_DOCUMENT
        if rank is not None:
            distance = abs(time.span.start - verbs[0].span.start)
            found.append((rank, "T" in (time.value or ""), distance, number, time))
    return min(found, key=lambda row: row[:4])[4] if found else None


def _may_date(time: TimeExpression, attribution: Attribution) -> bool:
    """Return whether a time can be that of an utterance.

    It has a value, not of every year, and is outside the content.
    """
    if time.value is None or time.value.startswith("X"):
        return False
    return not any(span.overlaps(time.span) for span in attribution.content)


def _is_counted_from(span: Span, verbs: frozenset[int], tree: SyntaxTree) -> bool:
    """Return whether a time is counted from one of the verbs.

    For example "a day after they signed" does not date the signing.
    """
    inside = tree.range(span)
    around = (tree.get(i) for i in (inside.stop - 1, inside.stop))
    return any(
        token is not None
        and token.text.lower() in words_of("words of counting")
        and _clause_verb(token, tree) in verbs
        for token in around
    )


def _is_in_counted_clause(verb: Token, tree: SyntaxTree) -> bool:
    """Return whether another time is counted from a verb: "the port was hit after they signed"."""
    if verb.dep == "pcomp" and tree[verb.head].text.lower() in words_of("words of counting"):
        return True
    return any(
        token.text.lower() in words_of("words of counting")
        for token in tree.below(verb.index, "mark", "prep")
        if token.index < verb.index
    )


def _clause_verb(token: Token, tree: SyntaxTree) -> int:
    """Return the verb of the clause that "after" or "before" opens, -1 where it opens none."""
    clause = next(tree.below(token.index, "pcomp"), None)
    if clause is not None:
        return clause.index
    return token.head if token.dep == "mark" else -1


def _dates_document(span: Span, attribution: Attribution, tree: SyntaxTree, own: frozenset[int]) -> bool:
    """Return whether a time dates the document of the utterance: "in an advisory issued on Monday"."""
    head = next(iter(tree.heads([span])), None)
    if head is None or head.dep not in ("pobj", "npadvmod"):
        return False
    document = next((above for above in tree.above(head.index, _FARTHEST_HEAD) if above.pos == "NOUN"), None)
    if document is None or document.lemma.lower() not in load_speech_lexicon().nouns:
        return False
    for above in tree.above(head.index, _FARTHEST_HEAD):
        if above.index == document.index:
            break
        if above.pos in VERBAL and (above.dep != "acl" or above.tag != "VBN"):
            return False
    in_source = any(part.holds(document.span) for part in attribution.source)
    return in_source or (document.dep == "pobj" and tree[tree[document.head].head].index in own)


def _start(time: TimeExpression) -> int:
    return time.span.start


def _governing_verbs(verb: Token, tree: SyntaxTree) -> list[int]:
    """Return the verbs whose time is also this verb's.

    Of "responded Tuesday by thanking", "rejected … and said".
    """
    found = []
    for _ in range(_FARTHEST_GOVERNOR):
        if verb.dep in ("conj", "xcomp", "advcl") and tree[verb.head].pos in VERBAL:
            verb = tree[verb.head]
        elif verb.dep == "pcomp" and tree[tree[verb.head].head].pos in VERBAL:
            verb = tree[tree[verb.head].head]
        else:
            break
        found.append(verb.index)
    return found


def _rank(
    span: Span, attribution: Attribution, tree: SyntaxTree, own: frozenset[int], governing: frozenset[int]
) -> int | None:
    """Return how a time belongs to the cue.

    0 by syntax, 1 beside it, 2 by its governing verb, None for not at all.
    """
    verb = _verb_above(span, attribution, tree)
    if verb in own:
        return 0
    if _is_beside_cue(span, attribution, tree):
        return 1
    return 2 if verb in governing else None


def _verb_above(span: Span, attribution: Attribution, tree: SyntaxTree) -> int | None:
    """Return the verb above a time, directly or through nouns of its clause: "told reporters on Tuesday"."""
    heads = tree.heads([span])
    if not heads:
        return None
    for above in tree.above(heads[0].index, _FARTHEST_HEAD):
        if above.pos in VERBAL:
            return above.index
        if any(part.holds(above.span) for part in (*attribution.source, *attribution.content)):
            return None
    return None


def _is_beside_cue(span: Span, attribution: Attribution, tree: SyntaxTree) -> bool:
    """Return whether a time is a few words from the cue, without content, verb or punctuation between."""
    places = tree.range(span)
    for cue in attribution.cue:
        tokens = tree.range(cue)
        if not tokens or not places:
            continue
        is_behind = places.start >= tokens.stop
        gap = range(tokens.stop, places.start) if is_behind else range(places.stop, tokens.start)
        if len(gap) > _NEAR:
            continue
        barriers = (*attribution.content, *attribution.source) if is_behind else attribution.content
        if not any(_separates(tree[i], barriers) for i in gap):
            return True
    return False


def _separates(token: Token, barriers: Sequence[Span]) -> bool:
    return token.pos in ("VERB", "PUNCT") or any(span.overlaps(token.span) for span in barriers)
