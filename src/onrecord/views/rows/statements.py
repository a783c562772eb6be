"""Rows of statements: who said what, to whom, when and how, through which source chain, in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from onrecord.model.annotation import Act, Medium
from onrecord.model.record import ActorKind, Reality, Record, StatementKind
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.rows_from_record import statements_of
from onrecord.store.stored_rows import StoredLink, StoredStatement
from onrecord.views.ledger.marks import load_marks
from onrecord.views.queries import BATCH, QueryResult
from onrecord.views.rows.independent_reports import (
    SINGLE_REPORT,
    IndependentReports,
    count_independent_reports,
)

DatedBy = Literal["text", "publication", "unknown"]
UNNAMED = "unnamed"
THIS_ARTICLE = "this article"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement.

    `id` is `ARTICLE/STATEMENT`. `who` is the speaker's name, or "unnamed" with the article's description in
    parentheses; `actors` are the names of all joint speakers, the first one first. `said` is EDTF; `dated_by`
    says where it comes from: the text (the words are in `said_words`), the article's publication, or nowhere.
    `chain` runs from the speaker to this article. `content`, `source` and `cue` are the article's words.
    `pages` is the number of articles known to report this utterance, `origins` the number of separate origins
    behind them; what was retracted does not count. `marks` tell what became of it or of its article
    ("denied on 2025-07-02"), and who added it, if a person did.
    """

    id: str
    who: str
    actor_kind: ActorKind | None
    act: Act
    kind: StatementKind
    content: str
    said: str | None
    dated_by: DatedBy
    said_words: str
    to: tuple[str, ...]
    medium: Medium | None
    chain: str
    source: str
    cue: str
    within: str | None
    answers: tuple[str, ...]
    confidence: float
    pages: int
    origins: int
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    actors: tuple[str, ...]
    on_behalf_of: str | None
    reality: Reality
    marks: tuple[str, ...]


def build_statements(dossier: Dossier, wanted: Filter) -> QueryResult[StatementRow]:
    """Return the statements that match, latest first. Raises StoreError, also while the rows are read."""
    count = dossier.count_statements(wanted)
    return QueryResult(StatementRow, _rows(dossier, wanted), count.matching, count.undated)


def _rows(dossier: Dossier, wanted: Filter) -> Iterator[StatementRow]:
    found = dossier.list_statements(wanted)
    while batch := list(islice(found, BATCH)):
        references = [f"{stored.article.id}/{stored.id}" for stored in batch]
        counts = count_independent_reports(dossier, references, wanted)
        marks = load_marks(dossier, wanted, references)
        for reference, stored in zip(references, batch, strict=True):
            yield _row(stored, counts.get(reference, SINGLE_REPORT), marks.of(reference))


def statement_rows(record: Record) -> Iterator[StatementRow]:
    """Yield the statements of one record, in its order."""
    return map(_row, statements_of(record))


def _row(
    stored: StoredStatement, reports: IndependentReports = SINGLE_REPORT, marks: tuple[str, ...] = ()
) -> StatementRow:
    article = stored.article
    return StatementRow(
        id=f"{article.id}/{stored.id}",
        who=_who(stored.actor, stored.source),
        actor_kind=stored.actor_kind,
        act=stored.act,
        kind=stored.kind,
        content=stored.content,
        said=stored.said or article.published,
        dated_by="text" if stored.said else "publication" if article.published else "unknown",
        said_words=stored.said_words,
        to=stored.addressees,
        medium=stored.medium,
        chain=_chain(stored.chain),
        source=stored.source,
        cue=stored.cue,
        within=None if stored.within is None else f"{article.id}/{stored.within}",
        answers=tuple(f"{answer.relation} {article.id}/{answer.to}" for answer in stored.answers),
        confidence=stored.confidence,
        pages=reports.pages,
        origins=reports.origins,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
        actors=stored.actors,
        on_behalf_of=stored.on_behalf_of,
        reality=stored.reality,
        marks=marks,
    )


def _who(name: str | None, description: str) -> str:
    if name is not None:
        return name
    return f"{UNNAMED} ({description})" if description else UNNAMED


def _chain(links: tuple[StoredLink, ...]) -> str:
    """Return the names of the links with arrows between. The last link is always the article itself."""
    names = [_who(link.actor or link.outlet, link.words) for link in links[:-1]]
    return " → ".join([*names, THIS_ARTICLE])
