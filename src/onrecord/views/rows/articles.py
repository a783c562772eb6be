"""Rows of articles: title, outlet, publication, and the numbers of statements, events and commitments."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model.article import DateSource
from onrecord.model.record import Record
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.rows_from_record import article_of
from onrecord.store.stored_rows import StoredArticle
from onrecord.views.ledger.marks import load_marks
from onrecord.views.queries import QueryResult, batches


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article.

    `published` is EDTF, `dated_by` is where that date comes from; `source` is the file or address read.
    `marks` tell what became of it: "corrected on 2025-07-02".
    """

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
    marks: tuple[str, ...]


def build_articles(dossier: Dossier, wanted: Filter) -> QueryResult[ArticleRow]:
    """Return the articles that match, latest first. Raises StoreError, also while the rows are read."""
    count = dossier.count_articles(wanted)
    return QueryResult(ArticleRow, _rows(dossier, wanted), count.matching, count.undated)


def _rows(dossier: Dossier, wanted: Filter) -> Iterator[ArticleRow]:
    for batch in batches(dossier.list_articles(wanted)):
        marks = load_marks(dossier, wanted, (stored.id for stored in batch))
        for stored in batch:
            yield row_of_article(stored, marks.of(stored.id))


def article_rows(record: Record) -> Iterator[ArticleRow]:
    """Yield the one article of a record."""
    return map(row_of_article, [article_of(record)])


def row_of_article(stored: StoredArticle, marks: tuple[str, ...] = ()) -> ArticleRow:
    """Return the row of an article."""
    return ArticleRow(
        id=stored.id,
        title=stored.title,
        outlet=stored.outlet,
        published=stored.published,
        dated_by=stored.published_how,
        authors=stored.authors,
        language=stored.language,
        statements=stored.statements,
        events=stored.events,
        commitments=stored.commitments,
        actors=stored.actors,
        characters=stored.characters,
        url=stored.url,
        source=stored.source,
        marks=marks,
    )
