"""Stored judgements, article fingerprints, and which articles a rule has compared.

All in the caller's transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from onrecord.model.errors import ConflictError, StoreError
from onrecord.model.judgement import PAIR_KINDS, RULE_PREFIX, Judgement, JudgementKind
from onrecord.store.features.match_features import FarApart
from onrecord.store.migrations.runner import timestamp
from onrecord.store.protocol import JudgementFilter
from onrecord.store.sql import clusters, schema
from onrecord.store.sql.candidates.by_index import among, widen
from onrecord.store.sql.clusters import JUDGEMENT_COLUMNS, to_judgement
from onrecord.store.sql.kept import tables

CHUNK = 500  # rows fetched at once
MAX_SHARING = 200  # articles that are kept for one fingerprint
REANNOTATION = f"{RULE_PREFIX}reading"  # who withdraws judgements on rows that a newer record changes
_WITHDRAWAL = ("withdrawn_at", "withdrawn_by", "withdrawn_why")
SAID_AGAIN = "the author says it again after having said otherwise"
_BY_RULE = f"{RULE_PREFIX}%"


def list_unlinked(connection: Connection, rule: str) -> list[str]:
    """Return the articles that a rule has not compared yet, earliest publication first, undated ones last."""
    articles, linked = schema.articles.c, schema.linked_articles.c
    is_linked = exists().where(linked.article_id == articles.id, linked.rule == rule)
    query = select(articles.id).where(~is_linked)
    query = query.order_by(articles.day_from.asc().nulls_last(), articles.number)
    return list(connection.execute(query).scalars())


def find_articles_sharing(
    connection: Connection, article_id: str, fingerprints: Sequence[int], limit: int, far_apart: FarApart
) -> list[str]:
    """Return the other articles that share fingerprints, most shared first.

    Of those published further apart than `far_apart`, the ones that share as many as it says.
    """
    if not fingerprints:
        return []
    table, articles = schema.fingerprints.c, schema.articles.c
    shared = (
        select(table.article.label("article"), func.count().label("shared"))
        .where(among(connection, table.value, fingerprints))
        .group_by(table.article)
        .subquery("sharing")
    )
    query = select(articles.id).select_from(shared.join(schema.articles, articles.number == shared.c.article))
    query = query.where(articles.id != article_id)
    day = connection.execute(select(articles.day_from).where(articles.id == article_id)).scalar()
    if day is not None:
        first, last = widen((day, day), far_apart.days)
        is_near = and_(articles.day_from >= first, articles.day_from <= last)
        query = query.where(or_(is_near, articles.day_from.is_(None), shared.c.shared >= far_apart.least))
    query = query.order_by(shared.c.shared.desc(), shared.c.article)
    return list(connection.execute(query.limit(limit)).scalars())


def retire_rules(connection: Connection, rule: str, now: datetime) -> None:
    """Withdraw what other versions of a rule judged about actors; their articles are compared again."""
    table, linked = schema.judgements, schema.linked_articles
    versions = f"{rule.rpartition('/')[0]}/%"
    others = (linked.c.rule.like(versions), linked.c.rule != rule)
    if connection.execute(select(linked.c.rule).where(*others).limit(1)).first() is None:
        return
    is_actor = (table.c.kind == "actor", table.c.withdrawn_at.is_(None))
    by_others = (*is_actor, table.c.by.like(versions), table.c.by != rule)
    withdrawal = _withdrawal(rule, "a newer version of the rule compares the article again", now)
    connection.execute(update(table).where(*by_others).values(**withdrawal))
    connection.execute(delete(linked).where(*others))
    pairs = connection.execute(select(table.c.left_id, table.c.right_id).where(*is_actor))
    clusters.reset_actors(connection, {side for pair in pairs for side in pair})


def write_linked(
    connection: Connection,
    article_id: str,
    rule: str,
    fingerprints: Sequence[int],
    judgements: Iterable[Judgement],
    now: datetime,
) -> None:
    """Store an article's fingerprints, in place of earlier ones, the judgements of a rule, and that it has
    compared it.
    """
    number = _article_number(connection, article_id)
    linked, table = schema.linked_articles, schema.fingerprints
    connection.execute(delete(linked).where(linked.c.article_id == article_id, linked.c.rule == rule))
    connection.execute(delete(table).where(table.c.article == number))
    told = _find_common(connection, fingerprints)
    rows = [{"article": number, "value": value} for value in fingerprints if value not in told]
    if rows:
        connection.execute(insert(table), rows)
    write_judgements(connection, judgements)
    row = {"article_id": article_id, "rule": rule, "linked_at": timestamp(now)}
    connection.execute(insert(linked), row)


def _find_common(connection: Connection, fingerprints: Sequence[int]) -> set[int]:
    """Return which of these fingerprints MAX_SHARING articles have already.

    They tell nothing: a sentence that outlets repeat. Without them no look-up grows with the dossier.
    """
    table = schema.fingerprints.c
    if not fingerprints:
        return set()
    query = select(table.value).where(among(connection, table.value, fingerprints)).group_by(table.value)
    return set(connection.execute(query.having(func.count() >= MAX_SHARING)).scalars())


def _article_number(connection: Connection, article_id: str) -> int:
    articles = schema.articles.c
    number: int = connection.execute(select(articles.number).where(articles.id == article_id)).scalar_one()
    return number


def write_judgements(connection: Connection, judgements: Iterable[Judgement]) -> None:
    """Store judgements. Where several change one cluster it is rebuilt once, at the end."""
    waiting: defaultdict[JudgementKind, set[str]] = defaultdict(set)
    for judgement in judgements:
        if not _insert_if_new(connection, judgement):
            continue
        if clusters.can_be_batched(judgement):
            waiting[judgement.kind] |= {judgement.left, judgement.right}
        else:
            clusters.add_judgement(connection, judgement)
    for kind in sorted(waiting):
        clusters.rebuild_clusters(connection, kind, waiting[kind])


def write_judgement(connection: Connection, judgement: Judgement) -> bool:
    """Store a judgement; return False when its author has said so already and not otherwise since."""
    if not _insert_if_new(connection, judgement):
        return False
    clusters.add_judgement(connection, judgement)
    return True


def _insert_if_new(connection: Connection, judgement: Judgement) -> bool:
    """Store a judgement without updating clusters; return False when its author has said so already.

    What an author says is in force once (the index `judgements_in_force`). An author who has said otherwise
    since the first time says something new: the first judgement is withdrawn in favour of this one.
    """
    said = _list_by_author(connection, judgement)
    again = next((known for known in said if _says(known) == _says(judgement)), None)
    if again is not None:
        # an earlier judgement changes nothing: the one in force comes after it
        otherwise = (known.made_at for known in said if _says(known) != _says(judgement))
        if not any(again.made_at <= made_at <= judgement.made_at for made_at in otherwise):
            return False
        withdrawal = {
            "withdrawn_at": judgement.made_at,
            "withdrawn_by": judgement.by,
            "withdrawn_why": SAID_AGAIN,
        }
        _update_judgement(connection, again.id, withdrawal)
    connection.execute(insert(schema.judgements), make_judgement_row(judgement))
    return True


def _list_by_author(
    connection: Connection, judgement: Judgement, *, in_force: bool = True
) -> list[Judgement]:
    """Return what the author of a judgement says about the same pair or row, in the order of storing.

    Without `in_force`, what was withdrawn.
    """
    bound = {"kind": judgement.kind, "left": judgement.left, "right": judgement.right, "author": judgement.by}
    return [to_judgement(tuple(row)) for row in connection.execute(_said_query(in_force), bound)]


@cache
def _said_query(in_force: bool) -> Select[*tuple[Any, ...]]:
    table = schema.judgements.c
    query = select(*JUDGEMENT_COLUMNS).where(
        table.kind == bindparam("kind"),
        table.left_id == bindparam("left"),
        table.right_id == bindparam("right"),
        table.by == bindparam("author"),
        table.withdrawn_at.is_(None) if in_force else table.withdrawn_at.is_not(None),
    )
    return query.order_by(table.number)


def _says(judgement: Judgement) -> tuple[bool, str]:
    """Return what a judgement says about its pair or row."""
    return bool(judgement.same), judgement.value or ""


def _update_judgement(connection: Connection, judgement_id: str, values: Mapping[str, object]) -> None:
    connection.execute(
        update(schema.judgements).where(schema.judgements.c.id == judgement_id).values(**values)
    )


def make_judgement_row(judgement: Judgement) -> dict[str, object]:
    """Return the row of a judgement: its fields, of which `left` and `right` are columns `left_id` and
    `right_id`.
    """
    row: dict[str, object] = {
        column.name: getattr(judgement, column.name.removesuffix("_id"))
        for column in JUDGEMENT_COLUMNS
        if column.name != "id"
    }
    return row | {"id": judgement.id}


def check_unchanged(connection: Connection, rows: Sequence[str], seen: int | None) -> None:
    """Raise ConflictError when the number of people's decisions about these rows is no longer `seen`."""
    if seen is None or count_decisions(connection, rows) == seen:
        return
    judgements = list_judgements(connection, JudgementFilter(withdrawn=True))
    decisions = [row for row in judgements if not row.by_rule and (row.left in rows or row.right in rows)]
    last = "".join(
        f", last by {row.withdrawn_by or row.by}: {row.withdrawn_why or row.reason}" for row in decisions[-1:]
    )
    raise ConflictError(
        f"{' and '.join(rows)}: somebody has judged this in the meantime{last}; look again, then decide"
    )


