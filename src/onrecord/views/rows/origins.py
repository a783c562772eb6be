"""Origins as shown: articles that carry one copy together, with why."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.model.clusters import find_clusters
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.store.stored_rows import StoredArticle
from onrecord.views.pages.page import Page

PIECE = 400  # articles asked for at once


@dataclass(frozen=True, slots=True)
class OriginRow:
    """One origin: an article nobody else carries, or the family of those that carry one copy, the one published first first.

    `outlets` and `articles` (ids) are in order of publication; `reasons` say why each later one belongs here.
    """

    published: str | None
    outlet: str | None
    title: str | None
    pages: int
    outlets: tuple[str, ...]
    articles: tuple[str, ...]
    reasons: tuple[str, ...]


def build_origins(dossier: Dossier, wanted: Filter) -> Page[OriginRow]:
    """Return the page of origins of the articles `wanted` leaves, those with most pages first, then the latest.

    Raises StoreError.
    """
    ids = dossier.list_ids("articles", replace(wanted, limit=None))
    known = _families(dossier, wanted)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for article in ids:
        groups[known.get(article, article)].append(article)
    names = sorted(groups, key=lambda family: -len(groups[family]))[: wanted.limit]
    shown = tuple(article for family in names for article in groups[family])
    articles = {
        article.id: article
        for some in _pieces(shown)
        for article in dossier.list_articles(replace(wanted, rows=some, limit=None))
    }
    rows = (
        _row([articles[name] for name in reversed(groups[family])], _reasons(dossier, groups[family]))
        for family in names
    )
    undated = dossier.count_articles(wanted).undated if wanted.dated else 0
    return Page(OriginRow, rows, len(groups), undated)


def _families(dossier: Dossier, wanted: Filter) -> dict[str, str]:
    if wanted.learnt:
        return find_clusters(dossier.list_judgements(JudgementFilter("reprint", as_of=wanted.as_of)))
    return dossier.list_clusters("reprint")


def _pieces(ids: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for first in range(0, len(ids), PIECE):
        yield ids[first : first + PIECE]


def _reasons(dossier: Dossier, group: list[str]) -> tuple[str, ...]:
    """Return why each belongs to the group, by the judgements that hold between its articles."""
    if len(group) == 1:
        return ()
    found = {
        judgement.id: f"{judgement.left} and {judgement.right}: {judgement.reason}"
        for article in group
        for judgement in dossier.list_judgements(JudgementFilter("reprint", about=article))
        if judgement.same and judgement.left in group and judgement.right in group
    }
    return tuple(sorted(found.values()))


def _row(group: list[StoredArticle], reasons: tuple[str, ...]) -> OriginRow:
    first = min(group, key=lambda article: (article.published is None, article.published or ""))
    return OriginRow(
        published=first.published,
        outlet=first.outlet,
        title=first.title,
        pages=len(group),
        outlets=tuple(dict.fromkeys(article.outlet for article in group if article.outlet)),
        articles=tuple(article.id for article in group),
        reasons=reasons,
    )
