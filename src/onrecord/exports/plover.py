"""Events as PLOVER records: JSON Lines, one event a line, by the record format of the manual (draft 2.0).

What is exported: what is told to have happened, and cooperation that is announced (the codebook calls it AGREE; an announced
withdrawal or release is CONCEDE). What is denied, only possible or only asked for is no event of the codebook and is left out:
the asking itself is a REQUEST. Events without an actor, of types that need a recipient without any, or without any date are left
out, too; `PloverCount` counts them. An event the text does not date has the day its article was published, and says so.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict

from onrecord.model.annotation import EventType
from onrecord.model.edtf import Bounds, edtf_bounds
from onrecord.model.record import Actor, Event, Record
from onrecord.model.version import VERSION

CODER = f"onrecord {VERSION}"
CODEBOOK = "PLOVER"
CODEBOOK_VERSION = "draft 2.0"
# Type -> quad category and Goldstein-style score, as the manual gives them.
SCALE: dict[EventType, tuple[int, float]] = {
    "AGREE": (1, 2.5), "CONSULT": (1, 2.5), "SUPPORT": (1, 5.0), "CONCEDE": (1, 4.5),
    "COOPERATE": (2, 9.5), "AID": (2, 10.0), "RETREAT": (2, 6.5),
    "REQUEST": (3, 0.0), "ACCUSE": (3, -3.0), "REJECT": (3, -2.0), "THREATEN": (3, -3.5),
    "PROTEST": (4, -5.0), "SANCTION": (4, -6.0), "MOBILIZE": (4, -5.5), "COERCE": (4, -7.0), "ASSAULT": (4, -9.0),
}  # fmt: skip
NEEDS_RECIPIENT: frozenset[EventType] = frozenset({"COOPERATE", "AID", "SANCTION"})
_PLANNED: dict[EventType, EventType] = {
    "AGREE": "AGREE", "CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE",
    "CONCEDE": "CONCEDE", "RETREAT": "CONCEDE",
}  # fmt: skip
_UNIT_OF = {
    "dead": "dead",
    "deaths": "dead",
    "fatalities": "dead",
    "injured": "injured",
    "injuries": "injured",
    "wounded": "injured",
}
LeftOut = Literal["not told to have happened", "no actor", "no recipient", "no date"]


class PloverActor(TypedDict, total=False):
    """An actor or recipient: `code` is the country (ISO 3166-1 alpha-3) or what stands in its place."""

    code: str
    sector: list[str]
    entity_text: str
    office: str


class PloverPlace(TypedDict, total=False):
    """Where it happened, as printed and as resolved."""

    extracted_place: str
    resolved_place: str
    geonameid: int
    lat: float
    lon: float
    country_code: str


class PloverText(TypedDict):
    """Where in the article the event is told: code points, and the number of the event within it."""

    sequence: int
    start: int
    end: int


class PloverCitation(TypedDict, total=False):
    """The article an event is from, and who coded it by which book."""

    citation: str
    url: str
    title: str
    language: str
    publication: str
    coder: str
    codebook: str
    version: str


class PloverRecord(TypedDict, total=False):
    """One event as the manual's chapter on the record format has it."""

    id: str
    date: str
    enddate: str
    has_event: bool
    actor: list[PloverActor]
    event: list[str]
    recipient: list[PloverActor]
    event_loc: PloverPlace
    event_text: list[str]
    quad_code: int
    event_scale: float
    mode: list[str]
    context: list[str]
    link: str
    text: str
    text_info: PloverText
    cite_info: PloverCitation
    size: dict[str, int]
    coder: str
    comment: str


@dataclass(slots=True)
class PloverCount:
    """How many events were exported, and how many were left out, by why."""

    exported: int = 0
    left_out: Counter[LeftOut] = field(default_factory=Counter)


def render_plover(records: Iterable[Record], count: PloverCount) -> Iterator[str]:
    """Yield a line an event, with its line break, and count in `count` what is exported and what is not."""
    for record in records:
        actors = {actor.id: actor for actor in record.actors}
        for sequence, event in enumerate(record.events, start=1):
            made = plover_record(record, event, actors, sequence)
            if isinstance(made, str):
                count.left_out[made] += 1
                continue
            count.exported += 1
            yield json.dumps(made, ensure_ascii=False) + "\n"