def import_judgement(connection: Connection, judgement: Judgement) -> bool:
    """Store a judgement of another dossier unchanged.

    Return False when it is known in the same state, when its author has said the same here, or when an
    article it is about is not here.
    """
    table = schema.judgements
    articles = {side.partition("/")[0] for side in (judgement.left, judgement.right) if side.startswith("a:")}
    if len(clusters.find_stored_articles(connection, articles)) < len(articles):
        return False
    known = connection.execute(select(table.c.withdrawn_at).where(table.c.id == judgement.id)).first()
    if known is None and judgement.withdrawn_at is None:
        withdrawal = _find_withdrawal(connection, judgement)
        if withdrawal is None:
            return write_judgement(connection, judgement)
        connection.execute(insert(table), make_judgement_row(judgement) | withdrawal)
        return True
    if known is None:
        connection.execute(insert(table), make_judgement_row(judgement))
        _withdraw_with(connection, judgement)
        return True
    if known[0] is not None or judgement.withdrawn_at is None:
        return False
    _update_judgement(connection, judgement.id, make_judgement_row(judgement))
    clusters.rebuild_clusters(connection, judgement.kind, (judgement.left, judgement.right))
    return True


def _find_withdrawal(connection: Connection, judgement: Judgement) -> dict[str, str | None] | None:
    """Return the withdrawal by a person of the same judgement of this dossier, made after `judgement`."""
    for ours in _list_by_author(connection, judgement, in_force=False):
        if _says(ours) == _says(judgement) and _is_withdrawn_by_person(ours, after=judgement.made_at):
            return {name: getattr(ours, name) for name in _WITHDRAWAL}
    return None


