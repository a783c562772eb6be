"""Fills the kept tables of a dossier, and works out what a transaction left stale.

Triggers note in `stale` which statements and names changed; `refresh` runs before the transaction ends.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Executable, Select, Table, and_, bindparam, delete, insert, select

from onrecord.store.sql import schema
from onrecord.store.sql.clusters import split_chunks
from onrecord.store.sql.kept import tables
from onrecord.store.sql.kept.actor_rows import build_actor_rows, refresh_actor_rows
from onrecord.store.sql.kept.promises import build_promises, refresh_promises
from onrecord.store.sql.kept.threads import build_threads, refresh_threads

log = logging.getLogger(__name__)
ROWS_AT_ONCE = 5_000
MANY = 50_000  # stale statements, as after a copy of a whole dossier; to fill the tables anew is cheaper then
Pair = tuple[str, str]


def build(connection: Connection) -> None:
    """Fill all kept tables anew, from the rows of articles and the judgements."""
    for table in reversed(tables.metadata.sorted_tables):
        connection.execute(delete(table))
    for table, make in tables.MADE_BY_QUERY:
        log.info("working out %s", table.name)
        connection.execute(_insertion(table, make()))
    log.info("working out %s", tables.name_ends.name)
    names = connection.execute(select(schema.actor_names.c.folded).distinct()).scalars().all()
    _insert_ends(connection, names)
    for fill in (build_threads, build_actor_rows, build_promises):
        fill(connection)


def refresh(connection: Connection) -> None:
    """Work out what the transaction changed in the tables that triggers do not keep."""
    stale = tables.stale.c
    changed: defaultdict[str, set[str]] = defaultdict(set)
    for kind, name in connection.execute(select(stale.kind, stale.name)):
        changed[kind].add(name)
    if not changed:
        return
    if len(changed[tables.STATEMENT]) > MANY:
        build(connection)
        return
    connection.execute(delete(tables.stale))
    _refresh_names(connection, changed[tables.NAME])
    if changed[tables.STATEMENT]:
        _refresh_topics(connection, changed[tables.STATEMENT])
        _refresh_answers(connection, changed[tables.STATEMENT])
        refresh_threads(connection, changed[tables.STATEMENT])
    refresh_actor_rows(connection, changed)
    if changed[tables.COMMITMENT]:
        refresh_promises(connection, changed[tables.COMMITMENT])


def name_endings(folded: str) -> Iterator[str]:
    """Yield a folded name (` dmitry peskov `) from each of its words on, without the space before."""
    words = folded.split()
    for first in range(len(words)):
        yield f"{' '.join(words[first:])} "


def _refresh_names(connection: Connection, changed: set[str]) -> None:
    names, ends = schema.actor_names.c, tables.name_ends
    for chunk in split_chunks(changed):
        connection.execute(delete(ends).where(ends.c.folded.in_(chunk)))
        found = connection.execute(select(names.folded).distinct().where(names.folded.in_(chunk)))
        _insert_ends(connection, found.scalars().all())


def _insert_ends(connection: Connection, names: Iterable[str]) -> None:
    rows = (
        {"ending": ending, "folded": name} for name in names for ending in sorted(set(name_endings(name)))
    )
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        connection.execute(insert(tables.name_ends), batch)


def _refresh_topics(connection: Connection, statements: set[str]) -> None:
    """Replace the topics of these statements, and count the utterances of the positions they belong to."""
    said = tables.said_topics
    keys = [
        {"its_article": article, "its_id": row}
        for article, _, row in (reference.partition("/") for reference in sorted(statements))
    ]
    is_one = and_(said.c.article_id == bindparam("its_article"), said.c.statement_id == bindparam("its_id"))
    pairs = _pairs_of(connection, statements)
    connection.execute(delete(said).where(is_one), keys)
    connection.execute(_topics_of_one(), keys)
    pairs |= _pairs_of(connection, statements)
    _count_positions(connection, pairs)


def _refresh_answers(connection: Connection, statements: set[str]) -> None:
    """Replace the answers in the articles of these statements: those they give, and those they are given."""
    table = tables.answer_pairs
    articles = sorted({reference.partition("/")[0] for reference in statements})
    keys = [{"its_article": article} for article in articles]
    connection.execute(delete(table).where(table.c.article_id == bindparam("its_article")), keys)
    connection.execute(_answers_of_one(), keys)


def _pairs_of(connection: Connection, statements: set[str]) -> set[Pair]:
    """Return the speakers and topics of these statements, as stored."""
    said = tables.said_topics.c
    columns = (said.article_id, said.statement_id, said.known_as, said.topic)
    found: set[Pair] = set()
    for chunk in split_chunks(reference.partition("/")[0] for reference in statements):
        for article, row, known_as, topic in connection.execute(
            select(*columns).where(said.article_id.in_(chunk))
        ):
            if f"{article}/{row}" in statements:
                found.add((known_as, topic))
    return found


def _count_positions(connection: Connection, pairs: set[Pair]) -> None:
    if not pairs:
        return
    table = tables.positions
    keys = [{"its_actor": known_as, "its_topic": topic} for known_as, topic in sorted(pairs)]
    is_one = and_(table.c.known_as == bindparam("its_actor"), table.c.topic == bindparam("its_topic"))
    connection.execute(delete(table).where(is_one), keys)
    connection.execute(_count_of_one(), keys)


# These are built once: it takes SQLAlchemy longer than the database takes to run them.


@cache
def _topics_of_one() -> Executable:
    """Return the insertion of the topics of one statement."""
    topics = schema.topics.c
    is_one = (topics.article_id == bindparam("its_article"), topics.statement_id == bindparam("its_id"))
    return _insertion(tables.said_topics, tables.make_said_topics().where(*is_one))


@cache
def _answers_of_one() -> Executable:
    """Return the insertion of the answers in one article."""
    is_one = schema.answers.c.article_id == bindparam("its_article")
    return _insertion(tables.answer_pairs, tables.make_answer_pairs().where(is_one))


@cache
def _count_of_one() -> Executable:
    """Return the insertion of one position."""
    said = tables.said_topics.c
    is_one = (said.known_as == bindparam("its_actor"), said.topic == bindparam("its_topic"))
    return _insertion(tables.positions, tables.make_positions().where(*is_one))


def _insertion(table: Table, query: "Select[Any]") -> Executable:
    return insert(table).from_select([column.name for column in table.c], query)
