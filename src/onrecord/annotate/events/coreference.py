"""Event coreference: several reports of one event become one, also where a later sentence adds its actors."""

from bisect import bisect_left
from dataclasses import dataclass, replace

from onrecord.annotate.events.arguments import subjects
from onrecord.annotate.events.lexicon import event_words
from onrecord.annotate.events.participants import EventContext
from onrecord.annotate.events.reality import verb_reality
from onrecord.model.annotation import EventMention, Token
from onrecord.model.edtf import edtf_bounds

_VERBAL_TYPES = frozenset({"AGREE", "REQUEST", "REJECT", "ACCUSE", "SUPPORT", "THREATEN", "CONCEDE"})
UNRATED = 1.0  # confidence of a report; `events/confidence.py` sets that of the event
_MOST_REPORTS = 200  # passages an event keeps as evidence: each is copied when another is added
_COMPARED = 20  # earlier events of the type that a report is compared with; bounds the time of a long article
_NEAR = 500  # characters within which victims without a named attacker belong to the attack reported before
_CLAIM_REACH = 1500  # characters before a claim of responsibility in which its attack is searched


@dataclass(frozen=True, slots=True)
class EventReport:
    """An event as one sentence reports it.

    `trigger` is its lemma, `about` the lemmas of what the act is about.
    """

    event: EventMention
    trigger: str
    about: frozenset[str]
    actor_nouns: frozenset[str] = frozenset()  # lemmas of the words for actors that have no name
    is_anaphoric: bool = False  # definite and without participants: "the attack"


def merge_reports(reports: list[EventReport]) -> list[EventMention]:
    """Return each event once, in the order of first reports, with the evidence of its reports.

    Reports of an event after the first _MOST_REPORTS add nothing to it.
    """
    merged: list[EventReport] = []
    by_type: dict[str, list[int]] = {}
    for report in reports:
        places = by_type.setdefault(report.event.type, [])
        same = next((at for at in reversed(places[-_COMPARED:]) if _is_same(merged[at], report)), None)
        if same is None:
            places.append(len(merged))
            merged.append(report)
        elif len(merged[same].event.evidence) < _MOST_REPORTS:
            merged[same] = _joined(merged[same], report)
    return [row.event for row in merged]


def _is_same(one: EventReport, other: EventReport) -> bool:
    a, b = one.event, other.event
    if a.reality != b.reality or not _times_fit(a, b) or not _places_fit(a, b):
        return False
    if other.is_anaphoric and (one.trigger == other.trigger or b.time is None):
        return True
    if not _participants_fit(a, b) and not _actor_nouns_fit(one, other):
        return False
    if a.round is not None and b.round is not None and a.round != b.round:
        return False
    if a.type == "CONSULT" and _differ_in_medium(a, b, other.trigger):
        return False
    if a.type in _VERBAL_TYPES:
        about_fits = not one.about or not other.about or bool(one.about & other.about)
        return (one.trigger == other.trigger and about_fits) or a.trigger == b.trigger
    return True


def _differ_in_medium(a: EventMention, b: EventMention, trigger: str) -> bool:
    """Return whether one is a telephone call and the other a meeting."""
    by_phone = "phone" in (a.mode, b.mode) and a.mode != b.mode
    return by_phone and trigger not in event_words("words for talks in person or by telephone")


def _actor_nouns_fit(one: EventReport, other: EventReport) -> bool:
    """Return whether one noun for the actors is part of the other.

    Examples: "police shot him", "a police officer shot him".
    """
    if one.trigger != other.trigger or one.event.type in _VERBAL_TYPES:
        return False
    nouns, others = one.actor_nouns, other.actor_nouns
    return bool(nouns and others) and (nouns <= others or others <= nouns)


def _participants_fit(a: EventMention, b: EventMention) -> bool:
    """Return whether actors and recipients may be the same.

    The actors of one must be among those of the other, or one has none; recipients that both have must
    overlap.
    """
    actors, others = set(a.actors), set(b.actors)
    shared = bool(set(a.recipients) & set(b.recipients))
    recipients_fit = not a.recipients or not b.recipients or shared
    if actors and others:
        return (actors <= others or others <= actors) and recipients_fit
    if a.type == "ASSAULT" and b.span.start - max(span.end for span in a.evidence) < _NEAR:
        return not actors | others or recipients_fit
    return shared


def _times_fit(a: EventMention, b: EventMention) -> bool:
    first, second = (row.time.value if row.time else None for row in (a, b))
    if first is None or second is None or first == second:
        return True
    one, other = edtf_bounds(first), edtf_bounds(second)
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]


def _places_fit(a: EventMention, b: EventMention) -> bool:
    if a.place is None or b.place is None:
        return True
    same_country = a.place.country is not None and a.place.country == b.place.country
    return a.place.name == b.place.name or (same_country and None in (a.place.geonames, b.place.geonames))


def _joined(one: EventReport, other: EventReport) -> EventReport:
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
    return EventReport(event, one.trigger, one.about | other.about, one.actor_nouns, one.is_anaphoric)


def with_parties_of_rounds(reports: list[EventReport]) -> list[EventReport]:
    """Give a round of talks without participants those of the talks reported before it, else after it.

    A round for which no such talks are reported is left out.
    """
    found: list[EventReport] = []
    events = (report.event for report in reports)
    talks = next((row for row in events if row.type == "CONSULT" and len(row.actors) > 1), None)
    for report in reports:
        event = report.event
        if event.type == "CONSULT" and len(event.actors) > 1:
            talks = event  # the nearest before a round; before all of them, the first one serves
        if event.round is None or event.actors:
            found.append(report)
            continue
        if talks is not None:
            found.append(
                replace(report, event=replace(event, actors=talks.actors, actor_spans=talks.actor_spans))
            )
    return found


def with_claims(events: list[EventMention], context: EventContext) -> list[EventMention]:
    """Return the events, with those who claim responsibility as actors of attacks that have none."""
    found = list(events)
    starts = [event.span.start for event in found]
    for verb in context.tree.tokens:
        if not _is_claim(verb, context):
            continue
        parts = context.participants.resolve(subjects(verb, context.tree))
        if not parts:
            continue
        first = bisect_left(starts, verb.span.start - _CLAIM_REACH)
        actors, spans = tuple(part.actor for part in parts), tuple(part.span for part in parts)
        for at in range(first, bisect_left(starts, verb.span.start)):
            event = found[at]
            if event.type == "ASSAULT" and not event.actors and event.span.end <= verb.span.start:
                found[at] = replace(event, actors=actors, actor_spans=spans)
    return found


def _is_claim(verb: Token, context: EventContext) -> bool:
    """Return whether a verb reports a claim of responsibility that is not denied, planned or hypothetical."""
    if verb.lemma.lower() != "claim" or verb.pos != "VERB" or verb_reality(verb, context.tree) is not None:
        return False
    return any(
        row.lemma.lower() in ("responsibility", "credit") for row in context.tree.below(verb.index, "dobj")
    )
