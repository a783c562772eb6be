"""Rows of origins: articles that carry the same copy (reprints) are one row, with the reasons."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.model.clusters import find_clusters
from onrecord.model.judgement import Judgement
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.store.stored_rows import StoredArticle, StoredText
from onrecord.views.queries import BATCH, QueryResult, list_by_id

MAX_TIED = 5  # articles of one day of which texts are read to see whom they credit


@dataclass(frozen=True, slots=True)
class OriginRow:
    """One origin: an article without copies, or a cluster of articles that carry the same copy.

    `published`, `outlet` and `title` are those of the article that heads it. `outlets` and `articles` (ids)
    are in order of publication, of one day the one first that another credits; `reasons` are the judgements
    that join the articles.
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

    Raises StoreError.
    """
    undated = dossier.count_articles(wanted).undated if wanted.dated else 0
    if wanted.learnt:
        return _build_on_day(dossier, wanted, undated)
    total, stories = dossier.list_stories(wanted)
    return QueryResult(OriginRow, _rows(dossier, stories, wanted), total, undated)


def _build_on_day(dossier: Dossier, wanted: Filter, undated: int) -> QueryResult[OriginRow]:
    """Return the origins with the clusters that the judgements of the filter's day make."""
    clusters = find_clusters(dossier.list_judgements(JudgementFilter("reprint", as_of=wanted.as_of)))
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for article in dossier.list_ids("articles", replace(wanted, limit=None, offset=0)):
        groups[clusters.get(article, article)].append(article)
    ordered = sorted(groups.values(), key=len, reverse=True)
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return QueryResult(OriginRow, _rows(dossier, ordered[wanted.offset : end], wanted), len(groups), undated)


def _rows(dossier: Dossier, stories: Sequence[Sequence[str]], wanted: Filter) -> Iterator[OriginRow]:
    """Yield the rows of stories, whose articles are given latest first."""
    for first in range(0, len(stories), BATCH):
        batch = stories[first : first + BATCH]
        shown = [article for story in batch for article in story]
        listed = list_by_id(dossier.list_articles, shown, replace(wanted, limit=None, offset=0))
        articles = {article.id: article for article in listed}
        several = [article for story in batch if len(story) > 1 for article in story]
        judgements = dossier.list_reprint_reasons(several) if several else []
        for story in batch:
            group = _headed([articles[name] for name in reversed(story)], dossier)
            yield _row(group, _reasons(judgements, story))


def _headed(group: list[StoredArticle], dossier: Dossier) -> list[StoredArticle]:
    """Return the articles of a story with the one first that heads it: the earliest, of one day the one whose
    outlet another credits.
    """
    first = min(group, key=_published)
    tied = [article for article in group if article.published == first.published]
    if len(tied) > 1 and first.published is not None and len(tied) <= MAX_TIED:
        texts = {article.id: dossier.get_text(article.id) for article in tied}
        first = next((one for one in tied if _is_credited(one, texts)), first)
    return [first, *(article for article in group if article is not first)]


def _published(article: StoredArticle) -> tuple[bool, str]:
    return article.published is None, article.published or ""


def _is_credited(article: StoredArticle, texts: Mapping[str, StoredText | None]) -> bool:
    """Return whether another article names the outlet of this one, or its initials in brackets."""
    outlet = article.outlet or ""
    initials = "".join(word[0] for word in outlet.split() if word[0].isupper())
    marks = (outlet, f"({initials})") if len(initials) > 1 else (outlet,)
    others = (text.text for name, text in texts.items() if text is not None and name != article.id)
    return bool(outlet) and any(mark in text for text in others for mark in marks)


def _reasons(judgements: Sequence[Judgement], story: Sequence[str]) -> tuple[str, ...]:
    """Return the reasons of the judgements that hold between the articles of a story."""
    between = (row for row in judgements if row.left in story and row.right in story)
    return tuple(sorted(f"{row.left} and {row.right}: {row.reason}" for row in between))


def _row(group: list[StoredArticle], reasons: tuple[str, ...]) -> OriginRow:
    first = group[0]
    return OriginRow(
        published=first.published,
        outlet=first.outlet,
        title=first.title,
        pages=len(group),
        outlets=tuple(dict.fromkeys(article.outlet for article in group if article.outlet)),
        articles=tuple(article.id for article in group),
        reasons=reasons,
    )
