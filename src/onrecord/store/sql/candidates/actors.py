"""Actors of an article, and actors of others that can be the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Select, and_, bindparam, exists, func, literal, select

from onrecord.store.actor_ids import is_named, is_proper_name
from onrecord.store.features.match_features import ActorFeatures
from onrecord.store.search_terms import fold_name
from onrecord.store.sql import schema
from onrecord.store.sql.candidates.by_index import as_parameter, distinct_values, walk_values

MAX_BARE = 3  # of persons who are known by their surname only: none of them is ever joined by it
MAX_FORMS = 20  # different kinds, countries and names of one actor that are looked at
MAX_NAMES = 40  # and of its other names, and of its roles
MOST_COUNTED = 100  # articles of an actor are counted up to this number
Row = Sequence[Any]  # from the database


def list_namesakes(
    connection: Connection, article_id: str, folded: Iterable[str], surnames: Iterable[str], limit: int
) -> list[ActorFeatures]:
    """Return actors of other articles, each across its articles, some `limit` of one name.

    They have one of the folded names, or are persons with one of the keys `surnames` (`surname_key`).
    """
    names = schema.actor_names.c
    most = limit + 1  # one of them can be of this article
    found = distinct_values(connection, names.folded, names.known_as, set(folded), most)
    keys = set(surnames)
    bare = {key for key in keys if " " not in key}
    found += distinct_values(connection, names.surname, names.known_as, keys - bare, most)
    found += distinct_values(connection, names.surname, names.known_as, bare, min(most, MAX_BARE))
    return _load_groups(connection, article_id, {known_as for _, known_as in found})


def list_actors(connection: Connection, article_id: str) -> list[ActorFeatures]:
    """Return the actors of an article."""
    actors, names, roles, clusters = (
        table.c for table in (schema.actors, schema.actor_names, schema.roles, schema.clusters)
    )
    called: defaultdict[str, set[str]] = defaultdict(set)
    titles: defaultdict[str, set[str]] = defaultdict(set)
    own_names = select(names.actor_id, names.folded).where(names.article_id == article_id)
    for actor, name in connection.execute(own_names):
        called[actor].add(name)
    own_roles = select(roles.actor_id, roles.title).where(roles.article_id == article_id)
    for actor, title in connection.execute(own_roles):
        titles[actor].add(title.casefold())
    in_cluster = select(clusters.member).where(clusters.kind == "actor", clusters.article_id == article_id)
    linked = set(connection.execute(in_cluster).scalars())
    columns = (actors.id, actors.known_as, actors.kind, actors.name, actors.country, actors.wikidata)
    forms = _load_forms(connection, article_id)
    query = select(*columns).where(actors.article_id == article_id).order_by(actors.position)
    return [
        ActorFeatures(
            reference=f"{article_id}/{row}",
            known_as=known_as,
            kinds=frozenset({kind}),
            names=frozenset({fold_name(name)} - {""}),
            called=frozenset(called[row]),
            countries=frozenset({country} - {None}),
            roles=frozenset(titles[row]),
            is_linked=f"{article_id}/{row}" in linked,
            is_named=is_named(name, forms[row]),
            wikidata=frozenset({wikidata} - {None}),
            printed=frozenset({name}),
        )
        for row, known_as, kind, name, country, wikidata in connection.execute(query)
    ]


def _load_forms(connection: Connection, article_id: str) -> defaultdict[str, set[str]]:
    """Return the forms of the mentions of the actors of an article, by the actor's id."""
    mentions = schema.mentions.c
    query = select(mentions.actor_id, mentions.form).distinct().where(mentions.article_id == article_id)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for actor, form in connection.execute(query):
        found[actor].add(form)
    return found


def _load_groups(connection: Connection, article_id: str, known: Collection[str]) -> list[ActorFeatures]:
    """Return actors with these ids, each across all articles but this one; unjoined ones by country."""
    if not known:
        return []
    rows: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    bound = {"keys": as_parameter(connection, known), "own": article_id, "most": MAX_FORMS * len(known)}
    for row in connection.execute(_forms_query(connection.dialect.name), bound):
        # Actors of one name that nothing has joined yet can be of several countries.
        rows[row[0], "" if row[8] else row[3] or ""].append(tuple(row))
    found = {known_as for known_as, _ in rows}
    called = _values_of(connection, schema.actor_names.c.known_as, schema.actor_names.c.name, found)
    roles = _values_of(connection, schema.roles.c.known_as, schema.roles.c.title, found)
    return [
        ActorFeatures(
            reference=min(row[5] for row in group),
            known_as=known_as,
            kinds=frozenset(row[1] for row in group),
            names=frozenset(folded for row in group if (folded := fold_name(row[2]))),
            called=frozenset(folded for name in called[known_as] if (folded := fold_name(name))),
            countries=frozenset(row[3] for row in group if row[3] is not None),
            roles=frozenset(title.casefold() for title in roles[known_as]),
            articles=sum(row[6] for row in group),
            is_linked=any(row[8] for row in group),
            is_named=any(row[7] and is_proper_name(row[2]) for row in group),
            wikidata=frozenset(row[4] for row in group if row[4] is not None),
            printed=frozenset(row[2] for row in group),
        )
        for (known_as, _), group in sorted(rows.items())
    ]


@cache
def _forms_query(dialect: str) -> Select[Any]:
    """Return the query for the different forms of actors: id, kind, name, country and Wikidata id.

    Its rows have these five first, then the first reference, the number of actors up to MOST_COUNTED, whether
    the first one has a proper name, and whether it is in a cluster.
    """
    actors, mentions, clusters = schema.actors.alias("one"), schema.mentions.c, schema.clusters.c
    walk = walk_values(dialect, schema.actors.c.known_as, schema.actors.c.described)
    alike = schema.actors.alias("alike").c
    is_alike = (
        alike.known_as == walk.c.key, alike.described == walk.c.found, alike.article_id != bindparam("own"),
    )  # fmt: skip
    first = [
        select(column).where(*is_alike).order_by(alike.article_id, alike.id).limit(1).scalar_subquery()
        for column in (alike.article_id, alike.id)
    ]
    counted = select(literal(1).label("one")).where(*is_alike).limit(MOST_COUNTED).correlate(walk).subquery()
    number = select(func.count()).select_from(counted).scalar_subquery()
    one = actors.c
    of_actor = and_(mentions.article_id == one.article_id, mentions.actor_id == one.id)
    by_name = exists().where(of_actor, mentions.form.in_(("name", "metonym")))
    named = by_name | ~exists().where(of_actor)
    reference = one.article_id + "/" + one.id
    linked = exists().where(clusters.kind == "actor", clusters.member == reference)
    columns = (walk.c.key, one.kind, one.name, one.country, one.wikidata, reference, number, named, linked)
    is_first = and_(one.article_id == first[0], one.id == first[1])
    return select(*columns).select_from(walk.join(actors, is_first)).limit(bindparam("most"))


def _values_of(
    connection: Connection, key: Column[Any], value: Column[Any], known: Collection[str]
) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for known_as, name in distinct_values(connection, key, value, known, MAX_NAMES):
        found[known_as].add(name)
    return found
