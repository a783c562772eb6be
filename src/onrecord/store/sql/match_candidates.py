"""Candidates: which rows of other articles a new article's rows could be the same as, found by index, never all of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from onrecord.store.match_features import ActorFeatures, CommitmentFeatures, EventFeatures, StatementFeatures
from onrecord.store.search_terms import fold_name
from onrecord.store.sql import schema

AT_ONCE = 400  # values in one IN (…)
NAMES_AT_ONCE = (
    25  # names looked for together, of which MOST bearers are taken: a long article names hundreds
)
FEW = 100  # rows whose parties are asked for by their ids
MOST = 200  # rows of one kind that one article's are compared with
Row = Sequence[Any]  # as the database gave it


def list_namesakes(
    connection: Connection,
    article_id: str,
    folded: Iterable[str],
    surnames: Iterable[str] = (),
    limit: int = MOST,
) -> list[ActorFeatures]:
    """Return the actors of other articles, those known as one together, that bear one of these folded names.

    `surnames` are folded, too: persons whose full names end with them are found as well, at the price of looking at all names.
    """
    names = schema.actor_names.c
    known: set[str] = set()
    for surname in sorted(set(surnames)):
        query = select(names.known_as).distinct().where(names.folded.endswith(surname, autoescape=True))
        query = query.where(names.known_as.like("person:%"), names.article_id != article_id)
        known |= set(connection.execute(query.limit(MOST)).scalars())
    for some in _pieces(folded, NAMES_AT_ONCE):
        query = (
            select(names.known_as).distinct().where(names.folded.in_(some), names.article_id != article_id)
        )
        known |= set(connection.execute(query.order_by(names.known_as).limit(limit)).scalars())
    return _groups(connection, article_id, known)


def list_actors(connection: Connection, article_id: str) -> list[ActorFeatures]:
    """Return the actors of an article."""
    actors, names, roles = schema.actors.c, schema.actor_names.c, schema.roles.c
    called: defaultdict[str, set[str]] = defaultdict(set)
    titles: defaultdict[str, set[str]] = defaultdict(set)
    for actor, name in connection.execute(
        select(names.actor_id, names.folded).where(names.article_id == article_id)
    ):
        called[actor].add(name)
    for actor, title in connection.execute(
        select(roles.actor_id, roles.title).where(roles.article_id == article_id)
    ):
        titles[actor].add(title.casefold())
    families = schema.clusters.c
    query = select(families.member).where(families.kind == "actor", families.article_id == article_id)
    linked = set(connection.execute(query).scalars())
    query_ = select(actors.id, actors.known_as, actors.kind, actors.name, actors.country).where(
        actors.article_id == article_id
    )
    return [
        ActorFeatures(
            reference=f"{article_id}/{row}",
            known_as=known_as,
            kinds=frozenset({kind}),
            names=frozenset({fold_name(name)} - {""}),
            called=frozenset(called[row]),
            countries=frozenset({country} - {None}),
            roles=frozenset(titles[row]),
            linked=f"{article_id}/{row}" in linked,
            proper=_is_proper(name),
        )
        for row, known_as, kind, name, country in connection.execute(query_.order_by(actors.position))
    ]


def _groups(connection: Connection, article_id: str, known: set[str]) -> list[ActorFeatures]:
    actors = schema.actors.c
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for some in _pieces(known):
        first, count = func.min(actors.article_id + "/" + actors.id), func.count()
        query = select(actors.known_as, actors.kind, actors.name, actors.country, first, count)
        query = query.where(actors.known_as.in_(some), actors.article_id != article_id)
        for row in connection.execute(
            query.group_by(actors.known_as, actors.kind, actors.name, actors.country)
        ):
            rows[row[0]].append(tuple(row))
    called = _told(connection, schema.actor_names.c.known_as, schema.actor_names.c.folded, known)
    roles = _told(connection, schema.roles.c.known_as, schema.roles.c.title, known)
    return [
        ActorFeatures(
            reference=min(row[4] for row in group),
            known_as=name,
            kinds=frozenset(row[1] for row in group),
            names=frozenset(folded for row in group if (folded := fold_name(row[2]))),
            called=frozenset(called[name]),
            countries=frozenset(row[3] for row in group if row[3] is not None),
            roles=frozenset(title.casefold() for title in roles[name]),
            articles=sum(row[5] for row in group),
            proper=any(_is_proper(row[2]) for row in group),
        )
        for name, group in sorted(rows.items())
    ]


def _is_proper(name: str) -> bool:
    return any(word[:1].isupper() or word[:1].isdigit() for word in name.split())


def _told(
    connection: Connection, known_as: ColumnElement[str], column: ColumnElement[str], known: Iterable[str]
) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for some in _pieces(known):
        for name, value in connection.execute(select(known_as, column).distinct().where(known_as.in_(some))):
            found[name].add(value)
    return found


def list_said(connection: Connection, article_id: str) -> list[StatementFeatures]:
    """Return the statements of an article that have a mouth."""
    return _said(connection, schema.statements.c.article_id == article_id)


def list_statements_by(
    connection: Connection, article_id: str, known_as: Iterable[str], days: tuple[date, date]
) -> list[StatementFeatures]:
    """Return the statements of other articles by these actors that can have been made between two days, at most MOST of each."""
    table, actors = schema.statements.c, schema.actors.c
    found: list[StatementFeatures] = []
    for name in sorted(set(known_as)):
        mine = (actors.known_as == name, table.article_id != article_id)
        between = or_(table.day_from.is_(None), and_(table.day_from <= days[1], table.day_to >= days[0]))
        found.extend(_said(connection, and_(*mine, between), MOST))
    return found


def _said(
    connection: Connection, condition: ColumnElement[bool], limit: int | None = None
) -> list[StatementFeatures]:
    table, actors = schema.statements.c, schema.actors.c
    own = (
        table.article_id,
        table.id,
        actors.known_as,
        actors.name,
        table.act,
        table.kind,
        table.within_id,
        table.content,
    )
    mouth = and_(actors.article_id == table.article_id, actors.id == table.actor_id)
    query = select(*own, table.day_from, table.day_to, table.said, table.medium).select_from(
        schema.statements.join(schema.actors, mouth)
    )
    rows = [
        tuple(row) for row in connection.execute(query.where(condition).order_by(table.number).limit(limit))
    ]
    held = _held_by(connection, {row[0] for row in rows})
    return [
        StatementFeatures(
            reference=f"{row[0]}/{row[1]}",
            known_as=row[2],
            mouth=row[3],
            act=row[4],
            kind=row[5],
            within=row[6],
            content=row[7],
            days=_days(row[8], row[9]),
            told=row[10] is not None,
            medium=row[11],
            held_by=frozenset(held[row[0], row[1]]),
        )
        for row in rows
    ]


def _held_by(connection: Connection, articles: Iterable[str]) -> defaultdict[tuple[str, str], set[str]]:
    """Return the outlets that had the words of a statement before its article, by article and statement."""
    links, actors = schema.links.c, schema.actors.c
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for some in _pieces(articles):
        for column in (links.outlet_id, links.actor_id):
            query = select(links.article_id, links.statement_id, actors.name)
            query = query.where(
                links.article_id.in_(some), actors.article_id == links.article_id, actors.id == column
            )
            for article, statement, name in connection.execute(query.where(actors.kind == "outlet")):
                found[article, statement].add(fold_name(name))
    return found


def list_events(connection: Connection, article_id: str) -> list[EventFeatures]:
    """Return the events of an article."""
    return _events(connection, schema.events.c.article_id == article_id)


def list_similar_events(
    connection: Connection, article_id: str, event: EventFeatures, within: int
) -> list[EventFeatures]:
    """Return events of other articles of the same type, one a family, that share a party and can lie so many days apart.

    An event whose day is not told counts under the day its article was published.
    """
    table, parties, actors = schema.events.c, schema.event_parties, schema.actors.c
    days = event.days or event.published
    if days is None or not event.parties:
        return []
    first, last = _wider(days, within)
    told = and_(table.day_from <= last, table.day_to >= first)
    untold = and_(
        table.day_from.is_(None), schema.articles.c.day_from <= last, schema.articles.c.day_to >= first
    )
    mine = and_(parties.c.article_id == table.article_id, parties.c.event_id == table.id)
    who = and_(actors.article_id == parties.c.article_id, actors.id == parties.c.actor_id)
    rows = (
        schema.events.join(schema.articles, schema.articles.c.id == table.article_id)
        .join(parties, mine)
        .join(schema.actors, who)
    )
    query = select(table.article_id, table.id).select_from(rows).distinct()
    query = query.where(table.type == event.type, table.article_id != article_id, or_(told, untold))
    query = (
        query.where(actors.known_as.in_(sorted(event.parties)))
        .order_by(table.article_id, table.id)
        .limit(MOST)
    )
    return _one_a_family(
        _events(connection, condition)
        for condition in _conditions(connection, query, table.article_id, table.id)
    )


def _events(connection: Connection, condition: ColumnElement[bool]) -> list[EventFeatures]:
    table, articles = schema.events.c, schema.articles.c
    own = (
        table.article_id,
        table.id,
        table.type,
        table.reality,
        table.day_from,
        table.day_to,
        articles.day_from,
        articles.day_to,
    )
    query = select(*own, table.place, table.geonames, table.round, table.words)
    query = query.select_from(schema.events.join(schema.articles, articles.id == table.article_id)).where(
        condition
    )
    rows = [tuple(row) for row in connection.execute(query.order_by(table.article_id, table.position))]
    keys = [(row[0], row[1]) for row in rows]
    who = _parties(connection, schema.event_parties, "event_id", keys)
    amounts = _amounts(connection, schema.quantities, "event_id", keys)
    families = _families(connection, "event", [f"{row[0]}/{row[1]}" for row in rows])
    return [
        EventFeatures(
            reference=f"{row[0]}/{row[1]}",
            family=families.get(f"{row[0]}/{row[1]}"),
            type=row[2],
            reality=row[3],
            parties=frozenset(who[row[0], row[1]]),
            days=_days(row[4], row[5]),
            published=_days(row[6], row[7]),
            place=row[8],
            geonames=row[9],
            round=row[10],
            amounts=frozenset(amounts[row[0], row[1]]),
            words=row[11],
        )
        for row in rows
    ]


def list_commitments(connection: Connection, article_id: str) -> list[CommitmentFeatures]:
    """Return the commitments of an article."""
    return _commitments(connection, schema.commitments.c.article_id == article_id)


def list_similar_commitments(
    connection: Connection, article_id: str, commitment: CommitmentFeatures
) -> list[CommitmentFeatures]:
    """Return the latest commitments of other articles, one a family, that share a party."""
    table, committed, actors = schema.commitments.c, schema.commitment_parties, schema.actors.c
    mine = and_(committed.c.article_id == table.article_id, committed.c.commitment_id == table.id)
    who = and_(actors.article_id == committed.c.article_id, actors.id == committed.c.actor_id)
    families = schema.clusters
    known = and_(families.c.kind == "commitment", families.c.member == table.article_id + "/" + table.id)
    rows = schema.commitments.join(committed, mine).join(schema.actors, who).outerjoin(families, known)
    # One of each family, the one named first: the others are reached through it.
    query = select(func.min(table.article_id + "/" + table.id)).select_from(rows)
    query = query.where(actors.known_as.in_(sorted(commitment.parties)), table.article_id != article_id)
    query = query.group_by(func.coalesce(families.c.family, table.article_id + "/" + table.id))
    query = query.order_by(func.max(table.day_from).desc().nulls_last()).limit(MOST)
    found = [reference.partition("/") for reference in connection.execute(query).scalars()]
    conditions = _pairs([(article, row) for article, _, row in found], table.article_id, table.id)
    return _one_a_family(_commitments(connection, condition) for condition in conditions)


def _commitments(connection: Connection, condition: ColumnElement[bool]) -> list[CommitmentFeatures]:
    table = schema.commitments.c
    query = select(
        table.article_id,
        table.id,
        table.what,
        table.status,
        table.agreed_date,
        table.agreed_place,
        table.words,
    )
    rows = [
        tuple(row)
        for row in connection.execute(query.where(condition).order_by(table.article_id, table.position))
    ]
    keys = [(row[0], row[1]) for row in rows]
    who = _parties(connection, schema.commitment_parties, "commitment_id", keys)
    terms = _amounts(connection, schema.terms, "commitment_id", keys)
    families = _families(connection, "commitment", [f"{row[0]}/{row[1]}" for row in rows])
    return [
        CommitmentFeatures(
            reference=f"{row[0]}/{row[1]}",
            family=families.get(f"{row[0]}/{row[1]}"),
            parties=frozenset(who[row[0], row[1]]),
            what=row[2],
            status=row[3],
            terms=frozenset(terms[row[0], row[1]]),
            agreed=row[4],
            place=row[5],
            words=row[6],
        )
        for row in rows
    ]


def list_same_page(connection: Connection, article_id: str) -> list[str]:
    """Return the other articles at the same address."""
    table, own = schema.articles.c, schema.articles.alias("own").c
    query = select(table.id).where(own.id == article_id, table.url == own.url, table.id != article_id)
    return list(connection.execute(query.order_by(table.number).limit(MOST)).scalars())


def _parties(
    connection: Connection, table: Any, owner: str, keys: Sequence[tuple[str, str]]
) -> defaultdict[tuple[str, str], set[str]]:
    actors = schema.actors.c
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for held in _held(table, owner, keys):
        query = select(table.c.article_id, table.c[owner], actors.known_as)
        query = query.where(held, actors.article_id == table.c.article_id, actors.id == table.c.actor_id)
        for article, row, name in connection.execute(query):
            found[article, row].add(name)
    return found


def _held(table: Any, owner: str, keys: Sequence[tuple[str, str]]) -> Iterator[ColumnElement[bool]]:
    """Yield conditions for what rows hold, their articles some at a time: of few rows not all that their articles hold."""
    rows = sorted({row for _, row in keys})
    for some in _pieces(article for article, _ in keys):
        held = table.c.article_id.in_(some)
        yield and_(held, table.c[owner].in_(rows)) if len(rows) <= FEW else held


def _amounts(
    connection: Connection,
    table: Any,
    owner: str,
    keys: Sequence[tuple[str, str]],
) -> defaultdict[tuple[str, str], set[tuple[float, str]]]:
    found: defaultdict[tuple[str, str], set[tuple[float, str]]] = defaultdict(set)
    for held in _held(table, owner, keys):
        query = select(table.c.article_id, table.c[owner], table.c.value, table.c.unit).where(held)
        for article, row, value, unit in connection.execute(query):
            found[article, row].add((value, unit.casefold()))
    return found


def _families(connection: Connection, kind: str, references: Iterable[str]) -> dict[str, str]:
    table = schema.clusters.c
    found: dict[str, str] = {}
    for some in _pieces(references):
        query = select(table.member, table.family).where(table.kind == kind, table.member.in_(some))
        found.update((row.member, row.family) for row in connection.execute(query))
    return found


def _conditions(
    connection: Connection, query: "Select[str, str]", article: ColumnElement[str], row: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    return _pairs([(found[0], found[1]) for found in connection.execute(query)], article, row)


def _pairs(
    pairs: Sequence[tuple[str, str]], article: ColumnElement[str], row: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    """Return conditions for rows by article and id, some at a time."""
    pieces = (pairs[first : first + AT_ONCE // 2] for first in range(0, len(pairs), AT_ONCE // 2))
    # By article first, for which there is an index; SQLite uses none for pairs in a list.
    return [
        and_(article.in_(sorted({name for name, _ in some})), (article + "/" + row).in_(map("/".join, some)))
        for some in pieces
    ]


def _one_a_family(found: "Iterable[list[EventFeatures]] | Iterable[list[CommitmentFeatures]]") -> list[Any]:
    """Return one row of each family, the first: a newcomer need not be compared with all who tell of the same."""
    seen: dict[str, Any] = {}
    for rows in found:
        for row in rows:
            seen.setdefault(row.family or row.reference, row)
    return list(seen.values())


def _days(first: date | None, last: date | None) -> tuple[date, date] | None:
    return (first, last) if first is not None and last is not None else None


def _wider(days: tuple[date, date], by: int) -> tuple[date, date]:
    first = days[0] - timedelta(days=by) if days[0] > date.min + timedelta(days=by) else date.min
    last = days[1] + timedelta(days=by) if days[1] < date.max - timedelta(days=by) else date.max
    return first, last


def _pieces(values: Iterable[str], at_once: int = AT_ONCE) -> list[list[str]]:
    ordered = sorted(set(values))
    return [ordered[first : first + at_once] for first in range(0, len(ordered), at_once)]
