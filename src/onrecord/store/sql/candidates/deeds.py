"""Events and commitments of an article, and those of others with the same parties of about those days."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, select

from onrecord.model.judgement import JudgementKind
from onrecord.store.features.match_features import CommitmentFeatures, EventFeatures
from onrecord.store.sql import schema
from onrecord.store.sql.candidates.by_index import Days, among, nearest_query, period_parameters, widen
from onrecord.store.sql.clusters import list_clusters

MAX_CANDIDATES = 100  # rows that one row is compared with, before and after its day each, for each party
MAX_COMMITMENTS = 25  # commitments that one is compared with in full, those with most words in common
MAX_SAME_PAGE = 200
Key = tuple[str, str]  # article id and id within it


def list_events(connection: Connection, article_id: str) -> list[EventFeatures]:
    """Return the events of an article."""
    return _load_events(connection, schema.events.c.article_id == article_id)


def list_similar_events(
    connection: Connection, article_id: str, events: Sequence[EventFeatures], within: int
) -> list[list[EventFeatures]]:
    """Return for each event those of other articles with its type, a shared party and at most `within` days
    apart.

    Only one of each cluster is returned. An event without a day counts by the day of its article's
    publication.
    """
    found = [_find_similar_events(connection, article_id, event, within) for event in events]
    keys = {key for own in found for key in own}
    rows = (
        {row.reference: row for row in _load_events(connection, _has_key(connection, schema.events, keys))}
        if keys
        else {}
    )
    return [_one_per_cluster(rows["/".join(key)] for key in sorted(own)) for own in found]


def _find_similar_events(
    connection: Connection, article_id: str, event: EventFeatures, within: int
) -> set[Key]:
    days = event.days or event.published
    if days is None:
        return set()
    found: set[Key] = set()
    bound = {"type": event.type, "own": article_id, **period_parameters(widen(days, within))}
    for party in sorted(event.parties):
        rows = connection.execute(_nearest_events(), bound | {"party": party})
        found |= {(row[0], row[1]) for row in rows}
    return found


@cache
def _nearest_events() -> Select[Any]:
    table = schema.event_parties.c
    wanted = (
        table.known_as == bindparam("party"),
        table.type == bindparam("type"),
        table.article_id != bindparam("own"),
    )
    columns, days = (table.article_id, table.event_id), (table.day_from, table.day_to)
    return nearest_query(columns, days, wanted, MAX_CANDIDATES)


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
    connection: Connection, article_id: str, commitments: Sequence[CommitmentFeatures]
) -> list[list[CommitmentFeatures]]:
    """Return for each commitment those of other articles with a shared party that are nearest in time and
    have most words in common with it, one of each cluster.
    """
    articles = schema.articles.c
    query = select(articles.day_from).where(articles.id == article_id)
    day = connection.execute(query).scalar()
    period = None if day is None else widen((day, day), 20 * 365)
    found = [_find_similar_commitments(connection, article_id, row, period) for row in commitments]
    keys = {key for own in found for key in own}
    rows = (
        {
            row.reference: row
            for row in _load_commitments(connection, _has_key(connection, schema.commitments, keys))
        }
        if keys
        else {}
    )
    return [_one_per_cluster(rows["/".join(key)] for key in own) for own in found]


def _find_similar_commitments(
    connection: Connection, article_id: str, commitment: CommitmentFeatures, period: Days | None
) -> list[Key]:
    found: dict[Key, str] = {}
    for party in sorted(commitment.parties):
        bound = {"party": party, "own": article_id}
        query = _latest_commitments() if period is None else _nearest_commitments()
        rows = connection.execute(query, bound | (period_parameters(period) if period else {}))
        found |= {(row[0], row[1]): row[2] for row in rows}
    own = _beginnings(commitment.what)
    shared = {key: len(own & _beginnings(what)) for key, what in found.items()}
    ranked = sorted((key for key in found if shared[key]), key=lambda key: (-shared[key], key))
    return ranked[:MAX_COMMITMENTS]


@cache
def _nearest_commitments() -> Select[Any]:
    table = schema.commitment_parties.c
    columns, days = (table.article_id, table.commitment_id), (table.day_from, table.day_from)
    return _with_content(nearest_query(columns, days, _of_party(), MAX_CANDIDATES))


@cache
def _latest_commitments() -> Select[Any]:
    table = schema.commitment_parties.c
    query = select(table.article_id, table.commitment_id).where(*_of_party())
    return _with_content(query.order_by(table.day_from.desc().nulls_last()).limit(MAX_CANDIDATES))


def _of_party() -> tuple[ColumnElement[bool], ...]:
    table = schema.commitment_parties.c
    return table.known_as == bindparam("party"), table.article_id != bindparam("own")


def _with_content(found: Select[Any]) -> Select[Any]:
    table, keys = schema.commitments.c, found.subquery("keys")
    is_row = and_(table.article_id == keys.c.article_id, table.id == keys.c.commitment_id)
    return select(table.article_id, table.id, table.what).select_from(keys.join(schema.commitments, is_row))


def _beginnings(words: str) -> set[str]:
    """Return the first letters of words, which forms of one word share."""
    return {word[:3] for word in words.casefold().split() if len(word) > 2}


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
    return list(connection.execute(query.order_by(table.number).limit(MAX_SAME_PAGE)).scalars())


def _load_parties(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[Key, set[str]]:
    """Return the ids across articles of the actors that rows of `table` refer to, by the owner of the row."""
    found: defaultdict[Key, set[str]] = defaultdict(set)
    if keys:
        query = select(table.c.article_id, table.c[owner], table.c.known_as)
        for article, row, known_as in connection.execute(query.where(_has_article(connection, table, keys))):
            found[article, row].add(known_as)
    return found


def _load_amounts(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[Key, set[tuple[float, str]]]:
    """Return the values with their folded units of rows of `table`, by the owner of the row."""
    found: defaultdict[Key, set[tuple[float, str]]] = defaultdict(set)
    if keys:
        query = select(table.c.article_id, table.c[owner], table.c.value, table.c.unit)
        for article, row, value, unit in connection.execute(
            query.where(_has_article(connection, table, keys))
        ):
            found[article, row].add((value, unit.casefold()))
    return found


def _has_article(connection: Connection, table: Table, keys: Iterable[Key]) -> ColumnElement[bool]:
    return among(connection, table.c.article_id, {article for article, _ in keys})


def _load_clusters(connection: Connection, kind: JudgementKind, keys: Sequence[Key]) -> dict[Key, str]:
    by_reference = {"/".join(key): key for key in keys}
    found = list_clusters(connection, kind, list(by_reference))
    return {by_reference[member]: cluster for member, cluster in found.items()}


def _has_key(connection: Connection, table: Table, keys: Iterable[Key]) -> ColumnElement[bool]:
    """Return the condition for rows by article and id. The article comes first because it has an index."""
    wanted = set(keys)
    articles = among(connection, table.c.article_id, {article for article, _ in wanted})
    reference = table.c.article_id + "/" + table.c.id
    return and_(articles, among(connection, reference, set(map("/".join, wanted))))


def _one_per_cluster(rows: Iterable[Any]) -> list[Any]:
    """Return the first row of each cluster: a new row need not be compared with all its members."""
    first: dict[str, Any] = {}
    for row in rows:
        first.setdefault(row.cluster or row.reference, row)
    return list(first.values())


def _days(first: Any, last: Any) -> Days | None:
    return (first, last) if first is not None and last is not None else None
