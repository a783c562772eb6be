"""Tallies: counts of what a question finds, by day, act, actor or outlet; what figures and timelines are made from."""

from collections.abc import Callable, Sequence
from typing import cast

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, select
from sqlalchemy.sql import FromClause

from onrecord.model.judgement import RULE
from onrecord.store.actor_names import find_names
from onrecord.store.protocol import TallyBy
from onrecord.store.sql import schema
from onrecord.store.sql.queries import FilterQuery
from onrecord.store.stored_rows import ActTally, AnswerTally, DayTally, OutletTally, StoredRole

MOST_PARTIES = 12  # actors that get a lane; a timeline with more cannot be read
_MOUTHS, _STATEMENTS, _ACTORS = schema.speakers.c, schema.statements.c, schema.actors.c
# Statements joined with who uttered them: each counts for everybody who did.
_UTTERED = and_(
    _MOUTHS.part == "mouth",
    _MOUTHS.article_id == _STATEMENTS.article_id,
    _MOUTHS.statement_id == _STATEMENTS.id,
)
_UTTERER = and_(_ACTORS.article_id == _MOUTHS.article_id, _ACTORS.id == _MOUTHS.actor_id)


def tally_acts(connection: Connection, question: FilterQuery) -> list[ActTally]:
    """Count statements by first day and act."""
    table = schema.statements.c
    query = select(table.day_from, table.act, func.count()).where(
        question.belongs, question.in_time, table.day_from.is_not(None)
    )
    rows = connection.execute(query.group_by(table.day_from, table.act).order_by(table.day_from, table.act))
    return [ActTally(*row) for row in rows]


def tally_days(connection: Connection, question: FilterQuery, by: TallyBy) -> list[DayTally]:
    """Count a question's rows by first day and lane."""
    return _LANES[by](connection, question)


def _by_column(connection: Connection, question: FilterQuery, lane: ColumnElement[str]) -> list[DayTally]:
    table = question.table.c
    sample = func.min(table.article_id + "/" + table.id)
    query = select(table.day_from, lane, func.count(), sample).where(
        question.belongs, question.in_time, table.day_from.is_not(None)
    )
    return [
        DayTally(*row)
        for row in connection.execute(query.group_by(table.day_from, lane).order_by(table.day_from, lane))
    ]


def _by_act(connection: Connection, question: FilterQuery) -> list[DayTally]:
    return _by_column(connection, question, cast("ColumnElement[str]", schema.statements.c.act))


def _by_type(connection: Connection, question: FilterQuery) -> list[DayTally]:
    return _by_column(connection, question, cast("ColumnElement[str]", schema.events.c.type))


def _by_mouth(connection: Connection, question: FilterQuery) -> list[DayTally]:
    """Lanes are the actors who say most in the time asked for."""
    table = schema.statements.c
    rows = schema.statements.join(schema.speakers, _UTTERED).join(schema.actors, _UTTERER)
    return _of_most(connection, question, rows, func.min(table.article_id + "/" + table.id))


def _by_party(connection: Connection, question: FilterQuery) -> list[DayTally]:
    """Lanes are the actors who take part in most events in the time asked for, as actor or recipient."""
    events, parties, actors = schema.events, schema.event_parties, schema.actors
    taking = and_(parties.c.article_id == events.c.article_id, parties.c.event_id == events.c.id)
    known = and_(actors.c.article_id == parties.c.article_id, actors.c.id == parties.c.actor_id)
    rows = events.join(parties, taking).join(actors, known)
    return _of_most(connection, question, rows, func.min(events.c.article_id + "/" + events.c.id))


def tally_busiest_speakers(connection: Connection, question: FilterQuery, speakers: FilterQuery) -> list[DayTally]:
    """Count statements by day and mouth, as `tally_days` does, where only articles and days are asked for.

    The lanes are found by the numbers that actors carry, in a quarter of the time of counting statements.
    """
    actors = schema.actors.c
    query = (
        select(actors.known_as)
        .where(speakers.belongs, speakers.in_time, actors.statements > 0)
        .group_by(actors.known_as)
    )
    query = query.order_by(func.sum(actors.statements).desc(), actors.known_as).limit(MOST_PARTIES)
    known = list(connection.execute(query).scalars())
    table = schema.statements.c
    rows = schema.actors.join(schema.speakers, _UTTERER).join(schema.statements, _UTTERED)
    return _in_lanes(connection, question, rows, func.min(table.article_id + "/" + table.id), known)


def _of_most(
    connection: Connection, question: FilterQuery, rows: FromClause, sample: ColumnElement[str]
) -> list[DayTally]:
    """Count by day and actor for those with most rows: one pass that counts by number, and one over those who count most."""
    day, actors = question.table.c.day_from, schema.actors.c
    held = (question.belongs, question.in_time, day.is_not(None))
    busiest = select(actors.known_as).select_from(rows).where(*held)
    busiest = (
        busiest.group_by(actors.known_as).order_by(func.count().desc(), actors.known_as).limit(MOST_PARTIES)
    )
    return _in_lanes(connection, question, rows, sample, list(connection.execute(busiest).scalars()))


def _in_lanes(
    connection: Connection,
    question: FilterQuery,
    rows: FromClause,
    sample: ColumnElement[str],
    known: Sequence[str],
) -> list[DayTally]:
    """Count the rows of these actors by day."""
    day, actors = question.table.c.day_from, schema.actors.c
    held = (question.belongs, question.in_time, day.is_not(None))
    named = (
        select(actors.known_as, func.min(actors.name))
        .where(actors.known_as.in_(known))
        .group_by(actors.known_as)
    )
    names: dict[str, str] = {row[0]: row[1] for row in connection.execute(named)}
    names |= find_names(connection, ((name, lane) for lane, name in names.items()))
    query = select(day, actors.known_as, func.count(), sample).select_from(rows).where(*held)
    query = (
        query.where(actors.known_as.in_(known)).group_by(day, actors.known_as).order_by(day, actors.known_as)
    )
    return [
        DayTally(when, names[lane], count, first) for when, lane, count, first in connection.execute(query)
    ]


