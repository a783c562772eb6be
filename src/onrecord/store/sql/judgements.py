"""Judging: judgements, and the prints by which articles worth comparing are found, in the caller's transaction."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, or_, select, update

from onrecord.model.errors import ConflictError, StoreError
from onrecord.model.judgement import PAIR_KINDS, RULE, Judgement, JudgementKind
from onrecord.store.protocol import DOUBTFUL, JudgementFilter
from onrecord.store.sql import clusters as families
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import COLUMNS, to_judgement
from onrecord.store.migrations.runner import timestamp

CHUNK = 500
AT_ONCE = 900  # values in one IN (…): SQLite took no more than 999 parameters before 3.32


def list_unlinked(connection: Connection, rule: str) -> list[str]:
    """Return the articles a rule has not compared yet, those published first first, undated ones last."""
    articles, linked = schema.articles.c, schema.linked_articles.c
    done = exists().where(linked.article_id == articles.id, linked.rule == rule)
    query = select(articles.id).where(~done).order_by(articles.day_from.asc().nulls_last(), articles.number)
    return list(connection.execute(query).scalars())


def find_articles_sharing(connection: Connection, article_id: str, prints: Sequence[int], limit: int) -> list[str]:
    """Return the other articles that share prints, most shared first."""
    table, articles = schema.fingerprints.c, schema.articles.c
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
    connection: Connection,
    article_id: str,
    rule: str,
    prints: Sequence[int],
    judgements: Iterable[Judgement],
    now: datetime,
) -> None:
    """Keep an article's prints and what a rule judged of it, in place of the prints it had."""
    number = _number(connection, article_id)
    connection.execute(
        delete(schema.linked_articles).where(schema.linked_articles.c.article_id == article_id, schema.linked_articles.c.rule == rule)
    )
    connection.execute(delete(schema.fingerprints).where(schema.fingerprints.c.article == number))
    if prints:
        connection.execute(insert(schema.fingerprints), [{"article": number, "value": value} for value in prints])
    write_judgements(connection, judgements)
    connection.execute(
        insert(schema.linked_articles), {"article_id": article_id, "rule": rule, "linked_at": timestamp(now)}
    )


def _number(connection: Connection, article_id: str) -> int:
    articles = schema.articles.c
    number: int = connection.execute(select(articles.number).where(articles.id == article_id)).scalar_one()
    return number


def write_judgements(connection: Connection, judgements: Iterable[Judgement]) -> None:
    """Keep several judgements, and make the families they change once, when all are there: many are of one family."""
    waiting: defaultdict[JudgementKind, set[str]] = defaultdict(set)
    for judgement in judgements:
        if _is_new(connection, judgement):
            if families.can_wait(judgement):
                waiting[judgement.kind] |= {judgement.left, judgement.right}
            else:
                families.join(connection, judgement)
    for kind in sorted(waiting):
        families.refresh(connection, kind, waiting[kind])


def write_judgement(connection: Connection, judgement: Judgement) -> bool:
    """Keep a judgement; False when the same one, not withdrawn, is there already (made by the same on the same pair)."""
    if not _is_new(connection, judgement):
        return False
    families.join(connection, judgement)
    return True


def _is_new(connection: Connection, judgement: Judgement) -> bool:
    """Keep a judgement without the families it makes; False when it is there already."""
    table = schema.judgements.c
    same = (table.kind == judgement.kind, table.left_id == judgement.left, table.right_id == judgement.right)
    query = select(table.same, table.value).where(
        *same, table.by == judgement.by, table.withdrawn_at.is_(None)
    )
    last = connection.execute(query.order_by(table.number.desc()).limit(1)).first()
    if last is not None and tuple(last) == (judgement.same, judgement.value):
        return False
    row = {
        column.name: getattr(judgement, column.name.removesuffix("_id"))
        for column in COLUMNS
        if column.name != "id"
    }
    connection.execute(insert(schema.judgements), row | {"id": judgement.id})
    return True


def check_unchanged(connection: Connection, about: Sequence[str], seen: int | None) -> None:
    """Raise ConflictError when people's decisions about these rows are not as many as somebody has seen."""
    if seen is None:
        return
    now = count_decisions(connection, about)
    if now != seen:
        rows = (
            row for row in list_judgements(connection, JudgementFilter(withdrawn=True)) if not row.by_rule
        )
        last = [row for row in rows if row.left in about or row.right in about][-1:]
        who = "".join(
            f", last by {row.withdrawn_by or row.by}: {row.withdrawn_why or row.reason}" for row in last
        )
        raise ConflictError(
            f"{' and '.join(about)}: somebody has judged this meanwhile{who}; look again, then decide"
        )


def import_judgement(connection: Connection, judgement: Judgement) -> bool:
    """Keep a judgement of another dossier as it is; False when it is known, as it is, or an article it is about is not here."""
    table = schema.judgements
    articles = {side.partition("/")[0] for side in (judgement.left, judgement.right) if side.startswith("a:")}
    if len(families.find_stored_articles(connection, articles)) < len(articles):
        return False
    row = {
        column.name: getattr(judgement, column.name.removesuffix("_id"))
        for column in COLUMNS
        if column.name != "id"
    }
    known = connection.execute(select(table.c.withdrawn_at).where(table.c.id == judgement.id)).first()
    if known is None:
        connection.execute(insert(table), row | {"id": judgement.id})
        if judgement.withdrawn_at is None:
            families.join(connection, judgement)
        return True
    if known[0] is not None or judgement.withdrawn_at is None:
        return False
    connection.execute(update(table).where(table.c.id == judgement.id).values(**row))
    families.refresh(connection, judgement.kind, (judgement.left, judgement.right))
    return True


