"""Which articles are wanted, and whether one is: the conditions of `onrecord show`, without a store."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from onrecord.model.edtf import edtf_bounds
from onrecord.store.actor_ids import first_known_as, is_actor_id, is_named
from onrecord.store.protocol import Filter
from onrecord.store.search_terms import find_phrases, find_words, fold_name

NAME_FORMS = ("name", "metonym")  # forms of mention that are names of an actor
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are wanted. All conditions have to hold.

    `filter` applies as in `onrecord show articles`, but all versions of a page are wanted; `types` are those
    of events that the article tells. `country` (ISO 3166-1 alpha-3) is that of an actor of the article, as
    its record tells it.
    """

    filter: Filter = field(default_factory=Filter)
    country: str | None = None

    @property
    def is_everything(self) -> bool:
        """Whether there is no condition."""
        return self == Selection()

    def is_in_period(self, published: str | None) -> bool | None:
        """Whether a date of publication (EDTF) can lie in the period; None where it is unknown."""
        if not self.filter.dated:
            return True
        bounds = edtf_bounds(published) if published else None
        if bounds is None:
            return None
        since, until = self.filter.since or date.min, self.filter.until or date.max
        return bounds[1] >= since and bounds[0] <= until

    def contains_words(self, title: str | None, text: str) -> bool:
        """Whether title or text contain each word and phrase that is searched for."""
        if self.filter.contains is None:
            return True
        phrases = [find_words(phrase) for phrase in find_phrases(self.filter.contains)]
        places = [f" {' '.join(find_words(words))} " for words in (title or "", text)]
        wanted = [f" {' '.join(phrase)} " for phrase in phrases if phrase]
        return bool(wanted) and all(any(phrase in place for place in places) for phrase in wanted)


def order_key(published: str | None, article: str) -> tuple[float, str]:
    """Return the key by which articles are sorted as `onrecord show` does: latest first, undated last."""
    bounds = edtf_bounds(published) if published else None
    return (-bounds[0].toordinal() if bounds else float("inf")), article


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor of an article: its id there, its id across articles before it is linked, its folded names."""

    article: str
    id: str
    known_as: str
    names: Set[str]

    @property
    def reference(self) -> str:
        """`ARTICLE/ACTOR`."""
        return f"{self.article}/{self.id}"

    def is_called(self, wanted: str) -> bool:
        """Whether `wanted` is its id, or whole words of one of its names."""
        if is_actor_id(wanted):
            return self.known_as == wanted
        folded = fold_name(wanted)
        return any(folded in name for name in self.names)


def name_actor(article: str, actor: Raw, mentions: Iterable[tuple[str, str]]) -> NamedActor:
    """Return an actor from its fields (id, name, kind, country) and its mentions as (form, words)."""
    forms: set[str] = set()
    names = {fold_name(actor["name"])}
    for form, words in mentions:
        forms.add(form)
        if form in NAME_FORMS:
            names.add(fold_name(words))
    named = is_named(actor["name"], forms)
    known_as = first_known_as(actor["kind"], actor["name"], actor["country"], article, named=named)
    return NamedActor(article, actor["id"], known_as, names - {""})


def actors_of(record: Raw) -> Iterator[NamedActor]:
    """Yield the actors of a record in JSON."""
    article = record["article"]
    for actor in record["actors"]:
        spans = ((one["form"], *one["span"]) for one in actor["mentions"])
        words = ((form, article["text"][start:end]) for form, start, end in spans)
        yield name_actor(article["id"], actor, words)


def is_wanted(record: Raw, selection: Selection, known_as: Set[str]) -> bool | None:
    """Whether a record in JSON is wanted; None where it would be if its date were known.

    `known_as` are the ids of the wanted actor, where the selection has one.
    """
    article, wanted = record["article"], selection.filter
    if wanted.outlet is not None and article["outlet"] != wanted.outlet:
        return False
    if selection.country is not None and selection.country not in {
        actor["country"] for actor in record["actors"]
    }:
        return False
    if wanted.types and {event["type"] for event in record["events"]}.isdisjoint(wanted.types):
        return False
    if wanted.actor is not None and {actor.known_as for actor in actors_of(record)}.isdisjoint(known_as):
        return False
    in_period = selection.is_in_period(article["published"]["value"])
    if in_period is False:
        return False
    return in_period if selection.contains_words(article["title"], article["text"]) else False


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record as one line of JSON, and where it lies (for messages). `fault` says why there is no line.

    `article` is the id of the article where it is told beside the line.
    """

    place: str
    line: str
    fault: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The lines that are wanted: their number, the number left out because their date is unknown."""

    matching: int
    undated: int
    lines: Iterator[RecordLine]


class RecordSource(Protocol):
    """Records that were read before. Raises OnRecordError where it cannot be read at all."""

    name: str

    def choose(self, selection: Selection) -> Chosen:
        """Return the lines of the wanted records.

        What cannot be read is always among them, to be refused. Outcomes without a record are among them when
        everything is wanted.
        """
        ...

    def list_values(self, what: str) -> Iterator[str]:
        """Yield the names of actors, outlets, countries, types of events or days ("names", "outlets", …)."""
        ...
