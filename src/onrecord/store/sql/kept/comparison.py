"""Compares the kept tables with what they should hold, worked out from nothing."""

from collections.abc import Iterator, Set
from typing import Any

from sqlalchemy import Connection, Select, Table, except_, select

from onrecord.store.faults import Fault
from onrecord.store.sql import schema
from onrecord.store.sql.kept import tables
from onrecord.store.sql.kept.actor_rows import list_kept
from onrecord.store.sql.kept.promises import work_out_promises
from onrecord.store.sql.kept.refresh import name_endings
from onrecord.store.sql.kept.threads import work_out_threads

SHOWN = 20  # rows named for each table
Cells = tuple[Any, ...]


def check_kept(connection: Connection) -> Iterator[Fault]:
    """Yield the rows of kept tables that are missing or wrong."""
    made = [(table, make()) for table, make in tables.MADE_BY_QUERY]
    for table, expected_rows in (*made, *list_kept()):
        stored: Select[Any] = select(*table.c)
        if table in (tables.statement_days, tables.event_days):
            stored = stored.where(table.c.total != 0)
        sides = (("is missing", except_(expected_rows, stored)), ("is wrong", except_(stored, expected_rows)))
        for detail, query in sides:
            rows = connection.execute(query.limit(SHOWN))
            yield from (_fault(table, tuple(row), detail) for row in rows)
    turns, threads = work_out_threads(connection)
    expected: set[Cells] = {
        (*reference.partition("/")[::2], utterance, thread)
        for reference, (utterance, thread) in turns.items()
    }
    yield from _compare(connection, tables.thread_turns, expected)
    counts = {(thread, count, latest) for thread, (count, latest) in threads.items()}
    yield from _compare(connection, tables.threads, counts)
    names = connection.execute(select(schema.actor_names.c.folded).distinct()).scalars()
    ends = {(ending, name) for name in names for ending in name_endings(name)}
    yield from _compare(connection, tables.name_ends, ends)
    reports, promises = work_out_promises(connection)
    yield from _compare(connection, tables.commitment_reports, reports)
    yield from _compare(connection, tables.promises, promises)
    yield from _compare(connection, tables.stale, set())


def _compare(connection: Connection, table: Table, expected: Set[Cells]) -> Iterator[Fault]:
    stored = {tuple(row) for row in connection.execute(select(*table.c))}
    for detail, rows in (("is missing", expected - stored), ("is wrong", stored - expected)):
        yield from (_fault(table, row, detail) for row in sorted(rows)[:SHOWN])


def _fault(table: Table, row: Cells, detail: str) -> Fault:
    shown = ", ".join(str(cell) for cell in row)
    return Fault("rows", table.name, f"the row ({shown}) {detail}; lists and counts can be wrong")
