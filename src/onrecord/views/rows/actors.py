"""Actors as shown: what they are called, what they are, how much they say. Of one name and kind are shown as one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.model.record import ActorKind, Record
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.rows_from_record import actors_of
from onrecord.store.stored_rows import StoredActor
from onrecord.views.pages.page import Page


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One actor. `id` is what it is known as; `called` are its other names.

    `first` and `last` are the days of the first and last article that names it.
    """

    id: str
    name: str
    kind: ActorKind
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    roles: tuple[str, ...]
    called: tuple[str, ...]
    statements: int
    articles: int
    first: str | None
    last: str | None
    wikidata: tuple[str, ...]


def build_actors(dossier: Dossier, wanted: Filter) -> Page[ActorRow]:
    """Return the page of a dossier's actors. Raises StoreError, also while the rows are read."""
    count = dossier.count_actors(wanted)
    return Page(ActorRow, map(_row, dossier.list_actors(wanted)), count.matching, count.undated)


def find_actor(dossier: Dossier, actor: str, wanted: Filter) -> ActorRow | None:
    """Return the actor of this id (`person:dmitry-peskov`), None when no article that `wanted` leaves names it."""
    return next(map(_row, dossier.list_actors(replace(wanted, known_as=actor))), None)


def actor_rows(record: Record) -> Iterator[ActorRow]:
    """Yield the actors of one record, who says most first."""
    return map(_row, actors_of(record))


def _row(kept: StoredActor) -> ActorRow:
    return ActorRow(
        id=kept.id,
        name=kept.name,
        kind=kept.kind,
        countries=kept.countries,
        sectors=kept.sectors,
        roles=kept.roles,
        called=tuple(name for name in kept.names if name != kept.name),
        statements=kept.statements,
        articles=kept.articles,
        first=kept.first,
        last=kept.last,
        wikidata=kept.wikidata,
    )
