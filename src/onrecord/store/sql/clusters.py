"""Stored clusters: made from judgements, and updated in the transaction that changes a judgement.

Actors of one cluster share the id `known_as`. Until actors are judged, those of one kind and name share it as
well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from sqlalchemy import (
    Connection,
    Executable,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)

from onrecord.model.clusters import MIN_AGREEMENT, SINGLE_LINK_KINDS, find_clusters
from onrecord.model.judgement import PAIR_KINDS, RULE_PREFIX, Judgement, JudgementKind
from onrecord.store.actor_ids import APART, first_known_as, is_named, without_suffix
from onrecord.store.sql import schema

IN_LIMIT = 400  # values in one IN (…): SQLite before 3.32 takes at most 999 parameters
JUDGEMENT_COLUMNS = tuple(column for column in schema.judgements.c if column.name != "number")
_WITH_KNOWN_AS = (
    schema.actors,
    schema.actor_names,
    schema.roles,
    schema.statements,
    schema.event_parties,
    schema.commitment_parties,
)


def to_judgement(row: Sequence[object]) -> Judgement:
    """Return a judgement from a row of JUDGEMENT_COLUMNS."""
    names = (column.name.removesuffix("_id") if column.name != "id" else "id" for column in JUDGEMENT_COLUMNS)
    return Judgement(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]


def rebuild_clusters(connection: Connection, kind: JudgementKind, touched: Iterable[str]) -> None:
    """Rebuild the clusters of a kind that the `touched` members belong to or can belong to."""
    if kind not in PAIR_KINDS:
        return
    members = _find_component(connection, kind, set(touched))
    judgements = list(_load_judgements(connection, kind, members))
    found = find_clusters(judgements, 0.0 if kind in SINGLE_LINK_KINDS else MIN_AGREEMENT)
    table = schema.clusters
    for chunk in split_chunks(members):
        connection.execute(delete(table).where(table.c.kind == kind, table.c.member.in_(chunk)))
    stored = find_stored_articles(connection, {_article(member) for member in found})
    rows = [_row(kind, member, cluster) for member, cluster in found.items() if _article(member) in stored]
    if rows:
        connection.execute(insert(table), rows)
    if kind == "actor":
        _assign_known_as(connection, members, found)
    elif kind == "version":
        _order_versions(connection, members, found)


def reset_actors(connection: Connection, judged: Set[str]) -> None:
    """Give all actors the ids they have before they are linked, then join those that are still `judged`."""
    table, actors, mentions = schema.clusters, schema.actors.c, schema.mentions.c
    connection.execute(delete(table).where(table.c.kind == "actor"))
    columns = (actors.id, actors.kind, actors.name, actors.country, actors.known_as)
    for article in connection.execute(select(schema.articles.c.id)).scalars().all():
        forms: defaultdict[str, set[str]] = defaultdict(set)
        query = select(mentions.actor_id, mentions.form).distinct()
        for row, form in connection.execute(query.where(mentions.article_id == article)):
            forms[row].add(form)
        rows = connection.execute(select(*columns).where(actors.article_id == article)).all()
        for row, kind, name, country, before in rows:
            known_as = first_known_as(kind, name, country, article, named=is_named(name, forms[row]))
            if known_as != before:
                _set_known_as(connection, f"{article}/{row}", known_as)
    rebuild_clusters(connection, "actor", judged)


def part_actors(connection: Connection, touched: Iterable[str]) -> None:
    """Rebuild the clusters of actors about which judgements were withdrawn.

    Those that are in none any more get the ids that they have before they are linked.
    """
    members = _find_component(connection, "actor", set(touched))
    rebuild_clusters(connection, "actor", members)
    clustered = list_clusters(connection, "actor", sorted(members))
    for reference, known_as in _load_known_as(connection, members - clustered.keys()).items():
        if known_as.first != known_as.current:
            _set_known_as(connection, reference, known_as.first)


def build_missing_clusters(connection: Connection) -> None:
    """Build the clusters of a dossier that has judgements but no clusters, because it was just migrated."""
    table = schema.judgements.c
    if connection.execute(select(schema.clusters.c.member).limit(1)).first() is not None:
        return
    for kind in sorted(PAIR_KINDS):
        pairs = select(table.left_id, table.right_id).where(table.kind == kind, table.withdrawn_at.is_(None))
        rebuild_clusters(connection, kind, {side for pair in connection.execute(pairs) for side in pair})


def add_judgement(connection: Connection, judgement: Judgement) -> None:
    """Update the clusters for a new judgement: without a rebuild where a new member joins an existing
    cluster.
    """
    kind = judgement.kind
    if kind not in PAIR_KINDS:
        return
    if judgement.by_rule and not judgement.same:
        if kind == "actor":
            _separate_namesake(connection, judgement)
        return
    single_link = judgement.by_rule and kind in SINGLE_LINK_KINDS and kind != "version"
    if not (single_link and _join_newcomer(connection, judgement)):
        rebuild_clusters(connection, kind, (judgement.left, judgement.right))


def _join_newcomer(connection: Connection, judgement: Judgement) -> bool:
    """Add a side that nothing else was judged about to the cluster of the other; return False if there is
    none. Nothing is to do where both are in one cluster already.
    """
    kind, pair = judgement.kind, (judgement.left, judgement.right)
    bound = {"kind": kind, "left": judgement.left, "right": judgement.right}
    known = {row[0]: row[1] for row in connection.execute(_families_of_pair(), bound)}
    if len(known) == len(pair) and len(set(known.values())) == 1:
        return True  # they are one already
    newcomers = [side for side in pair if side not in known and _is_judged_once(connection, kind, side)]
    if not newcomers:
        return False
    if kind == "actor" and _gives_better_id(connection, pair, newcomers):
        return False
    cluster = next(iter(known.values()), min(pair))
    rows = [_row(kind, side, cluster) for side in pair if side not in known]
    connection.execute(insert(schema.clusters), rows)
    if kind == "actor":
        newcomer = newcomers[-1]
        _copy_known_as(connection, newcomer, pair[0] if newcomer == pair[1] else pair[1])
    return True


def _gives_better_id(connection: Connection, pair: tuple[str, str], newcomers: Sequence[str]) -> bool:
    """Whether a newcomer's own id identifies the actor better than that of the actor it joins: one by name,
    where the other is only a surname or a description in one article.
    """
    stays = next((side for side in pair if side not in newcomers[-1:]), None)
    known_as = None if stays is None else _known_as(connection, stays)
    if known_as is None or APART not in known_as:
        return False
    return any(APART not in loaded.first for loaded in _load_known_as(connection, newcomers).values())


def can_be_batched(judgement: Judgement) -> bool:
    """Whether clusters can be updated for several such judgements at once, with the same result."""
    is_same_by_rule = judgement.by_rule and judgement.same
    return is_same_by_rule and judgement.kind in PAIR_KINDS and judgement.kind not in SINGLE_LINK_KINDS


def list_clusters(
    connection: Connection, kind: JudgementKind, members: Sequence[str] | None
) -> dict[str, str]:
    """Return the cluster of each member that is in one; of everything where no members are given."""
    table = schema.clusters.c
    query = select(table.member, table.family).where(table.kind == kind)
    if members is None:
        return {row.member: row.family for row in connection.execute(query)}
    found: dict[str, str] = {}
    for chunk in split_chunks(members):
        rows = connection.execute(query.where(table.member.in_(chunk)))
        found.update((row.member, row.family) for row in rows)
    return found


def list_cluster_members(
    connection: Connection, kind: JudgementKind, clusters: Iterable[str]
) -> dict[str, list[str]]:
    """Return the members of clusters, in the order of ids."""
    table = schema.clusters.c
    query = select(table.family, table.member).where(table.kind == kind).order_by(table.member)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for chunk in split_chunks(clusters):
        for row in connection.execute(query.where(table.family.in_(chunk))):
            found[row.family].append(row.member)
    return dict(found)


def restore_known_as(connection: Connection, article_id: str) -> None:
    """Give the actors of an article, whose rows were just rewritten, the `known_as` of their clusters."""
    table = schema.clusters.c
    query = select(table.member, table.family).where(table.kind == "actor", table.article_id == article_id)
    for member, cluster in [tuple(row) for row in connection.execute(query)]:
        query = select(table.member).where(
            table.kind == "actor", table.family == cluster, table.article_id != article_id
        )
        other = connection.execute(query.order_by(table.member).limit(1)).scalar()
        if other is not None:
            _copy_known_as(connection, member, other)


def find_stored_articles(connection: Connection, ids: set[str]) -> set[str]:
    """Return which of these articles are in the dossier."""
    table = schema.articles.c
    return {
        article
        for chunk in split_chunks(ids)
        for article in connection.execute(select(table.id).where(table.id.in_(chunk))).scalars()
    }


def split_chunks(values: Iterable[str], size: int = IN_LIMIT) -> Iterator[list[str]]:
    """Yield the distinct values in order, at most `size` at a time: for conditions of the form IN (…)."""
    ordered = sorted(set(values))
    for first in range(0, len(ordered), size):
        yield ordered[first : first + size]


def _row(kind: JudgementKind, member: str, cluster: str) -> dict[str, object]:
    return {"kind": kind, "member": member, "family": cluster, "article_id": _article(member)}


def _article(reference: str) -> str:
    return reference.partition("/")[0]


def _is_judged_once(connection: Connection, kind: JudgementKind, side: str) -> bool:
    """Whether one judgement is in force about a side, not counting a program's "not the same"."""
    found = connection.execute(_two_judgements(), {"kind": kind, "side": side}).all()
    return len(found) == 1


