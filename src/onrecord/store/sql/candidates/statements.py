"""Statements of an article, and statements of others by the same speakers from about the same days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from onrecord.store.features.match_features import StatementFeatures
from onrecord.store.search_terms import fold_name
from onrecord.store.sql import schema
from onrecord.store.sql.candidates.by_index import Days, among, nearest_query, period_parameters

MAX_NEAREST = 100  # statements of one speaker that are compared, before and after the days in question each
MAX_UNDATED = 100  # and of all speakers together, without a day
Key = tuple[str, str]  # article id and id within it
_COLUMNS = tuple(
    schema.statements.c[name]
    for name in (
        "number",
        "article_id",
        "id",
        "known_as",
        "act",
        "kind",
        "within_id",
        "content",
        "said",
        "medium",
    )
)
_DAYS = (schema.statements.c.day_from, schema.statements.c.day_to)


def list_statements(connection: Connection, article_id: str) -> list[StatementFeatures]:
    """Return the statements of an article that have a speaker."""
    table = schema.statements.c
    query = select(*_COLUMNS, *_DAYS).where(table.article_id == article_id, table.known_as.is_not(None))
    rows = [_features(tuple(row)) for row in connection.execute(query.order_by(table.number))]
    outlets = list_earlier_outlets(connection, [row.reference for row in rows])
    return [replace(row, earlier_outlets=outlets.get(row.reference, frozenset())) for row in rows]


def list_statements_by(
    connection: Connection, article_id: str, speakers: Mapping[str, Days]
) -> list[StatementFeatures]:
    """Return the statements of speakers in other articles that can be from the days given for each.

    Of each speaker those nearest in time. Their `earlier_outlets` are left empty (`list_earlier_outlets`).
    """
    table = schema.statements.c
    rows: dict[int, tuple[Any, ...]] = {}
    for speaker, days in sorted(speakers.items()):
        bound = {"speaker": speaker, "own": article_id, **period_parameters(days)}
        for row in connection.execute(_nearest_query(), bound):
            rows[row[0]] = tuple(row)
    undated = select(*_COLUMNS, *_DAYS).where(
        among(connection, table.known_as, set(speakers)),
        table.day_from.is_(None),
        table.article_id != article_id,
    )
    if speakers:
        for row in connection.execute(undated.limit(MAX_UNDATED)):
            rows[row[0]] = tuple(row)
    return [_features(rows[number]) for number in sorted(rows)]


@cache
def _nearest_query() -> Select[Any]:
    table = schema.statements.c
    wanted = (table.known_as == bindparam("speaker"), table.article_id != bindparam("own"))
    return nearest_query(_COLUMNS, _DAYS, wanted, MAX_NEAREST)


def list_earlier_outlets(connection: Connection, references: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the folded names of the outlets in the source chains of statements, by reference."""
    wanted = set(references)
    links, actors = schema.links.c, schema.actors.c
    found: defaultdict[str, set[str]] = defaultdict(set)
    if not wanted:
        return {}
    articles = {reference.partition("/")[0] for reference in wanted}
    for column in (links.outlet_id, links.actor_id):
        query = select(links.article_id, links.statement_id, actors.name).where(
            among(connection, links.article_id, articles),
            column.is_not(None),
            actors.article_id == links.article_id,
            actors.id == column,
            actors.kind == "outlet",
        )
        for article, statement, name in connection.execute(query):
            found[f"{article}/{statement}"].add(fold_name(name))
    return {reference: frozenset(found[reference]) for reference in wanted if reference in found}


def _features(row: Sequence[Any]) -> StatementFeatures:
    _, article, statement, known_as, act, kind, within, content, said, medium, first, last = row
    return StatementFeatures(
        reference=f"{article}/{statement}",
        known_as=known_as,
        act=act,
        kind=kind,
        within=within,
        content=content,
        days=None if first is None or last is None else (first, last),
        has_stated_day=said is not None,
        medium=medium,
        earlier_outlets=frozenset(),
    )
