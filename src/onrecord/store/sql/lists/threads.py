"""Threads as they are kept: which ones match a filter, and the responses in them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from onrecord.store.sql import schema
from onrecord.store.sql.clusters import split_chunks
from onrecord.store.sql.kept import tables
from onrecord.store.sql.lists.counts import is_plain
from onrecord.store.sql.lists.row_page import load_page
from onrecord.store.sql.queries import FilterQuery
from onrecord.store.sql.row_loader import list_answers
from onrecord.store.stored_rows import AnswerEdge

_THREADS, _TURNS = tables.threads, tables.thread_turns


def list_threads(connection: Connection, query: FilterQuery) -> tuple[int, list[str]]:
    """Return the number of threads with a statement that the query finds, and those of its page.

    Those with most turns come first, then the latest. A thread is named by its first utterance.
    """
    threads: Select[Any] = select(_THREADS.c.thread)
    is_all = is_plain(query.wanted, "types")
    if not is_all:
        table = schema.statements.c
        of_turn = and_(_TURNS.c.article_id == table.article_id, _TURNS.c.statement_id == table.id)
        found = select(_TURNS.c.thread).select_from(_TURNS.join(schema.statements, of_turn))
        threads = threads.where(_THREADS.c.thread.in_(found.where(*query.conditions)))
    order = (_THREADS.c.turns.desc(), _THREADS.c.latest.desc(), _THREADS.c.thread)
    total, rows = load_page(connection, threads.order_by(*order), query.wanted, from_index=is_all)
    return total, [row[0] for row in rows]


def list_answers_in(connection: Connection, query: FilterQuery, threads: Sequence[str]) -> list[AnswerEdge]:
    """Return the responses in these threads that statements which the query finds make."""
    found: list[AnswerEdge] = []
    for chunk in split_chunks(threads):
        turns = select(_TURNS.c.article_id, _TURNS.c.statement_id).where(_TURNS.c.thread.in_(chunk))
        found += list_answers(connection, query, turns.subquery("turns"))
    return found
