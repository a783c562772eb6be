"""Lists as pages show them: a stretch of the rows a question finds, and how many there are."""

from dataclasses import dataclass, replace
from itertools import islice

from onrecord.store.protocol import Dossier, Filter
from onrecord.store.stored_rows import OutletTally
from onrecord.views.rows.actors import ActorRow, build_actors
from onrecord.views.rows.articles import ArticleRow, build_articles
from onrecord.views.rows.events import EventRow, build_events
from onrecord.views.rows.origins import OriginRow, build_origins
from onrecord.views.rows.statements import StatementRow, build_statements

AT_ONCE = 50  # rows of one page


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows a page shows: from `offset` on, `shown` of `matching`; `undated` were left out for want of a day."""

    offset: int
    shown: int
    matching: int
    undated: int


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """A stretch of statements."""

    stretch: Stretch
    rows: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True)
class EventsPage:
    """A stretch of events."""

    stretch: Stretch
    rows: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class ActorsPage:
    """A stretch of actors."""

    stretch: Stretch
    rows: tuple[ActorRow, ...]


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """A stretch of articles, and the outlets they are from."""

    stretch: Stretch
    rows: tuple[ArticleRow, ...]
    outlets: tuple[OutletTally, ...]


@dataclass(frozen=True, slots=True)
class OriginsPage:
    """A stretch of origins: one story each, with the pages that carry it."""

    stretch: Stretch
    rows: tuple[OriginRow, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search finds of every kind: the first rows of each, and how many there are."""

    words: str | None
    statements: StatementsPage
    events: EventsPage
    actors: ActorsPage
    articles: ArticlesPage


def build_statements_page(dossier: Dossier, wanted: Filter) -> StatementsPage:
    """Return a stretch of statements. Raises StoreError."""
    page = build_statements(dossier, wanted)
    rows = tuple(page.rows)
    return StatementsPage(Stretch(wanted.offset, len(rows), page.matching, page.undated), rows)


def build_events_page(dossier: Dossier, wanted: Filter) -> EventsPage:
    """Return a stretch of events. Raises StoreError."""
    page = build_events(dossier, wanted)
    rows = tuple(page.rows)
    return EventsPage(Stretch(wanted.offset, len(rows), page.matching, page.undated), rows)


def build_actors_page(dossier: Dossier, wanted: Filter) -> ActorsPage:
    """Return a stretch of actors. Raises StoreError."""
    page = build_actors(dossier, wanted)
    rows = tuple(page.rows)
    return ActorsPage(Stretch(wanted.offset, len(rows), page.matching, page.undated), rows)


def build_articles_page(dossier: Dossier, wanted: Filter) -> ArticlesPage:
    """Return a stretch of articles. Raises StoreError."""
    page = build_articles(dossier, wanted)
    rows = tuple(page.rows)
    outlets = tuple(dossier.tally_outlets(replace(wanted, limit=None, offset=0, outlet=None), AT_ONCE))
    return ArticlesPage(Stretch(wanted.offset, len(rows), page.matching, page.undated), rows, outlets)


def build_origins_page(dossier: Dossier, wanted: Filter) -> OriginsPage:
    """Return a stretch of origins. Raises StoreError."""
    last = None if wanted.limit is None else wanted.offset + wanted.limit
    page = build_origins(dossier, replace(wanted, limit=last, offset=0))
    rows = tuple(islice(page.rows, wanted.offset, None))
    return OriginsPage(Stretch(wanted.offset, len(rows), page.matching, page.undated), rows)


def build_search(dossier: Dossier, wanted: Filter) -> SearchPage:
    """Return what a search finds of every kind. Raises StoreError."""
    few = replace(wanted, limit=10, offset=0)
    return SearchPage(
        wanted.contains,
        build_statements_page(dossier, few),
        build_events_page(dossier, few),
        build_actors_page(dossier, few),
        build_articles_page(dossier, few),
    )
