"""Commitments over all articles: those that can be checked first, in the order of their latest report."""

from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from onrecord.store.sql import schema
from onrecord.store.sql.kept import tables
from onrecord.store.sql.lists.counts import is_plain
from onrecord.store.sql.queries import FilterQuery

_KEPT, _REPORTS = tables.promises, tables.commitment_reports
Named = tuple[str, bool]  # a commitment over all articles, and whether it can be checked


def list_commitment_clusters(
    connection: Connection, query: FilterQuery, checkable: bool | None
) -> tuple[int, list[Named]]:
    """Return the number of commitments with a report that a query finds, and those of its page.

    A commitment is its cluster, or the report itself where there is only one.
    """
    wanted = query.wanted
    if is_plain(wanted, "acts", "types", "realities"):
        return _list_kept(connection, query, checkable)
    found: dict[str, bool] = {}
    for promise, can_be_checked in connection.execute(_report_query(query)):
        found[promise] = found.get(promise, False) or bool(can_be_checked)
    named = sorted(found.items(), key=lambda row: not row[1])  # keeps the order of each kind
    named = [row for row in named if checkable is None or row[1] == checkable]
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return len(named), named[wanted.offset : end]


def _list_kept(connection: Connection, query: FilterQuery, checkable: bool | None) -> tuple[int, list[Named]]:
    table = _KEPT.c
    of_kind = [] if checkable is None else [table.checkable == int(checkable)]
    total = connection.execute(select(func.count()).select_from(_KEPT).where(*of_kind)).scalar_one()
    order = (table.checkable.desc(), table.latest.desc(), table.article_id, table.position)
    page = select(table.promise, table.checkable).where(*of_kind).order_by(*order)
    page = page.limit(query.wanted.limit).offset(query.wanted.offset or None)
    return int(total), [(name, bool(can)) for name, can in connection.execute(page)]


def _report_query(query: FilterQuery) -> "Select[Any]":
    """Return the query for the commitment over all articles of each report, and whether it can be checked."""
    table = schema.commitments.c
    is_report = and_(_REPORTS.c.article_id == table.article_id, _REPORTS.c.commitment_id == table.id)
    reports = select(_REPORTS.c.promise, _REPORTS.c.checkable)
    reports = reports.select_from(schema.commitments.join(_REPORTS, is_report)).where(*query.conditions)
    return reports.order_by(table.day_from.desc().nulls_last(), table.article_id, table.position)
