"""When and where what a trigger tells happened: which time and which place of the sentence belong to it. Pure functions.

For readers of events. Make a Scene once an article, then ask for each trigger (a verb, a noun, or a phrase with either):

    scene = view.index(TimesAndPlaces)
    date_of(scene, Span(120, 123))            # TimeExpression | None: "They met in Oslo on Friday" -> "Friday", its day
    dates_of(scene, Span(120, 125))           # all of them: "the talks on May 16 and June 2" -> both
    place_of(scene, Span(120, 123))           # PlaceMention | None -> Oslo

The value takes in the word before the time: "since July 24" is `2025-07-24/..`, "until Friday" `../2025-07-04`, "from May 5 to
May 9" one expression with the value `2025-05-05/2025-05-09`. "By Friday" keeps the day: it is a deadline. A value may be None:
the time is told and cannot be worked out ("the day before the vote"); then no other time dates the event. Tense is seen to
where the expression is read (times.py): "met on Friday" is the last one, "will meet on Friday" the next.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, TypeVar

from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Annotation, Attribution, PlaceMention, Sentence, TimeExpression, Token
from onrecord.model.edtf import edtf_bounds
from onrecord.model.layers import Annotations, Layer
from onrecord.model.span import Span

T = TypeVar("T", bound=Annotation)
_STEPS = 8
_OPENING = frozenset({"since"})
_CLOSING = frozenset({"until", "till"})
_SHARED = frozenset({"xcomp", "advcl", "conj", "pcomp"})  # verbs that take the time of the verb above
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
# How a time or place can belong to a trigger, the surest first.
_OWN, _THROUGH_NOUN, _GOVERNING, _SISTER = range(4)


@dataclass(frozen=True, slots=True)
class TimesAndPlaces:
    """The times and places of an article in text order and its syntax; `contents` are the contents of attributions with cues."""

    tree: SyntaxTree
    times: tuple[TimeExpression, ...]
    places: tuple[PlaceMention, ...]
    told: tuple[tuple[Span, tuple[Span, ...]], ...] = ()

    needs: ClassVar[tuple[Layer, ...]] = (Sentence, Token, TimeExpression, PlaceMention, Attribution)

    @classmethod
    def of(cls, view: Annotations) -> "TimesAndPlaces":
        """Return the scene of a reading that has syntax and times."""
        tree = view.index(SyntaxTree)
        one_time = [
            row for row in view.of(TimeExpression) if not (row.value or "").startswith("X")
        ]  # not of every year
        times = tuple(_with_bounds(sorted(one_time, key=_start), tree))
        places = tuple(sorted(view.of(PlaceMention), key=_start))
        rows = view.of(Attribution)
        told = sorted((cue, row.content) for row in rows for cue in row.cue)
        return cls(tree, times, places, tuple(told))


def date_of(scene: TimesAndPlaces, trigger: Span) -> TimeExpression | None:
    """Return the time that dates what `trigger` tells, None where its sentence tells none for it."""
    found = dates_of(scene, trigger)
    return found[0] if found else None


def dates_of(scene: TimesAndPlaces, trigger: Span) -> tuple[TimeExpression, ...]:
    """Return the times that date what `trigger` tells, the surest first; several where they are joined ("May 16 and June 2")."""
    ranked = list(_ranked(scene, trigger, scene.times))
    if not ranked:
        return ()
    best = min(
        ranked,
        key=lambda row: (row[0], row[1].value is None, _width(row[1].value), _has_clock(row[1]), row[2]),
    )
    joined = _joined(best[1], scene.times, scene.tree)
    return (best[1], *joined)


def place_of(scene: TimesAndPlaces, trigger: Span) -> PlaceMention | None:
    """Return the place where what `trigger` tells happened: the town rather than its country, the venue only without a town."""
    ranked = list(_ranked(scene, trigger, scene.places))
    if not ranked:
        return None
    surest = min(row[0] for row in ranked)
    rows = [row for row in ranked if row[0] == surest]
    best = min(rows, key=lambda row: (_way(row[1], scene.tree), row[2]))[1]
    return _named_by_town(best, scene.places, scene.tree)


def _start(row: Annotation) -> int:
    return row.span.start


def _ranked(scene: TimesAndPlaces, trigger: Span, rows: Sequence[T]) -> Iterator[tuple[int, T, int]]:
    """Yield the rows of the trigger's sentence that belong to it: how surely, which, and how many tokens away."""
    tree = scene.tree
    heads = frozenset(tree.range(trigger))
    if not heads:
        return
    sentence = tree.sentence_at(min(heads)).span
    governing = frozenset(_governing(heads, scene))
    sisters = frozenset(_sisters(heads, scene))
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
    """Return how a time or place (tokens `inside`) belongs to a trigger (tokens `heads`), None where it does not."""
    through = False
    for index in _up(tree, inside):
        if index in heads:
            return _THROUGH_NOUN if through and tree[index].pos in VERBAL else _OWN
        token = tree[index]
        if token.pos in VERBAL:
            return _GOVERNING if index in governing else _SISTER if index in sisters else None
        through = through or (token.pos in ("NOUN", "PROPN") and index not in inside)
        if token.dep in _WITHIN_NOUN and not heads.intersection(_chain(tree, index)):
            return None
    return None