def about(judgement: Judgement) -> tuple[str, ...]:
    """Return the rows a judgement is about: both of a pair, the one of a decision."""
    return (judgement.left, judgement.right) if judgement.kind in PAIR_KINDS else (judgement.left,)


def count_decisions(connection: Connection, about: Sequence[str]) -> int:
    """Return a number that grows with every decision of a person about one of these rows, and with every withdrawal of one."""
    table = schema.judgements.c
    mine = or_(table.left_id.in_(about), table.right_id.in_(about))
    query = select(func.count() + func.count(table.withdrawn_at)).where(mine, table.by.not_like(f"{RULE}%"))
    return int(connection.execute(query).scalar_one())


def withdraw(connection: Connection, judgement_id: str, by: str, why: str, now: datetime) -> Judgement:
    """Withdraw a judgement and return it. Raises StoreError when there is none of this id, or it is withdrawn already."""
    table = schema.judgements
    known = connection.execute(select(*COLUMNS).where(table.c.id == judgement_id)).first()
    if known is None:
        raise StoreError(f"there is no judgement {judgement_id}; `onrecord history` lists them")
    judgement = to_judgement(tuple(known))
    if judgement.withdrawn_at is not None:
        raise StoreError(f"judgement {judgement_id} was withdrawn already, at {judgement.withdrawn_at}")
    told = {"withdrawn_at": timestamp(now), "withdrawn_by": by, "withdrawn_why": why}
    connection.execute(update(table).where(table.c.id == judgement_id).values(**told))
    families.refresh(connection, judgement.kind, (judgement.left, judgement.right))
    return judgement


def withdraw_about(connection: Connection, article_id: str, by: str, why: str, now: datetime) -> None:
    """Withdraw every judgement about an article or its rows; families are left to whoever removes the article."""
    table = schema.judgements
    told = {"withdrawn_at": timestamp(now), "withdrawn_by": by, "withdrawn_why": why}
    mine = or_(
        *(condition for side in (table.c.left_id, table.c.right_id) for condition in _about(side, article_id))
    )
    connection.execute(update(table).where(mine, table.c.withdrawn_at.is_(None)).values(**told))


def forget(connection: Connection, article_id: str, gone: Iterable[str], now: datetime) -> None:
    """Withdraw what programs judged about rows that are gone or read otherwise, and let the article be compared again."""
    table = schema.judgements
    connection.execute(delete(schema.linked_articles).where(schema.linked_articles.c.article_id == article_id))
    told = {
        "withdrawn_at": timestamp(now),
        "withdrawn_by": f"{RULE}reading",
        "withdrawn_why": "the article was read again",
    }
    for row in sorted(gone):
        reference = f"{article_id}/{row}"
        sides = or_(table.c.left_id == reference, table.c.right_id == reference)
        mine = (sides, table.c.by.like(f"{RULE}%"), table.c.withdrawn_at.is_(None))
        rows = [to_judgement(tuple(found)) for found in connection.execute(select(*COLUMNS).where(*mine))]
        connection.execute(update(table).where(*mine).values(**told))
        for kind in sorted({judgement.kind for judgement in rows}):
            touched = {
                side
                for judgement in rows
                if judgement.kind == kind
                for side in (judgement.left, judgement.right)
            }
            families.refresh(connection, kind, touched)


def list_judgements(connection: Connection, wanted: JudgementFilter) -> Iterator[Judgement]:
    """Yield the judgements in the order in which they were made; doubtful ones the nearest to the line first."""
    table = schema.judgements.c
    query = select(*COLUMNS)
    if wanted.kind is not None:
        query = query.where(table.kind == wanted.kind)
    if wanted.about is not None:
        query = query.where(or_(*_about(table.left_id, wanted.about), *_about(table.right_id, wanted.about)))
    if wanted.by_people:
        query = query.where(table.by.not_like(f"{RULE}%"))
    if wanted.as_of is not None and wanted.as_of != date.max:  # no day follows the last
        next_day = (wanted.as_of + timedelta(days=1)).isoformat()
        query = query.where(
            table.made_at < next_day, or_(table.withdrawn_at.is_(None), table.withdrawn_at >= next_day)
        )
    elif not wanted.withdrawn:
        query = query.where(table.withdrawn_at.is_(None))
    if wanted.doubtful:
        query = query.where(*_undecided()).order_by(table.score.desc())
    query = query.order_by(table.number).limit(wanted.limit).execution_options(yield_per=CHUNK)
    with connection.execute(query) as found:
        for row in found:
            yield to_judgement(tuple(row))


def count_doubtful(connection: Connection) -> int:
    """Return how many judgements wait for a person."""
    query = (
        select(func.count())
        .select_from(schema.judgements)
        .where(*_undecided(), schema.judgements.c.withdrawn_at.is_(None))
    )
    return int(connection.execute(query).scalar_one())


def _undecided() -> tuple[ColumnElement[bool], ...]:
    """The conditions that a program doubts, and neither a person nor a later rule has decided."""
    table, other = schema.judgements.c, schema.judgements.alias("other").c
    pair = (
        other.kind == table.kind,
        other.left_id == table.left_id,
        other.right_id == table.right_id,
        other.withdrawn_at.is_(None),
    )
    decided = exists().where(*pair, or_(other.by.not_like(f"{RULE}%"), other.same))
    return table.by.like(f"{RULE}%"), ~table.same, table.score >= DOUBTFUL, ~decided


def _about(side: ColumnElement[str], about: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a side is what is asked about, or a row of it: as a range, which an index can answer."""
    return side == about, and_(side >= f"{about}/", side < f"{about}0")  # "0" follows "/"
