"""Keeps `actor_rows` and `actor_totals`: the statements of each actor, and the events it takes part in."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Executable,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    text,
)

from onrecord.store.protocol import ACTUAL
from onrecord.store.sql import schema
from onrecord.store.sql.kept import tables
from onrecord.store.sql.kept.tables import EVENT, STATEMENT, iso_day

log = logging.getLogger(__name__)
_ROWS, _TOTALS = tables.actor_rows, tables.actor_totals
_ADDITION = text(
    "INSERT INTO actor_totals VALUES (:its_kind, :its_actor, :step) "
    "ON CONFLICT (kind, known_as) DO UPDATE SET total = actor_totals.total + excluded.total"
)


def make_statement_rows() -> "Select[Any]":
    """Return the query for the rows of `actor_rows` that are statements."""
    said, speakers, actors = schema.statements, schema.speakers.c, schema.actors.c
    is_speaker = and_(
        speakers.part == schema.SPEAKER,
        speakers.article_id == said.c.article_id,
        speakers.statement_id == said.c.id,
    )
    is_actor = and_(actors.article_id == speakers.article_id, actors.id == speakers.actor_id)
    joined = tables.of_current(said).join(schema.speakers, is_speaker).join(schema.actors, is_actor)
    table = said.c
    columns = (
        literal(STATEMENT), actors.known_as, iso_day(table.day_from), table.article_id, table.position,
        table.id, iso_day(table.day_to), table.act,
    )  # fmt: skip
    return select(*columns).distinct().select_from(joined).where(table.reality == ACTUAL[0])


def make_event_rows() -> "Select[Any]":
    """Return the query for the rows of `actor_rows` that are events."""
    events, parties, actors = schema.events, schema.event_parties.c, schema.actors.c
    is_party = and_(parties.article_id == events.c.article_id, parties.event_id == events.c.id)
    is_actor = and_(actors.article_id == parties.article_id, actors.id == parties.actor_id)
    joined = tables.of_current(events).join(schema.event_parties, is_party).join(schema.actors, is_actor)
    table = events.c
    columns = (
        literal(EVENT), actors.known_as, iso_day(table.day_from), table.article_id, table.position,
        table.id, iso_day(table.day_to), table.type,
    )  # fmt: skip
    return select(*columns).distinct().select_from(joined)


def make_totals() -> "Select[Any]":
    """Return the query for `actor_totals`, from the rows of known day in `actor_rows`."""
    table = _ROWS.c
    totals = select(table.kind, table.known_as, func.count()).where(table.day_from != "")
    return totals.group_by(table.kind, table.known_as)


def build_actor_rows(connection: Connection) -> None:
    """Fill the empty tables."""
    log.info("working out %s", _ROWS.name)
    connection.execute(_insert(_ROWS, make_statement_rows()))
    connection.execute(_insert(_ROWS, make_event_rows()))
    connection.execute(_insert(_TOTALS, make_totals()))


def refresh_actor_rows(connection: Connection, changed: Mapping[str, set[str]]) -> None:
    """Replace the rows of these statements and events, and change the totals of their actors accordingly."""
    totals: Counter[tuple[str, str]] = Counter()
    for kind in (STATEMENT, EVENT):
        keys = [
            {"its_article": article, "its_id": row}
            for article, _, row in (reference.partition("/") for reference in sorted(changed[kind]))
        ]
        if not keys:
            continue
        totals.subtract(_count(connection, kind, changed[kind]))
        connection.execute(_deletion(kind), keys)
        connection.execute(_insertion(kind), keys)
        totals.update(_count(connection, kind, changed[kind]))
    _add_totals(connection, totals)


def _count(connection: Connection, kind: str, rows: set[str]) -> Counter[tuple[str, str]]:
    """Return how many of these rows each actor has, of known day, by kind and id."""
    found: Counter[tuple[str, str]] = Counter()
    for article in sorted({reference.partition("/")[0] for reference in rows}):
        for row, known_as in connection.execute(_rows_of_article(), {"article": article, "kind": kind}):
            if f"{article}/{row}" in rows:
                found[kind, known_as] += 1
    return found


def _add_totals(connection: Connection, totals: Counter[tuple[str, str]]) -> None:
    steps: list[dict[str, Any]] = [
        {"its_kind": kind, "its_actor": known_as, "step": step}
        for (kind, known_as), step in sorted(totals.items())
        if step
    ]
    if not steps:
        return
    connection.execute(_ADDITION, steps)
    table = _TOTALS.c
    is_one = and_(table.kind == bindparam("its_kind"), table.known_as == bindparam("its_actor"))
    gone = [step for step in steps if step["step"] < 0]
    if gone:
        connection.execute(delete(_TOTALS).where(is_one, table.total == 0), gone)


# These are built once: it takes SQLAlchemy longer than the database takes to run them.


@cache
def _rows_of_article() -> "Select[Any]":
    table = _ROWS.c
    query = select(table.row_id, table.known_as)
    is_of_article = and_(table.article_id == bindparam("article"), table.kind == bindparam("kind"))
    return query.where(is_of_article, table.day_from != "")


@cache
def _deletion(kind: str) -> Executable:
    table = _ROWS.c
    is_row = and_(table.article_id == bindparam("its_article"), table.row_id == bindparam("its_id"))
    return delete(_ROWS).where(is_row, table.kind == kind)


@cache
def _insertion(kind: str) -> Executable:
    of_statements = kind == STATEMENT
    table = (schema.statements if of_statements else schema.events).c
    query = make_statement_rows() if of_statements else make_event_rows()
    query = query.where(table.article_id == bindparam("its_article"), table.id == bindparam("its_id"))
    return _insert(_ROWS, query)


def _insert(table: Table, query: "Select[Any]") -> Executable:
    return insert(table).from_select([column.name for column in table.c], query)


def list_kept() -> "Sequence[tuple[Table, Select[Any]]]":
    """Return each table with the query that works it out from nothing."""
    rows = make_statement_rows().union_all(make_event_rows()).subquery()
    return (_ROWS, select(*rows.c)), (_TOTALS, make_totals())
