"""Families in the dossier: tables made from judgements, brought up to date in the transaction that changes a judgement."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update

from onrecord.model.clusters import AGREEING, BY_ONE, find_clusters
from onrecord.model.judgement import PAIR_KINDS, Judgement, JudgementKind
from onrecord.store.rows_from_record import make_known_as
from onrecord.store.sql import schema

AT_ONCE = 400  # values in one IN (…): SQLite took no more than 999 parameters before 3.32
COLUMNS = tuple(column for column in schema.judgements.c if column.name != "number")
_STATED = (schema.actors, schema.actor_names, schema.roles)


def to_judgement(row: Sequence[object]) -> Judgement:
    """Return a judgement from a row of COLUMNS."""
    names = (column.name.removesuffix("_id") if column.name != "id" else "id" for column in COLUMNS)
    return Judgement(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]


def refresh(connection: Connection, kind: JudgementKind, touched: Iterable[str]) -> None:
    """Make anew the families of a kind that what is touched belongs to, or can belong to."""
    if kind not in PAIR_KINDS:
        return
    members = _component(connection, kind, set(touched))
    held = list(_judgements(connection, kind, members))
    found = find_clusters(held, 0.0 if kind in BY_ONE else AGREEING)
    table = schema.clusters
    for some in _pieces(members):
        connection.execute(delete(table).where(table.c.kind == kind, table.c.member.in_(some)))
    there = find_stored_articles(connection, {_article(member) for member in found})
    rows = [_row(kind, member, family) for member, family in found.items() if _article(member) in there]
    if rows:
        connection.execute(insert(table), rows)
    if kind == "actor":
        _name_actors(connection, members, found)
    elif kind == "version":
        _order_versions(connection, members, found)


def build_missing_clusters(connection: Connection) -> None:
    """Make the families of a dossier that has judgements and no families yet: one that was just brought up to date."""
    table = schema.judgements.c
    if connection.execute(select(schema.clusters.c.member).limit(1)).first() is not None:
        return
    for kind in sorted(PAIR_KINDS):
        held = select(table.left_id, table.right_id).where(table.kind == kind, table.withdrawn_at.is_(None))
        refresh(connection, kind, {side for pair in connection.execute(held) for side in pair})


def join(connection: Connection, judgement: Judgement) -> None:
    """Take in one new judgement: quickly where a newcomer joins the family of the one it was compared with."""
    kind, table = judgement.kind, schema.clusters.c
    if kind not in PAIR_KINDS:
        return
    if judgement.by_rule and not judgement.same:
        if kind == "actor":
            _set_apart(connection, judgement)
        return
    pair = (judgement.left, judgement.right)
    if judgement.by_rule and kind in BY_ONE and kind != "version":
        query = select(table.member, table.family).where(table.kind == kind, table.member.in_(pair))
        known = {row.member: row.family for row in connection.execute(query)}
        fresh = [side for side in pair if side not in known and _count(connection, kind, side) == 1]
        if fresh:
            family = next(iter(known.values()), min(pair))
            rows = [_row(kind, side, family) for side in pair if side not in known]
            connection.execute(insert(schema.clusters), rows)
            if kind == "actor":
                _follow(connection, fresh[-1], pair[0] if fresh[-1] == pair[1] else pair[1])
            return
    refresh(connection, kind, pair)


def can_wait(judgement: Judgement) -> bool:
    """Tell whether the family a judgement makes can be made when others of its kind are there, too: with the same outcome."""
    return judgement.by_rule and judgement.same and judgement.kind in PAIR_KINDS and judgement.kind not in BY_ONE


def list_clusters(
    connection: Connection, kind: JudgementKind, members: Sequence[str] | None
) -> dict[str, str]:
    """Return the family of each member that has one; of all where none are given."""
    table = schema.clusters.c
    query = select(table.member, table.family).where(table.kind == kind)
    if members is None:
        return {row.member: row.family for row in connection.execute(query)}
    found: dict[str, str] = {}
    for some in _pieces(members):
        found.update(
            (row.member, row.family) for row in connection.execute(query.where(table.member.in_(some)))
        )
    return found


def list_cluster_members(
    connection: Connection, kind: JudgementKind, families: Iterable[str]
) -> dict[str, list[str]]:
    """Return the members of families, in the order of ids."""
    table = schema.clusters.c
    found: defaultdict[str, list[str]] = defaultdict(list)
    for some in _pieces(families):
        query = (
            select(table.family, table.member)
            .where(table.kind == kind, table.family.in_(some))
            .order_by(table.member)
        )
        for row in connection.execute(query):
            found[row.family].append(row.member)
    return dict(found)


def restore_known_as(connection: Connection, article_id: str) -> None:
    """Name the actors of an article as their families are known; their rows were just written anew."""
    table = schema.clusters.c
    query = select(table.member, table.family).where(table.kind == "actor", table.article_id == article_id)
    for member, family in [tuple(row) for row in connection.execute(query)]:
        query = select(table.member).where(
            table.kind == "actor", table.family == family, table.article_id != article_id
        )
        other = connection.execute(query.order_by(table.member).limit(1)).scalar()
        if other is not None:
            _follow(connection, member, other)


def _row(kind: JudgementKind, member: str, family: str) -> dict[str, object]:
    return {"kind": kind, "member": member, "family": family, "article_id": _article(member)}


def _article(reference: str) -> str:
    return reference.partition("/")[0]


def _pieces(values: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    for first in range(0, len(ordered), AT_ONCE):
        yield ordered[first : first + AT_ONCE]


def _count(connection: Connection, kind: JudgementKind, side: str) -> int:
    """Return how many judgements that hold name a side, those of a program that say "not the same" aside."""
    table = schema.judgements.c
    query = select(func.count()).where(
        table.kind == kind, table.withdrawn_at.is_(None), or_(table.same, table.by.not_like("rule:%"))
    )
    sides = (
        connection.execute(query.where(column == side)).scalar_one()
        for column in (table.left_id, table.right_id)
    )
    return int(sum(sides))


def _component(connection: Connection, kind: JudgementKind, touched: set[str]) -> set[str]:
    """Return everything that judgements of "same" or present families join with what is touched, and that itself."""
    table = schema.judgements.c
    holds = (table.kind == kind, table.same, table.withdrawn_at.is_(None))
    found, edge = set(touched), set(touched)
    for family in list_cluster_members(
        connection, kind, set(list_clusters(connection, kind, sorted(touched)).values())
    ).values():
        edge |= set(family)
    found |= edge
    while edge:
        near: set[str] = set()
        for some in _pieces(edge):
            near |= set(
                connection.execute(select(table.right_id).where(*holds, table.left_id.in_(some))).scalars()
            )
            near |= set(
                connection.execute(select(table.left_id).where(*holds, table.right_id.in_(some))).scalars()
            )
        edge = near - found
        found |= edge
    return found


def _judgements(connection: Connection, kind: JudgementKind, members: set[str]) -> Iterator[Judgement]:
    table = schema.judgements.c
    query: Select[*tuple[object, ...]] = select(*COLUMNS).where(
        table.kind == kind, table.withdrawn_at.is_(None)
    )
    rows: list[Judgement] = []
    for some in _pieces(members):
        rows.extend(
            to_judgement(tuple(row))
            for row in connection.execute(query.where(table.left_id.in_(some)).order_by(table.number))
        )
    yield from sorted(rows, key=lambda row: (row.made_at, row.id))


def find_stored_articles(connection: Connection, ids: set[str]) -> set[str]:
    """Return which of these articles are in the dossier."""
    table = schema.articles.c.id
    return {
        name
        for some in _pieces(ids)
        for name in connection.execute(select(table).where(table.in_(some))).scalars()
    }


def _name_actors(connection: Connection, members: set[str], families: dict[str, str]) -> None:
    """Give each family of actors one name to be known as: by the kind and name most of it have, if no other family has it."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for member in sorted(members):
        groups[families.get(member, member)].append(member)
    taken: set[str] = set()
    for group in sorted(groups.values(), key=lambda group: (-len(group), group)):
        own = Counter(name for member in group if (name := _named(connection, member)) is not None)
        if not own:
            continue
        name = min(own, key=lambda name: (-own[name], name))
        if name in taken or _held_elsewhere(connection, name, members):
            name = _own_name(name, group[0])
        taken.add(name)
        for member in group:
            _rename(connection, member, name)


