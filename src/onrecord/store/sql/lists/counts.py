"""Numbers of statements and events from the kept tables, where a filter names only days, acts or types."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, literal, select, true

from onrecord.model.judgement import JudgementKind
from onrecord.store.protocol import Count, Filter, TallyBy
from onrecord.store.sql.kept import tables
from onrecord.store.sql.queries import in_kept_period
from onrecord.store.sql.tallies import with_display_names
from onrecord.store.stored_rows import ActTally, AnswerTally, DayTally


def is_plain(wanted: Filter, *besides: str) -> bool:
    """Whether a filter selects nothing but what the fields `besides` name: all current rows but for these."""
    fields = {name: getattr(Filter(), name) for name in (*besides, "limit", "offset")}
    return replace(wanted, **fields) == Filter()


def has_kept_count(wanted: Filter) -> bool:
    """Whether the kept tables tell the number of rows."""
    return is_plain(wanted, "since", "until", "acts", "types", "realities")


def count_statements(connection: Connection, wanted: Filter) -> Count:
    """Return the number of statements that match."""
    return _count(connection, tables.statement_days, _of_statements(wanted), wanted)


def count_events(connection: Connection, wanted: Filter) -> Count:
    """Return the number of events that match."""
    return _count(connection, tables.event_days, _of_events(wanted), wanted)


def tally_acts(connection: Connection, wanted: Filter) -> list[ActTally]:
    """Count the statements that match by first day and act."""
    rows = _tally(tables.statement_days, tables.statement_days.c.act, _of_statements(wanted), wanted)
    return [ActTally(date.fromisoformat(day), act, count) for day, act, count in connection.execute(rows)]


def tally_lanes(connection: Connection, wanted: Filter, by: TallyBy) -> list[DayTally]:
    """Count statements by act, or events by type, without a sample of each."""
    if by == "statements by act":
        rows = _tally(tables.statement_days, tables.statement_days.c.act, _of_statements(wanted), wanted)
    else:
        rows = _tally(tables.event_days, tables.event_days.c.type, _of_events(wanted), wanted)
    return [DayTally(date.fromisoformat(day), *row) for day, *row in connection.execute(rows)]


def tally_answers(connection: Connection, limit: int) -> list[AnswerTally]:
    """Count the answers of all current statements, by who answers whom and how."""
    table = tables.answer_pairs.c
    group = (table.who, table.whom, table.relation)
    counts = select(*group, func.count(), func.min(table.who_name), func.min(table.whom_name))
    counts = counts.group_by(*group).order_by(func.count().desc(), *group).limit(limit)
    return with_display_names(connection, [tuple(row) for row in connection.execute(counts)])


def count_doubtful(connection: Connection, kind: JudgementKind | None) -> int:
    """Return the number of judgements that wait for a person."""
    query = select(func.count()).select_from(tables.doubts)
    query = query if kind is None else query.where(tables.doubts.c.kind == kind)
    return int(connection.execute(query).scalar_one())


def _of_statements(wanted: Filter) -> list[ColumnElement[bool]]:
    table = tables.statement_days.c
    acts = [table.act.in_(wanted.acts)] if wanted.acts else []
    return [table.reality.in_(wanted.realities), *acts]


def _of_events(wanted: Filter) -> list[ColumnElement[bool]]:
    return [tables.event_days.c.type.in_(wanted.types)] if wanted.types else [true()]


def _count(connection: Connection, table: Table, matches: list[ColumnElement[bool]], wanted: Filter) -> Count:
    total = table.c.total
    matching = func.sum(total).filter(*in_kept_period(table.c, wanted))
    undated = func.sum(total).filter(table.c.day_from == "") if wanted.dated else literal(0)
    found = connection.execute(select(matching, undated).select_from(table).where(*matches)).one()
    return Count(*(int(number or 0) for number in found))


def _tally(
    table: Table, lane: ColumnElement[str], matches: list[ColumnElement[bool]], wanted: Filter
) -> "Select[Any]":
    """Return the query for the number of rows by first day and lane, without those of unknown day."""
    total = func.sum(table.c.total)
    query = select(table.c.day_from, lane, total).where(
        *matches, *in_kept_period(table.c, wanted), table.c.day_from != ""
    )
    return query.group_by(table.c.day_from, lane).having(total > 0).order_by(table.c.day_from, lane)
