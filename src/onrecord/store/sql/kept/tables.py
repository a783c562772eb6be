"""The kept tables, and the queries that work them out from nothing.

Migrations 0007 and 0009 create them and explain their columns. They are not part of `schema.metadata`: a copy
of a dossier fills its own. "Current" are rows of articles that no later version supersedes.
"""

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Float,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    Table,
    Text,
    and_,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from onrecord.model.judgement import RULE_PREFIX
from onrecord.store.protocol import ACTUAL, DOUBTFUL
from onrecord.store.sql import schema

metadata = MetaData()
LEAST_UTTERANCES = 2  # of a position: one statement on a topic shows no development
# Values of the column `kind` of stale; the first two, too, of actor_rows
STATEMENT, EVENT, COMMITMENT, NAME = "statement", "event", "commitment", "name"


def _table(name: str, *columns: Column[Any], key: tuple[str, ...]) -> Table:
    return Table(name, metadata, *columns, PrimaryKeyConstraint(*key))


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


_DAYS = ("day_from", "day_to")
statement_days = _table(
    "statement_days",
    *map(_text, (*_DAYS, "act", "reality")),
    _number("total"),
    key=(*_DAYS, "act", "reality"),
)
event_days = _table("event_days", *map(_text, (*_DAYS, "type")), _number("total"), key=(*_DAYS, "type"))
known_actors = _table(
    "known_actors",
    _text("known_as"),
    *map(_number, ("articles", "statements", "total")),
    *(Column(name, Date) for name in _DAYS),
    key=("known_as",),
)
doubts = _table(
    "doubts", _number("number"), _text("kind"), Column("score", Float, nullable=False), key=("number",)
)
name_ends = _table("name_ends", _text("ending"), _text("folded"), key=("ending", "folded"))
thread_turns = _table(
    "thread_turns",
    *map(_text, ("article_id", "statement_id", "utterance", "thread")),
    key=("article_id", "statement_id"),
)
threads = _table("threads", _text("thread"), _number("turns"), _text("latest"), key=("thread",))
said_topics = _table(
    "said_topics",
    *map(_text, ("article_id", "statement_id", "topic", "known_as", "utterance", "day_from")),
    key=("article_id", "statement_id", "topic"),
)
positions = _table(
    "positions", _text("known_as"), _text("topic"), _number("utterances"), key=("known_as", "topic")
)
answer_pairs = _table(
    "answer_pairs",
    *map(_text, ("article_id", "statement_id")),
    _number("position"),
    *(Column(name, Text) for name in ("who", "whom")),
    _text("relation"),
    *(Column(name, Text) for name in ("who_name", "whom_name")),
    key=("article_id", "statement_id", "position"),
)
actor_rows = _table(
    "actor_rows",
    *map(_text, ("kind", "known_as", "day_from", "article_id")),
    _number("position"),
    *map(_text, ("row_id", "day_to", "lane")),
    key=("kind", "known_as", "day_from", "article_id", "position", "row_id"),
)
actor_totals = _table(
    "actor_totals", *map(_text, ("kind", "known_as")), _number("total"), key=("kind", "known_as")
)
commitment_reports = _table(
    "commitment_reports",
    *map(_text, ("article_id", "commitment_id", "promise")),
    _number("checkable"),
    key=("article_id", "commitment_id"),
)
promises = _table(
    "promises",
    _text("promise"),
    _number("checkable"),
    *map(_text, ("latest", "article_id")),
    _number("position"),
    key=("promise",),
)
stale = _table("stale", _text("kind"), _text("name"), key=("kind", "name"))


class iso_day(GenericFunction[str]):  # noqa: N801 - the name of an SQL function
    """A day as text in ISO 8601, "" where it is unknown."""

    type = Text()
    inherit_cache = True


@compiles(iso_day)
def _iso_day(element: iso_day, compiler: SQLCompiler, **options: Any) -> str:
    """SQLite keeps days as such text."""
    return f"coalesce({compiler.process(element.clauses, **options)}, '')"


