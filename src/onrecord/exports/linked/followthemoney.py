"""FollowTheMoney entities (OCCRP Aleph, OpenSanctions): JSON lines with `id`, `schema` and `properties`.

- actors: `Person`, `PublicBody` (states and governments), `Organization` (others), `LegalEntity` (groups of
  people), one entity for an actor in all articles;
- `Article`, and a `Mention` of each actor that it names;
- an event is an `Event` with its parties in `involved` and its articles in `proof`, however many report it.
  A statement is an `Event`, too, "X denied …", for the model has no schema for words. `keywords` say what it
  is: `statement` or `event`, act or type, reality. What is not actual has the reality in its name.
- `UnknownLink` between who answers and who is answered, with the relation as `role`.

Ids are made of OnRecord's and are the same in every file. Definition: followthemoney.tech, the model of the
package followthemoney 4.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from onrecord.exports.selection import SelectedRecord, Selection
from onrecord.exports.tellings.answers import Answers
from onrecord.exports.tellings.profiles import Profile, Profiles
from onrecord.exports.tellings.repeats import Repeats
from onrecord.exports.tellings.told_rows import (
    Teller,
    ToldEvent,
    ToldStatement,
    iso_date,
    join_names,
    public_source,
    web_address,
)
from onrecord.model.annotation import ActorKind
from onrecord.model.ids import make_id
from onrecord.model.record import Reality

_SCHEMAS: dict[ActorKind, str] = {
    "person": "Person",
    "state": "PublicBody",
    "government": "PublicBody",
    "organisation": "Organization",
    "armed-group": "Organization",
    "outlet": "Organization",
    "people": "LegalEntity",
}
# ISO 639-1 -> ISO 639-3, as the model writes languages.
_LANGUAGES = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fr": "fra",
    "pt": "por", "ru": "rus", "uk": "ukr", "zh": "zho",
}  # fmt: skip
_NOT_IN_ID = re.compile(r"[^0-9A-Za-z]+")
_LONGEST_ID = 80
Entity = dict[str, object]
Properties = dict[str, Iterable[str | None]]


def write(selection: Selection) -> Iterator[str]:
    """Yield one entity a line. Raises StoreError."""
    for entity in _entities(selection):
        selection.report.exported[str(entity["schema"])] += 1
        yield json.dumps(entity, ensure_ascii=False) + "\n"


def _entities(selection: Selection) -> Iterator[Entity]:
    profiles, writer = Profiles(selection), _Writer(Answers(selection))
    statements = Repeats[ToldStatement](selection, "statement")
    events = Repeats[ToldEvent](selection, "event")
    for selected in selection.records():
        teller = Teller(selected, profiles)
        yield _article(selected)
        yield from writer.mentions(selected, teller)
        for statement in map(teller.statement, selected.statements):
            yield from writer.actors((*statement.who, *statement.to))
            yield from writer.statement(statements.add(statement.identity, statement) or ())
        for event in map(teller.event, selected.events):
            yield from writer.actors((*event.actors, *event.recipients))
            yield from writer.event(events.add(event.identity, event) or ())
    for told in statements.rest():
        yield from writer.statement(told)
    for told_events in events.rest():
        yield from writer.event(told_events)
    yield from writer.links()


class _Writer:
    """Makes entities, each actor once, and remembers who speaks in what is answered."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._written: set[str] = set()
        self._speakers: dict[str, tuple[str, ...]] = {}

    def actors(self, profiles: Iterable[Profile]) -> Iterator[Entity]:
        for profile in profiles:
            if profile.id not in self._written:
                self._written.add(profile.id)
                yield _actor(profile)

    def mentions(self, selected: SelectedRecord, teller: Teller) -> Iterator[Entity]:
        """Yield the actors that an article names, and that it does."""
        article = selected.record.article.id
        named: dict[str, tuple[Profile, list[str]]] = {}
        for actor in selected.record.actors:
            if any(mention.form == "name" for mention in actor.mentions):
                profile = teller.profile(actor.id)
                named.setdefault(profile.id, (profile, []))[1].append(actor.name)
        for profile, names in named.values():
            yield from self.actors([profile])
            properties: Properties = {
                "document": [entity_id(article)],
                "resolved": [entity_id(profile.id)],
                "name": [name for name in names if name.strip()] or [_name(profile)],
                "detectedSchema": [_SCHEMAS[profile.kind]],
                "contextCountry": [_country(profile.country)],
            }
            yield _entity(f"mention:{article}/{profile.id}", "Mention", properties)

    def statement(self, reports: Sequence[ToldStatement]) -> Iterator[Entity]:
        """Yield the entity of a statement from all its reports."""
        if not reports:
            return
        first = min(reports, key=lambda told: (told.article.published or "9999", told.reference))
        if first.identity in self._answers.answered or self._answers.of(first.identity):
            self._speakers[first.identity] = tuple(one.id for one in first.who)
        told_by = f"{first.speaker}: {first.act}"
        properties: Properties = {
            "name": [told_by if first.reality == "actual" else f"{told_by} ({first.reality})"],
            "summary": list(dict.fromkeys(told.content for told in reports)),
            "date": [iso_date(first.day)],
            "involved": [entity_id(one.id) for one in (*first.who, *first.to)],
            "keywords": ["statement", first.act, first.kind, first.reality],
            **_proof(reports),
        }
        yield _entity(first.identity, "Event", properties)

    def event(self, reports: Sequence[ToldEvent]) -> Iterator[Entity]:
        """Yield the entity of an event from all its reports."""
        if not reports:
            return
        first = min(reports, key=lambda told: (told.article.published or "9999", told.reference))
        place = next((told.place for told in reports if told.place), None)
        properties: Properties = {
            "name": [_event_name(first, first.reality)],
            "summary": list(dict.fromkeys(told.words for told in reports)),
            "date": [next((day for told in reports if (day := iso_date(told.date))), None)],
            "location": [place.name if place else None],
            "country": [_country(place.country) if place else None],
            "involved": [entity_id(one.id) for told in reports for one in (*told.actors, *told.recipients)],
            "keywords": ["event", first.type, first.mode, first.reality],
            **_proof(reports),
        }
        yield _entity(first.identity, "Event", properties)

    def links(self) -> Iterator[Entity]:
        """Yield who answers whom, at the end, when all speakers are known."""
        for identity, speakers in self._speakers.items():
            for target, relation in self._answers.of(identity):
                for subject in speakers:
                    for answered in self._speakers.get(target, ()):
                        name = make_id("link", identity, target, subject, answered, relation)
                        properties: Properties = {
                            "subject": [entity_id(subject)],
                            "object": [entity_id(answered)],
                            "role": [relation],
                            "recordId": [identity],
                        }
                        yield _entity(name, "UnknownLink", properties)


