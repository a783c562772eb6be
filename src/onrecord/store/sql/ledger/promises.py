"""Commitments of other articles whose parties an article names, for steps of the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from onrecord.store.features.promise_features import CommitmentAct, PromiseFeatures
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import split_chunks
from onrecord.store.sql.queries import FilterQuery

MAX_PROMISES = 300  # latest commitments that one article is compared with
STATES = ("state", "government")
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
    parties, actors, table = schema.commitment_parties.c, schema.actors.c, schema.commitments.c
    is_actor = and_(actors.article_id == parties.article_id, actors.id == parties.actor_id)
    is_party = and_(table.article_id == parties.article_id, table.id == parties.commitment_id)
    joined = schema.commitment_parties.join(schema.actors, is_actor).join(schema.commitments, is_party)
    query = select(table.article_id, table.id, table.day_from).distinct().select_from(joined)
    query = query.where(table.article_id != article_id if of is None else table.article_id == of)
    query = query.order_by(table.day_from.desc().nulls_last(), table.article_id, table.id)
    rows = [
        row
        for chunk in split_chunks(sorted(set(known_as)))
        for row in connection.execute(query.where(_is_one_of(chunk)).limit(MAX_PROMISES))
    ]
    rows.sort(key=lambda row: str(row[2] or ""), reverse=True)
    return {(row[0], row[1]) for row in rows[:MAX_PROMISES]}


def _is_one_of(known_as: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an actor has one of these ids, or is a state or body of such a country."""
    actors = schema.actors.c
    countries = [one.removeprefix(COUNTRY) for one in known_as if one.startswith(COUNTRY)]
    is_body = and_(actors.kind.in_(STATES), actors.country.in_(countries))
    return or_(actors.known_as.in_(known_as), is_body) if countries else actors.known_as.in_(known_as)


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
            if kind in STATES and country is not None:
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
    """
    linked = schema.linked_articles.c
    articles, own, actors = schema.articles.c, schema.articles.alias("own").c, schema.actors.c
    query = select(articles.id, articles.day_from).distinct()
    is_later = (own.id == article_id, articles.day_from > own.day_to)
    is_linked = exists().where(linked.article_id == articles.id)
    query = query.where(*is_later, is_linked, actors.article_id == articles.id)
    rows = [
        row
        for chunk in split_chunks(sorted(set(known_as)))
        for row in connection.execute(
            query.where(actors.known_as.in_(chunk)).order_by(articles.day_from, articles.id).limit(limit)
        )
    ]
    rows.sort(key=lambda row: (row[1], row[0]))
    return list(dict.fromkeys(row[0] for row in rows))[:limit]


def list_acts(connection: Connection, query: FilterQuery) -> list[CommitmentAct]:
    """Return what the commitments of a query are about, in its order."""
    table, parties, terms = schema.commitments.c, schema.commitment_parties.c, schema.terms.c
    has_party = exists().where(parties.article_id == table.article_id, parties.commitment_id == table.id)
    has_terms = exists().where(terms.article_id == table.article_id, terms.commitment_id == table.id)
    columns = (table.article_id, table.id, table.what, table.words, has_party, has_terms)
    return [
        CommitmentAct(f"{article}/{row}", str(what), str(words), bool(party), bool(term))
        for article, row, what, words, party, term in connection.execute(query.select(*columns))
    ]
