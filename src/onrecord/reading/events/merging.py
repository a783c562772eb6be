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


def merge_tellings(tellings: list[Telling]) -> list[EventMention]:
    """Return the events, each once, in the order of their first telling."""
    merged: list[Telling] = []
    by_type: dict[str, list[int]] = {}
    for telling in tellings:
        places = by_type.setdefault(telling.event.type, [])
        same = next((place for place in reversed(places[-_RECENT:]) if _is_same(merged[place], telling)), None)
        if same is None:
            places.append(len(merged))
            merged.append(telling)
        else:
            merged[same] = _joined(merged[same], telling)
    return [row.event for row in merged]


_RECENT = 20  # events of a type that are looked back at, which keeps the time linear


def _is_same(one: Telling, other: Telling) -> bool:
    a, b = one.event, other.event
    if a.reality != b.reality or not _parties_fit(a, b) or not _times_fit(a, b) or not _places_fit(a, b):
        return False
    if a.round is not None and b.round is not None and a.round != b.round:
        return False
    if a.type in _IN_WORDS:
        return (one.trigger == other.trigger and bool(one.about & other.about)) or (a.trigger == b.trigger)
    return True


def _parties_fit(a: EventMention, b: EventMention) -> bool:
    if not set(a.actors) & set(b.actors) and (a.actors or b.actors):
        return False
    if a.actors and b.actors and not (set(a.actors) <= set(b.actors) or set(b.actors) <= set(a.actors)):
        return False
    if not a.actors and not b.actors and not set(a.recipients) & set(b.recipients):
        return False
    return not a.recipients or not b.recipients or bool(set(a.recipients) & set(b.recipients))


def _times_fit(a: EventMention, b: EventMention) -> bool:
    first, second = (row.time.value if row.time else None for row in (a, b))
    if first is None or second is None or first == second:
        return True
    try:
        (begin, end), (start, stop) = edtf_bounds(first), edtf_bounds(second)
    except ValueError:
        return False
    return (begin or start or "") <= (stop or end or "~") and (start or begin or "") <= (end or stop or "~")


def _places_fit(a: EventMention, b: EventMention) -> bool:
    if a.place is None or b.place is None:
        return True
    same_land = a.place.country is not None and a.place.country == b.place.country
    return a.place.name == b.place.name or (same_land and None in (a.place.geonames, b.place.geonames))


def _joined(one: Telling, other: Telling) -> Telling:
    a, b = one.event, other.event
    actors = dict(zip(a.actors, a.actor_spans, strict=False)) | {}
    event = replace(
        a,
        trigger=tuple(dict.fromkeys((*a.trigger, *b.trigger))),
        evidence=tuple(dict.fromkeys((*a.evidence, *b.evidence))),
        actors=tuple(dict.fromkeys((*actors, *b.actors))) if actors else tuple(dict.fromkeys((*a.actors, *b.actors))),
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
    return Telling(event, one.trigger, one.about | other.about)
