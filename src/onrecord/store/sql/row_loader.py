"""Loads the rows that a dossier returns, a chunk of a query at a time, and the stored records."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Subquery, Table, and_, select
from sqlalchemy.sql import FromClause

from onrecord.model.record import Run
from onrecord.store.actor_ids import make_known_as, without_suffix
from onrecord.store.search_terms import fold_name
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import split_chunks
from onrecord.store.sql.learnt_facts import load_learnt
from onrecord.store.sql.lists.distinct import load_distinct
from onrecord.store.sql.queries import ARTICLE_COLUMNS, FilterQuery
from onrecord.store.stored_rows import (
    AnswerEdge,
    CalledActor,
    StoredActorRow,
    StoredAnswer,
    StoredArticle,
    StoredCommitment,
    StoredEvent,
    StoredLink,
    StoredOutcome,
    StoredStatement,
    StoredTopic,
    WithdrawnArticle,
)

CHUNK = 500  # rows fetched at once: few round trips, little memory
Key = tuple[str, str]  # article id and id within it
Row = tuple[Any, ...]  # from the database; its types are those of the schema

_STATEMENT = ("kind", "act", "within_id", "said", "said_words", "medium", "source", "cue", "content")
_EVENT = ("type", "mode", "reality", "contexts", "date", "date_words", "place", "place_country", "told_by_id")
_SPOT = ("geonames", "lat", "lon")
_COMMITMENT = ("what", "status", "agreed_date", "agreed_place", "words", "status_words", "told_by_id")


def list_statements(
    connection: Connection, query: FilterQuery, *, heads: bool = False
) -> Iterator[StoredStatement]:
    """Yield the statements that a query finds.

    With `heads`, their addressees, joint speakers, answers and chains are left out.
    """
    table, speaker = schema.statements.c, schema.actors.c
    own = (table.id, *(table[name] for name in (*_STATEMENT, "confidence", "reality")))
    columns = (table.article_id, speaker.name, speaker.kind, speaker.known_as, *own, *ARTICLE_COLUMNS)
    for rows in chunks(connection, query.select(*columns)):
        articles = _Articles()
        keys = [(row[0], row[4]) for row in rows]
        names = find_display_names(connection, ((row[1], row[3]) for row in rows))
        if heads:
            yield from (_statement(row, articles[row[16:]], names) for row in rows)
            continue
        addressees = _actor_names(connection, schema.addressees, "statement_id", keys)
        speakers = _actor_names_by_part(connection, schema.speakers, "statement_id", keys)
        answers, chains = _answers(connection, keys), _chains(connection, keys)
        for row, key in zip(rows, keys, strict=True):
            statement = _statement(row, articles[row[16:]], names)
            yield replace(
                statement,
                addressees=tuple(addressees[key]),
                answers=tuple(answers[key]),
                chain=tuple(chains[key]),
                actors=tuple(speakers[schema.SPEAKER][key]),
                on_behalf_of=next(iter(speakers[schema.SPOKEN_FOR][key]), None),
            )


def _statement(row: Row, article: StoredArticle, names: dict[str, str]) -> StoredStatement:
    """Return a statement without what other tables tell of it. `names` are display names of actors."""
    _, name, actor_kind, known_as, statement_id, kind, act, within, said, said_words, medium = row[:11]
    source, cue, content, confidence, reality = row[11:16]
    return StoredStatement(
        article=article,
        id=statement_id,
        actor=names.get(known_as, name),
        actor_kind=actor_kind,
        kind=kind,
        act=act,
        within=within,
        said=said,
        said_words=said_words,
        medium=medium,
        source=source,
        cue=cue,
        content=content,
        confidence=confidence,
        addressees=(),
        answers=(),
        chain=(),
        actors=(),
        on_behalf_of=None,
        reality=reality,
    )


def list_events(connection: Connection, query: FilterQuery) -> Iterator[StoredEvent]:
    """Yield the events that a query finds."""
    table, actors = schema.events.c, schema.actors.c
    own = (table.id, *(table[name] for name in (*_EVENT, "round", "words", "confidence", *_SPOT)))
    columns = (table.article_id, actors.name, actors.known_as, *own, *ARTICLE_COLUMNS)
    for rows in chunks(connection, query.select(*columns)):
        articles = _Articles()
        keys = [(row[0], row[3]) for row in rows]
        names = find_display_names(connection, ((row[1], row[2]) for row in rows))
        parties = _actor_names_by_part(connection, schema.event_parties, "event_id", keys)
        quantities = _words(connection, schema.quantities, "event_id", keys)
        for row, key in zip(rows, keys, strict=True):
            _, name, known_as, event_id, event_type, mode, reality, contexts, day, day_words = row[:10]
            place, place_country, told_by, number, words, confidence, geonames, lat, lon = row[10:19]
            yield StoredEvent(
                article=articles[row[19:]],
                id=event_id,
                type=event_type,
                mode=mode,
                reality=reality,
                contexts=tuple(json.loads(contexts)),
                actors=tuple(parties["actor"][key]),
                recipients=tuple(parties["recipient"][key]),
                date=day,
                date_words=day_words,
                place=place,
                place_country=place_country,
                told_by=told_by,
                told_by_actor=names.get(known_as, name),
                quantities=tuple(quantities[key]),
                round=number,
                words=words,
                confidence=confidence,
                geonames=geonames,
                lat=lat,
                lon=lon,
            )


def list_commitments(connection: Connection, query: FilterQuery) -> Iterator[StoredCommitment]:
    """Yield the commitments that a query finds."""
    table, actors = schema.commitments.c, schema.actors.c
    own = (table.id, *(table[name] for name in _COMMITMENT))
    columns = (table.article_id, actors.name, actors.known_as, *own, *ARTICLE_COLUMNS)
    for rows in chunks(connection, query.select(*columns)):
        articles = _Articles()
        keys = [(row[0], row[3]) for row in rows]
        names = find_display_names(connection, ((row[1], row[2]) for row in rows))
        party_rows = _actor_rows(connection, schema.commitment_parties, "commitment_id", keys)
        parties = _display_names_by_key(connection, party_rows)
        known = _group_by_key(party_rows, lambda row: str(row[3]))
        terms = _words(connection, schema.terms, "commitment_id", keys)
        for row, key in zip(rows, keys, strict=True):
            _, name, known_as, commitment_id, what, status, agreed_date, agreed_place = row[:8]
            words, status_words, told_by = row[8:11]
            yield StoredCommitment(
                article=articles[row[11:]],
                id=commitment_id,
                what=what,
                status=status,
                parties=tuple(parties[key]),
                known_as=tuple(known[key]),
                terms=tuple(terms[key]),
                agreed_date=agreed_date,
                agreed_place=agreed_place,
                words=words,
                status_words=status_words,
                told_by=told_by,
                told_by_actor=names.get(known_as, name),
            )


def list_topics(connection: Connection, query: FilterQuery) -> Iterator[StoredTopic]:
    """Yield the topics of the statements that a query finds, earliest day first."""
    table, topics, actors = schema.statements.c, schema.topics, schema.actors.c
    of_statement = and_(topics.c.article_id == table.article_id, topics.c.statement_id == table.id)
    columns = (table.article_id, table.id, topics.c.topic, topics.c.words, actors.known_as, table.day_from)
    found = select(*columns).select_from(query.joined.join(topics, of_statement)).where(*query.conditions)
    order = (table.day_from.asc().nulls_last(), table.article_id, table.position, topics.c.position)
    for article, statement, topic, words, known_as, day in _rows(connection, found.order_by(*order)):
        yield StoredTopic(f"{article}/{statement}", topic, words, known_as, iso_day(day))


def list_ids(connection: Connection, query: FilterQuery) -> list[str]:
    """Return the ids of the rows that a query finds, in its order."""
    table = query.table.c
    if query.table is schema.articles:
        return [row[0] for row in _rows(connection, query.select(table.id))]
    return ["/".join(row) for row in _rows(connection, query.select(table.article_id, table.id))]


def list_answers(
    connection: Connection, query: FilterQuery, only: Subquery | None = None
) -> list[AnswerEdge]:
    """Return what the statements of a query answer, earliest day first: by their articles, then by
    judgements.

    With `only`, a query of `article_id` and `statement_id`, of these statements.
    """
    start: FromClause = query.table
    if only is not None:
        is_one = and_(only.c.article_id == query.table.c.article_id, only.c.statement_id == query.table.c.id)
        start = only.join(query.table, is_one)
    table, answers, judged = schema.statements.c, schema.answers.c, schema.judgements.c
    of_statement = and_(answers.article_id == table.article_id, answers.statement_id == table.id)
    columns = (table.article_id, table.id, answers.to_id, answers.relation, answers.words, table.day_from)
    found = select(*columns).select_from(start.join(schema.answers, of_statement))
    found = found.where(*query.conditions)
    order = (table.day_from.asc().nulls_last(), table.article_id, table.position, answers.position)
    edges = [
        AnswerEdge(f"{article}/{statement}", f"{article}/{to}", relation, words, iso_day(day))
        for article, statement, to, relation, words, day in connection.execute(found.order_by(*order))
    ]
    judgement = and_(judged.kind == "answer", judged.left_id == table.article_id + "/" + table.id)
    found = select(judged.left_id, judged.right_id, judged.value, judged.reason, table.day_from, judged.by)
    found = found.select_from(start.join(schema.judgements, judgement))
    found = found.where(judged.same, judged.withdrawn_at.is_(None), *query.conditions)
    found = found.order_by(table.day_from, judged.number)
    for left, right, relation, reason, day, by in _rows(connection, found):
        edges.append(AnswerEdge(left, right, relation, reason, iso_day(day), by))
    return edges


def list_articles(connection: Connection, query: FilterQuery) -> Iterator[StoredArticle]:
    """Yield the articles that a query finds."""
    for rows in chunks(connection, query.select(*ARTICLE_COLUMNS)):
        yield from map(_article, rows)


def list_actor_rows(connection: Connection, references: Sequence[str]) -> Iterator[StoredActorRow]:
    """Yield the actors of single articles by their references (`ARTICLE/ACTOR`)."""
    table, roles = schema.actors.c, schema.roles.c
    wanted = set(references)
    for first in range(0, len(references), CHUNK):
        articles = sorted({reference.partition("/")[0] for reference in references[first : first + CHUNK]})
        titles: defaultdict[Key, list[str]] = defaultdict(list)
        query = select(roles.article_id, roles.actor_id, roles.title).where(roles.article_id.in_(articles))
        query = query.order_by(roles.article_id, roles.actor_id, roles.position)
        for article, actor, title in _rows(connection, query):
            titles[article, actor].append(title)
        columns = (table.name, table.kind, table.country, table.known_as, table.wikidata, table.known_from)
        own = select(table.article_id, table.id, *columns).where(table.article_id.in_(articles))
        rows = [row for row in _rows(connection, own) if f"{row[0]}/{row[1]}" in wanted]
        learnt = load_learnt(connection, (row[5] for row in rows))
        for article, actor, name, kind, country, known_as, wikidata, known_from in rows:
            reference, facts = f"{article}/{actor}", learnt[known_as]
            wanted.discard(reference)
            yield StoredActorRow(
                reference,
                name,
                kind,
                country or facts.country,
                known_as,
                tuple(titles[article, actor]),
                wikidata or facts.wikidata,
                known_from or (facts.known_from if country is None and facts.country else None),
            )


def list_called(connection: Connection, articles: Iterable[str]) -> defaultdict[str, list[CalledActor]]:
    """Return the names by which these articles call their actors, by article, in the order of the record."""
    actors, names = schema.actors.c, schema.actor_names
    of_actor = and_(names.c.article_id == actors.article_id, names.c.actor_id == actors.id)
    columns = (actors.article_id, actors.id, actors.known_as, actors.name, names.c.folded)
    query = select(*columns).select_from(schema.actors.outerjoin(names, of_actor))
    found: defaultdict[str, list[CalledActor]] = defaultdict(list)
    for chunk in split_chunks(articles):
        rows = query.where(actors.article_id.in_(chunk)).order_by(actors.article_id, actors.position)
        for (article, row, known_as, name), group in groupby(connection.execute(rows), lambda row: row[:4]):
            called = {folded for *_, folded in group if folded is not None} | {fold_name(name)}
            reference = f"{article}/{row}"
            found[article].append(CalledActor(reference, known_as, name, frozenset(called - {""})))
    return found


def list_outcomes(connection: Connection) -> Iterator[StoredOutcome]:
    """Yield every outcome in the order in which they were written."""
    table = schema.outcomes.c
    columns = (table.source, table.article_id, table.outcome, table.stage, table.reason, table.detail)
    for rows in chunks(connection, select(*columns).order_by(table.number)):
        for row in rows:
            yield StoredOutcome(*row)


def list_runs(connection: Connection) -> dict[str, Run]:
    """Return the run of each article's current record, in the order in which articles were added."""
    articles, runs = schema.articles.c, schema.runs.c
    query = select(articles.id, runs.onrecord, runs.readers, runs.settings)
    query = query.select_from(schema.articles.join(schema.runs, runs.id == articles.run_id))
    rows = _rows(connection, query.order_by(articles.number))
    return {row[0]: Run(row[1], json.loads(row[2]), json.loads(row[3])) for row in rows}


