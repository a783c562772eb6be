"""Records of events made by hand, of which every number can be counted.

| article | day | event | text |
|---|---|---|---|
| 0 | 2025-03-10 | ASSAULT firearms, NOR to SWE | on 2025-03-09, 3 dead |
| 1 | 2025-03-12 | the same, by a person's judgement | undated, 5 dead |
| 2 | 2025-03-16 | CONSULT of NOR and SWE | on 2025-03-15 in Norway |
| 3 | 2025-04-01 | REQUEST, NOR to SWE | undated |
| 4 | 2025-04-02 | ACCUSE, SWE to NOR | in 2025-03 |
| 5 | 2025-04-03 | planned AID, FIN to NOR | on 2025-04-20 |
| 6 | 2025-04-04 | ASSAULT that is denied | |
| 7 | 2025-04-05 | PROTEST of one side | |
| 8 | 2025-04-06 | ASSAULT by somebody of no country | |
"""

from dataclasses import replace

from builders import make_record
from onrecord.model.record import Dated, Event, EventType, Quantity, Record

SIDES = (("Northland", "NOR"), ("Sundland", "SWE"), ("Fenland", "FIN"), ("Drifters", None))
NOR, SWE, FIN, DRIFTERS = "p1", "p2", "p3", "p4"
NOW = "2025-07-01T09:30:00+00:00"


def make_report(
    number: int, published: str, kind: EventType, actors: tuple[str, ...], **changes: object
) -> Record:
    """Return a record with one event and four known sides. `dead` and `date` are values, others fields."""
    record = make_record(number, 1)
    parties = tuple(
        replace(actor, name=name, country=country, kind="state", roles=(), sector="GOV" if country else None)
        for actor, (name, country) in zip(record.actors, SIDES, strict=False)
    )
    event: Event = record.events[0]
    words = event.evidence.all
    day, dead = changes.pop("date", None), changes.pop("dead", None)
    dated = Dated(str(day), words) if day else None
    quantities = (Quantity(float(str(dead)), "people dead", "exact", words),) if dead else ()
    event = replace(event, type=kind, mode=None, actors=actors, contexts=(), date=dated, place=None)
    event = replace(event, quantities=quantities, recipients=())
    event = replace(event, **changes)  # type: ignore[arg-type]
    article = replace(record.article, published=replace(record.article.published, value=published))
    return replace(
        record, article=article, actors=(*parties, *record.actors[4:]), events=(event,), commitments=()
    )


def hand_made() -> list[Record]:
    """Return the records of the table above."""
    place = make_record(2, 1).events[0].place
    assert place is not None
    return [
        make_report(
            0, "2025-03-10", "ASSAULT", (NOR,), recipients=(SWE,), mode="firearms", date="2025-03-09", dead=3
        ),
        make_report(1, "2025-03-12", "ASSAULT", (NOR,), recipients=(SWE,), dead=5),
        make_report(
            2, "2025-03-16", "CONSULT", (NOR, SWE), date="2025-03-15", place=replace(place, country="NOR")
        ),
        make_report(3, "2025-04-01", "REQUEST", (NOR,), recipients=(SWE,)),
        make_report(4, "2025-04-02", "ACCUSE", (SWE,), recipients=(NOR,), date="2025-03"),
        make_report(5, "2025-04-03", "AID", (FIN,), recipients=(NOR,), date="2025-04-20", reality="planned"),
        make_report(6, "2025-04-04", "ASSAULT", (NOR,), recipients=(SWE,), reality="negated"),
        make_report(7, "2025-04-05", "PROTEST", (SWE,), date="2025-04-05"),
        make_report(8, "2025-04-06", "ASSAULT", (DRIFTERS,), recipients=(SWE,), date="2025-04-06"),
    ]  # fmt: skip
