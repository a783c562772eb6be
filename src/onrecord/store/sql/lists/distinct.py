"""Distinct values of a column of actors, by their ids across articles."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Text, column, select, values

ACTORS_AT_ONCE = 400


def load_distinct(
    connection: Connection,
    value: Column[Any],
    known_as: Iterable[str],
    only: ColumnElement[bool] | None = None,
) -> defaultdict[str, set[str]]:
    """Return the distinct values of a column by actor: the index is asked for one after the other.

    `only` is a further condition, that of a partial index.

    An actor of ten thousand articles has few names, but ten thousand rows with them.
    """
    result: defaultdict[str, set[str]] = defaultdict(set)
    ordered = sorted(set(known_as))
    for start in range(0, len(ordered), ACTORS_AT_ONCE):
        for key, one in _load(connection, value, ordered[start : start + ACTORS_AT_ONCE], only):
            if one is not None:
                result[key].add(one)
    return result


def _load(
    connection: Connection, value: Column[Any], known_as: Sequence[str], only: ColumnElement[bool] | None
) -> Iterable[Any]:
    owner = value.table.c.known_as
    wanted = values(column("known_as", Text), name="wanted").data([(one,) for one in known_as]).cte("wanted")
    following = select(value).where(value.is_not(None)).order_by(value).limit(1)
    following = following if only is None else following.where(only)
    first = following.where(owner == wanted.c.known_as).scalar_subquery()
    found = select(wanted.c.known_as, first.label("value")).cte("found", recursive=True)
    later = following.where(owner == found.c.known_as, value > found.c.value).scalar_subquery()
    found = found.union_all(select(found.c.known_as, later).where(found.c.value.is_not(None)))
    return connection.execute(select(found.c.known_as, found.c.value))
