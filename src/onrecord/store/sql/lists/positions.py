"""What actors said on topics: speakers and topics with several utterances, and the statements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, and_, column, func, select, values
from sqlalchemy.sql import FromClause

from onrecord.store.protocol import ACTUAL
from onrecord.store.sql import schema
from onrecord.store.sql.candidates.by_index import listed_rows
from onrecord.store.sql.kept import tables
from onrecord.store.sql.lists.counts import is_plain
from onrecord.store.sql.lists.row_page import load_page
from onrecord.store.sql.queries import FilterQuery, are_wanted, is_actor_of
from onrecord.store.sql.row_loader import find_display_names
from onrecord.store.stored_rows import StoredSaying

PAIRS_AT_ONCE = 200
Pair = tuple[str, str]  # an actor's id across articles, and a topic
Position = tuple[str, str, int]  # and the number of utterances
ACTOR = ("actor", "known_as")  # fields of a filter


def list_positions(connection: Connection, query: FilterQuery) -> tuple[int, list[Position]]:
    """Return the number of positions in the statements that a query finds, and those of its page.

    They are those of the actor that the filter gives. Those with most utterances come first.
    """
    is_kept = is_plain(query.wanted, "types", *ACTOR)
    if is_kept:
        kept = tables.positions.c
        its_own = are_wanted(kept.known_as, query.wanted)
        pairs: Select[Any] = select(kept.known_as, kept.topic, kept.utterances).where(*its_own)
        order: ColumnElement[int] = kept.utterances
    else:
        said = _said(query)
        columns = said.selected_columns
        utterances = func.count(columns.utterance.distinct())
        found = said.with_only_columns(columns.known_as, columns.topic, utterances.label("utterances"))
        found = found.where(*are_wanted(columns.known_as, query.wanted))
        found = found.group_by(columns.known_as, columns.topic)
        groups = found.having(utterances >= tables.LEAST_UTTERANCES).subquery("groups")
        pairs = select(groups.c.known_as, groups.c.topic, groups.c.utterances)
        order = groups.c.utterances
    known_as, topic = pairs.selected_columns[0], pairs.selected_columns[1]
    in_order = pairs.order_by(order.desc(), known_as, topic)
    total, rows = load_page(connection, in_order, query.wanted, from_index=is_kept)
    return total, [(row[0], row[1], row[2]) for row in rows]


def choose_utterances(days: Mapping[str, str], most: int) -> list[str]:
    """Return the utterances of a position to show: at most `most`, a quarter the earliest, else the latest.

    `days` gives the first day of each (ISO 8601, "" where unknown).
    """
    ordered = sorted(days, key=lambda one: (days[one] or "9999", one))
    return ordered if len(ordered) <= most else [*ordered[: most // 4], *ordered[most // 4 - most :]]


def list_sayings(
    connection: Connection, query: FilterQuery, pairs: Sequence[Pair], most: int
) -> dict[Pair, list[StoredSaying]]:
    """Return the statements of positions that a query finds, earliest first.

    Of each position, those of the `most` utterances that `choose_utterances` chooses.
    """
    found: dict[Pair, list[StoredSaying]] = {pair: [] for pair in pairs}
    for first in range(0, len(pairs), PAIRS_AT_ONCE):
        rows = _load(connection, query, pairs[first : first + PAIRS_AT_ONCE], most)
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


def _choose(connection: Connection, pairs: Sequence[Pair], most: int) -> list[tuple[str, str, str]]:
    """Return the utterances of positions to show, each with its position."""
    kept = tables.said_topics.c
    columns = (kept.known_as, kept.topic, kept.utterance)
    query = select(*columns, func.min(kept.day_from)).where(_is_of(pairs, kept.known_as, kept.topic))
    days: dict[Pair, dict[str, str]] = {}
    for known_as, topic, utterance, first in connection.execute(query.group_by(*columns)):
        days.setdefault((known_as, topic), {})[utterance] = first
    return [(*pair, one) for pair, its_days in days.items() for one in choose_utterances(its_days, most)]


def _load(connection: Connection, query: FilterQuery, pairs: Sequence[Pair], most: int) -> "list[Row[Any]]":
    """Return the rows of the sayings of positions, earliest first.

    They are sorted here: asked for an order, SQLite reads all statements in it.
    """
    said = _said(query)
    known, table, topics = said.selected_columns, schema.statements.c, schema.topics.c
    articles, actors = schema.articles.c, schema.actors.c
    more = (actors.name, topics.words, table.act, table.content, table.said, articles.published)
    place = (table.day_from, table.position, topics.position.label("place"))
    rows = said.add_columns(*more, articles.outlet, *place)
    if is_plain(query.wanted, "types", *ACTOR):
        chosen = _choose(connection, pairs, most)
        shown = listed_rows(connection, chosen, ("known_as", "topic", "utterance")).c
        is_shown = (known[name] == shown[name] for name in ("known_as", "topic", "utterance"))
        found = list(connection.execute(rows.where(*is_shown)))
    else:
        found = _chosen(connection.execute(rows.where(_is_of(pairs, known.known_as, known.topic))), most)
    return sorted(
        found,
        key=lambda row: (row.day_from or date.max, row.article_id, row.position, row.place),
    )


def _chosen(rows: "Iterable[Row[Any]]", most: int) -> "list[Row[Any]]":
    """Return the rows of the utterances that `choose_utterances` chooses of each position."""
    read = list(rows)
    days: dict[Pair, dict[str, str]] = {}
    for row in read:
        first, day = days.setdefault((row.known_as, row.topic), {}), str(row.day_from or "")
        first[row.utterance] = min(first.get(row.utterance, day), day)
    chosen = {(*pair, one) for pair, its_days in days.items() for one in choose_utterances(its_days, most)}
    return [row for row in read if (row.known_as, row.topic, row.utterance) in chosen]


def _is_of(
    pairs: Sequence[Pair], known_as: ColumnElement[str], topic: ColumnElement[str]
) -> ColumnElement[bool]:
    """Return the condition that rows are of one of these positions."""
    chunk = values(column("known_as", Text), column("topic", Text), name="wanted")
    wanted = chunk.data(list(pairs)).cte("wanted").c
    return and_(known_as == wanted.known_as, topic == wanted.topic)


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
        return found if is_plain(wanted, "types", *ACTOR) else found.where(*query.conditions)
    of_statement = and_(topics.c.article_id == table.article_id, topics.c.statement_id == table.id)
    reference = table.article_id + "/" + table.id
    is_member = and_(clusters.c.kind == "statement", clusters.c.member == reference)
    joined = query.joined.join(topics, of_statement).outerjoin(clusters, is_member)
    utterance = func.coalesce(clusters.c.family, reference).label("utterance")
    found = select(schema.actors.c.known_as, topics.c.topic, utterance, *keys).select_from(joined)
    return found.where(schema.actors.c.known_as.is_not(None), *query.conditions)
