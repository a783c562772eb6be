"""Time and place of a trigger: which time expression and which place of its sentence belong to it.

    found = view.index(TimesAndPlaces)
    date_of(found, Span(120, 123))    # TimeExpression | None: "They met in Oslo on Friday" -> "Friday"
    dates_of(found, Span(120, 125))   # all of them: "the talks on May 16 and June 2" -> both
    place_of(found, Span(120, 123))   # PlaceMention | None -> Oslo

A trigger is the span of a verb, a noun, or a phrase with either. The value includes the preposition: "since
July 24" is `2025-07-24/..`, "until Friday" `../2025-07-04`, "from May 5 to May 9" one expression with the
value `2025-05-05/2025-05-09`; "by Friday" is a deadline and stays the day. It is None where the time cannot
be normalised ("the day before the vote"); then no other time dates the event.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, TypeVar

from onrecord.annotate.events.lexicon import event_words
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Annotation, Attribution, PlaceMention, Sentence, TimeExpression, Token
from onrecord.model.edtf import edtf_bounds
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

T = TypeVar("T", bound=Annotation)
_STEPS = 8  # heads that are followed up from a phrase
_SHARED = frozenset(
    {"xcomp", "advcl", "conj", "pcomp"}
)  # relations of verbs that have the time of their head
_WITHIN_NOUN = frozenset({"compound", "nmod", "poss", "amod", "nummod", "appos", "acl", "relcl"})
_OF_VERB = frozenset(
    {
        "nsubj",
        "nsubjpass",
        "dobj",
        "pobj",
        "attr",
        "conj",
        "dative",
        "oprd",
        "prep",
        "agent",
        "compound",
        "poss",
    }
)
# Ranks: how a time or place can belong to a trigger, the surest first.
_OWN, _THROUGH_NOUN, _GOVERNING, _SISTER = range(4)


@dataclass(frozen=True, slots=True)
class TimesAndPlaces:
    """The times and places of an article in text order.

    `cues` are the cues of attributions with their contents.
    """

    tree: SyntaxTree
    times: tuple[TimeExpression, ...]
    places: tuple[PlaceMention, ...]
    cues: tuple[tuple[Span, tuple[Span, ...]], ...] = ()

    needs: ClassVar[tuple[Layer, ...]] = (Sentence, Token, TimeExpression, PlaceMention, Attribution)

    @classmethod
    def of(cls, view: Annotations) -> "TimesAndPlaces":
        """Return the index of an article; call `view.index(TimesAndPlaces)`, which builds it once."""
        tree = view.index(SyntaxTree)
        # A value "XXXX-…" recurs every year and dates nothing.
        dated = [row for row in view.of(TimeExpression) if not (row.value or "").startswith("X")]
        times = tuple(_with_bounds(sorted(dated, key=_start), tree))
        places = tuple(sorted(view.of(PlaceMention), key=_start))
        cues = sorted((cue, row.content) for row in view.of(Attribution) for cue in row.cue)
        return cls(tree, times, places, tuple(cues))

    def times_in(self, sentence: Sentence) -> Sequence[TimeExpression]:
        """Return the times that begin in a sentence, in text order."""
        first = bisect_left(self.times, sentence.span.start, key=_start)
        return self.times[first : bisect_left(self.times, sentence.span.end, lo=first, key=_start)]


def date_of(times_and_places: TimesAndPlaces, trigger: Span) -> TimeExpression | None:
    """Return the time of a trigger's event, None where its sentence has none for it."""
    found = dates_of(times_and_places, trigger)
    return found[0] if found else None


def dates_of(times_and_places: TimesAndPlaces, trigger: Span) -> tuple[TimeExpression, ...]:
    """Return the times of a trigger's event: the surest, with those joined to it ("May 16 and June 2")."""
    ranked = list(_ranked(times_and_places, trigger, times_and_places.times))
    if not ranked:
        return ()
    best = min(
        ranked,
        key=lambda row: (row[0], row[1].value is None, _width(row[1].value), _has_clock(row[1]), row[2]),
    )
    joined = _joined(best[1], times_and_places.times, times_and_places.tree)
    return (best[1], *joined)


