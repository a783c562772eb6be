"""Keeps `commitment_reports` and `promises`: commitments over all articles, and whether they can be checked.

Reports of one commitment (a cluster) are one promise; it can be checked where one of its reports can.
"""

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, exists, func, insert, select

from onrecord.store.features.checkable import is_checkable
from onrecord.store.features.promise_features import CommitmentAct
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import split_chunks
from onrecord.store.sql.kept import tables

log = logging.getLogger(__name__)
ROWS_AT_ONCE = 5_000
Report = tuple[str, str, str, int]  # article, commitment, promise, checkable
# Promise, checkable, latest day, article and position of the first report of that day
Promise = tuple[str, int, str, str, int]
_REPORTS, _PROMISES = tables.commitment_reports, tables.promises


def refresh_promises(connection: Connection, commitments: set[str]) -> None:
    """Work out the reports that these commitments are, and the promises they belonged to or belong to now."""
    touched = _promises_of(connection, commitments)
    articles = {reference.partition("/")[0] for reference in commitments}
    for chunk in split_chunks(articles):
        stored = select(_REPORTS.c.article_id, _REPORTS.c.commitment_id)
        for key in connection.execute(stored.where(_REPORTS.c.article_id.in_(chunk))).all():
            if "/".join(key) in commitments:
                is_one = and_(_REPORTS.c.article_id == key[0], _REPORTS.c.commitment_id == key[1])
                connection.execute(delete(_REPORTS).where(is_one))
        query = _report_query().where(schema.commitments.c.article_id.in_(chunk))
        found = [row for row in _reports(connection, query) if f"{row[0]}/{row[1]}" in commitments]
        _insert(connection, _REPORTS, found)
        touched |= {row[2] for row in found}
    for chunk in split_chunks(touched):
        connection.execute(delete(_PROMISES).where(_PROMISES.c.promise.in_(chunk)))
        current = _current_query().where(_REPORTS.c.promise.in_(chunk))
        _insert(connection, _PROMISES, _join(connection.execute(current)))


def build_promises(connection: Connection) -> None:
    """Fill the empty tables."""
    log.info("working out %s", tables.promises.name)
    _insert(connection, _REPORTS, _reports(connection, _report_query()))
    _insert(connection, _PROMISES, _join(connection.execute(_current_query())))


def work_out_promises(connection: Connection) -> tuple[set[Report], set[Promise]]:
    """Return what the tables should hold: the reports from the rows alone, the promises from the reports."""
    return set(_reports(connection, _report_query())), set(_join(connection.execute(_current_query())))


def _promises_of(connection: Connection, commitments: set[str]) -> set[str]:
    """Return the promises of which these commitments are stored as reports."""
    table = _REPORTS.c
    found: set[str] = set()
    for chunk in split_chunks(reference.partition("/")[0] for reference in commitments):
        query = select(table.article_id, table.commitment_id, table.promise)
        for article, row, promise in connection.execute(query.where(table.article_id.in_(chunk))):
            if f"{article}/{row}" in commitments:
                found.add(promise)
    return found


@cache
def _report_query() -> "Select[Any]":
    """Return the query for the commitments of all articles, with the cluster and what decides `checkable`."""
    table, parties, terms = schema.commitments.c, schema.commitment_parties.c, schema.terms.c
    clusters = schema.clusters.c
    has_party = exists().where(parties.article_id == table.article_id, parties.commitment_id == table.id)
    has_terms = exists().where(terms.article_id == table.article_id, terms.commitment_id == table.id)
    reference = table.article_id + "/" + table.id
    is_member = and_(clusters.kind == "commitment", clusters.member == reference)
    promise = func.coalesce(clusters.family, reference)
    query = select(table.article_id, table.id, promise, table.what, table.words, has_party, has_terms)
    return query.select_from(schema.commitments.outerjoin(schema.clusters, is_member))


def _reports(connection: Connection, query: "Select[Any]") -> Iterator[Report]:
    for article, row, promise, what, words, party, term in connection.execute(query):
        act = CommitmentAct(f"{article}/{row}", str(what), str(words), bool(party), bool(term))
        yield article, row, promise, int(is_checkable(act))


@cache
def _current_query() -> "Select[Any]":
    """Return the query for the reports in current articles: promise, checkable, day and place."""
    table = schema.commitments
    is_report = and_(_REPORTS.c.article_id == table.c.article_id, _REPORTS.c.commitment_id == table.c.id)
    day = tables.iso_day(table.c.day_from)
    columns = (_REPORTS.c.promise, _REPORTS.c.checkable, day, table.c.article_id, table.c.position)
    return select(*columns).select_from(tables.of_current(table).join(_REPORTS, is_report))


def _join(reports: Iterable[Any]) -> Iterator[Promise]:
    """Yield a row for each promise of some reports."""
    found: dict[str, Promise] = {}
    for promise, checkable, day, article, position in reports:
        _, can, latest, *place = found.get(promise, (promise, 0, "", "", 0))
        if promise not in found or day > latest or (day == latest and (article, position) < tuple(place)):
            latest, place = day, [article, position]
        found[promise] = (promise, max(can, checkable), latest, place[0], place[1])
    yield from found.values()


def _insert(connection: Connection, table: Any, rows: Iterable[tuple[Any, ...]]) -> None:
    names = [column.name for column in table.c]
    ready = [dict(zip(names, row, strict=True)) for row in rows]
    for first in range(0, len(ready), ROWS_AT_ONCE):
        connection.execute(insert(table), ready[first : first + ROWS_AT_ONCE])
