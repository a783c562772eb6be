"""Merging: one event told several times is one, with the evidence of each telling. Compares rows, reads no text."""

from dataclasses import dataclass, replace

from onrecord.model.annotation import EventMention
from onrecord.model.edtf import edtf_bounds

_IN_WORDS = frozenset({"AGREE", "REQUEST", "REJECT", "ACCUSE", "SUPPORT", "THREATEN", "CONCEDE"})


@dataclass(frozen=True, slots=True)
class Telling:
    """An event as one sentence tells it; `about` are the lemmas of its trigger and of what its act is about."""

    event: EventMention
    trigger: str
    about: frozenset[str]
    names: frozenset[str] = frozenset()  # the words that name who acts, where they are no names
    again: bool = False  # told as known already, naming nobody: "the attack"


def merge_tellings(tellings: list[Telling]) -> list[EventMention]:
    """Return the events, each once, in the order of their first telling."""
    merged: list[Telling] = []
    by_type: dict[str, list[int]] = {}
    for telling in tellings:
        places = by_type.setdefault(telling.event.type, [])
        same = next(
            (place for place in reversed(places[-_RECENT:]) if _is_same(merged[place], telling)), None
        )
        if same is None:
            places.append(len(merged))
            merged.append(telling)
        else:
            merged[same] = _joined(merged[same], telling)
    return [row.event for row in merged]


_EITHER = frozenset(
    {"talk", "discussion", "conversation", "discuss", "speak", "dialogue"}
)  # by telephone or face to face
_RECENT = 20  # events of a type that are looked back at, which keeps the time linear


def _is_same(one: Telling, other: Telling) -> bool:
    a, b = one.event, other.event
    known = other.again and (one.trigger == other.trigger or b.time is None)
    if known and a.reality == b.reality and _times_fit(a, b) and _places_fit(a, b):
        return True
    fitting = _parties_fit(a, b) or _is_named_alike(one, other)
    if a.reality != b.reality or not fitting or not _times_fit(a, b) or not _places_fit(a, b):
        return False
    if a.round is not None and b.round is not None and a.round != b.round:
        return False
    if (
        a.type == "CONSULT"
        and "phone" in (a.mode, b.mode)
        and a.mode != b.mode
        and other.trigger not in _EITHER
    ):
        return False  # a call is no meeting
    if a.type in _IN_WORDS:
        return (
            one.trigger == other.trigger
            and (not one.about or not other.about or bool(one.about & other.about))
        ) or (a.trigger == b.trigger)
    return True


def _is_named_alike(one: Telling, other: Telling) -> bool:
    """Tell "the police shot him" and "a police officer shot him": the same act by the same word, named more or less closely."""
    known = (
        one.trigger == other.trigger and one.event.type not in _IN_WORDS and bool(one.names and other.names)
    )
    return known and (one.names <= other.names or other.names <= one.names)


def _parties_fit(a: EventMention, b: EventMention) -> bool:
    """Tell whether the parties may be the same: all actors of one among those of the other, or unknown; recipients alike."""
    actors, others = set(a.actors), set(b.actors)
    recipients = set(a.recipients) & set(b.recipients)
    if actors and others:
        return (actors <= others or others <= actors) and (
            not a.recipients or not b.recipients or bool(recipients)
        )
    if a.type == "ASSAULT" and b.span.start - max(span.end for span in a.evidence) < _NEAR:
        return not actors | others or not a.recipients or not b.recipients or bool(recipients)
    return bool(recipients)


_NEAR = 500  # characters within which victims whose attacker is not told are those of the attack told before


def _times_fit(a: EventMention, b: EventMention) -> bool:
    first, second = (row.time.value if row.time else None for row in (a, b))
    if first is None or second is None or first == second:
        return True
    one, other = edtf_bounds(first), edtf_bounds(second)
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]


def _places_fit(a: EventMention, b: EventMention) -> bool:
    if a.place is None or b.place is None:
        return True
    same_land = a.place.country is not None and a.place.country == b.place.country
    return a.place.name == b.place.name or (same_land and None in (a.place.geonames, b.place.geonames))


def _joined(one: Telling, other: Telling) -> Telling:
    a, b = one.event, other.event
    event = replace(
        a,
        trigger=tuple(dict.fromkeys((*a.trigger, *b.trigger))),
        evidence=tuple(dict.fromkeys((*a.evidence, *b.evidence))),
        actors=tuple(dict.fromkeys((*a.actors, *b.actors))),
        actor_spans=tuple(dict.fromkeys((*a.actor_spans, *b.actor_spans))),
        recipients=tuple(dict.fromkeys((*a.recipients, *b.recipients))),
        recipient_spans=tuple(dict.fromkeys((*a.recipient_spans, *b.recipient_spans))),
        mode=a.mode or b.mode,
        time=a.time if a.time is not None and a.time.value else b.time or a.time,
        place=a.place or b.place,
        told_by=None if None in (a.told_by, b.told_by) else a.told_by,
        amounts=tuple(dict.fromkeys((*a.amounts, *b.amounts))),
        round=a.round if a.round is not None else b.round,
        contexts=tuple(dict.fromkeys((*a.contexts, *b.contexts))),
        confidence=max(a.confidence, b.confidence),
    )
    return Telling(event, one.trigger, one.about | other.about, one.names, one.again)