@cache
def _two_judgements() -> Executable:
    """Return the query for judgements in force about a side: two by each of its columns are enough."""
    table = schema.judgements.c
    counts = or_(table.same, table.by.not_like(f"{RULE_PREFIX}%"))
    query = select(table.number).where(table.kind == bindparam("kind"), table.withdrawn_at.is_(None), counts)
    left, right = (
        query.where(column == bindparam("side")).limit(2).subquery(column.name)
        for column in (table.left_id, table.right_id)
    )
    return union_all(select(left), select(right))


@cache
def _families_of_pair() -> Executable:
    table = schema.clusters.c
    is_side = or_(table.member == bindparam("left"), table.member == bindparam("right"))
    return select(table.member, table.family).where(table.kind == bindparam("kind"), is_side)


def _find_component(connection: Connection, kind: JudgementKind, touched: set[str]) -> set[str]:
    """Return everything that is connected with `touched` by judgements of "same" or by current clusters."""
    table = schema.judgements.c
    is_same = (table.kind == kind, table.same, table.withdrawn_at.is_(None))
    clusters = set(list_clusters(connection, kind, sorted(touched)).values())
    found = set(touched)
    for members in list_cluster_members(connection, kind, clusters).values():
        found |= set(members)
    frontier = set(found)
    while frontier:
        neighbours: set[str] = set()
        for chunk in split_chunks(frontier):
            right = select(table.right_id).where(*is_same, table.left_id.in_(chunk))
            left = select(table.left_id).where(*is_same, table.right_id.in_(chunk))
            neighbours |= {*connection.execute(right).scalars(), *connection.execute(left).scalars()}
        frontier = neighbours - found
        found |= frontier
    return found