def entity_id(identifier: str) -> str:
    """Return an id as the model takes it: letters, digits, hyphens; the end keeps alike ids apart."""
    words = _NOT_IN_ID.sub("-", identifier).strip("-")[:_LONGEST_ID]
    return f"{words}-{make_id('ftm', identifier).partition(':')[2][:10]}"


def _name(profile: Profile) -> str:
    """Return the name, which the model demands; where an article's word for an actor is empty, its id."""
    return profile.name if profile.name.strip() else profile.id


def _article(selected: SelectedRecord) -> Entity:
    article = selected.record.article
    properties: Properties = {
        "title": [article.title],
        "name": [article.title],
        "fileName": [public_source(article.source)],
        "sourceUrl": [web_address(article.url)],
        "publisher": [article.outlet],
        "author": article.authors,
        "publishedAt": [iso_date(article.published.value)],
        "language": [_LANGUAGES.get(article.language or "")],
    }
    return _entity(article.id, "Article", properties)


def _actor(profile: Profile) -> Entity:
    is_person = profile.kind == "person"
    properties: Properties = {
        "name": [_name(profile)],
        "alias": [name for name in profile.names if name != profile.name],
        "country": [_country(profile.country)],
        "wikidataId": [profile.wikidata],
        "position": profile.roles if is_person else (),
        "sector": [profile.sector],
        "keywords": [profile.kind],
    }
    return _entity(profile.id, _SCHEMAS[profile.kind], properties)


def _entity(identifier: str, schema: str, properties: Properties) -> Entity:
    """Return an entity without empty properties, each value once."""
    values = {name: [one for one in dict.fromkeys(found) if one] for name, found in properties.items()}
    return {
        "id": entity_id(identifier),
        "schema": schema,
        "properties": {name: found for name, found in values.items() if found},
    }


@cache
def country_codes() -> dict[str, str]:
    """Return the table of ISO 3166-1: alpha-3 -> alpha-2 in lower case."""
    table = (files("onrecord.exports.linked") / "country_codes.txt").read_text("utf-8")
    return dict(line.split() for line in table.splitlines() if not line.startswith("#"))


def _country(alpha_3: str | None) -> str | None:
    return None if alpha_3 is None else country_codes().get(alpha_3)


def _proof(reports: Sequence[ToldStatement] | Sequence[ToldEvent]) -> Properties:
    return {
        "proof": [entity_id(told.article.id) for told in reports],
        "recordId": [told.reference for told in reports],
        "sourceUrl": [web_address(told.article.url) for told in reports],
        "publisher": [told.article.outlet for told in reports],
    }


def _event_name(told: ToldEvent, reality: Reality) -> str:
    sides = (join_names(one.name for one in side) for side in (told.actors, told.recipients))
    parties = " → ".join(filter(None, sides))
    name = f"{told.type}: {parties}" if parties else told.type
    return name if reality == "actual" else f"{name} ({reality})"
