"""Assembling: from the rows of a query to the rows a dossier gives back, a chunk at a time."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, and_, select
from sqlalchemy.sql import FromClause

from onrecord.store.actor_names import find_names
from onrecord.store.rows_from_record import make_known_as
from onrecord.store.sql import schema
from onrecord.store.sql.queries import ARTICLE, FilterQuery, select_groups
from onrecord.store.stored_rows import (
    StoredActor,
    StoredActorRow,
    AnswerEdge,
    StoredAnswer,
    StoredArticle,
    StoredCommitment,
    StoredEvent,
    StoredLink,
    StoredOutcome,
    StoredStatement,
    StoredTopic,
)

CHUNK = 500  # rows fetched at once: few round trips, little memory
Key = tuple[str, str]  # article id and id within it
Row = tuple[Any, ...]  # as the database gave it; its types are those of the schema

_STATEMENT = (
    "id",
    "kind",
    "act",
    "within_id",
    "said",
    "said_words",
    "medium",
    "source",
    "cue",
    "content",
    "confidence",
    "reality",
)
_EVENT = (
    "id",
    "type",
    "mode",
    "reality",
    "contexts",
    "date",
    "date_words",
    "place",
    "place_country",
    "told_by_id",
)
_COMMITMENT = ("id", "what", "status", "agreed_date", "agreed_place", "words", "status_words", "told_by_id")
_EVENT_END = ("round", "words", "confidence")


def list_statements(connection: Connection, question: FilterQuery) -> Iterator[StoredStatement]:
    """Yield the statements a question finds."""
    own = tuple(schema.statements.c[name] for name in _STATEMENT)
    mouth = schema.actors.c
    query = question.select(mouth.name, mouth.kind, *own, *ARTICLE, mouth.known_as)
    for rows in _chunks(connection, query):
        articles = _Articles()
        keys = [(row[2 + len(own)], row[2]) for row in rows]
        names = find_names(connection, ((row[0], row[-1]) for row in rows))
        addressees = _names_by_key(connection, schema.addressees, "statement_id", keys)
        mouths = _names_by_part(connection, schema.speakers, "statement_id", keys)
        answers, chains = _answers(connection, keys), _chains(connection, keys)
        for row, key in zip(rows, keys, strict=True):
            yield StoredStatement(
                article=articles[row[2 + len(own) : -1]],
                id=row[2],
                actor=names.get(row[-1], row[0]),
                actor_kind=row[1],
                kind=row[3],
                act=row[4],
                within=row[5],
                said=row[6],
                said_words=row[7],
                medium=row[8],
                source=row[9],
                cue=row[10],
                content=row[11],
                confidence=row[12],
                addressees=tuple(addressees[key]),
                answers=tuple(answers[key]),
                chain=tuple(chains[key]),
                actors=tuple(mouths["mouth"][key]),
                on_behalf_of=next(iter(mouths["spoken-for"][key]), None),
                reality=row[13],
            )


def list_events(connection: Connection, question: FilterQuery) -> Iterator[StoredEvent]:
    """Yield the events a question finds."""
    own = tuple(schema.events.c[name] for name in (*_EVENT, *_EVENT_END))
    query = question.select(schema.actors.c.name, *own, *ARTICLE, schema.actors.c.known_as)
    for rows in _chunks(connection, query):
        articles = _Articles()
        keys = [(row[1 + len(own)], row[1]) for row in rows]
        names = find_names(connection, ((row[0], row[-1]) for row in rows))
        parties = _names_by_part(connection, schema.event_parties, "event_id", keys)
        quantities = _words(connection, schema.quantities, "event_id", keys)
        for row, key in zip(rows, keys, strict=True):
            yield StoredEvent(
                article=articles[row[1 + len(own) : -1]],
                id=row[1],
                type=row[2],
                mode=row[3],
                reality=row[4],
                contexts=tuple(json.loads(row[5])),
                actors=tuple(parties["actor"][key]),
                recipients=tuple(parties["recipient"][key]),
                date=row[6],
                date_words=row[7],
                place=row[8],
                place_country=row[9],
                told_by=row[10],
                teller=names.get(row[-1], row[0]),
                quantities=tuple(quantities[key]),
                round=row[11],
                words=row[12],
                confidence=row[13],
            )


def list_commitments(connection: Connection, question: FilterQuery) -> Iterator[StoredCommitment]:
    """Yield the commitments a question finds."""
    own = tuple(schema.commitments.c[name] for name in _COMMITMENT)
    query = question.select(schema.actors.c.name, *own, *ARTICLE, schema.actors.c.known_as)
    table = schema.commitment_parties
    for rows in _chunks(connection, query):
        articles = _Articles()
        keys = [(row[1 + len(own)], row[1]) for row in rows]
        names = find_names(connection, ((row[0], row[-1]) for row in rows))
        parties = _names_by_key(connection, table, "commitment_id", keys)
        known = _by_key(_party_rows(connection, table, "commitment_id", keys), lambda row: str(row[3]))
        terms = _words(connection, schema.terms, "commitment_id", keys)
        for row, key in zip(rows, keys, strict=True):
            yield StoredCommitment(
                article=articles[row[1 + len(own) : -1]],
                id=row[1],
                what=row[2],
                status=row[3],
                parties=tuple(parties[key]),
                known_as=tuple(known[key]),
                terms=tuple(terms[key]),
                agreed_date=row[4],
                agreed_place=row[5],
                words=row[6],
                status_words=row[7],
                told_by=row[8],
                teller=names.get(row[-1], row[0]),
            )


def list_topics(connection: Connection, question: FilterQuery) -> Iterator[StoredTopic]:
    """Yield the topics of the statements a question finds, earliest day first."""
    table, topics, actors = schema.statements.c, schema.topics, schema.actors.c
    mine = and_(topics.c.article_id == table.article_id, topics.c.statement_id == table.id)
    query = select(
        table.article_id, table.id, topics.c.topic, topics.c.words, actors.known_as, table.day_from
    )
    query = query.select_from(question.rows.join(topics, mine)).where(question.belongs, question.in_time)
    order = (table.day_from.asc().nulls_last(), table.article_id, table.position, topics.c.position)
    for article, statement, topic, words, known_as, day in _rows(connection, query.order_by(*order)):
        yield StoredTopic(f"{article}/{statement}", topic, words, known_as, _day(day))


def list_ids(connection: Connection, question: FilterQuery) -> list[str]:
    """Return the ids of what a question finds, in its order."""
    table = question.table.c
    if question.table is schema.articles:
        return [row[0] for row in _rows(connection, question.select(table.id))]
    return [
        f"{article}/{row}" for article, row in _rows(connection, question.select(table.article_id, table.id))
    ]


def list_edges(connection: Connection, question: FilterQuery) -> list[AnswerEdge]:
    """Return what the statements a question finds answer, earliest day first: what articles tell, then what was judged."""
    table, answers, judged = schema.statements.c, schema.answers.c, schema.judgements.c
    mine = and_(answers.article_id == table.article_id, answers.statement_id == table.id)
    query = select(table.article_id, table.id, answers.to_id, answers.relation, answers.words, table.day_from)
    query = query.select_from(question.table.join(schema.answers, mine)).where(
        question.belongs, question.in_time
    )
    order = (table.day_from.asc().nulls_last(), table.article_id, table.position, answers.position)
    found = [
        AnswerEdge(f"{article}/{statement}", f"{article}/{to}", relation, words, _day(day))
        for article, statement, to, relation, words, day in connection.execute(query.order_by(*order))
    ]
    judgement = and_(judged.kind == "answer", judged.left_id == table.article_id + "/" + table.id)
    query = select(judged.left_id, judged.right_id, judged.value, judged.reason, table.day_from, judged.by)
    query = query.select_from(schema.judgements.join(question.table, judgement))
    query = query.where(judged.same, judged.withdrawn_at.is_(None), question.belongs, question.in_time)
    for left, right, relation, words, day, by in _rows(
        connection, query.order_by(table.day_from, judged.number)
    ):
        found.append(AnswerEdge(left, right, relation, words, _day(day), by))
    return found


def list_articles(connection: Connection, question: FilterQuery) -> Iterator[StoredArticle]:
    """Yield the articles a question finds."""
    for rows in _chunks(connection, question.select(*ARTICLE)):
        yield from map(_article, rows)


def list_actors(connection: Connection, question: FilterQuery) -> Iterator[StoredActor]:
    """Yield the actors a question finds, those of one name and kind as one. What they are called is asked of all articles."""
    for rows in _chunks(connection, select_groups(question)):
        keys = [row[0] for row in rows]
        names, roles = (
            _known(connection, column, keys) for column in (schema.actor_names.c.name, schema.roles.c.title)
        )
        told = (schema.actors.c[column] for column in ("country", "sector", "wikidata"))
        countries, sectors, wikidata = (_known(connection, column, keys) for column in told)
        for key, kind, name, articles, statements, first, last in rows:
            called = sorted(names[key] | {name})
            yield StoredActor(
                id=key,
                name=next((one for one in called if make_known_as(kind, one) == key), name),
                kind=kind,
                countries=tuple(sorted(countries[key])),
                sectors=tuple(sorted(sectors[key])),
                names=tuple(called),
                roles=tuple(sorted(roles[key])),
                articles=articles,
                statements=statements,
                first=_day(first),
                last=_day(last),
                wikidata=tuple(sorted(wikidata[key])),
            )


def list_actor_rows(connection: Connection, references: Sequence[str]) -> Iterator[StoredActorRow]:
    """Yield actors by their references (`ARTICLE/ACTOR`), as their articles have them."""
    table, roles = schema.actors.c, schema.roles.c
    wanted = set(references)
    for first in range(0, len(references), CHUNK):
        articles = sorted({reference.partition("/")[0] for reference in references[first : first + CHUNK]})
        titles: defaultdict[Key, list[str]] = defaultdict(list)
        query = select(roles.article_id, roles.actor_id, roles.title).where(roles.article_id.in_(articles))
        for article, actor, title in _rows(
            connection, query.order_by(roles.article_id, roles.actor_id, roles.position)
        ):
            titles[article, actor].append(title)
        own = (
            table.article_id,
            table.id,
            table.name,
            table.kind,
            table.country,
            table.known_as,
            table.wikidata,
            table.known_from,
        )
        for article, actor, *known, wikidata, source in _rows(
            connection, select(*own).where(table.article_id.in_(articles))
        ):
            reference = f"{article}/{actor}"
            if reference in wanted:
                wanted.remove(reference)
                name, kind, country, known_as = known
                held = tuple(titles[article, actor])
                yield StoredActorRow(reference, name, kind, country, known_as, held, wikidata, source)


def list_outcomes(connection: Connection) -> Iterator[StoredOutcome]:
    """Yield every outcome in the order in which they came."""
    table = schema.outcomes.c
    query = select(
        table.source, table.article_id, table.outcome, table.stage, table.reason, table.detail
    ).order_by(table.number)
    for rows in _chunks(connection, query):
        for row in rows:
            yield StoredOutcome(*row)


def _chunks(connection: Connection, query: "Select[*tuple[object, ...]]") -> Iterator[list[Row]]:
    with connection.execute(query.execution_options(yield_per=CHUNK)) as found:
        for rows in found.partitions():
            yield [tuple(row) for row in rows]


def _rows(connection: Connection, query: "Select[*tuple[object, ...]]") -> Iterator[Row]:
    for row in connection.execute(query):
        yield tuple(row)


def _article(row: Row) -> StoredArticle:
    names = (column.name for column in ARTICLE)
    values = dict(zip(names, row, strict=True))
    return StoredArticle(**values | {"authors": tuple(json.loads(values["authors"]))})


class _Articles(dict[Row, StoredArticle]):
    """Articles made from their columns, each once: many rows come from one article."""

    def __missing__(self, row: Row) -> StoredArticle:
        self[row] = _article(row)
        return self[row]


def _of_articles(table: Table, keys: Sequence[Key]) -> ColumnElement[bool]:
    """Return the condition for rows of the articles of `keys`: more rows than needed, but found by index, unlike pairs."""
    return table.c.article_id.in_(sorted({article for article, _ in keys}))


def _is_actor(table: Table, column: str, actor: FromClause) -> ColumnElement[bool]:
    return and_(actor.c.article_id == table.c.article_id, actor.c.id == table.c[column])


def _names_by_key(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[Key, list[str]]:
    """Return the names of the actors that rows of `table` point at, in their order, by the row that owns them."""
    rows = _party_rows(connection, table, owner, keys)
    names = find_names(connection, ((row[2], row[3]) for row in rows))
    return _by_key(rows, lambda row: names.get(row[3]) or str(row[2]))


def _names_by_part(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[str, defaultdict[Key, list[str]]]:
    """Return the same by the part in which rows of `table` point at them."""
    rows = _party_rows(connection, table, owner, keys, table.c.part)
    names = find_names(connection, ((row[2], row[3]) for row in rows))
    found: defaultdict[str, defaultdict[Key, list[str]]] = defaultdict(lambda: defaultdict(list))
    for article, key, name, known_as, part in rows:
        found[part][article, key].append(names.get(known_as) or name)
    return found


def _by_key(rows: Sequence[Row], shown: Callable[[Row], str]) -> defaultdict[Key, list[str]]:
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for row in rows:
        found[row[0], row[1]].append(shown(row))
    return found


def _party_rows(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key], *more: Column[str]
) -> list[Row]:
    """Return article, owner, name and what it is known as of the actors that rows of `table` point at, in their order."""
    query = select(table.c.article_id, table.c[owner], schema.actors.c.name, schema.actors.c.known_as, *more)
    query = query.select_from(table.join(schema.actors, _is_actor(table, "actor_id", schema.actors)))
    query = query.where(_of_articles(table, keys))
    return list(_rows(connection, query.order_by(table.c.article_id, table.c[owner], table.c.position)))


def _answers(connection: Connection, keys: Sequence[Key]) -> defaultdict[Key, list[StoredAnswer]]:
    table = schema.answers
    query = select(table.c.article_id, table.c.statement_id, table.c.to_id, table.c.relation)
    query = query.where(_of_articles(table, keys))
    query = query.order_by(table.c.article_id, table.c.statement_id, table.c.position)
    found: defaultdict[Key, list[StoredAnswer]] = defaultdict(list)
    for article, key, to, relation in _rows(connection, query):
        found[article, key].append(StoredAnswer(to, relation))
    return found


def _chains(connection: Connection, keys: Sequence[Key]) -> defaultdict[Key, list[StoredLink]]:
    table, teller, outlet = schema.links, schema.actors.alias("teller"), schema.actors.alias("outlet")
    columns = (
        table.c.id,
        teller.c.name,
        table.c.medium,
        outlet.c.name,
        table.c.title,
        table.c.date,
        table.c.words,
    )
    known = (teller.c.known_as, outlet.c.known_as)
    rows = table.outerjoin(teller, _is_actor(table, "actor_id", teller)).outerjoin(
        outlet, _is_actor(table, "outlet_id", outlet)
    )
    query = select(table.c.article_id, table.c.statement_id, *columns, *known).select_from(rows)
    query = query.where(_of_articles(table, keys))
    links = list(
        _rows(connection, query.order_by(table.c.article_id, table.c.statement_id, table.c.position))
    )
    names = find_names(connection, (pair for row in links for pair in ((row[3], row[-2]), (row[5], row[-1]))))
    found: defaultdict[Key, list[StoredLink]] = defaultdict(list)
    for article, statement, link, actor, medium, held, *rest, who, where in links:
        found[article, statement].append(
            StoredLink(link, names.get(who, actor), medium, names.get(where, held), *rest)
        )
    return found


def _words(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[Key, list[str]]:
    query = select(table.c.article_id, table.c[owner], table.c.words).where(_of_articles(table, keys))
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for article, key, words in _rows(
        connection, query.order_by(table.c.article_id, table.c[owner], table.c.position)
    ):
        found[article, key].append(words)
    return found


def _known(connection: Connection, column: Column[Any], keys: Sequence[str]) -> defaultdict[str, set[str]]:
    """Return what a table tells in `column` of actors by what they are known as."""
    known_as = column.table.c.known_as
    found: defaultdict[str, set[str]] = defaultdict(set)
    query = select(known_as, column).distinct().where(known_as.in_(keys), column.is_not(None))
    for key, value in _rows(connection, query):
        found[key].add(value)
    return found


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
