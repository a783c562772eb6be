"""A page of the rows that a query finds, and their number."""

from typing import Any

from sqlalchemy import Connection, Select, func, select

from onrecord.store.protocol import Filter


def load_page(
    connection: Connection, query: "Select[Any]", wanted: Filter, *, from_index: bool = False
) -> "tuple[int, list[tuple[Any, ...]]]":
    """Return the number of rows of an ordered query, and those of the filter's page.

    Both are found by one run of the query, unless an index gives its rows in order (`from_index`): then the
    page is read without the rows before and behind it.
    """
    window = query.limit(wanted.limit).offset(wanted.offset or None)
    if not from_index:
        rows = list(connection.execute(window.add_columns(func.count().over().label("in_all"))))
        if rows:
            return int(rows[0].in_all), [tuple(row)[:-1] for row in rows]
        if not wanted.offset and wanted.limit != 0:
            return 0, []
    count = select(func.count()).select_from(query.order_by(None).subquery("counted"))
    total = int(connection.execute(count).scalar_one())
    return total, [tuple(row) for row in connection.execute(window)] if from_index else []
