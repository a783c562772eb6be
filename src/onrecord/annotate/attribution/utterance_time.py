"""When something was said: the time expression that belongs to the cue of an attribution, not to what was said."""

from bisect import bisect_left
from collections.abc import Sequence

from onrecord.annotate.attribution.speech_lexicon import load_speech_lexicon
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Attribution, TimeExpression, Token
from onrecord.model.span import Span

_STEPS = 5
_OF_WORK = 3  # how surely: after what _rank tells
_COUNTING = frozenset({"after", "before", "since", "until"})
_NEAR = 3  # tokens between a cue and a time beside it


def cue_verbs(attribution: Attribution, tree: SyntaxTree) -> list[Token]:
    """Return the verbs of a cue; the nearest verb above it when the cue has none ("according to", "accusations")."""
    tokens = [tree[i] for span in attribution.cue for i in tree.range(span)]
    verbs = [token for token in tokens if token.pos == "VERB"] or [
        token for token in tokens if token.pos == "AUX"
    ]
    if verbs or not tokens:
        return verbs
    return [above for above in tree.above(tokens[0].index, _STEPS) if above.pos in VERBAL][:1]


def find_said(
    attribution: Attribution, tree: SyntaxTree, times: Sequence[TimeExpression]
) -> TimeExpression | None:
    """Return the time that dates the utterance ("said Friday", "on Tuesday rejected", "told reporters on Tuesday").

    `times` are in text order. Times inside source or content are not looked at, unless they date the work that is the source
    ("a report published Monday"), nor those without a value or that come every year. A day goes before a time of day.
    """
    verbs = cue_verbs(attribution, tree)
    if not verbs:
        return None
    own = frozenset(verb.index for verb in verbs)
    governing = frozenset(() if _is_anchor(verbs[0], tree) else _governing(verbs[0], tree)) - own
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
        if rank is None and _is_of_work(time.span, attribution, tree, own):
            rank = _OF_WORK
        if rank is not None:
            found.append(
                (rank, "T" in (time.value or ""), abs(time.span.start - verbs[0].span.start), number, time)
            )
    return min(found, key=lambda row: row[:4])[4] if found else None


def _may_date(time: TimeExpression, attribution: Attribution) -> bool:
    """Tell whether a time could be that of an utterance: it has a value, not of every year, and is no part of what was said."""
    if time.value is None or time.value.startswith("X"):
        return False
    return not any(span.overlaps(time.span) for span in attribution.content)


def _is_counted_from(span: Span, verbs: frozenset[int], tree: SyntaxTree) -> bool:
    """Tell whether a time is counted from what one of the verbs tells: "a day after they signed" is not the day they signed."""
    inside = tree.range(span)
    around = (tree.get(i) for i in (inside.stop - 1, inside.stop))
    return any(
        token is not None and token.text.lower() in _COUNTING and _opened_by(token, tree) in verbs
        for token in around
    )


def _is_anchor(verb: Token, tree: SyntaxTree) -> bool:
    """Tell whether a verb stands in a clause that another's time is counted from ("the port was hit after they signed")."""
    return any(
        token.text.lower() in _COUNTING
        for token in tree.below(verb.index, "mark", "prep")
        if token.index < verb.index
    ) or (verb.dep == "pcomp" and tree[verb.head].text.lower() in _COUNTING)


def _opened_by(token: Token, tree: SyntaxTree) -> int:
    """Return the verb of the clause that "after" or "before" opens, -1 where it opens none."""
    return next(
        (below.index for below in tree.below(token.index, "pcomp")), token.head if token.dep == "mark" else -1
    )


def _is_of_work(span: Span, attribution: Attribution, tree: SyntaxTree, own: frozenset[int]) -> bool:
    """Tell whether a time dates the work something is said in: "in an advisory issued on Monday", "a report on Monday said"."""
    head = next(iter(tree.heads([span])), None)
    if head is None or head.dep not in ("pobj", "npadvmod"):
        return False
    work = next((above for above in tree.above(head.index, _STEPS) if above.pos == "NOUN"), None)
    if work is None or work.lemma.lower() not in load_speech_lexicon().nouns:
        return False
    for above in tree.above(head.index, _STEPS):
        if above.index == work.index:
            break
        if above.pos in VERBAL and (above.dep != "acl" or above.tag != "VBN"):
            return False
    in_source = any(part.holds(work.span) for part in attribution.source)
    return in_source or (work.dep == "pobj" and tree[tree[work.head].head].index in own)


def _start(time: TimeExpression) -> int:
    return time.span.start


def _governing(verb: Token, tree: SyntaxTree) -> list[int]:
    """Return the verbs whose time is also this verb's: of "responded Tuesday by thanking", "rejected … and said"."""
    found = []
    for _ in range(3):
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
    """Return how surely a time belongs to the cue: by syntax 0, to its governing verb 1, only beside it 2; None for not."""
    verb = _verb_of(span, attribution, tree)
    if verb in own:
        return 0
    if _beside_cue(span, attribution, tree):
        return 1
    return 2 if verb in governing else None


def _verb_of(span: Span, attribution: Attribution, tree: SyntaxTree) -> int | None:
    """Return the verb a time hangs on, directly or through nouns of the same clause ("told reporters on Tuesday")."""
    heads = tree.heads([span])
    if not heads:
        return None
    for above in tree.above(heads[0].index, _STEPS):
        if above.pos in VERBAL:
            return above.index
        if any(part.holds(above.span) for part in (*attribution.source, *attribution.content)):
            return None
    return None


def _beside_cue(span: Span, attribution: Attribution, tree: SyntaxTree) -> bool:
    """Tell whether a time stands within a few words of the cue, with nothing of the content or a verb between them."""
    places = tree.range(span)
    for cue in attribution.cue:
        tokens = tree.range(cue)
        if not tokens or not places:
            continue
        gap = (
            range(tokens.stop, places.start)
            if places.start >= tokens.stop
            else range(places.stop, tokens.start)
        )
        if len(gap) > _NEAR:
            continue
        between = [tree[i] for i in gap]
        parts = (
            (*attribution.content, *attribution.source)
            if places.start >= tokens.stop
            else attribution.content
        )
        if not any(
            token.pos in ("VERB", "PUNCT") or any(part.overlaps(token.span) for part in parts)
            for token in between
        ):
            return True
    return False
