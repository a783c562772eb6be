"""Full-text search: from the words a user gives to a condition of a query. The user's words never become query language."""

from collections.abc import Iterator
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, Integer, and_, column, select, table, text

from onrecord.store.search_terms import find_phrases, find_words
from onrecord.store.sql import schema

PIECE = 2_000  # words of a text in one tsvector: far below PostgreSQL's limits of 16,383 positions and 1 MB
OVERLAP = (
    400  # words a piece shares with the next, so that phrases up to this length are found wherever they stand
)
LONGEST_WORD = 80  # code points of a word that count: PostgreSQL keeps no lexeme of 2 kB, and its pieces no more than 1 MB


class Search(Protocol):
    """What a kind of database has to offer: conditions that hold where all words and phrases of a search occur."""

    def keep(self, connection: Connection, article_id: str, *, again: bool = False) -> None:
        """Make the words of an article just written searchable, in the same transaction; `again`: its text was so before."""
        ...

    def in_articles(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `articles` that title and text hold the words."""
        ...

    def in_statements(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `statements` that content and source hold the words."""
        ...

    def in_events(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `events` that their words hold the words."""
        ...


class Fts5Search:
    """Search by SQLite's FTS5: tokens by Unicode 6.1 categories, without case and accents. Triggers keep it in step."""

    def keep(self, connection: Connection, article_id: str, *, again: bool = False) -> None:
        """Do nothing: the triggers of the tables have done it."""

    def in_articles(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `articles` that title and text hold the words."""
        return _matches(schema.articles.c.number, "record_words", words)

    def in_statements(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `statements` that content and source hold the words."""
        return _matches(schema.statements.c.number, "statement_words", words)

    def in_events(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `events` that their words hold the words."""
        return _matches(schema.events.c.number, "event_words", words)


class TsvectorSearch:
    """Search by PostgreSQL's tsvector, made here and not by its parsers: the same words count as in SQLite, in any locale."""

    def keep(self, connection: Connection, article_id: str, *, again: bool = False) -> None:
        """Write the words of the article, its statements and its events."""
        records, statements, events = schema.records.c, schema.statements.c, schema.events.c
        for index, query in (
            (
                "record_words",
                select(records.number, records.title, records.text).where(records.article_id == article_id),
            ),
            (
                "statement_words",
                select(statements.number, statements.content, statements.source).where(
                    statements.article_id == article_id
                ),
            ),
            ("event_words", select(events.number, events.words).where(events.article_id == article_id)),
        ):
            if again and index == "record_words":
                continue
            rows = [
                {"number": number, "words": vector}
                for number, *texts in connection.execute(query)
                for words in texts
                for vector in tsvectors(words or "")
            ]
            if rows:
                connection.execute(
                    text(f"INSERT INTO {index} VALUES (:number, CAST(:words AS tsvector))"), rows
                )  # noqa: S608

    def in_articles(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `articles` that title and text hold the words."""
        number = schema.records.c.number
        found = select(schema.records.c.article_id).where(_in_vectors(number, "record_words", words))
        return schema.articles.c.id.in_(found)

    def in_statements(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `statements` that content and source hold the words."""
        return _in_vectors(schema.statements.c.number, "statement_words", words)

    def in_events(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `events` that their words hold the words."""
        return _in_vectors(schema.events.c.number, "event_words", words)


def tsvectors(words: str) -> Iterator[str]:
    """Yield the tsvectors of a text, each of at most PIECE + OVERLAP words with their positions.

    Words hold only letters and digits, so that nothing in them has a meaning to PostgreSQL (its manual, section 8.11).
    """
    found = [word[:LONGEST_WORD] for word in find_words(words)]
    for first in range(0, len(found), PIECE):
        places: dict[str, list[int]] = {}
        for place, word in enumerate(found[first : first + PIECE + OVERLAP], start=1):
            places.setdefault(word, []).append(place)
        yield " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())


def tsqueries(words: str) -> list[str]:
    """Return a tsquery for each word or phrase of a search: its words in a row."""
    phrases = ([word[:LONGEST_WORD] for word in find_words(phrase)] for phrase in find_phrases(words))
    return [" <-> ".join(f"'{word}'" for word in phrase) for phrase in phrases if phrase]


def _in_vectors(number: ColumnElement[int], index: str, words: str) -> ColumnElement[bool]:
    conditions = []
    for place, query in enumerate(tsqueries(words)):
        found = select(column("number", Integer)).select_from(table(index))
        condition = text(f"words @@ CAST(:query_{place} AS tsquery)").bindparams(**{f"query_{place}": query})
        conditions.append(number.in_(found.where(condition)))
    return and_(*conditions) if conditions else number.is_(None)


def fts5_query(words: str) -> str:
    """Return the FTS5 query for all words and phrases. Each is a quoted string, in which only `"` has a meaning.

    Phrases hold no quotation mark (see `find_phrases`). Source: sqlite.org/fts5.html, section 3.1.
    """
    return " AND ".join(f'"{phrase}"' for phrase in find_phrases(words))


def _matches(number: ColumnElement[int], index: str, words: str) -> ColumnElement[bool]:
    found = select(column("rowid", Integer)).select_from(table(index)).where(text(f"{index} MATCH :query"))
    return number.in_(found.params(query=fts5_query(words)))
