"""Candidates for resolution: the rows of an article, and rows of other articles that can be the same, found
by index.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, exists, func, or_, select

from onrecord.model.judgement import JudgementKind
from onrecord.store.actor_ids import is_named, is_proper_name
from onrecord.store.match_features import (
    ActorFeatures,
    CommitmentFeatures,
    EventFeatures,
    StatementFeatures,
)
from onrecord.store.search_terms import fold_name
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import IN_LIMIT, list_clusters, split_chunks

# Names looked up together, of which at most MAX_CANDIDATES bearers are taken. Few, because a long article has
# hundreds of names and each should find its bearers.
NAMES_AT_ONCE = 25
MAX_ROWS_BY_ID = 100  # rows looked up by their ids; of more, everything of their articles is loaded
MAX_CANDIDATES = 200  # rows that one row is compared with
Row = Sequence[Any]  # from the database
Key = tuple[str, str]  # article id and id within it
Days = tuple[date, date]


def list_namesakes(
    connection: Connection,
    article_id: str,
    folded: Iterable[str],
    surnames: Iterable[str] = (),
    limit: int = MAX_CANDIDATES,
) -> list[ActorFeatures]:
    """Return the actors of other articles, each across its articles, that have one of these folded names.

    Persons whose full names end with one of `surnames` (folded) are found as well, which scans all names.
    """
    names = schema.actor_names.c
    in_other_article = names.article_id != article_id
    query = select(names.known_as).distinct().where(in_other_article)
    known: set[str] = set()
    for surname in sorted(set(surnames)):
        persons = query.where(
            names.folded.endswith(surname, autoescape=True), names.known_as.like("person:%")
        )
        known |= set(connection.execute(persons.limit(MAX_CANDIDATES)).scalars())
    for chunk in split_chunks(folded, NAMES_AT_ONCE):
        bearers = query.where(names.folded.in_(chunk)).order_by(names.known_as).limit(limit)
        known |= set(connection.execute(bearers).scalars())
    return _load_actor_groups(connection, article_id, known)


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


def _load_actor_groups(connection: Connection, article_id: str, known: set[str]) -> list[ActorFeatures]:
    """Return the actors with these ids, each across all articles but this one; unjoined ones by country."""
    rows: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for chunk in split_chunks(known):
        query = _group_query(schema.actors.c.known_as.in_(chunk), article_id)
        for row in connection.execute(query):
            # Actors of one name that nothing has joined yet can be of several countries.
            rows[row[0], "" if row[8] else row[3] or ""].append(tuple(row))
    called = _load_values(connection, schema.actor_names, "folded", known)
    roles = _load_values(connection, schema.roles, "title", known)
    return [
        ActorFeatures(
            reference=min(row[5] for row in group),
            known_as=known_as,
            kinds=frozenset(row[1] for row in group),
            names=frozenset(folded for row in group if (folded := fold_name(row[2]))),
            called=frozenset(called[known_as]),
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


def _group_query(wanted: ColumnElement[bool], article_id: str) -> "Select[*tuple[Any, ...]]":
    """Return the query for actors of other articles by id, kind, name, country, Wikidata id and whether they
    are in a cluster.

    Its rows have these five first, then the first reference, the number of actors, 1 where all have a proper
    name, and the number in a cluster.
    """
    actors, mentions, clusters = schema.actors.c, schema.mentions.c, schema.clusters
    reference = actors.article_id + "/" + actors.id
    of_actor = and_(mentions.article_id == actors.article_id, mentions.actor_id == actors.id)
    by_name = exists().where(of_actor, mentions.form.in_(("name", "metonym")))
    is_described = and_(exists().where(of_actor), ~by_name)
    named, linked = func.min(case((is_described, 0), else_=1)), func.count(clusters.c.member)
    group = (actors.known_as, actors.kind, actors.name, actors.country, actors.wikidata)
    is_member = and_(clusters.c.kind == "actor", clusters.c.member == reference)
    query = select(*group, func.min(reference), func.count(), named, linked)
    query = query.select_from(schema.actors.outerjoin(clusters, is_member))
    query = query.where(wanted, actors.article_id != article_id)
    return query.group_by(*group, clusters.c.member.is_(None))


def _load_values(
    connection: Connection, table: Table, column: str, known: Iterable[str]
) -> defaultdict[str, set[str]]:
    """Return the values of a column for actors, by their id across articles."""
    known_as = table.c.known_as
    found: defaultdict[str, set[str]] = defaultdict(set)
    for chunk in split_chunks(known):
        query = select(known_as, table.c[column]).distinct().where(known_as.in_(chunk))
        for name, value in connection.execute(query):
            found[name].add(value)
    return found


def list_statements(connection: Connection, article_id: str) -> list[StatementFeatures]:
    """Return the statements of an article that have a speaker."""
    return _load_statements(connection, schema.statements.c.article_id == article_id)


def list_statements_by(
    connection: Connection, article_id: str, known_as: Iterable[str], days: Days
) -> list[StatementFeatures]:
    """Return at most MAX_CANDIDATES statements of each actor in other articles that can be from between two
    days.
    """
    table, actors = schema.statements.c, schema.actors.c
    is_undated = table.day_from.is_(None)
    in_period = or_(is_undated, and_(table.day_from <= days[1], table.day_to >= days[0]))
    found: list[StatementFeatures] = []
    for speaker in sorted(set(known_as)):
        condition = and_(actors.known_as == speaker, table.article_id != article_id, in_period)
        found.extend(_load_statements(connection, condition, MAX_CANDIDATES))
    return found


def _load_statements(
    connection: Connection, condition: ColumnElement[bool], limit: int | None = None
) -> list[StatementFeatures]:
    table, actors = schema.statements.c, schema.actors.c
    columns = (table.article_id, table.id, actors.known_as, table.act, table.kind, table.within_id)
    more = (table.content, table.day_from, table.day_to, table.said, table.medium)
    is_speaker = and_(actors.article_id == table.article_id, actors.id == table.actor_id)
    query = select(*columns, *more).select_from(schema.statements.join(schema.actors, is_speaker))
    query = query.where(condition).order_by(table.number).limit(limit)
    rows = [tuple(row) for row in connection.execute(query)]
    outlets = _load_earlier_outlets(connection, {row[0] for row in rows})
    return [
        StatementFeatures(
            reference=f"{article}/{statement}",
            known_as=known_as,
            act=act,
            kind=kind,
            within=within,
            content=content,
            days=_days(first, last),
            has_stated_day=said is not None,
            medium=medium,
            earlier_outlets=frozenset(outlets[article, statement]),
        )
        for article, statement, known_as, act, kind, within, content, first, last, said, medium in rows
    ]


def _load_earlier_outlets(connection: Connection, articles: Iterable[str]) -> defaultdict[Key, set[str]]:
    """Return the folded names of the outlets in the source chains of statements."""
    links, actors = schema.links.c, schema.actors.c
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for chunk in split_chunks(articles):
        for column in (links.outlet_id, links.actor_id):
            query = select(links.article_id, links.statement_id, actors.name)
            query = query.where(
                links.article_id.in_(chunk), actors.article_id == links.article_id, actors.id == column
            )
            for article, statement, name in connection.execute(query.where(actors.kind == "outlet")):
                found[article, statement].add(fold_name(name))
    return found


def list_events(connection: Connection, article_id: str) -> list[EventFeatures]:
    """Return the events of an article."""
    return _load_events(connection, schema.events.c.article_id == article_id)


def list_similar_events(
    connection: Connection, article_id: str, event: EventFeatures, within: int
) -> list[EventFeatures]:
    """Return events of other articles with the same type, a shared party and at most `within` days apart.

    Only one of each cluster is returned. An event without a day counts by the day of its article's
    publication.
    """
    table, parties = schema.events.c, schema.event_parties
    articles, actors = schema.articles.c, schema.actors.c
    days = event.days or event.published
    if days is None or not event.parties:
        return []
    first, last = _widen(days, within)
    is_near = and_(table.day_from <= last, table.day_to >= first)
    published_near = and_(articles.day_from <= last, articles.day_to >= first)
    is_undated = table.day_from.is_(None)
    is_party = and_(parties.c.article_id == table.article_id, parties.c.event_id == table.id)
    is_actor = and_(actors.article_id == parties.c.article_id, actors.id == parties.c.actor_id)
    joined = schema.events.join(schema.articles, articles.id == table.article_id)
    joined = joined.join(parties, is_party).join(schema.actors, is_actor)
    query = select(table.article_id, table.id).select_from(joined).distinct()
    query = query.where(
        table.type == event.type,
        table.article_id != article_id,
        or_(is_near, and_(is_undated, published_near)),
        actors.known_as.in_(sorted(event.parties)),
    )
    query = query.order_by(table.article_id, table.id).limit(MAX_CANDIDATES)
    keys = [(row[0], row[1]) for row in connection.execute(query)]
    return _one_per_cluster(
        _load_events(connection, condition) for condition in _has_key(keys, table.article_id, table.id)
    )


def _load_events(connection: Connection, condition: ColumnElement[bool]) -> list[EventFeatures]:
    table, articles = schema.events.c, schema.articles.c
    columns = (table.article_id, table.id, table.type, table.reality, table.day_from, table.day_to)
    more = (articles.day_from, articles.day_to, table.place, table.geonames, table.round, table.words)
    joined = schema.events.join(schema.articles, articles.id == table.article_id)
    query = select(*columns, *more).select_from(joined).where(condition)
    rows = [tuple(row) for row in connection.execute(query.order_by(table.article_id, table.position))]
    keys = [(row[0], row[1]) for row in rows]
    parties = _load_parties(connection, schema.event_parties, "event_id", keys)
    amounts = _load_amounts(connection, schema.quantities, "event_id", keys)
    clusters = _load_clusters(connection, "event", keys)
    return [
        EventFeatures(
            reference="/".join(key),
            cluster=clusters.get(key),
            type=row[2],
            reality=row[3],
            parties=frozenset(parties[key]),
            days=_days(row[4], row[5]),
            published=_days(row[6], row[7]),
            place=row[8],
            geonames=row[9],
            round=row[10],
            amounts=frozenset(amounts[key]),
            words=row[11],
        )
        for key, row in zip(keys, rows, strict=True)
    ]


def list_commitments(connection: Connection, article_id: str) -> list[CommitmentFeatures]:
    """Return the commitments of an article."""
    return _load_commitments(connection, schema.commitments.c.article_id == article_id)


def list_similar_commitments(
    connection: Connection, article_id: str, commitment: CommitmentFeatures
) -> list[CommitmentFeatures]:
    """Return the latest commitments of other articles with a shared party, one of each cluster."""
    table, parties, actors = schema.commitments.c, schema.commitment_parties, schema.actors.c
    clusters = schema.clusters
    reference = table.article_id + "/" + table.id
    is_party = and_(parties.c.article_id == table.article_id, parties.c.commitment_id == table.id)
    is_actor = and_(actors.article_id == parties.c.article_id, actors.id == parties.c.actor_id)
    is_member = and_(clusters.c.kind == "commitment", clusters.c.member == reference)
    joined = schema.commitments.join(parties, is_party).join(schema.actors, is_actor)
    joined = joined.outerjoin(clusters, is_member)
    # The first member of each cluster; a match with it leads to the others.
    query = select(func.min(reference)).select_from(joined)
    query = query.where(actors.known_as.in_(sorted(commitment.parties)), table.article_id != article_id)
    query = query.group_by(func.coalesce(clusters.c.family, reference))
    query = query.order_by(func.max(table.day_from).desc().nulls_last()).limit(MAX_CANDIDATES)
    parts = (found.partition("/") for found in connection.execute(query).scalars())
    conditions = _has_key([(article, row) for article, _, row in parts], table.article_id, table.id)
    return _one_per_cluster(_load_commitments(connection, condition) for condition in conditions)


def _load_commitments(connection: Connection, condition: ColumnElement[bool]) -> list[CommitmentFeatures]:
    table = schema.commitments.c
    columns = (table.article_id, table.id, table.what, table.status, table.agreed_date, table.agreed_place)
    query = select(*columns, table.words).where(condition).order_by(table.article_id, table.position)
    rows = [tuple(row) for row in connection.execute(query)]
    keys = [(row[0], row[1]) for row in rows]
    parties = _load_parties(connection, schema.commitment_parties, "commitment_id", keys)
    terms = _load_amounts(connection, schema.terms, "commitment_id", keys)
    clusters = _load_clusters(connection, "commitment", keys)
    return [
        CommitmentFeatures(
            reference="/".join(key),
            cluster=clusters.get(key),
            parties=frozenset(parties[key]),
            what=row[2],
            status=row[3],
            terms=frozenset(terms[key]),
            agreed=row[4],
            place=row[5],
            words=row[6],
        )
        for key, row in zip(keys, rows, strict=True)
    ]


def list_same_page(connection: Connection, article_id: str) -> list[str]:
    """Return the other articles at the same URL."""
    table, own = schema.articles.c, schema.articles.alias("own").c
    query = select(table.id).where(own.id == article_id, table.url == own.url, table.id != article_id)
    return list(connection.execute(query.order_by(table.number).limit(MAX_CANDIDATES)).scalars())


def _load_parties(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[Key, set[str]]:
    """Return the ids across articles of the actors that rows of `table` refer to, by the owner of the row."""
    actors = schema.actors.c
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for has_owner in _has_owner(table, owner, keys):
        query = select(table.c.article_id, table.c[owner], actors.known_as)
        query = query.where(has_owner, actors.article_id == table.c.article_id, actors.id == table.c.actor_id)
        for article, row, known_as in connection.execute(query):
            found[article, row].add(known_as)
    return found


def _load_amounts(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[Key, set[tuple[float, str]]]:
    """Return the values with their folded units of rows of `table`, by the owner of the row."""
    found: defaultdict[Key, set[tuple[float, str]]] = defaultdict(set)
    for has_owner in _has_owner(table, owner, keys):
        query = select(table.c.article_id, table.c[owner], table.c.value, table.c.unit).where(has_owner)
        for article, row, value, unit in connection.execute(query):
            found[article, row].add((value, unit.casefold()))
    return found


def _has_owner(table: Table, owner: str, keys: Sequence[Key]) -> Iterator[ColumnElement[bool]]:
    """Yield conditions on the articles of the keys, some at a time; where there are few keys, also on their
    rows.
    """
    rows = sorted({row for _, row in keys})
    for chunk in split_chunks(article for article, _ in keys):
        in_articles = table.c.article_id.in_(chunk)
        yield and_(in_articles, table.c[owner].in_(rows)) if len(rows) <= MAX_ROWS_BY_ID else in_articles


def _load_clusters(connection: Connection, kind: JudgementKind, keys: Sequence[Key]) -> dict[Key, str]:
    by_reference = {"/".join(key): key for key in keys}
    found = list_clusters(connection, kind, list(by_reference))
    return {by_reference[member]: cluster for member, cluster in found.items()}


def _has_key(
    keys: Sequence[Key], article: ColumnElement[str], row: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    """Return conditions for rows by article and id, some at a time."""
    size = IN_LIMIT // 2  # each key gives two values
    chunks = (keys[first : first + size] for first in range(0, len(keys), size))
    # The article comes first because it has an index; SQLite uses none for a list of pairs.
    return [
        and_(
            article.in_(sorted({name for name, _ in chunk})), (article + "/" + row).in_(map("/".join, chunk))
        )
        for chunk in chunks
    ]


def _one_per_cluster(
    found: "Iterable[list[EventFeatures]] | Iterable[list[CommitmentFeatures]]",
) -> list[Any]:
    """Return the first row of each cluster: a new row need not be compared with all its members."""
    first: dict[str, Any] = {}
    for rows in found:
        for row in rows:
            first.setdefault(row.cluster or row.reference, row)
    return list(first.values())


def _days(first: date | None, last: date | None) -> Days | None:
    return (first, last) if first is not None and last is not None else None


def _widen(days: Days, by: int) -> Days:
    margin = timedelta(days=by)
    first = days[0] - margin if days[0] > date.min + margin else date.min
    last = days[1] + margin if days[1] < date.max - margin else date.max
    return first, last
