"""Statements as shown: who said what, to whom, when, how, on whose word, in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from onrecord.model.annotation import Act, Medium
from onrecord.model.record import ActorKind, Reality, Record, StatementKind
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.rows_from_record import statements_of
from onrecord.store.stored_rows import StoredLink, StoredStatement
from onrecord.views.pages.page import Page
from onrecord.views.rows.independent_reports import ALONE, Standing, find_standing

DatedBy = Literal["text", "publication", "unknown"]
PIECE = 200  # statements whose standing is asked for at once
UNNAMED = "unnamed"
THIS_ARTICLE = "this article"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement.

    `id` is article id, slash, statement id. `who` is the mouth's name, or "unnamed" with the article's description of it in
    parentheses; `actors` are the names of all who uttered it together, that one first. `said` is EDTF; `dated_by` tells
    where it is from: the text (in `said_words`), the article's publication, or nowhere. `chain` goes from the mouth to this
    article. `content`, `source`, `cue` are the article's words. `pages` is the number of articles known to report this
    utterance, `origins` that of the separate origins behind them.
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


def build_statements(dossier: Dossier, wanted: Filter) -> Page[StatementRow]:
    """Return the page of a dossier's statements. Raises StoreError, also while the rows are read."""
    count = dossier.count_statements(wanted)
    return Page(StatementRow, _rows(dossier, wanted), count.matching, count.undated)


def _rows(dossier: Dossier, wanted: Filter) -> Iterator[StatementRow]:
    found = dossier.list_statements(wanted)
    while some := list(islice(found, PIECE)):
        standing = find_standing(dossier, [f"{kept.article.id}/{kept.id}" for kept in some], wanted)
        for kept in some:
            yield _row(kept, standing.get(f"{kept.article.id}/{kept.id}", ALONE))


def statement_rows(record: Record) -> Iterator[StatementRow]:
    """Yield the statements of one record, in its order."""
    return map(_row, statements_of(record))


def _row(kept: StoredStatement, standing: Standing = ALONE) -> StatementRow:
    article = kept.article
    return StatementRow(
        id=f"{article.id}/{kept.id}",
        who=_who(kept.actor, kept.source),
        actor_kind=kept.actor_kind,
        act=kept.act,
        kind=kept.kind,
        content=kept.content,
        said=kept.said or article.published,
        dated_by="text" if kept.said else "publication" if article.published else "unknown",
        said_words=kept.said_words,
        to=kept.addressees,
        medium=kept.medium,
        chain=_chain(kept.chain),
        source=kept.source,
        cue=kept.cue,
        within=None if kept.within is None else f"{article.id}/{kept.within}",
        answers=tuple(f"{answer.relation} {article.id}/{answer.to}" for answer in kept.answers),
        confidence=kept.confidence,
        pages=standing.pages,
        origins=standing.origins,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
        actors=kept.actors,
        on_behalf_of=kept.on_behalf_of,
        reality=kept.reality,
    )


def _who(name: str | None, description: str) -> str:
    return name if name is not None else f"{UNNAMED} ({description})" if description else UNNAMED


def _chain(links: tuple[StoredLink, ...]) -> str:
    """Return the links' names with arrows between; the last link is always this article, whatever it is called."""
    told = [_who(link.actor or link.outlet, link.words) for link in links[:-1]]
    return " → ".join([*told, THIS_ARTICLE])
