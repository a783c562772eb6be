"""Events as PLOVER records: JSON Lines, one event per line, in the record format of the manual (draft 2.0).

Exported are events reported as having happened, and announced cooperation (AGREE in the codebook; an
announced withdrawal or release is CONCEDE). Events that are denied, only possible or only demanded are not
events of the codebook and are left out; the demand itself is a REQUEST. Events without an actor, a required
recipient or any date are left out, too, and counted. An event without a date in the text has the publication
date of its article, which `date_source` says.

Two fields are added to those of the manual: `date_source`, and `event_key`, which is the same for all reports
of one event.
"""

import json
from collections.abc import Iterator
from typing import TypedDict

from onrecord.exports.event_files.codebook import (
    CodedDay,
    DateSource,
    LeftOut,
    coded_day,
    coded_mode,
    coded_sector,
    coded_type,
    count_victims,
    scope_of,
)
from onrecord.exports.selection import Selection
from onrecord.model.annotation import EventType
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
    event_key: str
    date: str
    enddate: str
    date_source: DateSource
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


def write(selection: Selection) -> Iterator[str]:
    """Yield one line per selected event that PLOVER can express."""
    report = selection.report
    for one in selection.records():
        for event in one.events:
            row = build_plover_record(one.record, event, one.same_event[event.id])
            if isinstance(row, str):
                report.left_out[row] += 1
                continue
            report.exported["events"] += 1
            yield json.dumps(row, ensure_ascii=False) + "\n"


def build_plover_record(record: Record, event: Event, key: str) -> PloverRecord | LeftOut:
    """Return the PLOVER record of an event, or why it has none. `key` joins the reports of one event."""
    actors = {actor.id: actor for actor in record.actors}
    event_type, days = coded_type(event), coded_day(event, record)
    if event_type is None:
        return "not reported as having happened"
    if not event.actors:
        return "no actor"
    if event_type in NEEDS_RECIPIENT and not event.recipients and len(event.actors) < 2:
        return "no recipient"
    if days is None:
        return "no date"
    quad, scale = SCALE[event_type]
    mode, derived_from = coded_mode(event, actors)
    made: PloverRecord = {"id": f"{record.article.id}/{event.id}", "event_key": key}
    made |= {"date": days.first.isoformat()}
    if days.last != days.first:
        made["enddate"] = days.last.isoformat()
    made |= {"date_source": days.source, "actor": [_actor(actors[one]) for one in event.actors]}
    made |= {"event": [event_type], "mode": [mode] if mode else []}
    if event.recipients:
        made["recipient"] = [_actor(actors[one]) for one in event.recipients]
    made |= {"event_text": list(event.evidence.trigger.words), "quad_code": quad, "event_scale": scale}
    details = _details(record, event) | _text_and_citation(record, event)
    comments = _comments(record, event, days, derived_from)
    return made | details | ({"comment": "; ".join(comments)} if comments else {})


def _details(record: Record, event: Event) -> PloverRecord:
    """Return contexts, place, numbers of dead and injured, and link, where there are any."""
    made: PloverRecord = {}
    if event.contexts:
        made["context"] = list(event.contexts)
    if event.place is not None:
        made["event_loc"] = _place(event)
    size = count_victims(event.quantities)
    if size:
        made["size"] = size
    if record.article.url:
        made["link"] = record.article.url
    return made


def _text_and_citation(record: Record, event: Event) -> PloverRecord:
    """Return the words of the event, their location, and the article."""
    spans = event.evidence.all.spans
    sequence = next(place for place, one in enumerate(record.events, start=1) if one.id == event.id)
    return {
        "text": str(event.evidence.all),
        "text_info": {"sequence": sequence, "start": spans[0].start, "end": spans[-1].end},
        "cite_info": _citation(record),
        "coder": CODER,
    }


def _comments(record: Record, event: Event, days: CodedDay, mode_from: str | None) -> list[str]:
    """Return remarks for the reader: what was not in the words of the event, and who tells it."""
    comments = [] if days.source == "text" else ["date: the article's day of publication"]
    if mode_from is not None:
        comments.append(f"mode: from {mode_from}")
    if event.reality == "planned":
        comments.append(f"planned {event.type}")
    if event.told_by is not None:
        speaker = next((row.actor for row in record.statements if row.id == event.told_by), None)
        name = next((actor.name for actor in record.actors if actor.id == speaker), "unnamed")
        comments.append(f"told by {name} ({event.told_by})")
    return comments


def _actor(actor: Actor) -> PloverActor:
    made: PloverActor = {"code": actor.country or scope_of(actor) or "UNK"}
    if (sector := coded_sector(actor)) is not None:
        made["sector"] = [sector]
    if actor.name:
        made["entity_text"] = actor.name
    if actor.roles:
        made["office"] = actor.roles[0].title
    if actor.wikidata is not None:
        made |= {"identifier_id": actor.wikidata, "identifier_text": "Wikidata"}
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