def _held_elsewhere(connection: Connection, name: str, members: set[str]) -> bool:
    """Tell whether a family that is not among the members is known as `name`."""
    actors, table = schema.actors.c, schema.clusters.c
    query = select(table.member).where(table.kind == "actor", actors.known_as == name)
    query = query.where(table.member == actors.article_id + "/" + actors.id).limit(len(members) + 1)
    return any(member not in members for member in connection.execute(query).scalars())


def _named(connection: Connection, reference: str) -> str | None:
    article, _, row = reference.partition("/")
    actors = schema.actors.c
    found = connection.execute(
        select(actors.kind, actors.name).where(actors.article_id == article, actors.id == row)
    ).first()
    return None if found is None else make_known_as(found[0], found[1])


def _own_name(name: str, reference: str) -> str:
    """Return a name to be known as that no other actor has: with the place of one who bears it."""
    return f"{name.partition('~')[0]}~{reference.rpartition(':')[2].replace('/', '-')}"


def _set_apart(connection: Connection, judgement: Judgement) -> None:
    """Let a newcomer that a program holds to be another than its namesake be known as itself."""
    left, right = _known_as(connection, judgement.left), _known_as(connection, judgement.right)
    if left is None or left != right:
        return
    known = list_clusters(connection, "actor", [judgement.left, judgement.right])
    newcomers = [side for side in (judgement.right, judgement.left) if side not in known]
    if newcomers:
        newest = max(newcomers, key=lambda side: _number(connection, side))
        _rename(connection, newest, _own_name(left, newest))


