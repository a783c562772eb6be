"""List pages: one page of the rows a query finds, with the number of rows.

Also the search page, which has several lists.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

from onrecord.store.protocol import Dossier, Filter
from onrecord.store.search_terms import fold_name
from onrecord.store.stored_rows import OutletTally
from onrecord.views.queries import QueryResult
from onrecord.views.rows.actors import ActorRow, build_actors
from onrecord.views.rows.articles import ArticleRow, build_articles
from onrecord.views.rows.commitments import CommitmentRow, Which, build_commitments
from onrecord.views.rows.events import EventRow, build_events
from onrecord.views.rows.origins import OriginRow, build_origins
from onrecord.views.rows.statements import StatementRow, build_statements
from onrecord.views.rows.threads import ResponseGraph, ThreadRow, build_threads

R = TypeVar("R")
ROWS_PER_PAGE = 50
MOST_OUTLETS = 50
SEARCH_ROWS = 10  # rows of each kind on the search page


@dataclass(frozen=True, slots=True)
class RowRange:
    """Which rows a page shows: `shown` rows from `offset` on, out of `matching`.

    `undated` rows were left out because their date is unknown.
    """

    offset: int
    shown: int
    matching: int
    undated: int


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """A page of statements."""

    stretch: RowRange
    rows: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True)
class EventsPage:
    """A page of events."""

    stretch: RowRange
    rows: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class ActorsPage:
    """A page of actors."""

    stretch: RowRange
    rows: tuple[ActorRow, ...]


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """A page of articles, and the outlets of all articles that match."""

    stretch: RowRange
    rows: tuple[ArticleRow, ...]
    outlets: tuple[OutletTally, ...]


@dataclass(frozen=True, slots=True)
class OriginsPage:
    """A page of origins: each is one story with the articles that carry the same copy of it."""

    stretch: RowRange
    rows: tuple[OriginRow, ...]


@dataclass(frozen=True, slots=True)
class CommitmentsPage:
    """A page of commitments."""

    stretch: RowRange
    rows: tuple[CommitmentRow, ...]


@dataclass(frozen=True, slots=True)
class ThreadsPage:
    """A page of threads."""

    stretch: RowRange
    rows: tuple[ThreadRow, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search finds: the first rows of each kind, and how many there are."""

    words: str | None
    statements: StatementsPage
    events: EventsPage
    actors: ActorsPage
    articles: ArticlesPage


def build_statements_page(dossier: Dossier, wanted: Filter) -> StatementsPage:
    """Return a page of statements. Raises StoreError."""
    return StatementsPage(*_read_page(build_statements(dossier, wanted), wanted.offset))


def build_events_page(dossier: Dossier, wanted: Filter) -> EventsPage:
    """Return a page of events. Raises StoreError."""
    return EventsPage(*_read_page(build_events(dossier, wanted), wanted.offset))


def build_actors_page(dossier: Dossier, wanted: Filter) -> ActorsPage:
    """Return a page of actors. Raises StoreError."""
    return ActorsPage(*_read_page(build_actors(dossier, wanted), wanted.offset))


def build_articles_page(dossier: Dossier, wanted: Filter) -> ArticlesPage:
    """Return a page of articles. Raises StoreError."""
    row_range, rows = _read_page(build_articles(dossier, wanted), wanted.offset)
    any_outlet = replace(wanted, limit=None, offset=0, outlet=None)
    return ArticlesPage(row_range, rows, tuple(dossier.tally_outlets(any_outlet, MOST_OUTLETS)))


def build_origins_page(dossier: Dossier, wanted: Filter) -> OriginsPage:
    """Return a page of origins. Raises StoreError."""
    return OriginsPage(*_read_page(build_origins(dossier, wanted), wanted.offset))


def build_commitments_page(dossier: Dossier, wanted: Filter, which: Which) -> CommitmentsPage:
    """Return a page of commitments that can be checked, or of intents. Raises StoreError."""
    return CommitmentsPage(*_read_page(build_commitments(dossier, wanted, which=which), wanted.offset))


def build_threads_page(dossier: Dossier, wanted: Filter, graph: ResponseGraph | None = None) -> ThreadsPage:
    """Return a page of threads. `graph` as in `build_threads`. Raises StoreError."""
    return ThreadsPage(*_read_page(build_threads(dossier, wanted, graph), wanted.offset))


def build_search(dossier: Dossier, wanted: Filter) -> SearchPage:
    """Return the first rows of each kind that match; the actors are those with the words as a name.

    Raises StoreError.
    """
    first = replace(wanted, limit=SEARCH_ROWS, offset=0)
    words = fold_name(wanted.contains or "").strip()
    named = replace(first, contains=None, actor=wanted.actor or words) if words else first
    return SearchPage(
        wanted.contains,
        build_statements_page(dossier, first),
        build_events_page(dossier, first),
        build_actors_page(dossier, named),
        build_articles_page(dossier, first),
    )


def _read_page(result: QueryResult[R], offset: int) -> tuple[RowRange, tuple[R, ...]]:
    rows = tuple(result.rows)
    return RowRange(offset, len(rows), result.matching, result.undated), rows