def _load_judgements(connection: Connection, kind: JudgementKind, members: set[str]) -> Iterator[Judgement]:
    table = schema.judgements.c
    query: Select[*tuple[object, ...]] = select(*JUDGEMENT_COLUMNS).where(
        table.kind == kind, table.withdrawn_at.is_(None)
    )
    rows: list[Judgement] = []
    for chunk in split_chunks(members):
        found = connection.execute(query.where(table.left_id.in_(chunk)).order_by(table.number))
        rows.extend(to_judgement(tuple(row)) for row in found)
    yield from sorted(rows, key=lambda row: (row.made_at, row.id))


def _assign_known_as(connection: Connection, members: set[str], clusters: dict[str, str]) -> None:
    """Give each cluster of actors its own `known_as`: from the kind and name of most members, unless another
    has it.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for member in sorted(members):
        groups[clusters.get(member, member)].append(member)
    taken: set[str] = set()
    loaded = _load_known_as(connection, members)
    for group in sorted(groups.values(), key=lambda group: (-len(group), group)):
        counts = Counter(loaded[member].first for member in group if member in loaded)
        if not counts:
            continue
        known_as = min(counts, key=lambda known_as: (-counts[known_as], known_as))
        if known_as in taken or _is_used_elsewhere(connection, known_as, members):
            known_as = _unique_known_as(known_as, group[0])
        taken.add(known_as)
        for member in group:
            if member in loaded and loaded[member].current != known_as:
                _set_known_as(connection, member, known_as)


@dataclass(frozen=True, slots=True)
class _KnownAs:
    """The id across articles that an actor has before it is linked, and the one it has now."""

    first: str
    current: str


def _load_known_as(connection: Connection, references: Iterable[str]) -> dict[str, _KnownAs]:
    """Return the ids across articles of actors; those that are not here are left out."""
    wanted = set(references)
    actors, mentions = schema.actors.c, schema.mentions.c
    found: dict[str, _KnownAs] = {}
    for chunk in split_chunks(_article(one) for one in wanted):
        forms: defaultdict[str, set[str]] = defaultdict(set)
        query = select(mentions.article_id, mentions.actor_id, mentions.form).distinct()
        for article, row, form in connection.execute(query.where(mentions.article_id.in_(chunk))):
            forms[f"{article}/{row}"].add(form)
        columns = (actors.article_id, actors.id, actors.kind, actors.name, actors.country, actors.known_as)
        for row in connection.execute(select(*columns).where(actors.article_id.in_(chunk))):
            article, actor, kind, name, country, current = row
            reference = f"{article}/{actor}"
            if reference in wanted:
                named = is_named(name, forms[reference])
                first = first_known_as(kind, name, country, article, named=named)
                found[reference] = _KnownAs(first, current)
    return found


def _is_used_elsewhere(connection: Connection, known_as: str, members: set[str]) -> bool:
    """Whether an actor that is not among the members, and was compared already, has this `known_as`."""
    actors, table, linked = schema.actors.c, schema.clusters.c, schema.linked_articles.c
    reference = actors.article_id + "/" + actors.id
    in_cluster = exists().where(table.kind == "actor", table.member == reference)
    is_compared = exists().where(linked.article_id == actors.article_id)
    query = select(reference).where(actors.known_as == known_as, or_(in_cluster, is_compared))
    found = connection.execute(query.limit(len(members) + 1)).scalars()
    return any(reference not in members for reference in found)


def _unique_known_as(known_as: str, reference: str) -> str:
    """Return a `known_as` that no other actor has, by appending the reference of one member."""
    return f"{without_suffix(known_as)}{APART}{reference.rpartition(':')[2].replace('/', '-')}"


def separate_namesakes(connection: Connection, judgements: Sequence[Judgement]) -> None:
    """Give the newer of namesakes that a program judged not the same ids of their own."""
    sides = {side for row in judgements for side in (row.left, row.right)}
    loaded = _load_known_as(connection, sides)
    for row in judgements:
        left, right = loaded.get(row.left), loaded.get(row.right)
        if left and right and left.current == right.current:
            _separate_namesake(connection, row)  # asks again: the judgement before may have separated them


def _separate_namesake(connection: Connection, judgement: Judgement) -> None:
    """Give the newer of two namesakes, which a program judged not the same, a `known_as` of its own."""
    left, right = _known_as(connection, judgement.left), _known_as(connection, judgement.right)
    if left is None or left != right:
        return
    clustered = list_clusters(connection, "actor", [judgement.left, judgement.right])
    newcomers = [side for side in (judgement.right, judgement.left) if side not in clustered]
    if newcomers:
        newest = max(newcomers, key=lambda side: _article_number(connection, side))
        _set_known_as(connection, newest, _unique_known_as(left, newest))


def _article_number(connection: Connection, reference: str) -> int:
    query = select(schema.articles.c.number).where(schema.articles.c.id == _article(reference))
    return int(connection.execute(query).scalar() or 0)


def _known_as(connection: Connection, reference: str) -> str | None:
    article, _, row = reference.partition("/")
    known_as: str | None = connection.execute(_known_as_of_row(), {"article": article, "row": row}).scalar()
    return known_as


@cache
def _known_as_of_row() -> Executable:
    actors = schema.actors.c
    is_row = (actors.article_id == bindparam("article"), actors.id == bindparam("row"))
    return select(actors.known_as).where(*is_row)


def _copy_known_as(connection: Connection, member: str, other: str) -> None:
    known_as = _known_as(connection, other)
    if known_as is not None and known_as != _known_as(connection, member):
        _set_known_as(connection, member, known_as)


def _set_known_as(connection: Connection, reference: str, known_as: str) -> None:
    """Set an actor's `known_as`, and update the column `articles`, which counts an article once for all its
    actors.
    """
    article, _, row = reference.partition("/")
    before = _known_as(connection, reference)
    if before is None or before == known_as:
        return
    bound = {"article": article, "row": row, "new": known_as}
    for change in _known_as_changes():
        connection.execute(change, bound)
    for changed in (before, known_as):
        for change in _article_counts():
            connection.execute(change, {"article": article, "changed": changed})


@cache
def _known_as_changes() -> tuple[Executable, ...]:
    """Return the updates that give an actor's rows the id `new`."""
    return tuple(
        update(table)
        .where(
            table.c.article_id == bindparam("article"),
            (table.c.id if table is schema.actors else table.c.actor_id) == bindparam("row"),
        )
        .values(known_as=bindparam("new"))
        for table in _WITH_KNOWN_AS
    )


@cache
def _article_counts() -> tuple[Executable, ...]:
    """Return the updates that count an article once for all its actors with the id `changed`."""
    table = schema.actors
    sharing = [table.c.article_id == bindparam("article"), table.c.known_as == bindparam("changed")]
    first = select(func.min(table.c.position)).where(*sharing).scalar_subquery()
    none = update(table).where(*sharing).values(articles=0)
    return none, update(table).where(*sharing, table.c.position == first).values(articles=1)


def _order_versions(connection: Connection, members: set[str], clusters: dict[str, str]) -> None:
    """Set for each version of a page the next one: by publication, then in the order in which they were
    added.
    """
    table = schema.articles
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for member, cluster in clusters.items():
        groups[cluster].append(member)
    for chunk in split_chunks(members):
        connection.execute(update(table).where(table.c.id.in_(chunk)).values(superseded_by=None))
    for group in groups.values():
        order = (table.c.day_from.asc().nulls_first(), table.c.published, table.c.number)
        versions = connection.execute(select(table.c.id).where(table.c.id.in_(group)).order_by(*order))
        for earlier, later in pairwise(versions.scalars().all()):
            connection.execute(update(table).where(table.c.id == earlier).values(superseded_by=later))
