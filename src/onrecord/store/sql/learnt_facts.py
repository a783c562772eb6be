"""What is known of actors from all their articles: the values on which their rows agree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from onrecord.model.annotation import KnownFrom
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import split_chunks
from onrecord.store.stored_rows import LearntFacts

ARTICLES_AT_ONCE = 50  # whose actors are looked up together


def load_learnt(connection: Connection, known_as: Iterable[str]) -> dict[str, LearntFacts]:
    """Return what is known of actors from all their articles, by their ids across articles."""
    actors = schema.actors.c
    columns = (actors.known_as, actors.country, actors.sector, actors.wikidata, actors.known_from)
    rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for chunk in split_chunks(known_as):
        for row in connection.execute(select(*columns).distinct().where(actors.known_as.in_(chunk))):
            rows[row[0]].append(tuple(row))
    return {one: _agreed_facts(found) for one, found in rows.items()}


@dataclass(frozen=True, slots=True)
class ActorsOfArticle:
    """The actors of an article by their ids in it: ids across articles, and what several articles tell."""

    article: str
    known_as: dict[str, str]
    learnt: dict[str, LearntFacts]


def load_actors_of_articles(connection: Connection, article_ids: Iterable[str]) -> Iterator[ActorsOfArticle]:
    """Yield the actors of each article. What is told of an actor of several articles is looked up once.

    Memory grows with the number of such actors only.
    """
    actors, shared = schema.actors.c, dict[str, LearntFacts]()
    articles = iter(article_ids)
    while chunk := list(islice(articles, ARTICLES_AT_ONCE)):
        own: defaultdict[str, dict[str, str]] = defaultdict(dict)
        query = select(actors.article_id, actors.id, actors.known_as).where(actors.article_id.in_(chunk))
        for article, row, known_as in connection.execute(query):
            own[article][row] = known_as
        fresh = {one for rows in own.values() for one in rows.values()} - shared.keys()
        shared |= load_learnt(connection, _in_several_articles(connection, fresh))
        for article in chunk:
            learnt = {row: shared[one] for row, one in own[article].items() if one in shared}
            yield ActorsOfArticle(article, own[article], learnt)


def _in_several_articles(connection: Connection, known_as: Iterable[str]) -> Iterator[str]:
    """Yield which of these ids actors of more than one article have."""
    actors = schema.actors.c
    for chunk in split_chunks(known_as):
        query = select(actors.known_as).where(actors.known_as.in_(chunk)).group_by(actors.known_as)
        yield from connection.execute(
            query.having(func.min(actors.article_id) != func.max(actors.article_id))
        ).scalars()


def _agreed_facts(rows: list[tuple[Any, ...]]) -> LearntFacts:
    """Return the values on which rows (id, country, sector, Wikidata id, source) agree.

    The list of known actors goes before what texts tell. The source is the list where one of country and
    sector is on it.
    """
    listed = [row for row in rows if row[4] == "list"]
    country, sector = (_only_value(listed, at) or _only_value(rows, at) for at in (1, 2))
    facts = {(at, value) for at, value in ((1, country), (2, sector)) if value is not None}
    is_listed = any((at, row[at]) in facts for row in listed for at in (1, 2))
    known_from: KnownFrom = "list" if is_listed else "text"
    has_facts = bool(facts)
    return LearntFacts(country, sector, _only_value(rows, 3), known_from if has_facts else None)


def _only_value(rows: Iterable[tuple[Any, ...]], at: int) -> str | None:
    values = {row[at] for row in rows} - {None}
    return values.pop() if len(values) == 1 else None
