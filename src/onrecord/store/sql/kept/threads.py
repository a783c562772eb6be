"""Keeps `thread_turns` and `threads`: statements and the responses to them, over articles.

Reports of one utterance (a cluster of statements) are one turn. Turns that responses connect are a thread,
named by its first utterance in the order of ids. Responses are those that current statements which were made
give by their article, and those that judgements in force add.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from sqlalchemy import Connection, Select, Table, and_, delete, insert, select

from onrecord.store.protocol import ACTUAL
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import list_cluster_members, list_clusters, split_chunks
from onrecord.store.sql.kept import tables

log = logging.getLogger(__name__)
ROWS_AT_ONCE = 5_000
Edge = tuple[
    str, str, str
]  # the responding statement, the one it responds to, and the first day of the former
Turns = dict[str, tuple[str, str]]  # utterance and thread by statement
Threads = dict[str, tuple[int, str]]  # number of turns and latest day by thread


def refresh_threads(connection: Connection, statements: set[str]) -> None:
    """Work the threads of these statements out again: also those they were in, and those they join now."""
    edges, reached = _edges_around(connection, statements | _ends_near(connection, statements))
    gone = _threads_of(connection, reached)
    for table in (tables.thread_turns, tables.threads):
        for chunk in split_chunks(gone):
            connection.execute(delete(table).where(table.c.thread.in_(chunk)))
    ends = {end for left, right, _ in edges for end in (left, right)}
    _insert(connection, *_connect(edges, list_clusters(connection, "statement", sorted(ends))))


def rebuild_threads(connection: Connection) -> None:
    """Empty the tables and fill them anew."""
    for table in (tables.thread_turns, tables.threads):
        connection.execute(delete(table))
    build_threads(connection)


def build_threads(connection: Connection) -> None:
    """Fill the empty tables."""
    log.info("working out %s", tables.threads.name)
    _insert(connection, *work_out_threads(connection))


def work_out_threads(connection: Connection) -> tuple[Turns, Threads]:
    """Return what the tables should hold, from the answers and judgements alone."""
    edges = [edge for query in _edge_queries() for edge in _edges(connection, query)]
    return _connect(edges, list_clusters(connection, "statement", None))


def _ends_near(connection: Connection, statements: set[str]) -> set[str]:
    """Return the statements of the threads that these, or other reports of them, are stored in."""
    utterances = set(list_clusters(connection, "statement", sorted(statements)).values())
    threads, turns = _threads_of(connection, statements), tables.thread_turns.c
    for chunk in split_chunks(utterances):
        query = select(turns.thread).distinct().where(turns.utterance.in_(chunk))
        threads |= set(connection.execute(query).scalars())
    found: set[str] = set()
    for chunk in split_chunks(threads):
        query = select(turns.article_id + "/" + turns.statement_id).where(turns.thread.in_(chunk))
        found |= set(connection.execute(query).scalars())
    return found


def _threads_of(connection: Connection, statements: Iterable[str]) -> set[str]:
    """Return the threads in which these statements are stored."""
    turns, wanted = tables.thread_turns.c, set(statements)
    found: set[str] = set()
    for chunk in split_chunks(reference.partition("/")[0] for reference in wanted):
        query = select(turns.article_id, turns.statement_id, turns.thread)
        for article, statement, thread in connection.execute(query.where(turns.article_id.in_(chunk))):
            if f"{article}/{statement}" in wanted:
                found.add(thread)
    return found


def _edges_around(connection: Connection, statements: set[str]) -> tuple[list[Edge], set[str]]:
    """Return all responses from or to these statements, over any number of turns, and their ends."""
    seen: set[str] = set()
    fresh, found = set(statements), set[Edge]()
    while fresh:
        seen |= fresh
        edges = {edge for edge in _edges_near(connection, fresh) if fresh & {edge[0], edge[1]}}
        found |= edges
        ends = {end for left, right, _ in edges for end in (left, right)}
        utterances = set(list_clusters(connection, "statement", sorted(ends | fresh)).values())
        members = list_cluster_members(connection, "statement", utterances).values()
        fresh = ends.union(*members) - seen
    return sorted(found), seen


def _edges_near(connection: Connection, statements: set[str]) -> Iterator[Edge]:
    """Yield the responses within the articles of these statements, and those that people added."""
    answers, _ = _edge_queries()
    for chunk in split_chunks(reference.partition("/")[0] for reference in statements):
        yield from _edges(connection, answers.where(schema.answers.c.article_id.in_(chunk)))
    yield from _judged_near(connection, statements)


def _judged_near(connection: Connection, statements: set[str]) -> Iterator[Edge]:
    """Yield the responses that judgements give from or to these statements: looked up by either end."""
    table, said, articles = schema.judgements.c, schema.statements, schema.articles
    judged = select(table.left_id, table.right_id).where(
        table.kind == "answer", table.same, table.withdrawn_at.is_(None)
    )
    pairs = {
        (left, right)
        for chunk in split_chunks(statements)
        for end in (table.left_id, table.right_id)
        for left, right in connection.execute(judged.where(end.in_(chunk)))
    }
    is_current = and_(articles.c.id == said.c.article_id, articles.c.superseded_by.is_(None))
    days = select(said.c.article_id, said.c.id, tables.iso_day(said.c.day_from))
    days = days.select_from(said.join(articles, is_current)).where(said.c.reality.in_(ACTUAL))
    day_of = {
        f"{article}/{row}": day
        for chunk in split_chunks(left.partition("/")[0] for left, _ in pairs)
        for article, row, day in connection.execute(days.where(said.c.article_id.in_(chunk)))
    }
    for left, right in sorted(pairs):
        if left in day_of and _is_statement(right):
            yield left, right, day_of[left]


@cache
def _edge_queries() -> "tuple[Select[str, str, str], Select[str, str, str]]":
    """Return the queries for all responses: those of articles, and those of judgements."""
    answers, said, articles, judged = schema.answers, schema.statements, schema.articles, schema.judgements
    is_current = and_(articles.c.id == said.c.article_id, articles.c.superseded_by.is_(None))
    is_left = and_(said.c.article_id == answers.c.article_id, said.c.id == answers.c.statement_id)
    day, article = tables.iso_day(said.c.day_from), answers.c.article_id + "/"
    of_articles = select(article + answers.c.statement_id, article + answers.c.to_id, day)
    of_articles = of_articles.select_from(answers.join(said, is_left).join(articles, is_current))
    reference = said.c.article_id + "/" + said.c.id
    is_judged = and_(judged.c.kind == "answer", judged.c.left_id == reference)
    of_people = select(judged.c.left_id, judged.c.right_id, day)
    of_people = of_people.select_from(judged.join(said, is_judged).join(articles, is_current))
    of_people = of_people.where(judged.c.same, judged.c.withdrawn_at.is_(None))
    return of_articles.where(said.c.reality.in_(ACTUAL)), of_people.where(said.c.reality.in_(ACTUAL))


def _edges(connection: Connection, query: "Select[str, str, str]") -> Iterator[Edge]:
    """Yield the responses to statements; others lead to no turn."""
    for left, right, day in connection.execute(query):
        if _is_statement(right):
            yield left, right, day


def _is_statement(reference: str) -> bool:
    """Return whether a response is to a statement, not to a link of a source chain ("s3.2") or an article."""
    row = reference.partition("/")[2]
    return bool(row) and "." not in row


def _connect(edges: Iterable[Edge], clusters: dict[str, str]) -> tuple[Turns, Threads]:
    """Return the turns and threads that responses make; `clusters` has the utterance of each statement."""
    parent: dict[str, str] = {}
    utterance_of: dict[str, str] = {}
    day: dict[str, str] = {}
    for left_statement, right_statement, first_day in edges:
        left, right = (clusters.get(one, one) for one in (left_statement, right_statement))
        utterance_of[left_statement], utterance_of[right_statement] = left, right
        if left == right:
            continue
        day[left] = min(day.get(left, first_day), first_day)
        one, other = _root(parent, left), _root(parent, right)
        if one != other:
            parent[max(one, other)] = min(one, other)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for utterance in parent:
        groups[_root(parent, utterance)].append(utterance)
    turns = {
        statement: (utterance, _root(parent, utterance))
        for statement, utterance in utterance_of.items()
        if utterance in parent
    }
    return turns, {
        thread: (len(group), max(day.get(one, "") for one in group)) for thread, group in groups.items()
    }


def _root(parent: dict[str, str], row: str) -> str:
    """Return the root of a row's component, and halve the path to it (union-find: nearly linear)."""
    parent.setdefault(row, row)
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


def _insert(connection: Connection, turns: Turns, threads: Threads) -> None:
    rows: list[dict[str, object]] = []
    for reference, (utterance, thread) in sorted(turns.items()):
        article, _, statement = reference.partition("/")
        rows.append(
            {"article_id": article, "statement_id": statement, "utterance": utterance, "thread": thread}
        )
    _insert_rows(connection, tables.thread_turns, rows)
    _insert_rows(
        connection,
        tables.threads,
        [
            {"thread": thread, "turns": count, "latest": latest}
            for thread, (count, latest) in sorted(threads.items())
        ],
    )


def _insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    for first in range(0, len(rows), ROWS_AT_ONCE):
        connection.execute(insert(table), rows[first : first + ROWS_AT_ONCE])