def place_of(times_and_places: TimesAndPlaces, trigger: Span) -> PlaceMention | None:
    """Return the place of a trigger's event.

    The town rather than its country, the venue only without a town.
    """
    ranked = list(_ranked(times_and_places, trigger, times_and_places.places))
    if not ranked:
        return None
    surest = min(row[0] for row in ranked)
    rows = [row for row in ranked if row[0] == surest]
    best = min(rows, key=lambda row: (_preposition_rank(row[1], times_and_places.tree), row[2]))[1]
    return _named_by_town(best, times_and_places.places, times_and_places.tree)


def _start(row: Annotation) -> int:
    return row.span.start


def _ranked(
    times_and_places: TimesAndPlaces, trigger: Span, rows: Sequence[T]
) -> Iterator[tuple[int, T, int]]:
    """Yield the rows of the trigger's sentence that belong to it: rank, row, distance in tokens."""
    tree = times_and_places.tree
    heads = frozenset(tree.range(trigger))
    if not heads:
        return
    sentence = tree.sentence_at(min(heads)).span
    governing = frozenset(_governing(heads, times_and_places))
    sisters = frozenset(_sisters(heads, times_and_places))
    for number in range(bisect_left(rows, sentence.start, key=_start), len(rows)):
        row = rows[number]
        if row.span.start >= sentence.end:
            return
        inside = frozenset(tree.range(row.span))
        rank = _rank(tree, inside, heads, governing, sisters)
        if rank is not None:
            yield rank, row, min(abs(one - other) for one in (min(inside), max(inside)) for other in heads)


def _rank(
    tree: SyntaxTree,
    inside: frozenset[int],
    heads: frozenset[int],
    governing: frozenset[int],
    sisters: frozenset[int],
) -> int | None:
    """Return the rank of a time or place (tokens `inside`) for a trigger (tokens `heads`), or None."""
    through = False
    for index in _up(tree, inside):
        if index in heads:
            return _THROUGH_NOUN if through and tree[index].pos in VERBAL else _OWN
        token = tree[index]
        if token.pos in VERBAL:
            return _GOVERNING if index in governing else _SISTER if index in sisters else None
        through = through or (token.pos in ("NOUN", "PROPN") and index not in inside)
        if token.dep in _WITHIN_NOUN and not heads.intersection(row.index for row in tree.above(index, 2)):
            return None
    return None


def _up(tree: SyntaxTree, inside: frozenset[int]) -> Iterator[int]:
    """Yield the heads of a phrase, from the nearest, up to a noun that the phrase modifies.

    "the 1998 agreement" dates the agreement alone, not the verb around it.
    """
    if not inside:
        return
    head = next((i for i in sorted(inside) if tree[i].head not in inside), min(inside))
    yield head
    at = tree[head]
    for above in tree.above(head, _STEPS):
        yield above.index
        if at.dep in _WITHIN_NOUN and above.pos in ("NOUN", "PROPN"):
            return
        at = above


def _governing(heads: frozenset[int], times_and_places: TimesAndPlaces) -> list[int]:
    """Return the verbs whose time is also the trigger's.

    The verb that a noun depends on, the head of a joined verb.
    """
    tree = times_and_places.tree
    top = next((i for i in sorted(heads) if tree[i].head not in heads or tree[i].head == i), min(heads))
    found: list[int] = []
    token = tree[top]
    verbal = token.pos in VERBAL
    for above in tree.above(top, _STEPS):
        if token.dep not in (_SHARED if verbal else _OF_VERB) or _is_cue_of(
            above, tree[top], times_and_places
        ):
            break
        token = above
        if above.pos in VERBAL:
            found.append(above.index)
            verbal = True
    return found


def _sisters(heads: frozenset[int], times_and_places: TimesAndPlaces) -> Iterator[int]:
    """Yield the verbs below a trigger whose time is also its own.

    Examples: "met and signed", "the agreement signed in 2015".
    """
    for head in heads:
        for child in times_and_places.tree.below(head, "conj", "acl"):
            is_participle = child.dep == "acl" and child.tag == "VBN" and not _is_cue(child, times_and_places)
            if is_participle or (child.dep == "conj" and child.pos in VERBAL):
                yield child.index


def _is_cue(verb: Token, times_and_places: TimesAndPlaces) -> bool:
    return any(True for _ in _contents_of_cue(verb, times_and_places))


def _is_cue_of(verb: Token, trigger: Token, times_and_places: TimesAndPlaces) -> bool:
    """Return whether a verb is the cue of a content with the trigger.

    Then its time is that of the statement.
    """
    contents = _contents_of_cue(verb, times_and_places)
    return any(span.holds(trigger.span) for content in contents for span in content)


