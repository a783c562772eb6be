"""Events as PLOVER records: JSON Lines, one event per line, in the record format of the manual (draft 2.0).

Exported are events reported as having happened, and announced cooperation (AGREE in the codebook; an
announced withdrawal or release is CONCEDE). Events that are denied, only possible or only demanded are not
events of the codebook and are left out; the demand itself is a REQUEST. Events without an actor, a required
recipient or any date are left out, too; `PloverCount` counts them. An event without a date in the text has
the publication date of its article, which its comment says.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict

from onrecord.annotate.mentions.known_actors import load_known_actors
from onrecord.exports.selection import Selection
from onrecord.model.annotation import EventType
from onrecord.model.edtf import edtf_bounds
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
    "PROTEST": (4, -5.0),
    "SANCTION": (4, -6.0), "MOBILIZE": (4, -5.5), "COERCE": (4, -7.0), "ASSAULT": (4, -9.0),
}  # fmt: skip
NEEDS_RECIPIENT: frozenset[EventType] = frozenset({"COOPERATE", "AID", "SANCTION"})
# Type of a planned event -> type of its announcement; other planned events are not exported.
_ANNOUNCED_AS: dict[EventType, EventType] = {
    "AGREE": "AGREE", "CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE",
    "CONCEDE": "CONCEDE", "RETREAT": "CONCEDE",
}  # fmt: skip
_SIZE_KEYS = {  # word of a unit -> key of the field `size`
    "dead": "dead",
    "deaths": "dead",
    "fatalities": "dead",
    "injured": "injured",
    "injuries": "injured",
    "wounded": "injured",
}
LeftOut = Literal["not reported as having happened", "no actor", "no recipient", "no date"]


class PloverActor(TypedDict, total=False):
    """An actor or recipient.

    `code` is the country (ISO 3166-1 alpha-3), PLOVER's code for a body of no state (IGO, UNO, EUR, NGO,
    MNC …), or "UNK". `identifier_id` is a Wikidata id.
    """

    code: str
    sector: list[str]
    entity_text: str
    office: str
    identifier_id: str
    identifier_text: str


class PloverPlace(TypedDict, total=False):
    """The place of an event, as printed and as resolved."""

    extracted_place: str
    resolved_place: str
    geonameid: int
    lat: float
    lon: float
    country_code: str


class PloverText(TypedDict):
    """Where the article reports the event, in code points, and the number of the event in the article."""

    sequence: int
    start: int
    end: int


class PloverCitation(TypedDict, total=False):
    """The article of an event, and the coder and codebook."""

    citation: str
    url: str
    title: str
    language: str
    publication: str
    coder: str
    codebook: str
    version: str


class PloverRecord(TypedDict, total=False):
    """One event, as in the manual's chapter on the record format."""

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
    """Number of events exported, and of those left out, by reason."""

    exported: int = 0
    left_out: Counter[LeftOut] = field(default_factory=Counter)


def render_plover(records: Iterable[Record], count: PloverCount) -> Iterator[str]:
    """Yield one line per event, with its line break; `count` is updated on the way."""
    for record in records:
        actors = {actor.id: actor for actor in record.actors}
        for sequence, event in enumerate(record.events, start=1):
            row = build_plover_record(record, event, actors, sequence)
            if isinstance(row, str):
                count.left_out[row] += 1
                continue
            count.exported += 1
            yield json.dumps(row, ensure_ascii=False) + "\n"


def write(selection: Selection) -> Iterator[str]:
    """Yield one line per selected event that PLOVER can express."""
    report = selection.report
    for one in selection.records():
        actors = {actor.id: actor for actor in one.record.actors}
        places = {event.id: place for place, event in enumerate(one.record.events, start=1)}
        for event in one.events:
            row = build_plover_record(one.record, event, actors, places[event.id])
            if isinstance(row, str):
                report.left_out[row] += 1
                continue
            report.exported["events"] += 1
            yield json.dumps(row, ensure_ascii=False) + "\n"


