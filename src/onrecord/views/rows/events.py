"""Events as shown: who did what to whom, when and where, and who tells it."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model.record import EventType, Reality, Record
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.rows_from_record import events_of
from onrecord.store.stored_rows import StoredEvent
from onrecord.views.pages.page import Page

THE_ARTICLE = "the article"


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. `id` is article id, slash, event id; `date` is EDTF, told by `date_words`; `words` are the article's.

    `told_by` is "the article", or the name of who says so and the statement's id.
    """

    id: str
    type: EventType
    mode: str | None
    reality: Reality
    contexts: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    date: str | None
    date_words: str
    place: str | None
    country: str | None
    quantities: tuple[str, ...]
    round: int | None
    told_by: str
    words: str
    confidence: float
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None


def build_events(dossier: Dossier, wanted: Filter) -> Page[EventRow]:
    """Return the page of a dossier's events. Raises StoreError, also while the rows are read."""
    count = dossier.count_events(wanted)
    return Page(EventRow, map(_row, dossier.list_events(wanted)), count.matching, count.undated)


def event_rows(record: Record) -> Iterator[EventRow]:
    """Yield the events of one record, in its order."""
    return map(_row, events_of(record))


def _row(kept: StoredEvent) -> EventRow:
    article = kept.article
    return EventRow(
        id=f"{article.id}/{kept.id}",
        type=kept.type,
        mode=kept.mode,
        reality=kept.reality,
        contexts=kept.contexts,
        actors=kept.actors,
        recipients=kept.recipients,
        date=kept.date,
        date_words=kept.date_words,
        place=kept.place,
        country=kept.place_country,
        quantities=kept.quantities,
        round=kept.round,
        told_by=THE_ARTICLE
        if kept.told_by is None
        else f"{kept.told_by_actor or 'unnamed'} ({article.id}/{kept.told_by})",
        words=kept.words,
        confidence=kept.confidence,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
    )
