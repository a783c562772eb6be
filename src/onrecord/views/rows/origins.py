"""Rows of origins: articles that carry the same copy (reprints) are one row, with the reasons."""

from collections import defaultdict
from dataclasses import dataclass, replace

from onrecord.model.clusters import find_clusters
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.store.stored_rows import StoredArticle
from onrecord.views.queries import QueryResult, list_by_id


@dataclass(frozen=True, slots=True)
class OriginRow:
    """One origin: an article without copies, or a cluster of articles that carry the same copy.

    `published`, `outlet` and `title` are those of the first article. `outlets` and `articles` (ids) are in
    order of publication; `reasons` are the judgements that join the articles.
    """

    published: str | None
    outlet: str | None
    title: str | None
    pages: int
    outlets: tuple[str, ...]
    articles: tuple[str, ...]
    reasons: tuple[str, ...]


def build_origins(dossier: Dossier, wanted: Filter) -> QueryResult[OriginRow]:
    """Return the origins of the articles that match, those with most articles first, then the latest.

    The filter's offset is ignored. Raises StoreError.
    """
    ids = dossier.list_ids("articles", replace(wanted, limit=None))
    clusters = _families(dossier, wanted)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for article in ids:
        groups[clusters.get(article, article)].append(article)
    names = sorted(groups, key=lambda cluster: -len(groups[cluster]))[: wanted.limit]
    shown = [article for cluster in names for article in groups[cluster]]
    listed = list_by_id(dossier.list_articles, shown, replace(wanted, limit=None))
    articles = {article.id: article for article in listed}
    rows = (
        _row([articles[name] for name in reversed(groups[cluster])], _reasons(dossier, groups[cluster]))
        for cluster in names
    )
    undated = dossier.count_articles(wanted).undated if wanted.dated else 0
    return QueryResult(OriginRow, rows, len(groups), undated)


def _families(dossier: Dossier, wanted: Filter) -> dict[str, str]:
    if wanted.learnt:
        return find_clusters(dossier.list_judgements(JudgementFilter("reprint", as_of=wanted.as_of)))
    return dossier.list_clusters("reprint")


def _reasons(dossier: Dossier, group: list[str]) -> tuple[str, ...]:
    """Return the reasons of the judgements that hold between the articles of a group."""
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