def _number(connection: Connection, reference: str) -> int:
    query = select(schema.articles.c.number).where(schema.articles.c.id == _article(reference))
    return int(connection.execute(query).scalar() or 0)


def _known_as(connection: Connection, reference: str) -> str | None:
    article, _, row = reference.partition("/")
    query = select(schema.actors.c.known_as).where(
        schema.actors.c.article_id == article, schema.actors.c.id == row
    )
    return connection.execute(query).scalar()


def _follow(connection: Connection, member: str, other: str) -> None:
    name = _known_as(connection, other)
    if name is not None and name != _known_as(connection, member):
        _rename(connection, member, name)


def _rename(connection: Connection, reference: str, name: str) -> None:
    """Let an actor be known as `name`, and count its article once however many of its actors are."""
    article, _, row = reference.partition("/")
    before = _known_as(connection, reference)
    if before is None or before == name:
        return
    for table in _STATED:
        own = table.c.id if table is schema.actors else table.c.actor_id
        connection.execute(
            update(table).where(table.c.article_id == article, own == row).values(known_as=name)
        )
    table = schema.actors
    for known in (before, name):
        mine = [table.c.article_id == article, table.c.known_as == known]
        first = select(func.min(table.c.position)).where(*mine).scalar_subquery()
        connection.execute(update(table).where(*mine).values(articles=0))
        connection.execute(update(table).where(*mine, table.c.position == first).values(articles=1))


def _order_versions(connection: Connection, members: set[str], families: dict[str, str]) -> None:
    """Note on each version of a page which one follows it: by publication, then in the order in which they were added."""
    table = schema.articles
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for member, family in families.items():
        groups[family].append(member)
    for some in _pieces(members):
        connection.execute(update(table).where(table.c.id.in_(some)).values(superseded_by=None))
    for group in groups.values():
        query = (
            select(table.c.id)
            .where(table.c.id.in_(group))
            .order_by(table.c.day_from.asc().nulls_first(), table.c.published, table.c.number)
        )
        ordered = list(connection.execute(query).scalars())
        for earlier, later in pairwise(ordered):
            connection.execute(update(table).where(table.c.id == earlier).values(superseded_by=later))
