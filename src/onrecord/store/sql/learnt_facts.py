"""What is known of actors from all their articles: the values on which their rows agree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, Text, column, exists, literal_column, select, values

from onrecord.model.annotation import KnownFrom
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import split_chunks
from onrecord.store.sql.lists.distinct import load_distinct
from onrecord.store.stored_rows import LearntFacts

ARTICLES_AT_ONCE = 50  # whose actors are looked up together


def load_learnt(connection: Connection, known_as: Iterable[str]) -> dict[str, LearntFacts]:
    """Return what is known of actors from all their articles, by their ids across articles.

    Only the different values are read, by indexes: a state may have rows in every article.
    """
    actors, wanted = schema.actors.c, sorted(set(known_as))
    countries, sectors, items = (
        load_distinct(connection, one, wanted) for one in (actors.country, actors.sector, actors.wikidata)
    )
    is_listed = actors.known_from == literal_column("'list'")  # a parameter would not use the partial index
    listed_countries, listed_sectors = (
        load_distinct(connection, one, wanted, is_listed) for one in (actors.country, actors.sector)
    )
    return {
        one: _agreed_facts(
            (countries[one], listed_countries[one]), (sectors[one], listed_sectors[one]), items[one]
        )
        for one in wanted
    }


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
    actors, others = schema.actors.c, schema.actors.alias("others").c
    for chunk in split_chunks(known_as):
        wanted = values(column("known_as", Text), name="wanted").data([(one,) for one in chunk]).cte("wanted")
        first = select(actors.article_id).where(actors.known_as == wanted.c.known_as).limit(1)
        is_shared = exists().where(
            others.known_as == wanted.c.known_as, others.article_id != first.scalar_subquery()
        )
        yield from connection.execute(select(wanted.c.known_as).where(is_shared)).scalars()


def _agreed_facts(
    countries: tuple[set[str], set[str]], sectors: tuple[set[str], set[str]], items: set[str]
) -> LearntFacts:
    """Return the values on which the rows of an actor agree; countries and sectors of all and of listed rows.

    The list of known actors goes before what texts tell. The source is the list where one of country and
    sector is on it.
    """
    country, sector = (_only(listed) or _only(found) for found, listed in (countries, sectors))
    is_listed = country in countries[1] or sector in sectors[1]
    known_from: KnownFrom = "list" if is_listed else "text"
    has_facts = country is not None or sector is not None
    return LearntFacts(country, sector, _only(items), known_from if has_facts else None)


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None
