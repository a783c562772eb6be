"""Rows of events: who did what to whom, when and where, and who reports it."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model.record import EventType, Reality, Record
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.rows_from_record import events_of
from onrecord.store.stored_rows import StoredEvent
from onrecord.views.ledger.marks import load_marks
from onrecord.views.queries import QueryResult, batches

THE_ARTICLE = "the article"


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. `id` is `ARTICLE/EVENT`; `date` is EDTF and `date_words` are the words it was read from.

    `words` are the article's. `told_by` is "the article", or the name of the speaker who reports the event
    with the id of the statement. `geonames`, `lat` and `lon` (degrees) are the place's. `marks` are as those
    of statements.
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
    geonames: int | None
    lat: float | None
    lon: float | None
    marks: tuple[str, ...]


def build_events(dossier: Dossier, wanted: Filter) -> QueryResult[EventRow]:
    """Return the events that match, latest first. Raises StoreError, also while the rows are read."""
    count = dossier.count_events(wanted)
    return QueryResult(EventRow, _rows(dossier, wanted), count.matching, count.undated)


def _rows(dossier: Dossier, wanted: Filter) -> Iterator[EventRow]:
    for batch in batches(dossier.list_events(wanted)):
        references = [f"{stored.article.id}/{stored.id}" for stored in batch]
        marks = load_marks(dossier, wanted, references)
        for reference, stored in zip(references, batch, strict=True):
            yield _row(stored, marks.of(reference))


def event_rows(record: Record) -> Iterator[EventRow]:
    """Yield the events of one record, in its order."""
    return map(_row, events_of(record))


def _row(stored: StoredEvent, marks: tuple[str, ...] = ()) -> EventRow:
    article = stored.article
    speaker = f"{stored.told_by_actor or 'unnamed'} ({article.id}/{stored.told_by})"
    return EventRow(
        id=f"{article.id}/{stored.id}",
        type=stored.type,
        mode=stored.mode,
        reality=stored.reality,
        contexts=stored.contexts,
        actors=stored.actors,
        recipients=stored.recipients,
        date=stored.date,
        date_words=stored.date_words,
        place=stored.place,
        country=stored.place_country,
        quantities=stored.quantities,
        round=stored.round,
        told_by=THE_ARTICLE if stored.told_by is None else speaker,
        words=stored.words,
        confidence=stored.confidence,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
        geonames=stored.geonames,
        lat=stored.lat,
        lon=stored.lon,
        marks=marks,
    )