def plover_record(
    record: Record, event: Event, actors: dict[str, Actor], sequence: int
) -> PloverRecord | LeftOut:
    """Return an event as PLOVER has it, or why it has none."""
    kind = (
        event.type
        if event.reality == "actual"
        else _PLANNED.get(event.type)
        if event.reality == "planned"
        else None
    )
    days = edtf_bounds(event.date.value) if event.date else None
    published = record.article.published.value
    dated = _days(days) or _days(edtf_bounds(published) if published else None)
    if kind is None:
        return "not told to have happened"
    if not event.actors:
        return "no actor"
    if kind in NEEDS_RECIPIENT and not event.recipients and len(event.actors) < 2:
        return "no recipient"
    if dated is None:
        return "no date"
    quad, scale = SCALE[kind]
    made: PloverRecord = {"id": f"{record.article.id}/{event.id}", "date": dated[0]}
    if dated[1] != dated[0]:
        made["enddate"] = dated[1]
    made |= {"actor": [_actor(actors[one]) for one in event.actors], "event": [kind]}
    if event.recipients:
        made["recipient"] = [_actor(actors[one]) for one in event.recipients]
    made |= {"event_text": list(event.evidence.trigger.words), "quad_code": quad, "event_scale": scale}
    return (
        made
        | _circumstances(record, event, kind)
        | _telling(record, event, sequence, dated_by_text=bool(_days(days)))
    )


def _circumstances(record: Record, event: Event, kind: EventType) -> PloverRecord:
    made: PloverRecord = {}
    if event.mode is not None and kind == event.type:
        made["mode"] = [event.mode]
    if event.contexts:
        made["context"] = list(event.contexts)
    if event.place is not None:
        made["event_loc"] = _place(event)
    size: dict[str, int] = {}
    for quantity in event.quantities:
        part = next((_UNIT_OF[word] for word in quantity.unit.lower().split() if word in _UNIT_OF), None)
        if part is not None:
            size[part] = size.get(part, 0) + int(quantity.value)
    if size:
        made["size"] = size
    if record.article.url:
        made["link"] = record.article.url
    return made


def _telling(record: Record, event: Event, sequence: int, *, dated_by_text: bool) -> PloverRecord:
    """Return where the event is told, in what, and what a reader should know of it."""
    spans = event.evidence.all.spans
    comments = [] if dated_by_text else ["date: the article's day of publication"]
    if event.reality == "planned":
        comments.append(f"planned {event.type}")
    if event.told_by is not None:
        mouth = next((row.actor for row in record.statements if row.id == event.told_by), None)
        name = next((actor.name for actor in record.actors if actor.id == mouth), "unnamed")
        comments.append(f"told by {name} ({event.told_by})")
    made: PloverRecord = {
        "text": str(event.evidence.all),
        "text_info": {"sequence": sequence, "start": spans[0].start, "end": spans[-1].end},
        "cite_info": _citation(record),
        "coder": CODER,
    }
    if comments:
        made["comment"] = "; ".join(comments)
    return made


def _actor(actor: Actor) -> PloverActor:
    made: PloverActor = {"code": actor.country or ("IGO" if actor.kind == "organisation" else "UNK")}
    if actor.sector is not None:
        made["sector"] = [actor.sector]
    if actor.name:
        made["entity_text"] = actor.name
    if actor.roles:
        made["office"] = actor.roles[0].title
    return made


def _place(event: Event) -> PloverPlace:
    place = event.place
    if place is None:
        return {}
    made: PloverPlace = {"extracted_place": str(place.evidence), "resolved_place": place.name}
    if place.geonames is not None:
        made["geonameid"] = place.geonames
    if place.lat is not None and place.lon is not None:
        made |= {"lat": place.lat, "lon": place.lon}
    if place.country is not None:
        made["country_code"] = place.country
    return made


def _citation(record: Record) -> PloverCitation:
    article = record.article
    made: PloverCitation = {
        "citation": article.id,
        "coder": CODER,
        "codebook": CODEBOOK,
        "version": CODEBOOK_VERSION,
    }
    if article.url is not None:
        made["url"] = article.url
    if article.title is not None:
        made["title"] = article.title
    if article.language is not None:
        made["language"] = article.language
    if article.outlet is not None:
        made["publication"] = article.outlet
    return made


def _days(bounds: Bounds | None) -> tuple[str, str] | None:
    """Return first and last day (ISO 8601); an end that is not told is the other one."""
    known = [day.isoformat() for day in bounds or () if day not in (date.min, date.max)]
    return (known[0], known[-1]) if known else None
