"""Counts of the rows that a query finds, by day, speech act, actor or outlet, for figures and timelines.

Also which actors rows are about.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Table,
    Text,
    and_,
    column,
    distinct,
    func,
    literal,
    select,
    values,
)
from sqlalchemy.sql import FromClause

from onrecord.store.protocol import Filter, RowKind, TallyBy
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import split_chunks
from onrecord.store.sql.judgements import is_by_person
from onrecord.store.sql.kept import tables
from onrecord.store.sql.kept.tables import EVENT, STATEMENT
from onrecord.store.sql.queries import FilterQuery, in_kept_period
from onrecord.store.sql.row_loader import find_display_names
from onrecord.store.stored_rows import ActTally, AnswerTally, DayTally, OutletTally, StoredRole

CELLS_AT_ONCE = 200
MAX_ACTOR_LANES = 12  # a timeline with more lanes is hard to read
# Tables of the actors of rows: the column of the row, and the part of its actors where there is only one.
_PARTIES: dict[RowKind, tuple[tuple[Table, str, str], ...]] = {
    "statements": ((schema.speakers, "statement_id", ""), (schema.addressees, "statement_id", "addressee")),
    "events": ((schema.event_parties, "event_id", ""),),
    "commitments": ((schema.commitment_parties, "commitment_id", "party"),),
}
_PART_NAMES = {schema.SPEAKER: "speaker"}
_SPEAKERS, _STATEMENTS, _ACTORS = schema.speakers.c, schema.statements.c, schema.actors.c
# Joins of statements with their speakers: a statement counts for each of them.
_OF_STATEMENT = and_(
    _SPEAKERS.part == schema.SPEAKER,
    _SPEAKERS.article_id == _STATEMENTS.article_id,
    _SPEAKERS.statement_id == _STATEMENTS.id,
)
_IS_SPEAKER = and_(_ACTORS.article_id == _SPEAKERS.article_id, _ACTORS.id == _SPEAKERS.actor_id)


def tally_acts(connection: Connection, query: FilterQuery) -> list[ActTally]:
    """Count statements by first day and speech act."""
    table = schema.statements.c
    counts = select(table.day_from, table.act, func.count()).where(*_dated(query))
    counts = counts.group_by(table.day_from, table.act).order_by(table.day_from, table.act)
    return [ActTally(*row) for row in connection.execute(counts)]


def tally_days(connection: Connection, query: FilterQuery, by: TallyBy) -> list[DayTally]:
    """Count the rows of a query by first day and lane."""
    match by:
        case "statements by act":
            return _tally_by_column(connection, query, schema.statements.c.act)
        case "events by type":
            return _tally_by_column(connection, query, schema.events.c.type)
        case "statements by actor":
            return _tally_by_speaker(connection, query)
        case "events by actor":
            return _tally_by_party(connection, query)


def find_samples(
    connection: Connection, query: FilterQuery, by: TallyBy, cells: Sequence[tuple[date, str]]
) -> dict[tuple[date, str], str]:
    """Return the first row of each day and lane (an act or a type), in the order of ids."""
    table = query.table.c
    lane = table.act if by == "statements by act" else table.type
    first = select(table.article_id + "/" + table.id).where(*query.conditions)
    first = first.order_by(table.article_id, table.id).limit(1)
    found: dict[tuple[date, str], str] = {}
    for start in range(0, len(cells), CELLS_AT_ONCE):
        chunk = values(column("day", Date), column("lane", Text), name="cells")
        wanted = chunk.data(list(cells[start : start + CELLS_AT_ONCE])).cte("cells").c
        sample = first.where(table.day_from == wanted.day, lane == wanted.lane).scalar_subquery()
        for day, name, row in connection.execute(select(wanted.day, wanted.lane, sample)):
            if row is not None:
                found[day, name] = row
    return found


def _dated(query: FilterQuery) -> tuple[ColumnElement[bool], ...]:
    return *query.conditions, query.table.c.day_from.is_not(None)


def _first_row(table: Table) -> ColumnElement[str]:
    return func.min(table.c.article_id + "/" + table.c.id)


def _number_of_rows(table: Table) -> ColumnElement[int]:
    """Return the number of rows, each once: an actor can be on both sides of an event."""
    return func.count((table.c.article_id + "/" + table.c.id).distinct())


def _tally_by_column(connection: Connection, query: FilterQuery, lane: Column[str]) -> list[DayTally]:
    day = query.table.c.day_from
    counts = select(day, lane, func.count(), _first_row(query.table)).where(*_dated(query))
    counts = counts.group_by(day, lane).order_by(day, lane)
    return [DayTally(*row) for row in connection.execute(counts)]


def _tally_by_speaker(connection: Connection, query: FilterQuery) -> list[DayTally]:
    """Count by the actors who say most in the period."""
    joined = schema.statements.join(schema.speakers, _OF_STATEMENT).join(schema.actors, _IS_SPEAKER)
    return _tally_busiest(connection, query, joined)


def _tally_by_party(connection: Connection, query: FilterQuery) -> list[DayTally]:
    """Count by the actors who take part in most events in the period, as actor or recipient."""
    events, parties, actors = schema.events, schema.event_parties, schema.actors
    is_party = and_(parties.c.article_id == events.c.article_id, parties.c.event_id == events.c.id)
    is_actor = and_(actors.c.article_id == parties.c.article_id, actors.c.id == parties.c.actor_id)
    return _tally_busiest(connection, query, events.join(parties, is_party).join(actors, is_actor))


def tally_kept_actors(connection: Connection, wanted: Filter, by: TallyBy) -> list[DayTally]:
    """Count statements or events by day and actor, for the actors with most, from the kept tables.

    `wanted` selects nothing but days, acts and types.
    """
    rows, totals = tables.actor_rows.c, tables.actor_totals.c
    kind, wanted_lanes = (EVENT, wanted.types) if by == "events by actor" else (STATEMENT, wanted.acts)
    matches = [rows.kind == kind, *in_kept_period(rows, wanted), rows.day_from != ""]
    if wanted.dated or wanted_lanes:
        matches += [rows.lane.in_(wanted_lanes)] if wanted_lanes else []
        busiest = select(rows.known_as).where(*matches).group_by(rows.known_as)
        busiest = busiest.order_by(func.count().desc(), rows.known_as)
    else:
        busiest = select(totals.known_as).where(totals.kind == kind)
        busiest = busiest.order_by(totals.total.desc(), totals.known_as)
    lanes = list(connection.execute(busiest.limit(MAX_ACTOR_LANES)).scalars())
    first = func.min(rows.article_id + "/" + rows.row_id)
    counts = select(rows.day_from, rows.known_as, func.count(), first)
    counts = counts.where(*matches, rows.known_as.in_(lanes)).group_by(rows.known_as, rows.day_from)
    names = _lane_names(connection, lanes)
    found = (
        DayTally(date.fromisoformat(day), names[lane], count, sample)
        for day, lane, count, sample in connection.execute(counts)
    )
    return sorted(found, key=lambda row: (row.day, row.lane))


def _tally_busiest(connection: Connection, query: FilterQuery, joined: FromClause) -> list[DayTally]:
    """Count by day and actor, for the actors with most rows."""
    actors = schema.actors.c
    busiest = select(actors.known_as).select_from(joined).where(*_dated(query)).group_by(actors.known_as)
    busiest = busiest.order_by(_number_of_rows(query.table).desc(), actors.known_as).limit(MAX_ACTOR_LANES)
    return _tally_lanes(connection, query, joined, list(connection.execute(busiest).scalars()))


def _tally_lanes(
    connection: Connection, query: FilterQuery, joined: FromClause, lanes: Sequence[str]
) -> list[DayTally]:
    """Count by day and actor, for these actors (`known_as`)."""
    day, actors = query.table.c.day_from, schema.actors.c
    in_lanes = actors.known_as.in_(lanes)
    names = _lane_names(connection, lanes)
    number = _number_of_rows(query.table)
    counts = select(day, actors.known_as, number, _first_row(query.table)).select_from(joined)
    counts = counts.where(*_dated(query), in_lanes)
    counts = counts.group_by(day, actors.known_as).order_by(day, actors.known_as)
    return [
        DayTally(first_day, names[lane], count, sample)
        for first_day, lane, count, sample in connection.execute(counts)
    ]


def _lane_names(connection: Connection, lanes: Sequence[str]) -> dict[str, str]:
    """Return the names under which to show actors (`known_as`)."""
    actors = schema.actors.c
    named = select(actors.known_as, func.min(actors.name)).where(actors.known_as.in_(lanes))
    names: dict[str, str] = {row[0]: row[1] for row in connection.execute(named.group_by(actors.known_as))}
    return names | find_display_names(connection, ((name, lane) for lane, name in names.items()))


def tally_answers(connection: Connection, query: FilterQuery, limit: int) -> list[AnswerTally]:
    """Count the answers that the statements of a query give, by who answers whom and how."""
    answering, answers = schema.statements, schema.answers
    answered = schema.statements.alias("answered")
    who, whom = schema.actors.alias("who"), schema.actors.alias("whom")
    article = answers.c.article_id
    gives_answer = and_(answering.c.article_id == article, answering.c.id == answers.c.statement_id)
    is_answered = and_(answered.c.article_id == article, answered.c.id == answers.c.to_id)
    is_who = and_(who.c.article_id == answering.c.article_id, who.c.id == answering.c.actor_id)
    is_whom = and_(whom.c.article_id == answered.c.article_id, whom.c.id == answered.c.actor_id)
    joined = answers.join(answering, gives_answer).join(answered, is_answered)
    joined = joined.outerjoin(who, is_who).outerjoin(whom, is_whom)
    group = (who.c.known_as, whom.c.known_as, answers.c.relation)
    counts = select(*group, func.count(), func.min(who.c.name), func.min(whom.c.name)).select_from(joined)
    counts = counts.where(*query.conditions).group_by(*group)
    counts = counts.order_by(func.count().desc(), *group).limit(limit)
    return with_display_names(connection, [tuple(row) for row in connection.execute(counts)])


def with_display_names(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> list[AnswerTally]:
    """Return tallies from rows of ids of both actors, relation, number and names in one article."""
    names = find_display_names(
        connection, (pair for row in rows for pair in ((row[4], row[0]), (row[5], row[1])))
    )
    return [
        AnswerTally(names.get(who_id, who_name), names.get(whom_id, whom_name), relation, count)
        for who_id, whom_id, relation, count, who_name, whom_name in rows
    ]


def tally_outlets(connection: Connection, query: FilterQuery, limit: int) -> list[OutletTally]:
    """Count articles by outlet."""
    table = schema.articles.c
    counts = select(table.outlet, func.count()).where(*query.conditions, table.outlet.is_not(None))
    counts = counts.group_by(table.outlet).order_by(func.count().desc(), table.outlet).limit(limit)
    return [OutletTally(*row) for row in connection.execute(counts)]


def list_roles(connection: Connection, query: FilterQuery) -> list[StoredRole]:
    """List the titles of the actors that a query finds, by their first day."""
    roles, actors, body = schema.roles, schema.actors, schema.actors.alias("body")
    is_bearer = and_(actors.c.article_id == roles.c.article_id, actors.c.id == roles.c.actor_id)
    is_body = and_(body.c.article_id == roles.c.article_id, body.c.id == roles.c.of_id)
    joined = roles.join(actors, is_bearer).outerjoin(body, is_body)
    first, last = func.min(actors.c.day_from), func.max(actors.c.day_to)
    articles = func.count(distinct(roles.c.article_id))
    rows = select(roles.c.title, func.min(body.c.name), articles, first, last).select_from(joined)
    rows = rows.where(*query.conditions).group_by(roles.c.title, body.c.known_as)
    rows = rows.order_by(first.asc().nulls_last(), roles.c.title)
    return [
        StoredRole(title, of, count, start.isoformat() if start else None, end.isoformat() if end else None)
        for title, of, count, start, end in connection.execute(rows)
    ]


def list_least_confident(connection: Connection, query: FilterQuery) -> list[str]:
    """List the statements of a query without a decision, least confidence first."""
    table, judgements = schema.statements.c, schema.judgements.c
    reference = table.article_id + "/" + table.id
    decided = select(judgements.left_id).where(
        judgements.kind.in_(("row", "field")),
        judgements.withdrawn_at.is_(None),
        is_by_person(judgements.by),
    )
    rows = select(reference).where(*query.conditions, reference.not_in(decided))
    rows = rows.order_by(table.confidence, table.article_id, table.position)
    rows = rows.limit(query.wanted.limit).offset(query.wanted.offset or None)
    return list(connection.execute(rows).scalars())


def find_actor_rows(connection: Connection, known_as: Sequence[str]) -> dict[str, str]:
    """Return the first row (`ARTICLE/ACTOR`) of each actor, by its id across articles."""
    table = schema.actors.c
    rows = select(table.known_as, _first_row(schema.actors)).where(table.known_as.in_(known_as))
    return {row[0]: row[1] for row in connection.execute(rows.group_by(table.known_as))}


def list_parties(
    connection: Connection, what: RowKind, references: Sequence[str]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the ids across articles of the actors of rows, by their references (`ARTICLE/ROW`) and parts."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for chunk in split_chunks(references):
        wanted = set(chunk)
        articles = sorted({reference.partition("/")[0] for reference in chunk})
        for table, owner, only_part in _PARTIES.get(what, ()):
            columns = table.c
            part = literal(only_part) if only_part else columns.part
            is_actor = and_(_ACTORS.article_id == columns.article_id, _ACTORS.id == columns.actor_id)
            query = select(columns.article_id, columns[owner], part, _ACTORS.known_as)
            query = query.select_from(table.join(schema.actors, is_actor))
            query = query.where(columns.article_id.in_(articles))
            query = query.order_by(columns.article_id, columns[owner], columns.position)
            for article, row, name, known_as in connection.execute(query):
                if (reference := f"{article}/{row}") in wanted:
                    parts, name = found.setdefault(reference, {}), _PART_NAMES.get(name, name)
                    parts[name] = (*parts.get(name, ()), known_as)
    return found


def count_changes(connection: Connection) -> str:
    """Return a token that differs after every article added or removed, and every judgement made or
    withdrawn.

    The part after "~" differs only after decisions of people and withdrawn judgements.
    """
    articles, judgements = schema.articles.c, schema.judgements.c
    count_articles = select(func.count(), func.max(articles.number)).select_from(schema.articles)
    article_numbers = connection.execute(count_articles).one()
    latest = connection.execute(select(func.max(judgements.number))).scalar_one()
    count_judgements = select(func.count()).select_from(schema.judgements)
    by_people = [
        connection.execute(count_judgements.where(condition)).scalar_one()
        for condition in (is_by_person(judgements.by), judgements.withdrawn_at.is_not(None))
    ]
    others = (schema.earlier_records, schema.withdrawn_articles)
    counts = (connection.execute(select(func.count()).select_from(table)).scalar_one() for table in others)
    return "~".join(
        "-".join(str(number or 0) for number in numbers)
        for numbers in ((*article_numbers, latest, *counts), by_people)
    )
