"""What the event formats share: which events they code, as which type and mode, with which day and actors.

Coded are events reported as having happened, and announced cooperation, which the PLOVER codebook codes as
AGREE (an announced withdrawal or release as CONCEDE).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onrecord.annotate.actor_files.rows import SCOPES
from onrecord.annotate.mentions.known_actors import load_known_actors
from onrecord.model.annotation import EventType
from onrecord.model.edtf import edtf_bounds
from onrecord.model.record import Actor, Event, Quantity, Record

LeftOut = Literal["not reported as having happened", "no actor", "no recipient", "no date"]
DateSource = Literal["text", "publication"]
# Type of a planned event -> type of its announcement; other planned events are not coded.
ANNOUNCED_AS: Mapping[EventType, EventType] = {
    "AGREE": "AGREE", "CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE",
    "CONCEDE": "CONCEDE", "RETREAT": "CONCEDE",
}  # fmt: skip
MULTILATERAL = 3  # parties from which a meeting is multilateral
_SIZE_KEYS = {  # word of a unit -> key of a number of victims
    "dead": "dead",
    "deaths": "dead",
    "fatalities": "dead",
    "injured": "injured",
    "injuries": "injured",
    "wounded": "injured",
}


@dataclass(frozen=True, slots=True)
class CodedDay:
    """The first and last day of an event, and whether the text or the day of publication gives them."""

    first: date
    last: date
    source: DateSource


def coded_type(event: Event) -> EventType | None:
    """Return the type of an event in the codebook, None when it is not coded."""
    if event.reality == "actual":
        return event.type
    return ANNOUNCED_AS.get(event.type) if event.reality == "planned" else None


def coded_mode(event: Event, actors: Mapping[str, Actor]) -> tuple[str | None, str | None]:
    """Return the mode of an event, and what it follows from where no word of the text gives it.

    An accusation that is no investigation and no allegation is "disapprove", as in the official table from
    CAMEO. A meeting outside the countries of its parties is "third-party", one of three or more parties
    "multilateral". Announced events have no mode.
    """
    if event.reality != "actual" or event.mode is not None:
        return (event.mode if event.reality == "actual" else None), None
    if event.type == "ACCUSE":
        return "disapprove", "the type"
    if event.type == "CONSULT":
        parties = [actors[one] for one in dict.fromkeys((*event.actors, *event.recipients))]
        countries = {actor.country for actor in parties}
        place = event.place.country if event.place else None
        if place and None not in countries and len(countries) > 1 and place not in countries:
            return "third-party", "the place"
        if len(parties) >= MULTILATERAL:
            return "multilateral", "the number of parties"
    return None, None


def coded_day(event: Event, record: Record) -> CodedDay | None:
    """Return the days of an event: from the text, else the article's publication; None without either."""
    values: tuple[tuple[str | None, DateSource], ...] = (
        (event.date.value if event.date else None, "text"),
        (record.article.published.value, "publication"),
    )
    for value, source in values:
        bounds = edtf_bounds(value) if value else None
        known = [day for day in bounds or () if day not in (date.min, date.max)]
        if known:
            return CodedDay(known[0], known[-1], source)
    return None


def coded_sector(actor: Actor) -> str | None:
    """Return the sector of an actor. Codes that stand in place of a country ("IGO") are no sectors."""
    return None if actor.sector in SCOPES else actor.sector


def scope_of(actor: Actor) -> str | None:
    """Return PLOVER's code in place of a country for a body of no state (IGO, UNO, EUR, NGO …)."""
    if actor.sector in SCOPES:
        return actor.sector
    known = load_known_actors().find([actor.name], actor.kind)
    return known.scope if known is not None else None


def count_victims(quantities: Iterable[Quantity]) -> dict[str, int]:
    """Return the numbers of dead and injured of an event; of a range, the lower end."""
    size: dict[str, int] = {}
    for quantity in quantities:
        words = quantity.unit.lower().split()
        key = next((_SIZE_KEYS[word] for word in words if word in _SIZE_KEYS), None)
        if key is not None:
            size[key] = size.get(key, 0) + int(quantity.value)
    return size