def _contents_of_cue(verb: Token, times_and_places: TimesAndPlaces) -> Iterator[tuple[Span, ...]]:
    at = bisect_right(times_and_places.cues, verb.span.start, key=lambda row: row[0].start)
    for cue, content in times_and_places.cues[max(0, at - 3) : at]:
        if cue.holds(verb.span):
            yield content


def _width(value: str | None) -> int:
    """Return the number of days that a value covers: of two times beside a verb the narrower dates it."""
    bounds = edtf_bounds(value) if value else None
    return (bounds[1] - bounds[0]).days if bounds else 10**7


def _has_clock(row: TimeExpression) -> bool:
    return "T" in (row.value or "")


def _joined(first: TimeExpression, times: Sequence[TimeExpression], tree: SyntaxTree) -> list[TimeExpression]:
    """Return the times joined to one by "and" or a comma: "May 16 and June 2"."""
    out: list[TimeExpression] = []
    at = bisect_left(times, first.span.start, key=_start)
    for before, row in zip(times[at:], times[at + 1 :], strict=False):
        between = [
            tree[i].text.lower() for i in range(tree.range(before.span).stop, tree.range(row.span).start)
        ]
        if not between or not set(between) <= {"and", ",", "or", "on"} or (between == [","] and not out):
            break
        out.append(row)
    return out


def _with_bounds(times: Sequence[TimeExpression], tree: SyntaxTree) -> Iterator[TimeExpression]:
    """Yield the times with their values opened or closed by the word before.

    Examples: "since", "until", "from … to …".
    """
    at = 0
    while at < len(times):
        row = times[at]
        tokens = tree.range(row.span)
        before = tree.get(tokens.start - 1) if tokens else None
        word = before.text.lower() if before is not None else ""
        end = times[at + 1] if at + 1 < len(times) else None
        if end is not None and word in ("from", "between") and (value := _range(row, end, tree)):
            yield TimeExpression(row.span.joined(end.span), value)
            at += 2
            continue
        at += 1
        yield _bounded(row, word)


def _bounded(row: TimeExpression, word: str) -> TimeExpression:
    if row.value is None or "/" in row.value:
        return row
    if word in event_words("prepositions of a start"):
        return replace(row, value=f"{row.value}/..")
    return replace(row, value=f"../{row.value}") if word in event_words("prepositions of an end") else row


def _range(first: TimeExpression, last: TimeExpression, tree: SyntaxTree) -> str | None:
    """Return the interval of "May 5 to May 9", None when the two are not joined in that way."""
    between = [tree[i].text.lower() for i in range(tree.range(first.span).stop, tree.range(last.span).start)]
    if between not in (["to"], ["and"], ["until"], ["till"], ["through"], ["-"], ["–"]):
        return None
    if first.value is None or last.value is None or "/" in first.value + last.value:
        return None
    value = f"{first.value}/{last.value}"
    return value if edtf_bounds(value) else None


def _preposition_rank(place: PlaceMention, tree: SyntaxTree) -> int:
    """Return the rank of a place by its preposition: locations ("in", "at") before goals and origins."""
    tokens = tree.range(place.span)
    words = [tree[i].text.lower() for i in range(max(0, tokens.start - 3), tokens.start)]
    word = next((word for word in reversed(words) if word not in ("the", "a", "an")), "")
    if word in event_words("prepositions of location"):
        return 0
    if word in event_words("prepositions of origin"):
        return 3
    return 2 if word == "to" else 1


def _named_by_town(place: PlaceMention, places: Sequence[PlaceMention], tree: SyntaxTree) -> PlaceMention:
    """Return the town of "a palace in Istanbul" and of "Turkey's Istanbul"; otherwise the place itself."""
    at = bisect_left(places, place.span.start, key=_start)
    after = places[at + 1] if at + 1 < len(places) else None
    if after is None:
        return place
    between = [tree[i].text.lower() for i in range(tree.range(place.span).stop, tree.range(after.span).start)]
    of_town = place.geonames is None and between in (["in"], [","], ["in", "the"], [",", "in"])
    of_country = between in (["'s"], ["’s"], ["'s", "capital"], ["’s", "capital"])
    same = place.country in (None, after.country)
    return after if same and after.geonames is not None and (of_town or of_country) else place