def build_plover_record(
    record: Record, event: Event, actors: dict[str, Actor], sequence: int
) -> PloverRecord | LeftOut:
    """Return the PLOVER record of an event, or why it has none."""
    event_type = _exported_type(event)
    own_days = _first_and_last_day(event.date.value if event.date else None)
    days = own_days or _first_and_last_day(record.article.published.value)
    if event_type is None:
        return "not reported as having happened"
    if not event.actors:
        return "no actor"
    if event_type in NEEDS_RECIPIENT and not event.recipients and len(event.actors) < 2:
        return "no recipient"
    if days is None:
        return "no date"
    quad, scale = SCALE[event_type]
    made: PloverRecord = {"id": f"{record.article.id}/{event.id}", "date": days[0]}
    if days[1] != days[0]:
        made["enddate"] = days[1]
    made |= {"actor": [_actor(actors[one]) for one in event.actors], "event": [event_type]}
    if event.recipients:
        made["recipient"] = [_actor(actors[one]) for one in event.recipients]
    made |= {"event_text": list(event.evidence.trigger.words), "quad_code": quad, "event_scale": scale}
    details = _details(record, event, event_type)
    return made | details | _text_and_citation(record, event, sequence, dated_by_text=own_days is not None)


def _exported_type(event: Event) -> EventType | None:
    if event.reality == "actual":
        return event.type
    return _ANNOUNCED_AS.get(event.type) if event.reality == "planned" else None


def _details(record: Record, event: Event, event_type: EventType) -> PloverRecord:
    """Return mode, contexts, place, numbers of dead and injured, and link, where there are any."""
    made: PloverRecord = {}
    if event.mode is not None and event_type == event.type:
        made["mode"] = [event.mode]
    if event.contexts:
        made["context"] = list(event.contexts)
    if event.place is not None:
        made["event_loc"] = _place(event)
    size: dict[str, int] = {}
    for quantity in event.quantities:
        words = quantity.unit.lower().split()
        key = next((_SIZE_KEYS[word] for word in words if word in _SIZE_KEYS), None)
        if key is not None:
            size[key] = size.get(key, 0) + int(quantity.value)
    if size:
        made["size"] = size
    if record.article.url:
        made["link"] = record.article.url
    return made


def _text_and_citation(record: Record, event: Event, sequence: int, *, dated_by_text: bool) -> PloverRecord:
    """Return the words of the event, their location, the article, and a comment for the reader."""
    spans = event.evidence.all.spans
    comments = [] if dated_by_text else ["date: the article's day of publication"]
    if event.reality == "planned":
        comments.append(f"planned {event.type}")
    if event.told_by is not None:
        speaker = next((row.actor for row in record.statements if row.id == event.told_by), None)
        name = next((actor.name for actor in record.actors if actor.id == speaker), "unnamed")
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
    made: PloverActor = {"code": actor.country or _scope(actor) or "UNK"}
    if actor.sector is not None:
        made["sector"] = [actor.sector]
    if actor.name:
        made["entity_text"] = actor.name
    if actor.roles:
        made["office"] = actor.roles[0].title
    if actor.wikidata is not None:
        made |= {"identifier_id": actor.wikidata, "identifier_text": "Wikidata"}
    return made


def _scope(actor: Actor) -> str | None:
    """Return PLOVER's code in place of a country for a body on the list of known actors (IGO, UNO, EUR …)."""
    known = load_known_actors().find([actor.name], actor.kind)
    return known.scope if known is not None else None


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


def _first_and_last_day(value: str | None) -> tuple[str, str] | None:
    """Return the first and last day (ISO 8601) of an EDTF value; an open end is replaced by the other one."""
    bounds = edtf_bounds(value) if value else None
    known = [day.isoformat() for day in bounds or () if day not in (date.min, date.max)]
    return (known[0], known[-1]) if known else None
