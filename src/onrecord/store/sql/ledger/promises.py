"""Commitments of other articles whose parties an article names, for steps of the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, select

from onrecord.store.features.promise_features import PromiseFeatures
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import split_chunks

MAX_PROMISES = 300  # latest commitments that one article is compared with
AT_MOST_LATER = 50  # articles of one actor after an article, among which those are sought that were compared
COUNTRY = "country:"  # before the code of a country, for its state and bodies
Key = tuple[str, str]


def list_promises(
    connection: Connection, article_id: str, known_as: Iterable[str], of: str | None = None
) -> list[PromiseFeatures]:
    """Return the latest commitments of other articles, or `of` one, that bind one of these actors, one of
    each cluster: the first by day.
    """
    table, clusters = schema.commitments.c, schema.clusters.c
    keys = _find_keys(connection, article_id, known_as, of)
    if not keys:
        return []
    parties = _load_parties(connection, keys)
    terms = _load_terms(connection, keys)
    found: dict[str, PromiseFeatures] = {}
    for articles in split_chunks(sorted({article for article, _ in keys})):
        reference = table.article_id + "/" + table.id
        is_member = and_(clusters.kind == "commitment", clusters.member == reference)
        columns = (table.article_id, table.id, table.what, table.words, table.status, table.day_from)
        query = select(*columns, func.coalesce(clusters.family, reference))
        query = query.select_from(schema.commitments.outerjoin(schema.clusters, is_member))
        query = query.where(table.article_id.in_(articles))
        for article, row, what, words, status, day, cluster in connection.execute(query):
            if (article, row) not in keys:
                continue
            bound = parties[article, row]
            one = PromiseFeatures(
                f"{article}/{row}", cluster, frozenset(bound), what, words, status, day,
                frozenset(terms[article, row]),
            )  # fmt: skip
            first = found.get(cluster)
            if first is None or _order(one) < _order(first):
                found[cluster] = one
    return sorted(found.values(), key=_order)


def _order(row: PromiseFeatures) -> tuple[bool, str, str]:
    return row.day is None, str(row.day), row.reference


def _find_keys(connection: Connection, article_id: str, known_as: Iterable[str], of: str | None) -> set[Key]:
    """Return the commitments that bind one of these actors, a state or body of such a country.

    Without `of`, the latest MAX_PROMISES: each look-up reads an index from its latest day on.
    """
    table, wanted = schema.commitment_parties.c, set(known_as)
    if of is not None:
        query = select(table.article_id, table.commitment_id, table.known_as, table.country)
        rows = connection.execute(query.where(table.article_id == of))
        return {(row[0], row[1]) for row in rows if row[2] in wanted or f"{COUNTRY}{row[3]}" in wanted}
    found: dict[Key, str] = {}
    for one in sorted(wanted):
        key = one.removeprefix(COUNTRY)
        for query in _latest_queries("known_as" if key == one else "country"):
            rows = connection.execute(query, {"key": key, "own": article_id})
            found |= {(row[0], row[1]): str(row[2] or "") for row in rows}
    latest = sorted(found, key=lambda key: (found[key], key), reverse=True)
    return set(latest[:MAX_PROMISES])


@cache
def _latest_queries(column: str) -> tuple[Select[Any], ...]:
    """Return the queries for the latest dated commitments of a party, and for some without a day."""
    table = schema.commitment_parties.c
    query = select(table.article_id, table.commitment_id, table.day_from)
    query = query.where(table[column] == bindparam("key"), table.article_id != bindparam("own"))
    dated = query.where(table.day_from.is_not(None)).order_by(table.day_from.desc())
    return dated.limit(MAX_PROMISES), query.where(table.day_from.is_(None)).limit(MAX_PROMISES)


def _load_parties(connection: Connection, keys: set[Key]) -> defaultdict[Key, set[str]]:
    parties, actors = schema.commitment_parties.c, schema.actors.c
    is_actor = and_(actors.article_id == parties.article_id, actors.id == parties.actor_id)
    columns = (parties.article_id, parties.commitment_id, actors.known_as, actors.kind, actors.country)
    query = select(*columns)
    query = query.select_from(schema.commitment_parties.join(schema.actors, is_actor))
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for articles in split_chunks(sorted({article for article, _ in keys})):
        rows = connection.execute(query.where(parties.article_id.in_(articles)))
        for article, row, known_as, kind, country in rows:
            found[article, row].add(known_as)
            if kind in schema.STATES and country is not None:
                found[article, row].add(f"{COUNTRY}{country}")
    return found


def _load_terms(connection: Connection, keys: set[Key]) -> defaultdict[Key, set[tuple[float, str]]]:
    table = schema.terms.c
    query = select(table.article_id, table.commitment_id, table.value, table.unit)
    found: defaultdict[Key, set[tuple[float, str]]] = defaultdict(set)
    for articles in split_chunks(sorted({article for article, _ in keys})):
        for article, row, value, unit in connection.execute(query.where(table.article_id.in_(articles))):
            found[article, row].add((value, unit.casefold()))
    return found


def list_later_articles(
    connection: Connection, article_id: str, known_as: Sequence[str], limit: int
) -> list[str]:
    """Return the articles published after this one, and compared before it, that name one of these actors,
    earliest first.

    Of an actor only the next AT_MOST_LATER articles are looked at.
    """
    day = connection.execute(
        select(schema.articles.c.day_to).where(schema.articles.c.id == article_id)
    ).scalar()
    if day is None:
        return []
    found = {
        (row[1], row[0])
        for one in sorted(set(known_as))
        for row in connection.execute(_later_query(), {"key": one, "day": day})
    }
    linked, ordered = schema.linked_articles.c, sorted(found)
    compared = {
        article
        for chunk in split_chunks(article for _, article in ordered)
        for article in connection.execute(
            select(linked.article_id).distinct().where(linked.article_id.in_(chunk))
        ).scalars()
    }
    return list(dict.fromkeys(article for _, article in ordered if article in compared))[:limit]


@cache
def _later_query() -> Select[Any]:
    actors = schema.actors.c
    query = select(actors.article_id, actors.day_from)
    query = query.where(actors.known_as == bindparam("key"), actors.day_from > bindparam("day"))
    return query.order_by(actors.day_from, actors.article_id).limit(AT_MOST_LATER)
