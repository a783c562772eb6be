"""Rows of actors: names, kind, countries, roles and number of statements.

Actors resolved to one are one row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.model.record import ActorKind, Record
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.rows_from_record import actors_of
from onrecord.store.stored_rows import StoredActor
from onrecord.views.queries import QueryResult


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One actor. `id` is its id across articles; `called` are its other names.

    `first` and `last` are the publication days (EDTF) of the first and last article that names it.
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


def build_actors(dossier: Dossier, wanted: Filter) -> QueryResult[ActorRow]:
    """Return the actors that match, most statements first.

    Raises StoreError, also while the rows are read.
    """
    count = dossier.count_actors(wanted)
    return QueryResult(ActorRow, map(_row, dossier.list_actors(wanted)), count.matching, count.undated)


def find_actor(dossier: Dossier, actor: str, wanted: Filter) -> ActorRow | None:
    """Return the actor with this id (`person:dmitry-peskov`), None when no matching article names it."""
    return next(map(_row, dossier.list_actors(replace(wanted, known_as=actor))), None)


def actor_rows(record: Record) -> Iterator[ActorRow]:
    """Yield the actors of one record, most statements first."""
    return map(_row, actors_of(record))


def _row(stored: StoredActor) -> ActorRow:
    return ActorRow(
        id=stored.id,
        name=stored.name,
        kind=stored.kind,
        countries=stored.countries,
        sectors=stored.sectors,
        roles=stored.roles,
        called=tuple(name for name in stored.names if name != stored.name),
        statements=stored.statements,
        articles=stored.articles,
        first=stored.first,
        last=stored.last,
        wikidata=stored.wikidata,
    )
