"""Full-text search: from a user's words to a condition of a query. The words never become query syntax."""

from collections.abc import Iterator
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, Integer, and_, column, select, table, text

from onrecord.store.search_terms import find_phrases, find_words
from onrecord.store.sql import schema

PIECE = 2_000  # words of a text in one tsvector: far below PostgreSQL's limits of 16,383 positions and 1 MB
OVERLAP = 400  # words a piece shares with the next, so that phrases up to this length are found across pieces
MAX_WORD_LENGTH = (
    80  # code points of a word that are indexed: PostgreSQL takes lexemes below 2 kB, pieces below 1 MB
)


class Search(Protocol):
    """The full-text search of a database: conditions that all words and phrases of a search occur."""

    def index_article(
        self, connection: Connection, article_id: str, *, text_is_indexed: bool = False
    ) -> None:
        """Index the words of an article whose rows were just written, in the same transaction.

        With `text_is_indexed` its title and text are left out, because only its other rows changed.
        """
        ...

    def in_articles(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `articles` that title and text contain the words."""
        ...

    def in_statements(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `statements` that content and source contain the words."""
        ...

    def in_events(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `events` that their words contain the words."""
        ...


class Fts5Search:
    """Search by SQLite's FTS5: tokens by Unicode 6.1 categories, without case and accents.

    Triggers update the index.
    """

    def index_article(
        self, connection: Connection, article_id: str, *, text_is_indexed: bool = False
    ) -> None:
        """Do nothing: triggers on the tables have done it."""

    def in_articles(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `articles` that title and text contain the words."""
        return _matches(schema.articles.c.number, "record_words", words)

    def in_statements(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `statements` that content and source contain the words."""
        return _matches(schema.statements.c.number, "statement_words", words)

    def in_events(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `events` that their words contain the words."""
        return _matches(schema.events.c.number, "event_words", words)


class TsvectorSearch:
    """Search by PostgreSQL's tsvector, built here and not by its parsers: the same words as in SQLite, in any
    locale.
    """

    def index_article(
        self, connection: Connection, article_id: str, *, text_is_indexed: bool = False
    ) -> None:
        """Index the words of the article, its statements and its events."""
        records, statements, events = schema.records.c, schema.statements.c, schema.events.c
        record_words = (records.number, records.title, records.text)
        statement_words = (statements.number, statements.content, statements.source)
        event_words = (events.number, events.words)
        for index, query in (
            ("record_words", select(*record_words).where(records.article_id == article_id)),
            ("statement_words", select(*statement_words).where(statements.article_id == article_id)),
            ("event_words", select(*event_words).where(events.article_id == article_id)),
        ):
            if text_is_indexed and index == "record_words":
                continue
            rows = [
                {"number": number, "words": vector}
                for number, *texts in connection.execute(query)
                for words in texts
                for vector in tsvectors(words or "")
            ]
            if rows:
                insertion = text(f"INSERT INTO {index} VALUES (:number, CAST(:words AS tsvector))")  # noqa: S608
                connection.execute(insertion, rows)

    def in_articles(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `articles` that title and text contain the words."""
        number = schema.records.c.number
        found = select(schema.records.c.article_id).where(_in_vectors(number, "record_words", words))
        return schema.articles.c.id.in_(found)

    def in_statements(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `statements` that content and source contain the words."""
        return _in_vectors(schema.statements.c.number, "statement_words", words)

    def in_events(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `events` that their words contain the words."""
        return _in_vectors(schema.events.c.number, "event_words", words)


def tsvectors(words: str) -> Iterator[str]:
    """Yield the tsvectors of a text, each of at most PIECE + OVERLAP words with their positions.

    Words contain only letters and digits, so that nothing in them is syntax to PostgreSQL (its manual,
    section 8.11).
    """
    found = [word[:MAX_WORD_LENGTH] for word in find_words(words)]
    for first in range(0, len(found), PIECE):
        places: dict[str, list[int]] = {}
        for place, word in enumerate(found[first : first + PIECE + OVERLAP], start=1):
            places.setdefault(word, []).append(place)
        yield " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())


def tsqueries(words: str) -> list[str]:
    """Return a tsquery for each word or phrase of a search."""
    phrases = ([word[:MAX_WORD_LENGTH] for word in find_words(phrase)] for phrase in find_phrases(words))
    return [" <-> ".join(f"'{word}'" for word in phrase) for phrase in phrases if phrase]


def _in_vectors(number: ColumnElement[int], index: str, words: str) -> ColumnElement[bool]:
    conditions = []
    for place, query in enumerate(tsqueries(words)):
        found = select(column("number", Integer)).select_from(table(index))
        condition = text(f"words @@ CAST(:query_{place} AS tsquery)").bindparams(**{f"query_{place}": query})
        conditions.append(number.in_(found.where(condition)))
    return and_(*conditions) if conditions else number.is_(None)


def fts5_query(words: str) -> str:
    """Return the FTS5 query for all words and phrases. Each is a quoted string, in which only `"` is syntax.

    Phrases contain no quotation mark (see `find_phrases`). Source: sqlite.org/fts5.html, section 3.1.
    """
    return " AND ".join(f'"{phrase}"' for phrase in find_phrases(words))


def _matches(number: ColumnElement[int], index: str, words: str) -> ColumnElement[bool]:
    found = select(column("rowid", Integer)).select_from(table(index)).where(text(f"{index} MATCH :query"))
    return number.in_(found.params(query=fts5_query(words)))