def _up(tree: SyntaxTree, inside: frozenset[int]) -> Iterator[int]:
    """Yield the tokens a phrase hangs on, from the nearest; where a modifier leads up to a noun ends what a verb may claim."""
    if not inside:
        return
    head = next((i for i in sorted(inside) if tree[i].head not in inside), min(inside))
    yield head
    at = tree[head]
    for above in tree.above(head, _STEPS):
        yield above.index
        if at.dep in _WITHIN_NOUN and above.pos in (
            "NOUN",
            "PROPN",
        ):  # "the 1998 agreement" dates the agreement alone
            return
        at = above


def _chain(tree: SyntaxTree, index: int) -> list[int]:
    return [above.index for above in tree.above(index, 2)]


def _governing(heads: frozenset[int], scene: TimesAndPlaces) -> list[int]:
    """Return the verbs whose time is also the trigger's: the verb a noun depends on, the verb a verb goes on from."""
    tree = scene.tree
    top = next((i for i in sorted(heads) if tree[i].head not in heads or tree[i].head == i), min(heads))
    found: list[int] = []
    token = tree[top]
    verbal = token.pos in VERBAL
    for above in tree.above(top, _STEPS):
        if token.dep not in (_SHARED if verbal else _OF_VERB) or _is_told_by(above, tree[top], scene):
            break
        token = above
        if above.pos in VERBAL:
            found.append(above.index)
            verbal = True
    return found


def _sisters(heads: frozenset[int], scene: TimesAndPlaces) -> Iterator[int]:
    """Yield the verbs below a trigger whose time is also its own: of "met and signed", of "the agreement signed in 2015"."""
    for head in heads:
        for child in scene.tree.below(head, "conj", "acl"):
            is_participle = child.dep == "acl" and child.tag == "VBN" and not _is_cue(child, scene)
            if is_participle or (child.dep == "conj" and child.pos in VERBAL):
                yield child.index


def _is_cue(verb: Token, scene: TimesAndPlaces) -> bool:
    at = bisect_right(scene.told, verb.span.start, key=lambda row: row[0].start)
    return any(cue.holds(verb.span) for cue, _ in scene.told[max(0, at - 3) : at])


def _is_told_by(verb: Token, trigger: Token, scene: TimesAndPlaces) -> bool:
    """Tell whether a verb is the cue of words that hold the trigger: its time is that of the telling."""
    at = bisect_right(scene.told, verb.span.start, key=lambda row: row[0].start)
    for cue, content in scene.told[max(0, at - 3) : at]:
        if cue.holds(verb.span) and any(span.holds(trigger.span) for span in content):
            return True
    return False


def _width(value: str | None) -> int:
    """Return the number of days a value may mean: of two times beside a verb the narrower dates it."""
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
    """Yield the times with what the word before them tells: "since", "until", "from … to …"."""
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
    if row.value is None or "/" in row.value or word not in _OPENING | _CLOSING:
        return row
    return replace(row, value=f"{row.value}/.." if word in _OPENING else f"../{row.value}")


def _range(first: TimeExpression, last: TimeExpression, tree: SyntaxTree) -> str | None:
    """Return the interval of "May 5 to May 9", None when the two are not joined so."""
    between = [tree[i].text.lower() for i in range(tree.range(first.span).stop, tree.range(last.span).start)]
    if between not in (["to"], ["and"], ["until"], ["till"], ["through"], ["-"], ["–"]):
        return None
    if first.value is None or last.value is None or "/" in first.value + last.value:
        return None
    value = f"{first.value}/{last.value}"
    return value if edtf_bounds(value) else None


def _way(place: PlaceMention, tree: SyntaxTree) -> int:
    """Return how a place is led to: where something is ("in", "at") goes before where it comes from or goes to."""
    tokens = tree.range(place.span)
    words = [tree[i].text.lower() for i in range(max(0, tokens.start - 3), tokens.start)]
    word = next((word for word in reversed(words) if word not in ("the", "a", "an")), "")
    return {"in": 0, "at": 0, "on": 1, "near": 1, "outside": 1, "from": 3, "of": 3, "to": 2}.get(word, 1)


def _named_by_town(place: PlaceMention, places: Sequence[PlaceMention], tree: SyntaxTree) -> PlaceMention:
    """Return the town of "a palace in Istanbul" and of "Turkey's Istanbul"; otherwise the place itself."""
    at = bisect_left(places, place.span.start, key=_start)
    after = places[at + 1] if at + 1 < len(places) else None
    if after is None:
        return place
    between = [tree[i].text.lower() for i in range(tree.range(place.span).stop, tree.range(after.span).start)]
    of_town = place.geonames is None and between in (["in"], [","], ["in", "the"], [",", "in"])
    of_land = between in (["'s"], ["’s"], ["'s", "capital"], ["’s", "capital"])
    same = place.country in (None, after.country)
    return after if same and after.geonames is not None and (of_town or of_land) else place
