"""What actors said on topics: speakers and topics with several utterances, and the statements."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, and_, column, func, select, values
from sqlalchemy.sql import FromClause

from onrecord.store.protocol import ACTUAL
from onrecord.store.sql import schema
from onrecord.store.sql.kept import tables
from onrecord.store.sql.lists.counts import is_plain
from onrecord.store.sql.queries import FilterQuery, is_actor_of
from onrecord.store.sql.row_loader import find_display_names
from onrecord.store.stored_rows import StoredSaying

PAIRS_AT_ONCE = 200
Pair = tuple[str, str]  # an actor's id across articles, and a topic


def list_positions(connection: Connection, query: FilterQuery) -> tuple[int, list[Pair]]:
    """Return the number of positions in the statements that a query finds, and those of its page.

    Those with most utterances come first.
    """
    if is_plain(query.wanted, "types"):
        kept = tables.positions.c
        pairs: Select[Any] = select(kept.known_as, kept.topic, kept.utterances)
        order: ColumnElement[int]
        count, order = select(func.count()).select_from(tables.positions), kept.utterances
    else:
        said = _said(query)
        columns = said.selected_columns
        utterances = func.count(columns.utterance.distinct())
        found = said.with_only_columns(columns.known_as, columns.topic, utterances.label("utterances"))
        found = found.group_by(columns.known_as, columns.topic)
        groups = found.having(utterances >= tables.LEAST_UTTERANCES).subquery("groups")
        pairs = select(groups.c.known_as, groups.c.topic, groups.c.utterances)
        count, order = select(func.count()).select_from(groups), groups.c.utterances
    total = int(connection.execute(count).scalar_one())
    known_as, topic = pairs.selected_columns[0], pairs.selected_columns[1]
    page = pairs.order_by(order.desc(), known_as, topic)
    page = page.limit(query.wanted.limit).offset(query.wanted.offset or None)
    return total, [(row[0], row[1]) for row in connection.execute(page)]


def list_sayings(
    connection: Connection, query: FilterQuery, pairs: Sequence[Pair]
) -> dict[Pair, list[StoredSaying]]:
    """Return the statements of positions that a query finds, earliest first."""
    found: dict[Pair, list[StoredSaying]] = {pair: [] for pair in pairs}
    for first in range(0, len(pairs), PAIRS_AT_ONCE):
        rows = _load(connection, query, pairs[first : first + PAIRS_AT_ONCE])
        names = find_display_names(connection, {(row.name, row.known_as) for row in rows})
        for row in rows:
            found[row.known_as, row.topic].append(
                StoredSaying(
                    reference=f"{row.article_id}/{row.statement_id}",
                    utterance=row.utterance,
                    words=row.words,
                    actor=names.get(row.known_as, row.name),
                    act=row.act,
                    content=row.content,
                    said=row.said,
                    published=row.published,
                    outlet=row.outlet,
                    sort_day=row.day_from.isoformat() if row.day_from else "",
                    position=row.position,
                )
            )
    return found


def _load(connection: Connection, query: FilterQuery, pairs: Sequence[Pair]) -> "list[Row[Any]]":
    """Return the rows of the sayings of positions, earliest first.

    They are sorted here: asked for an order, SQLite reads all statements in it.
    """
    said = _said(query)
    known, table, topics = said.selected_columns, schema.statements.c, schema.topics.c
    articles, actors = schema.articles.c, schema.actors.c
    more = (actors.name, topics.words, table.act, table.content, table.said, articles.published)
    place = (table.day_from, table.position, topics.position.label("place"))
    chunk = values(column("known_as", Text), column("topic", Text), name="wanted")
    wanted = chunk.data(list(pairs)).cte("wanted").c
    is_wanted = and_(known.known_as == wanted.known_as, known.topic == wanted.topic)
    rows = said.add_columns(*more, articles.outlet, *place).where(is_wanted)
    return sorted(
        connection.execute(rows),
        key=lambda row: (row.day_from or date.max, row.article_id, row.position, row.place),
    )


def _said(query: FilterQuery) -> "Select[Any]":
    """Return the query for the topics of the statements that a query finds: as kept where all are there."""
    table, topics, clusters = schema.statements.c, schema.topics, schema.clusters
    kept, wanted = tables.said_topics, query.wanted
    keys = (table.article_id, table.id.label("statement_id"))
    if wanted.as_of is None and not wanted.versions and wanted.realities == ACTUAL:
        of_statement = and_(kept.c.article_id == table.article_id, kept.c.statement_id == table.id)
        of_topic = and_(
            topics.c.article_id == kept.c.article_id,
            topics.c.statement_id == kept.c.statement_id,
            topics.c.topic == kept.c.topic,
        )
        joined: FromClause = kept.join(schema.statements, of_statement).join(topics, of_topic)
        joined = joined.join(schema.articles, schema.articles.c.id == table.article_id)
        joined = joined.join(schema.actors, is_actor_of(schema.statements))
        columns = (kept.c.known_as, kept.c.topic, kept.c.utterance, *keys)
        found = select(*columns).select_from(joined)
        return found if is_plain(wanted, "types") else found.where(*query.conditions)
    of_statement = and_(topics.c.article_id == table.article_id, topics.c.statement_id == table.id)
    reference = table.article_id + "/" + table.id
    is_member = and_(clusters.c.kind == "statement", clusters.c.member == reference)
    joined = query.joined.join(topics, of_statement).outerjoin(clusters, is_member)
    utterance = func.coalesce(clusters.c.family, reference).label("utterance")
    found = select(schema.actors.c.known_as, topics.c.topic, utterance, *keys).select_from(joined)
    return found.where(schema.actors.c.known_as.is_not(None), *query.conditions)