_LANES: dict[TallyBy, Callable[[Connection, FilterQuery], list[DayTally]]] = {
    "statements by act": _by_act,
    "statements by actor": _by_mouth,
    "events by type": _by_type,
    "events by actor": _by_party,
}


def tally_answers(connection: Connection, question: FilterQuery, limit: int) -> list[AnswerTally]:
    """Count the answers of the statements a question finds, by who answers whom and how."""
    answer, answers, answered = schema.statements, schema.answers, schema.statements.alias("answered")
    who, whom = schema.actors.alias("who"), schema.actors.alias("whom")
    rows = (
        answers.join(
            answer, and_(answer.c.article_id == answers.c.article_id, answer.c.id == answers.c.statement_id)
        )
        .join(answered, and_(answered.c.article_id == answers.c.article_id, answered.c.id == answers.c.to_id))
        .outerjoin(who, and_(who.c.article_id == answer.c.article_id, who.c.id == answer.c.actor_id))
        .outerjoin(whom, and_(whom.c.article_id == answered.c.article_id, whom.c.id == answered.c.actor_id))
    )
    names, known = (func.min(who.c.name), func.min(whom.c.name)), (who.c.known_as, whom.c.known_as)
    query = select(*names, answers.c.relation, func.count(), *known).select_from(rows)
    query = query.where(question.belongs, question.in_time)
    query = query.group_by(who.c.known_as, whom.c.known_as, answers.c.relation)
    query = query.order_by(func.count().desc(), who.c.known_as, whom.c.known_as, answers.c.relation).limit(
        limit
    )
    found = [tuple(row) for row in connection.execute(query)]
    shown = find_names(connection, (pair for row in found for pair in ((row[0], row[4]), (row[1], row[5]))))
    return [
        AnswerTally(shown.get(row[4], row[0]), shown.get(row[5], row[1]), row[2], row[3]) for row in found
    ]


def tally_outlets(connection: Connection, question: FilterQuery, limit: int) -> list[OutletTally]:
    """Count articles by outlet."""
    table = schema.articles.c
    query = select(table.outlet, func.count()).where(
        question.belongs, question.in_time, table.outlet.is_not(None)
    )
    query = query.group_by(table.outlet).order_by(func.count().desc(), table.outlet).limit(limit)
    return [OutletTally(*row) for row in connection.execute(query)]


def list_roles(connection: Connection, question: FilterQuery) -> list[StoredRole]:
    """List the titles of the actors a question finds, by when they were first borne."""
    roles, actors, body = schema.roles, schema.actors, schema.actors.alias("body")
    bearer = and_(actors.c.article_id == roles.c.article_id, actors.c.id == roles.c.actor_id)
    of = and_(body.c.article_id == roles.c.article_id, body.c.id == roles.c.of_id)
    rows = roles.join(actors, bearer).outerjoin(body, of)
    first, last = func.min(actors.c.day_from), func.max(actors.c.day_to)
    query = select(
        roles.c.title, func.min(body.c.name), func.count(distinct(roles.c.article_id)), first, last
    ).select_from(rows)
    query = query.where(question.belongs, question.in_time).group_by(roles.c.title, body.c.known_as)
    query = query.order_by(first.asc().nulls_last(), roles.c.title)
    return [
        StoredRole(title, whose, count, start.isoformat() if start else None, end.isoformat() if end else None)
        for title, whose, count, start, end in connection.execute(query)
    ]


def list_least_confident(connection: Connection, question: FilterQuery) -> list[str]:
    """List statements nobody has decided on, least confidence first."""
    table, judgements = schema.statements.c, schema.judgements.c
    reference = table.article_id + "/" + table.id
    about = select(judgements.left_id).where(
        judgements.kind.in_(("row", "field")),
        judgements.withdrawn_at.is_(None),
        judgements.by.not_like(f"{RULE}%"),
    )
    query = select(reference).where(question.belongs, question.in_time, reference.not_in(about))
    query = query.order_by(table.confidence, table.article_id, table.position)
    query = query.limit(question.wanted.limit).offset(question.wanted.offset or None)
    return list(connection.execute(query).scalars())


def find_actor_rows(connection: Connection, known_as: Sequence[str]) -> dict[str, str]:
    """Return a row of each actor."""
    table = schema.actors.c
    query = select(table.known_as, func.min(table.article_id + "/" + table.id)).where(
        table.known_as.in_(known_as)
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(table.known_as))}


def count_changes(connection: Connection) -> str:
    """Return a text that is another after every article added or taken away, and every judgement made or withdrawn.

    What stands behind its "~" is another after every decision of a person and every judgement withdrawn.
    """
    articles, judgements = schema.articles.c, schema.judgements.c
    kept = connection.execute(
        select(func.count(), func.max(articles.number)).select_from(schema.articles)
    ).one()
    decided = func.count().filter(judgements.by.not_like(f"{RULE}%"))
    latest, *people = connection.execute(
        select(func.max(judgements.number), decided, func.count(judgements.withdrawn_at)).select_from(
            schema.judgements
        )
    ).one()
    others = (schema.earlier_records, schema.withdrawn_articles)
    counts = (connection.execute(select(func.count()).select_from(table)).scalar_one() for table in others)
    return "~".join(
        "-".join(str(number or 0) for number in numbers) for numbers in ((*kept, latest, *counts), people)
    )
