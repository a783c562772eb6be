"""Judging: judgements, and the prints by which articles worth comparing are found, in the caller's transaction."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from onrecord.model.errors import StoreError
from onrecord.model.judgement import Judgement
from onrecord.store import schema
from onrecord.store.base import JudgementFilter
from onrecord.store.migrations import timestamp

CHUNK = 500
AT_ONCE = 900  # values in one IN (…): SQLite took no more than 999 parameters before 3.32
_COLUMNS = tuple(column for column in schema.judgements.c if column.name != "number")


def list_unlinked(connection: Connection, rule: str) -> list[str]:
    """Return the articles a rule has not compared yet, those published first first, undated ones last."""
    articles, linked = schema.articles.c, schema.linked.c
    done = exists().where(linked.article_id == articles.id, linked.rule == rule)
    query = select(articles.id).where(~done).order_by(articles.day_from.asc().nulls_last(), articles.number)
    return list(connection.execute(query).scalars())


def find_sharing(connection: Connection, article_id: str, prints: Sequence[int], limit: int) -> list[str]:
    """Return the other articles that share prints, most shared first."""
    table, articles = schema.prints.c, schema.articles.c
    shared: Counter[int] = Counter()
    for first in range(0, len(prints), AT_ONCE):
        query = select(table.article, func.count()).where(table.value.in_(prints[first : first + AT_ONCE]))
        for other, count in connection.execute(query.group_by(table.article)):
            shared[other] += count
    shared.pop(_number(connection, article_id), None)
    nearest = sorted(shared, key=lambda number: (-shared[number], number))[:limit]
    query = select(articles.number, articles.id).where(articles.number.in_(nearest))
    ids: dict[int, str] = {row.number: row.id for row in connection.execute(query)}
    return [ids[number] for number in nearest]


def write_linked(
    connection: Connection, article_id: str, rule: str, prints: Sequence[int], judgements: Iterable[Judgement], now: datetime
) -> None:
    """Keep an article's prints and what a rule judged of it, in place of the prints it had."""
    number = _number(connection, article_id)
    connection.execute(delete(schema.linked).where(schema.linked.c.article_id == article_id, schema.linked.c.rule == rule))
    connection.execute(delete(schema.prints).where(schema.prints.c.article == number))
    if prints:
        connection.execute(insert(schema.prints), [{"article": number, "value": value} for value in prints])
    for judgement in judgements:
        write_judgement(connection, judgement)
    connection.execute(insert(schema.linked), {"article_id": article_id, "rule": rule, "linked_at": timestamp(now)})


def _number(connection: Connection, article_id: str) -> int:
    articles = schema.articles.c
    number: int = connection.execute(select(articles.number).where(articles.id == article_id)).scalar_one()
    return number


def write_judgement(connection: Connection, judgement: Judgement) -> bool:
    """Keep a judgement; False when the same one, not withdrawn, is there already (made by the same on the same pair)."""
    table = schema.judgements.c
    same = (table.kind == judgement.kind, table.left_id == judgement.left, table.right_id == judgement.right)
    query = select(table.id).where(*same, table.by == judgement.by, table.same == judgement.same, table.withdrawn_at.is_(None))
    if connection.execute(query).first() is not None:
        return False
    row = {column.name: getattr(judgement, column.name.removesuffix("_id")) for column in _COLUMNS if column.name != "id"}
    connection.execute(insert(schema.judgements), row | {"id": judgement.id})
    return True


def withdraw(connection: Connection, judgement_id: str, by: str, why: str, now: datetime) -> None:
    """Withdraw a judgement. Raises StoreError when there is none of this id, or it is withdrawn already."""
    table = schema.judgements
    known = connection.execute(select(table.c.withdrawn_at).where(table.c.id == judgement_id)).first()
    if known is None:
        raise StoreError(f"there is no judgement {judgement_id}; `onrecord history` lists them")
    if known[0] is not None:
        raise StoreError(f"judgement {judgement_id} was withdrawn already, at {known[0]}")
    told = {"withdrawn_at": timestamp(now), "withdrawn_by": by, "withdrawn_why": why}
    connection.execute(update(table).where(table.c.id == judgement_id).values(**told))


def list_judgements(connection: Connection, wanted: JudgementFilter) -> Iterator[Judgement]:
    """Yield the judgements in the order in which they were made."""
    table = schema.judgements.c
    query = select(*_COLUMNS).order_by(table.number)
    if wanted.kind is not None:
        query = query.where(table.kind == wanted.kind)
    if wanted.about is not None:
        own = f"{wanted.about}/"
        sides = [side == wanted.about for side in (table.left_id, table.right_id)]
        sides += [side.startswith(own, autoescape=True) for side in (table.left_id, table.right_id)]
        query = query.where(sides[0] | sides[1] | sides[2] | sides[3])
    if not wanted.withdrawn:
        query = query.where(table.withdrawn_at.is_(None))
    with connection.execution_options(yield_per=CHUNK).execute(query) as found:
        for row in found:
            values = {name.removesuffix("_id") if name != "id" else name: value for name, value in row._mapping.items()}
            yield Judgement(**values)