def list_withdrawn(connection: Connection) -> Iterator[WithdrawnArticle]:
    """Yield the notes on withdrawn articles, in the order of their ids."""
    table = schema.withdrawn_articles.c
    columns = (table[name] for name in ("url", "outlet", "published", "withdrawn_at", "by", "why"))
    for row in _rows(connection, select(table.article_id, *columns).order_by(table.article_id)):
        yield WithdrawnArticle(*row)


def load_record_json(connection: Connection, article_id: str) -> str | None:
    """Return the JSON line of an article's current record, None if there is none."""
    query = select(schema.records.c.json).where(schema.records.c.article_id == article_id)
    line: str | None = connection.execute(query).scalar_one_or_none()
    return line


def list_earlier_json(connection: Connection, article_id: str) -> list[tuple[str, str]]:
    """Return the JSON lines of an article's replaced records, oldest first, each with the time of its
    replacement.
    """
    table = schema.earlier_records.c
    query = select(table.json, table.replaced_at).where(table.article_id == article_id)
    return [(line, time) for line, time in _rows(connection, query.order_by(table.position))]


def find_display_names(
    connection: Connection, actors: Iterable[tuple[str | None, str | None]]
) -> dict[str, str]:
    """Return the name under which to show actors in lists over many articles, by their id across articles.

    `actors` are pairs of a name in one article and the actor's id. Only actors whose article uses a name that
    does not fit the id are returned ("Lind", of Anna Lind); the others are shown as printed.
    """
    unfitting = {
        known_as
        for name, known_as in actors
        if name is not None and known_as is not None and not _name_fits(known_as, name)
    }
    names = load_distinct(connection, schema.actor_names.c.name, unfitting)
    fitting = {
        known_as: next((name for name in sorted(called) if _name_fits(known_as, name)), None)
        for known_as, called in names.items()
    }
    return {known_as: name for known_as, name in fitting.items() if name is not None}


