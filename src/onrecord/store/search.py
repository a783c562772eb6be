"""Full-text search: from the words a user gives to a condition of a query. The user's words never become query language."""

from typing import Protocol

from sqlalchemy import ColumnElement, Integer, column, select, table, text

from onrecord.store import schema
from onrecord.store.words import find_phrases


class Search(Protocol):
    """What a kind of database has to offer: conditions that hold where all words and phrases of a search occur."""

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
    """Search by SQLite's FTS5: tokens by Unicode 6.1 categories, without case and accents."""

    def in_articles(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `articles` that title and text hold the words."""
        return _matches(schema.articles.c.number, "record_words", words)

    def in_statements(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `statements` that content and source hold the words."""
        return _matches(schema.statements.c.number, "statement_words", words)

    def in_events(self, words: str) -> ColumnElement[bool]:
        """Return the condition on `events` that their words hold the words."""
        return _matches(schema.events.c.number, "event_words", words)


def fts5_query(words: str) -> str:
    """Return the FTS5 query for all words and phrases. Each is a quoted string, in which only `"` has a meaning.

    Phrases hold no quotation mark (see `find_phrases`). Source: sqlite.org/fts5.html, section 3.1.
    """
    return " AND ".join(f'"{phrase}"' for phrase in find_phrases(words))


def _matches(number: ColumnElement[int], index: str, words: str) -> ColumnElement[bool]:
    found = select(column("rowid", Integer)).select_from(table(index)).where(text(f"{index} MATCH :query"))
    return number.in_(found.params(query=fts5_query(words)))
