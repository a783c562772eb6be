"""Articles as shown: what was read, where it is from, and how much is on the record from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model.article import DateSource
from onrecord.model.record import Record
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.rows_from_record import article_of
from onrecord.store.stored_rows import StoredArticle
from onrecord.views.pages.page import Page


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article. `published` is EDTF and `dated_by` how it is known; `source` is where it was read from."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    dated_by: DateSource
    authors: tuple[str, ...]
    language: str | None
    statements: int
    events: int
    commitments: int
    actors: int
    characters: int
    url: str | None
    source: str


def build_articles(dossier: Dossier, wanted: Filter) -> Page[ArticleRow]:
    """Return the page of a dossier's articles. Raises StoreError, also while the rows are read."""
    count = dossier.count_articles(wanted)
    return Page(ArticleRow, map(_row, dossier.list_articles(wanted)), count.matching, count.undated)


def article_rows(record: Record) -> Iterator[ArticleRow]:
    """Yield the one article of a record."""
    return map(_row, [article_of(record)])


def _row(kept: StoredArticle) -> ArticleRow:
    return ArticleRow(
        id=kept.id,
        title=kept.title,
        outlet=kept.outlet,
        published=kept.published,
        dated_by=kept.published_how,
        authors=kept.authors,
        language=kept.language,
        statements=kept.statements,
        events=kept.events,
        commitments=kept.commitments,
        actors=kept.actors,
        characters=kept.characters,
        url=kept.url,
        source=kept.source,
    )
