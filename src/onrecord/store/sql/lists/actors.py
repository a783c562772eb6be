"""Actors across articles: the kept list of all, and the names and facts of some."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from onrecord.model.record import ActorKind
from onrecord.store.actor_ids import make_known_as, without_suffix
from onrecord.store.protocol import Count, Filter
from onrecord.store.sql import schema
from onrecord.store.sql.kept import tables
from onrecord.store.sql.lists.counts import is_plain
from onrecord.store.sql.lists.distinct import load_distinct
from onrecord.store.sql.queries import FilterQuery, select_groups
from onrecord.store.sql.row_loader import chunks, iso_day
from onrecord.store.stored_rows import StoredActor

NOT_OF_ACTORS = ("acts", "types", "realities")  # fields of a filter that select no actors


@dataclass(frozen=True, slots=True)
class ActorValues:
    """What the articles together tell of some actors, each by the actor's id across articles."""

    names: dict[str, set[str]]
    roles: dict[str, set[str]]
    countries: dict[str, set[str]]
    sectors: dict[str, set[str]]
    wikidata: dict[str, set[str]]


def count_actors(connection: Connection, query: FilterQuery) -> Count:
    """Return the number of actors that a query finds, for filters of days or of nothing."""
    kept = tables.known_actors
    number = select(func.count()).select_from(kept)
    if not query.wanted.dated:
        return Count(int(connection.execute(number).scalar_one()), 0)
    found = select(func.count(schema.actors.c.known_as.distinct())).where(*query.conditions)
    undated = number.where(kept.c.day_from.is_(None))
    return Count(*(int(connection.execute(one).scalar_one()) for one in (found, undated)))


def list_actors(connection: Connection, query: FilterQuery) -> Iterator[StoredActor]:
    """Yield the actors that a query finds, each across its articles.

    Names and titles are from all articles.
    """
    is_all = is_plain(query.wanted, *NOT_OF_ACTORS)
    for rows in chunks(connection, _select_all(query.wanted) if is_all else select_groups(query)):
        keys = [row[0] for row in rows]
        values = _load_values(connection, keys)
        called = {row[0]: sorted(values.names[row[0]] | {row[2]}) for row in rows}
        fitting = {key: _fitting_name(key, kind, called[key]) for key, kind, *_ in rows}
        without = [key for key in keys if fitting[key] is None]
        first_names = _load_first_names(connection, without) if is_all and without else {}
        for key, kind, name, articles, statements, first, last in rows:
            shown: str = fitting[key] or first_names.get(key) or name
            yield StoredActor(
                id=key,
                name=shown,
                kind=kind,
                countries=tuple(sorted(values.countries[key])),
                sectors=tuple(sorted(values.sectors[key])),
                names=tuple(called[key]),
                roles=tuple(sorted(values.roles[key])),
                articles=articles,
                statements=statements,
                first=iso_day(first),
                last=iso_day(last),
                wikidata=tuple(sorted(values.wikidata[key])),
            )


def _fitting_name(known_as: str, kind: ActorKind, called: Sequence[str]) -> str | None:
    """Return the first name from which an actor's id was made."""
    return next((one for one in called if make_known_as(kind, one) == without_suffix(known_as)), None)


def _select_all(wanted: Filter) -> "Select[Any]":
    """Return the query for a page of all actors of current articles, with the columns of `select_groups`.

    Its name is the first one of the first kind.
    """
    kept, actors, articles = tables.known_actors.c, schema.actors.c, schema.articles
    is_current = and_(articles.c.id == actors.article_id, articles.c.superseded_by.is_(None))
    first = select(actors.kind).select_from(schema.actors.join(articles, is_current))
    first = first.where(actors.known_as == kept.known_as)
    kind = first.order_by(actors.kind).limit(1).scalar_subquery()
    name = first.with_only_columns(actors.name).order_by(actors.kind, actors.name).limit(1).scalar_subquery()
    query = select(kept.known_as, kind, name, kept.articles, kept.statements, kept.day_from, kept.day_to)
    query = query.order_by(kept.statements.desc(), kept.articles.desc(), kept.known_as)
    return query.limit(wanted.limit).offset(wanted.offset or None)


def _load_first_names(connection: Connection, known_as: Sequence[str]) -> dict[str, str]:
    """Return the first name, in the order of characters, of actors in current articles."""
    actors, articles = schema.actors.c, schema.articles
    is_current = and_(articles.c.id == actors.article_id, articles.c.superseded_by.is_(None))
    query = select(actors.known_as, func.min(actors.name)).select_from(
        schema.actors.join(articles, is_current)
    )
    query = query.where(actors.known_as.in_(known_as)).group_by(actors.known_as)
    return {row[0]: row[1] for row in connection.execute(query)}


def _load_values(connection: Connection, known_as: Sequence[str]) -> ActorValues:
    """Return the names, titles, countries, sectors and Wikidata ids of actors in all articles."""
    actors = schema.actors.c
    columns = (
        schema.actor_names.c.name,
        schema.roles.c.title,
        actors.country,
        actors.sector,
        actors.wikidata,
    )
    return ActorValues(*(load_distinct(connection, one, known_as) for one in columns))
