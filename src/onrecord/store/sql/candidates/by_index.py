"""Look-ups that read only what they return: the different values beside a key, the rows nearest to a day.

Statements are built once, with named parameters, because building one takes longer than running it.
"""

import json
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Select,
    Text,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

Days = tuple[date, date]


def listed(dialect: str, values: ColumnElement[Any]) -> FromClause:
    """Return a table with the column `value` that holds a list, which is bound as one parameter.

    However long it is, the statement is the same, and no limit of the database applies.
    """
    if dialect == "sqlite":
        return func.json_each(values).table_valued("value", name="listed")
    return func.unnest(values).table_valued("value", name="listed").render_derived()


def as_parameter(connection: Connection, values: Collection[Any]) -> str | list[Any]:
    """Return a list as `listed` takes it: JSON for SQLite, an array for PostgreSQL."""
    ordered = sorted(set(values))
    return json.dumps(ordered) if connection.dialect.name == "sqlite" else ordered


def list_parameter(dialect: str, name: str) -> ColumnElement[Any]:
    """Return the named parameter for a list of texts."""
    return bindparam(name, type_=Text if dialect == "sqlite" else ARRAY(Text))


def among(
    connection: Connection, column: ColumnElement[Any], values: Collection[str] | Collection[int]
) -> ColumnElement[bool]:
    """Return the condition that a column is one of `values`."""
    dialect, numbers = connection.dialect.name, any(isinstance(value, int) for value in values)
    kind = Text if dialect == "sqlite" else ARRAY(BigInteger if numbers else Text)
    table = listed(dialect, literal(as_parameter(connection, values), kind))
    return column.in_(select(table.c.value))


def listed_rows(connection: Connection, rows: Sequence[tuple[str, ...]], names: Sequence[str]) -> FromClause:
    """Return a table of rows of texts with these columns, bound as one parameter a column or one in all."""
    if connection.dialect.name == "sqlite":
        each = func.json_each(literal(json.dumps(rows), Text)).table_valued("value", name="listed")
        cells = (func.json_extract(each.c.value, f"$[{at}]").label(name) for at, name in enumerate(names))
        return select(*cells).subquery("listed_rows")
    columns = ([row[at] for row in rows] for at in range(len(names)))
    arrays = (literal(column, ARRAY(Text)) for column in columns)
    return func.unnest(*arrays).table_valued(*names, name="listed_rows").render_derived()


def walk_values(dialect: str, key: Column[Any], value: Column[Any]) -> CTE:
    """Return a table of the different values beside each of the listed `keys`, a parameter: columns `key` and
    `found`, the latter NULL at the end.

    It steps from one value to the next in an index of (key, value), so that its cost grows with the number of
    different values and not with that of rows (a "loose index scan"). The first values of all keys come
    first.
    """
    wanted = listed(dialect, list_parameter(dialect, "keys"))
    least = select(func.min(value)).where(key == wanted.c.value).scalar_subquery()
    walk = select(wanted.c.value.label("key"), least.label("found")).cte("walk", recursive=True)
    following = select(func.min(value)).where(key == walk.c.key, value > walk.c.found).scalar_subquery()
    return walk.union_all(select(walk.c.key, following).where(walk.c.found.is_not(None)))


@cache
def _distinct_query(dialect: str, key: Column[Any], value: Column[Any]) -> Select[Any]:
    walk = walk_values(dialect, key, value)
    return select(walk.c.key, walk.c.found).limit(bindparam("most"))


def distinct_values(
    connection: Connection, key: Column[Any], value: Column[Any], keys: Collection[str], most: int
) -> list[tuple[str, str]]:
    """Return the different values beside each key with it, some `most` a key."""
    if not keys:
        return []
    query = _distinct_query(connection.dialect.name, key, value)
    bound = {"keys": as_parameter(connection, keys), "most": (most + 1) * len(set(keys))}
    return [(row[0], row[1]) for row in connection.execute(query, bound) if row[1] is not None]


def nearest_query(
    columns: Sequence[ColumnElement[Any]],
    days: tuple[Column[Any], Column[Any]],
    wanted: Sequence[ColumnElement[bool]],
    most: int,
) -> Select[Any]:
    """Return the query for the rows nearest to the middle of a period: at most `most` before and after it.

    `days` are the columns of the first and last day that a row can be of; rows that lie wholly outside the
    period are left out. There is an index of what is `wanted`, then the first day. The parameters of the
    period are those of `period_parameters`.
    """
    from_, middle, to = (
        bindparam(name, type_=Date) for name in ("period_from", "period_middle", "period_to")
    )
    first, last = days
    query = select(*columns, first.label("first"), last.label("last")).where(*wanted)
    later = query.where(first >= middle, first <= to).order_by(first).limit(most).subquery("later")
    earlier = query.where(first < middle).order_by(first.desc()).limit(most).subquery("earlier")
    both = union_all(select(later), select(earlier).where(earlier.c.last >= from_)).subquery("nearest")
    return select(both)


def period_parameters(period: Days) -> dict[str, date]:
    """Return the parameters of `nearest_query` for a period."""
    middle = period[0] + (period[1] - period[0]) / 2
    return {"period_from": period[0], "period_middle": middle, "period_to": period[1]}


def widen(days: Days, by: int) -> Days:
    """Return a period with `by` days more at both ends."""
    margin = timedelta(days=by)
    first = days[0] - margin if days[0] > date.min + margin else date.min
    last = days[1] + margin if days[1] < date.max - margin else date.max
    return first, last