def _withdraw_with(connection: Connection, withdrawn: Judgement) -> None:
    """Withdraw the same judgement of this dossier where a person withdrew the other's after it was made."""
    for ours in _list_by_author(connection, withdrawn):
        if _says(ours) == _says(withdrawn) and _is_withdrawn_by_person(withdrawn, after=ours.made_at):
            _update_judgement(connection, ours.id, {name: getattr(withdrawn, name) for name in _WITHDRAWAL})
            clusters.rebuild_clusters(connection, ours.kind, (ours.left, ours.right))


def _is_withdrawn_by_person(judgement: Judgement, after: str) -> bool:
    by, at = judgement.withdrawn_by, judgement.withdrawn_at
    is_by_person = by is not None and not by.startswith(RULE_PREFIX) and judgement.withdrawn_why != SAID_AGAIN
    return is_by_person and at is not None and at >= after


def rows_of(judgement: Judgement) -> tuple[str, ...]:
    """Return the rows that a judgement is about: both of a pair, otherwise one."""
    return (judgement.left, judgement.right) if judgement.kind in PAIR_KINDS else (judgement.left,)


def count_decisions(connection: Connection, rows: Sequence[str]) -> int:
    """Return a number that grows with every decision of people about these rows, and with every withdrawal of
    one.
    """
    table = schema.judgements.c
    is_about = or_(table.left_id.in_(rows), table.right_id.in_(rows))
    query = select(func.count() + func.count(table.withdrawn_at)).where(is_about, table.by.not_like(_BY_RULE))
    return int(connection.execute(query).scalar_one())


def count_decisions_about(connection: Connection, groups: Sequence[tuple[str, ...]]) -> list[int]:
    """Return for each group of rows what `count_decisions` returns for it."""
    table = schema.judgements.c
    columns = (table.number, table.left_id, table.right_id, table.withdrawn_at.is_not(None))
    decisions: defaultdict[str, dict[int, int]] = defaultdict(dict)
    rows = {row for group in groups for row in group}
    for chunk in clusters.split_chunks(rows):
        for side in (table.left_id, table.right_id):
            query = select(*columns).where(side.in_(chunk), table.by.not_like(_BY_RULE))
            for number, left, right, is_withdrawn in connection.execute(query):
                decisions[left][number] = decisions[right][number] = 1 + bool(is_withdrawn)
    return [
        sum({number: count for row in group for number, count in decisions[row].items()}.values())
        for group in groups
    ]


def withdraw(connection: Connection, judgement_id: str, by: str, why: str, now: datetime) -> Judgement:
    """Withdraw a judgement and return it.

    Raises StoreError when there is none, or when it is withdrawn already.
    """
    table = schema.judgements
    found = connection.execute(select(*JUDGEMENT_COLUMNS).where(table.c.id == judgement_id)).first()
    if found is None:
        raise StoreError(f"there is no judgement {judgement_id}; `onrecord history` lists them")
    judgement = to_judgement(tuple(found))
    if judgement.withdrawn_at is not None:
        raise StoreError(f"judgement {judgement_id} was withdrawn already, at {judgement.withdrawn_at}")
    withdrawal = _withdrawal(by, why, now)
    connection.execute(update(table).where(table.c.id == judgement_id).values(**withdrawal))
    clusters.rebuild_clusters(connection, judgement.kind, (judgement.left, judgement.right))
    return judgement


