"""Commitments over all articles: clusters of reports, in the order of their latest one."""

from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from onrecord.store.sql import schema
from onrecord.store.sql.queries import FilterQuery

CHUNK = 500  # reports read at once


def list_commitment_clusters(connection: Connection, query: FilterQuery) -> tuple[int, list[str]]:
    """Return the number of commitments with a report that a query finds, and those of its page.

    A commitment is its cluster, or the report itself where there is only one.
    """
    table, clusters, wanted = schema.commitments.c, schema.clusters, query.wanted
    reference = table.article_id + "/" + table.id
    is_member = and_(clusters.c.kind == "commitment", clusters.c.member == reference)
    joined = schema.commitments.outerjoin(clusters, is_member)
    family = clusters.c.family
    reports: Select[Any] = (
        select(func.coalesce(family, reference)).select_from(joined).where(*query.conditions)
    )
    number = func.count() - func.count(family) + func.count(family.distinct())
    total = int(connection.execute(reports.with_only_columns(number)).scalar_one())
    reports = reports.order_by(table.day_from.desc().nulls_last(), table.article_id, table.position)
    end = total if wanted.limit is None else wanted.offset + wanted.limit
    names: dict[str, None] = {}
    with connection.execute(reports.execution_options(yield_per=CHUNK)) as found:
        for name in found.scalars():
            if len(names) >= end and name not in names:
                break
            names[name] = None
    return total, list(names)[wanted.offset : end]
