"""Stories: articles that carry the same copy, as stored clusters of reprints join them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, func, select

from onrecord.model.judgement import Judgement
from onrecord.store.sql import schema
from onrecord.store.sql.clusters import JUDGEMENT_COLUMNS, split_chunks, to_judgement
from onrecord.store.sql.lists.counts import is_plain
from onrecord.store.sql.queries import FilterQuery

_CLUSTERS = schema.clusters


def list_stories(connection: Connection, query: FilterQuery) -> tuple[int, list[tuple[str, ...]]]:
    """Return the number of stories among the articles that a query finds, and those of its page.

    A story is its articles, latest first. Stories with most articles come first, then the latest.
    """
    several = _several(query).subquery("several")
    stories, copies = connection.execute(
        select(func.count(), func.coalesce(func.sum(several.c.pages), 0)).select_from(several)
    ).one()
    articles = connection.execute(query.count()).one()[0]
    wanted, total = query.wanted, stories + articles - copies
    first = select(several.c.family).order_by(several.c.pages.desc(), several.c.place)
    first = first.limit(wanted.limit).offset(wanted.offset or None)
    shown = _members(connection, query, list(connection.execute(first).scalars()))
    offset = max(wanted.offset - stories, 0)
    rest = None if wanted.limit is None else wanted.limit - len(shown)
    if rest != 0:
        shown += [(one,) for one in connection.execute(_singles(query, several, rest, offset)).scalars()]
    return total, shown


def _several(query: FilterQuery) -> "Select[Any]":
    """Return the query for stories of several articles: cluster, number, and place of the latest."""
    articles = schema.articles.c
    latest_first = (articles.day_from.desc().nulls_last(), articles.id)
    is_member = and_(_CLUSTERS.c.kind == "reprint", _CLUSTERS.c.member == articles.id)
    rows = select(_CLUSTERS.c.family, func.row_number().over(order_by=latest_first).label("place"))
    rows = rows.select_from(_CLUSTERS.join(schema.articles, is_member)).where(_is_found(query))
    found = rows.subquery("copies")
    pages = func.count().label("pages")
    groups = select(found.c.family, pages, func.min(found.c.place).label("place")).group_by(found.c.family)
    return groups.having(func.count() > 1)


def _is_found(query: FilterQuery) -> ColumnElement[bool]:
    """Return the condition that the query finds an article.

    Unless it finds all, by a list of ids and no index: SQLite would try each cluster with each of them.
    """
    if is_plain(query.wanted, "acts", "types", "realities"):
        return and_(*query.conditions)
    found = select(schema.articles.c.id).where(*query.conditions).correlate(None)
    return (_CLUSTERS.c.member + "").in_(found)


def _singles(
    query: FilterQuery, several: Subquery, limit: int | None, offset: int
) -> "Select[*tuple[object, ...]]":
    """Return the query for the articles that are a story by themselves."""
    in_story = select(_CLUSTERS.c.member).where(
        _CLUSTERS.c.kind == "reprint", _CLUSTERS.c.family.in_(select(several.c.family))
    )
    alone = replace(query, matches=and_(query.matches, schema.articles.c.id.not_in(in_story)))
    alone = replace(alone, wanted=replace(query.wanted, limit=limit, offset=offset))
    return alone.select(schema.articles.c.id)


def _members(connection: Connection, query: FilterQuery, families: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the articles of these clusters that the query finds."""
    articles = schema.articles.c
    is_member = and_(_CLUSTERS.c.kind == "reprint", _CLUSTERS.c.member == articles.id)
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = select(_CLUSTERS.c.family, articles.id).select_from(_CLUSTERS.join(schema.articles, is_member))
    rows = rows.where(_is_found(query)).order_by(articles.day_from.desc().nulls_last(), articles.id)
    for chunk in split_chunks(families):
        for family, article in connection.execute(rows.where(_CLUSTERS.c.family.in_(chunk))):
            found[family].append(article)
    return [tuple(found[family]) for family in families]


def list_reprint_reasons(connection: Connection, articles: Sequence[str]) -> list[Judgement]:
    """Return the judgements in force that two of these articles carry the same copy."""
    table, wanted = schema.judgements.c, set(articles)
    query: Select[Any] = select(*JUDGEMENT_COLUMNS).where(
        table.kind == "reprint", table.same, table.withdrawn_at.is_(None)
    )
    found: dict[str, Judgement] = {}
    for chunk in split_chunks(wanted):
        for row in connection.execute(query.where(table.left_id.in_(chunk))):
            judgement = to_judgement(tuple(row))
            if {judgement.left, judgement.right} <= wanted:
                found[judgement.id] = judgement
    return list(found.values())