def _withdrawal(by: str, why: str, now: datetime) -> dict[str, str]:
    return {"withdrawn_at": timestamp(now), "withdrawn_by": by, "withdrawn_why": why}


def withdraw_about(connection: Connection, article_id: str, by: str, why: str, now: datetime) -> None:
    """Withdraw every judgement about an article or its rows. Clusters go with the article's rows."""
    table = schema.judgements
    is_about = or_(*_is_about(table.c.left_id, article_id), *_is_about(table.c.right_id, article_id))
    query = update(table).where(is_about, table.c.withdrawn_at.is_(None))
    connection.execute(query.values(**_withdrawal(by, why, now)))


def withdraw_for_reannotation(
    connection: Connection, article_id: str, gone: Iterable[str], now: datetime
) -> None:
    """Withdraw the program's judgements about rows that are gone or changed, and let the article be compared
    again.
    """
    table, linked = schema.judgements, schema.linked_articles
    connection.execute(delete(linked).where(linked.c.article_id == article_id))
    withdrawal = _withdrawal(REANNOTATION, "the article was read again", now)
    for row in sorted(gone):
        reference = f"{article_id}/{row}"
        is_about = or_(table.c.left_id == reference, table.c.right_id == reference)
        conditions = (is_about, table.c.by.like(_BY_RULE), table.c.withdrawn_at.is_(None))
        found = connection.execute(select(*JUDGEMENT_COLUMNS).where(*conditions)).all()
        connection.execute(update(table).where(*conditions).values(**withdrawal))
        touched: defaultdict[JudgementKind, set[str]] = defaultdict(set)
        for judgement in (to_judgement(tuple(columns)) for columns in found):
            touched[judgement.kind] |= {judgement.left, judgement.right}
        for kind in sorted(touched):
            clusters.rebuild_clusters(connection, kind, touched[kind])


def list_judgements(connection: Connection, wanted: JudgementFilter) -> Iterator[Judgement]:
    """Yield the judgements in the order in which they were made; doubtful ones by falling score."""
    table = schema.judgements.c
    query = select(*JUDGEMENT_COLUMNS).where(*_judgement_conditions(wanted))
    if wanted.doubtful:
        doubts = tables.doubts
        query = query.join(doubts, doubts.c.number == table.number).order_by(doubts.c.score.desc())
        query = query.order_by(doubts.c.number)
    else:
        query = query.order_by(table.number)
    query = query.limit(wanted.limit).execution_options(yield_per=CHUNK)
    with connection.execute(query) as found:
        for row in found:
            yield to_judgement(tuple(row))


def _judgement_conditions(wanted: JudgementFilter) -> Iterator[ColumnElement[bool]]:
    table = schema.judgements.c
    if wanted.id is not None:
        yield table.id == wanted.id
    if wanted.kind is not None and wanted.lefts is not None:
        yield table.kind + "" == wanted.kind  # no index: SQLite would read all of the kind
    elif wanted.kind is not None:
        yield (tables.doubts if wanted.doubtful else schema.judgements).c.kind == wanted.kind
    if wanted.about is not None:
        yield or_(*_is_about(table.left_id, wanted.about), *_is_about(table.right_id, wanted.about))
    if wanted.lefts is not None:
        yield table.left_id.in_(wanted.lefts)
    if wanted.by_people:
        yield is_by_person(table.by)
    if wanted.as_of is not None and wanted.as_of != date.max:  # there is no day after the last one
        next_day = (wanted.as_of + timedelta(days=1)).isoformat()
        yield table.made_at < next_day
        yield or_(table.withdrawn_at.is_(None), table.withdrawn_at >= next_day)
    elif not wanted.withdrawn:
        yield table.withdrawn_at.is_(None)


def is_by_person(by: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a person judged, as the index `judgements_by_people` has it."""
    prefix: ColumnElement[str] = literal_column(f"'{RULE_PREFIX}'")
    return func.substr(by, literal_column("1"), literal_column(str(len(RULE_PREFIX)))) != prefix


def _is_about(side: ColumnElement[str], reference: str) -> tuple[ColumnElement[bool], ...]:
    """Return the alternatives that a side is `reference`, or a row of it.

    A range of ids, so that an index can be used.
    """
    return side == reference, and_(side >= f"{reference}/", side < f"{reference}0")  # "0" follows "/"