def _name_fits(known_as: str, name: str) -> bool:
    """Whether an actor's id was made from this name, whatever its kind."""
    return without_suffix(known_as).partition(":")[2] == make_known_as("person", name).partition(":")[2]


def chunks(connection: Connection, query: "Select[*tuple[object, ...]]") -> Iterator[list[Row]]:
    with connection.execute(query.execution_options(yield_per=CHUNK)) as found:
        for rows in found.partitions():
            yield [tuple(row) for row in rows]


def _rows(connection: Connection, query: "Select[*tuple[object, ...]]") -> Iterator[Row]:
    for row in connection.execute(query):
        yield tuple(row)


def _article(row: Row) -> StoredArticle:
    names = (column.name for column in ARTICLE_COLUMNS)
    values = dict(zip(names, row, strict=True))
    return StoredArticle(**values | {"authors": tuple(json.loads(values["authors"]))})


class _Articles(dict[Row, StoredArticle]):
    """Articles by their columns. Each is made once, because many rows are of one article."""

    def __missing__(self, row: Row) -> StoredArticle:
        self[row] = _article(row)
        return self[row]


def _of_articles(table: Table, keys: Sequence[Key]) -> ColumnElement[bool]:
    """Return the condition for all rows of the keys' articles.

    These are more than needed, but an index finds them.
    """
    return table.c.article_id.in_(sorted({article for article, _ in keys}))