@compiles(iso_day, "postgresql")
def _iso_day_in_postgresql(element: iso_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"coalesce(to_char({compiler.process(element.clauses, **options)}, 'YYYY-MM-DD'), '')"


def is_by_program() -> ColumnElement[bool]:
    """Return the condition that a program judged, as the indexes of judgements have it."""
    return func.substr(schema.judgements.c.by, 1, len(RULE_PREFIX)) == RULE_PREFIX


def of_current(table: Table) -> Any:
    """Return a table of rows within articles, joined with the articles that no later version supersedes."""
    articles = schema.articles.c
    return table.join(
        schema.articles, and_(articles.id == table.c.article_id, articles.superseded_by.is_(None))
    )


def make_statement_days() -> "Select[Any]":
    """Return the query for `statement_days`."""
    table = schema.statements.c
    group = (iso_day(table.day_from), iso_day(table.day_to), table.act, table.reality)
    return select(*group, func.count()).select_from(of_current(schema.statements)).group_by(*group)


def make_event_days() -> "Select[Any]":
    """Return the query for `event_days`."""
    table = schema.events.c
    group = (iso_day(table.day_from), iso_day(table.day_to), table.type)
    return select(*group, func.count()).select_from(of_current(schema.events)).group_by(*group)


def make_known_actors() -> "Select[Any]":
    """Return the query for `known_actors`."""
    table = schema.actors.c
    sums = func.sum(table.articles), func.sum(table.statements), func.count()
    days = func.min(table.day_from), func.max(table.day_to)
    query = select(table.known_as, *sums, *days).select_from(of_current(schema.actors))
    return query.group_by(table.known_as)


def make_doubts() -> "Select[Any]":
    """Return the query for `doubts`: a program's judgements that neither a person nor a rule has decided."""
    table, other = schema.judgements.c, schema.judgements.alias("other").c
    by_person = func.substr(other.by, 1, len(RULE_PREFIX)) != RULE_PREFIX
    is_decided = exists().where(
        other.kind == table.kind,
        other.left_id == table.left_id,
        other.right_id == table.right_id,
        other.withdrawn_at.is_(None),
        or_(by_person, other.same),
    )
    return select(table.number, table.kind, table.score).where(
        table.withdrawn_at.is_(None), is_by_program(), ~table.same, table.score >= DOUBTFUL, ~is_decided
    )


def make_said_topics() -> "Select[Any]":
    """Return the query for `said_topics`."""
    topics, said, actors, clusters = schema.topics, schema.statements, schema.actors, schema.clusters
    of_topic = and_(said.c.article_id == topics.c.article_id, said.c.id == topics.c.statement_id)
    is_speaker = and_(actors.c.article_id == said.c.article_id, actors.c.id == said.c.actor_id)
    reference = topics.c.article_id + "/" + topics.c.statement_id
    is_member = and_(clusters.c.kind == "statement", clusters.c.member == reference)
    utterance = func.coalesce(clusters.c.family, reference)
    joined = of_current(topics).join(said, of_topic).join(actors, is_speaker).outerjoin(clusters, is_member)
    ids = (topics.c.article_id, topics.c.statement_id, topics.c.topic)
    columns = (*ids, actors.c.known_as, utterance, iso_day(said.c.day_from))
    return select(*columns).distinct().select_from(joined).where(said.c.reality == ACTUAL[0])


def make_positions() -> "Select[Any]":
    """Return the query for `positions`, from `said_topics`."""
    table = said_topics.c
    utterances = func.count(table.utterance.distinct())
    query = select(table.known_as, table.topic, utterances).group_by(table.known_as, table.topic)
    return query.having(utterances >= LEAST_UTTERANCES)


def make_answer_pairs() -> "Select[Any]":
    """Return the query for `answer_pairs`."""
    answers, said, answered = schema.answers, schema.statements, schema.statements.alias("answered")
    who, whom = schema.actors.alias("who"), schema.actors.alias("whom")
    article = answers.c.article_id
    joined: Any = of_current(answers)
    joined = joined.join(said, and_(said.c.article_id == article, said.c.id == answers.c.statement_id))
    joined = joined.join(answered, and_(answered.c.article_id == article, answered.c.id == answers.c.to_id))
    for actor, statement in ((who, said), (whom, answered)):
        is_actor = and_(actor.c.article_id == article, actor.c.id == statement.c.actor_id)
        joined = joined.outerjoin(actor, is_actor)
    ids = (answers.c.article_id, answers.c.statement_id, answers.c.position)
    sides = (who.c.known_as, whom.c.known_as, answers.c.relation, who.c.name, whom.c.name)
    return select(*ids, *sides).select_from(joined).where(said.c.reality == ACTUAL[0])


# The tables that one query works out, in an order that lets one use those before it.
MADE_BY_QUERY = (
    (statement_days, make_statement_days),
    (event_days, make_event_days),
    (known_actors, make_known_actors),
    (doubts, make_doubts),
    (said_topics, make_said_topics),
    (positions, make_positions),
    (answer_pairs, make_answer_pairs),
)
