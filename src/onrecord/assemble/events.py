"""Events of the record, built from event mentions."""

from collections.abc import Iterable, Mapping

from onrecord.model.annotation import Amount, EventMention, PlaceMention
from onrecord.model.article import Article
from onrecord.model.evidence import Evidence
from onrecord.model.layers import Annotations
from onrecord.model.record import Dated, Event, EventEvidence, Place, Quantity
from onrecord.model.span import Span


def build_events(
    article: Article, annotations: Annotations, actor_ids: Mapping[int, str], statement_ids: Mapping[int, str]
) -> tuple[tuple[Event, ...], dict[int, str]]:
    """Return the events in text order, and the record id (`e1`, `e2`, …) of each event mention by its id.

    `statement_ids` are the record ids of statements by the id of the attribution. An event that only an
    omitted statement reports is left out with it.
    """
    if not annotations.has(EventMention):
        return (), {}
    rows: list[Event] = []
    ids: dict[int, str] = {}
    mentions = annotations.of(EventMention)
    for mention in sorted(mentions, key=lambda row: (row.span, row.id)):
        if mention.told_by is not None and mention.told_by not in statement_ids:
            continue
        evidence = _sound(article.text, mention.evidence)
        if not evidence:
            continue
        ids[mention.id] = f"e{len(rows) + 1}"
        told_by = None if mention.told_by is None else statement_ids[mention.told_by]
        rows.append(_event_row(article, mention, ids[mention.id], evidence, actor_ids, told_by))
    return tuple(rows), ids


def _event_row(
    article: Article,
    mention: EventMention,
    row_id: str,
    evidence: Evidence,
    actor_ids: Mapping[int, str],
    told_by: str | None,
) -> Event:
    text = article.text
    words = (
        evidence,
        *(_sound(text, spans) for spans in (mention.trigger, mention.actor_spans, mention.recipient_spans)),
    )
    return Event(
        id=row_id,
        type=mention.type,
        reality=mention.reality,
        evidence=EventEvidence(*words),
        confidence=round(mention.confidence, 4),
        mode=mention.mode,
        contexts=mention.contexts,
        actors=_ids(mention.actors, actor_ids),
        recipients=_ids(mention.recipients, actor_ids),
        date=_date(article, mention),
        place=build_place(article, mention.place),
        told_by=told_by,
        quantities=build_quantities(article, mention.amounts),
        round=mention.round,
    )


def build_place(article: Article, place: PlaceMention | None) -> Place | None:
    """Return a place of the record, None without sound evidence."""
    if place is None or not place.span.is_sound(article.text):
        return None
    evidence = Evidence.of(article.text, [place.span])
    return Place(place.name, evidence, place.country, place.geonames, place.lat, place.lon)


def build_quantities(
    article: Article, amounts: Iterable[Amount], deadlines: Iterable[str | None] = ()
) -> tuple[Quantity, ...]:
    """Return the quantities of the record; `deadlines` belong to the amounts in order."""
    until = [*deadlines]
    return tuple(
        Quantity(
            value=amount.value,
            unit=amount.unit,
            qualifier=amount.qualifier,
            evidence=Evidence.of(article.text, [amount.span]),
            to=amount.to,
            each=amount.each,
            deadline=until[place] if place < len(until) else None,
        )
        for place, amount in enumerate(amounts)
        if amount.span.is_sound(article.text)
    )


def _ids(actors: Iterable[int], actor_ids: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor_ids[actor] for actor in actors if actor in actor_ids))


def _date(article: Article, mention: EventMention) -> Dated | None:
    time = mention.time
    if time is None or time.value is None or not time.span.is_sound(article.text):
        return None
    return Dated(time.value, Evidence.of(article.text, [time.span]))


def _sound(text: str, spans: Iterable[Span]) -> Evidence:
    trimmed = (span.trimmed(text) for span in spans)
    return Evidence.of(text, [span for span in trimmed if span is not None and span.is_sound(text)])