def _is_actor(table: Table, column: str, actor: FromClause) -> ColumnElement[bool]:
    return and_(actor.c.article_id == table.c.article_id, actor.c.id == table.c[column])


def _actor_rows(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key], *more: Column[str]
) -> list[Row]:
    """Return the actors that rows of `table` refer to, in their order: article, owner, name, known_as,
    `more`.
    """
    query = select(table.c.article_id, table.c[owner], schema.actors.c.name, schema.actors.c.known_as, *more)
    query = query.select_from(table.join(schema.actors, _is_actor(table, "actor_id", schema.actors)))
    query = query.where(_of_articles(table, keys))
    return list(_rows(connection, query.order_by(table.c.article_id, table.c[owner], table.c.position)))


def _actor_names(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[Key, list[str]]:
    """Return the names of the actors that rows of `table` refer to, by the owner of the row."""
    return _display_names_by_key(connection, _actor_rows(connection, table, owner, keys))


def _actor_names_by_part(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[str, defaultdict[Key, list[str]]]:
    """Return the same by the column `part`, then by owner."""
    by_part: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _actor_rows(connection, table, owner, keys, table.c.part):
        by_part[row[4]].append(row)
    names = find_display_names(connection, (row[2:4] for rows in by_part.values() for row in rows))
    found: defaultdict[str, defaultdict[Key, list[str]]] = defaultdict(lambda: defaultdict(list))
    for part, rows in by_part.items():
        found[part] = _group_by_key(rows, lambda row: names.get(row[3]) or str(row[2]))
    return found


def _display_names_by_key(connection: Connection, rows: Sequence[Row]) -> defaultdict[Key, list[str]]:
    names = find_display_names(connection, (row[2:4] for row in rows))
    return _group_by_key(rows, lambda row: names.get(row[3]) or str(row[2]))


def _group_by_key(rows: Sequence[Row], value: Callable[[Row], str]) -> defaultdict[Key, list[str]]:
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for row in rows:
        found[row[0], row[1]].append(value(row))
    return found


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
    table, actor, outlet = schema.links, schema.actors.alias("link_actor"), schema.actors.alias("outlet")
    columns = (table.c.id, actor.c.name, actor.c.known_as, table.c.medium, outlet.c.name, outlet.c.known_as)
    rest = (table.c.title, table.c.date, table.c.words)
    joined = table.outerjoin(actor, _is_actor(table, "actor_id", actor))
    joined = joined.outerjoin(outlet, _is_actor(table, "outlet_id", outlet))
    query = select(table.c.article_id, table.c.statement_id, *columns, *rest).select_from(joined)
    query = query.where(_of_articles(table, keys))
    query = query.order_by(table.c.article_id, table.c.statement_id, table.c.position)
    links = list(_rows(connection, query))
    names = find_display_names(connection, (pair for row in links for pair in (row[3:5], row[6:8])))
    found: defaultdict[Key, list[StoredLink]] = defaultdict(list)
    for article, statement, link, name, known_as, medium, outlet_name, outlet_id, *words in links:
        found[article, statement].append(
            StoredLink(link, names.get(known_as, name), medium, names.get(outlet_id, outlet_name), *words)
        )
    return found


def _words(
    connection: Connection, table: Table, owner: str, keys: Sequence[Key]
) -> defaultdict[Key, list[str]]:
    query = select(table.c.article_id, table.c[owner], table.c.words).where(_of_articles(table, keys))
    query = query.order_by(table.c.article_id, table.c[owner], table.c.position)
    return _group_by_key(list(_rows(connection, query)), lambda row: str(row[2]))


def iso_day(day: date | None) -> str | None:
    return day.isoformat() if day else None
