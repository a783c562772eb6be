"""Origins as shown: articles that carry one copy together, and on how many separate origins a statement stands."""

from collections import defaultdict
from dataclasses import dataclass, replace

from onrecord.model.families import find_families
from onrecord.model.judgement import JudgementKind
from onrecord.store.base import Dossier, Filter, JudgementFilter
from onrecord.store.kept import ArticleKept
from onrecord.views.page import Page


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


@dataclass(frozen=True, slots=True)
class Standing:
    """On how many pages a statement is reported, and how many separate origins stand behind them."""

    pages: int
    origins: int


ALONE = Standing(1, 1)
EVERYTHING = Filter()


def build_origins(dossier: Dossier, wanted: Filter) -> Page[OriginRow]:
    """Return the page of origins of the articles `wanted` leaves, those with most pages first, then the latest.

    Raises StoreError.
    """
    families = find_families(dossier.list_judgements(JudgementFilter("reprint")))
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for judgement in dossier.list_judgements(JudgementFilter("reprint")):
        family = families.get(judgement.left)
        if judgement.same and family is not None and family == families.get(judgement.right):
            reasons[family].append(f"{judgement.left} and {judgement.right}: {judgement.reason}")
    groups: defaultdict[str, list[ArticleKept]] = defaultdict(list)
    for article in dossier.list_articles(replace(wanted, limit=None)):
        groups[families.get(article.id, article.id)].append(article)
    rows = [_row(list(reversed(group)), reasons.get(family, [])) for family, group in groups.items()]
    rows.sort(key=lambda row: -row.pages)
    undated = dossier.count_articles(wanted).undated
    return Page(OriginRow, iter(rows[: wanted.limit]), len(rows), undated)


def find_standing(dossier: Dossier, wanted: Filter = EVERYTHING) -> dict[str, Standing]:
    """Return the standing of every statement (`ARTICLE/STATEMENT`) that several articles report. Raises StoreError.

    Of `wanted` only the day counts as of which the record is asked for: pages that came later do not stand behind anything.
    """
    there = None
    if wanted.as_of is not None:
        there = {article.id for article in dossier.list_articles(Filter(as_of=wanted.as_of, learnt=wanted.learnt))}
    same, copies, words = (find_families(dossier.list_judgements(JudgementFilter(kind))) for kind in _KINDS)
    families: defaultdict[str, list[str]] = defaultdict(list)
    for reference, family in same.items():
        if there is None or reference.partition("/")[0] in there:
            families[family].append(reference)
    found: dict[str, Standing] = {}
    for members in families.values():
        pages = {reference.partition("/")[0] for reference in members}
        standing = Standing(len(pages), _count_origins(members, copies, words))
        found.update((reference, standing) for reference in members)
    return found


_KINDS: tuple[JudgementKind, ...] = ("statement", "reprint", "origin")


def _count_origins(members: list[str], copies: dict[str, str], words: dict[str, str]) -> int:
    """Return how many groups are left when those of one copy, and those that had the words from the same, are joined."""
    groups: list[set[str]] = []
    for reference in members:
        article = reference.partition("/")[0]
        marks = {copies.get(article, article), words.get(reference, reference)}
        apart = [group for group in groups if group.isdisjoint(marks)]
        joined = marks.union(*(group for group in groups if not group.isdisjoint(marks)))
        groups = [*apart, joined]
    return len(groups)


def _row(group: list[ArticleKept], reasons: list[str]) -> OriginRow:
    first = min(group, key=lambda article: (article.published is None, article.published or ""))
    return OriginRow(
        published=first.published,
        outlet=first.outlet,
        title=first.title,
        pages=len(group),
        outlets=tuple(dict.fromkeys(article.outlet for article in group if article.outlet)),
        articles=tuple(article.id for article in group),
        reasons=tuple(reasons),
    )
