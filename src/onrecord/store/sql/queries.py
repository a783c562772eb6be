"""Questions: the queries behind lists and counts, the same for every kind of database but for the search handed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, case, func, literal, select, true, tuple_
from sqlalchemy.sql import FromClause
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from onrecord.store.protocol import Filter
from onrecord.store.search_terms import fold_name
from onrecord.store.sql import schema
from onrecord.store.sql.search import Search

ARTICLE = tuple(
    column for column in schema.articles.c if column.name not in ("number", "day_from", "day_to", "run_id")
)


@dataclass(frozen=True, slots=True)
class FilterQuery:
    """What a Filter asks of one table: where to look, which rows belong, and which of those lie in the time asked for."""

    table: Table
    rows: FromClause
    belongs: ColumnElement[bool]
    wanted: Filter

    @property
    def in_time(self) -> ColumnElement[bool]:
        """The condition that a row's day is known and lies in the time asked for; always true where none is."""
        return _in_time(self.table, self.wanted)

    def select(self, *columns: ColumnElement[object]) -> "Select[*tuple[object, ...]]":
        """Return the query for the rows in their promised order, up to the limit."""
        latest_first = self.table.c.day_from.desc().nulls_last()
        ids = (
            (self.table.c.article_id, self.table.c.position)
            if "position" in self.table.c
            else (self.table.c.id,)
        )
        query = select(*columns).select_from(self.rows).where(self.belongs, self.in_time)
        return query.order_by(latest_first, *ids).limit(self.wanted.limit).offset(self.wanted.offset or None)

    def count(self) -> "Select[int, int]":
        """Return the query for the numbers of rows found, and of rows left out because their date is unknown."""
        matching = func.count().filter(self.in_time)
        undated = func.count().filter(self.table.c.day_from.is_(None)) if self.wanted.dated else literal(0)
        return select(matching, undated).select_from(self.table).where(self.belongs)


def statement_query(wanted: Filter, search: Search) -> FilterQuery:
    """Return the question for statements, joined with their article and actor."""
    table = schema.statements
    belongs: list[ColumnElement[bool]] = [true()]
    belongs.extend(table.c.number.in_(_uttered_by(meant)) for meant in _meant(wanted))
    if wanted.rows is None:
        belongs.append(table.c.reality.in_(wanted.realities))
    if wanted.contains is not None:
        belongs.append(search.in_statements(wanted.contains))
    if wanted.acts:
        belongs.append(table.c.act.in_(wanted.acts))
    belongs.extend(_common(table, wanted))
    mouth = and_(schema.actors.c.article_id == table.c.article_id, schema.actors.c.id == table.c.actor_id)
    rows = table.join(schema.articles, schema.articles.c.id == table.c.article_id).outerjoin(
        schema.actors, mouth
    )
    return FilterQuery(table, rows, and_(*belongs), wanted)


def event_query(wanted: Filter, search: Search) -> FilterQuery:
    """Return the question for events, joined with their article and, where a statement tells them, its actor."""
    table, parties, teller = schema.events, schema.event_parties, schema.statements
    belongs: list[ColumnElement[bool]] = [true()]
    for meant in _meant(wanted):
        named = tuple_(parties.c.article_id, parties.c.actor_id).in_(meant)
        belongs.append(
            tuple_(table.c.article_id, table.c.id).in_(
                select(parties.c.article_id, parties.c.event_id).where(named)
            )
        )
    if wanted.contains is not None:
        belongs.append(search.in_events(wanted.contains))
    if wanted.types:
        belongs.append(table.c.type.in_(wanted.types))
    belongs.extend(_common(table, wanted))
    told = and_(teller.c.article_id == table.c.article_id, teller.c.id == table.c.told_by_id)
    mouth = and_(schema.actors.c.article_id == teller.c.article_id, schema.actors.c.id == teller.c.actor_id)
    rows = table.join(schema.articles, schema.articles.c.id == table.c.article_id).outerjoin(teller, told)
    return FilterQuery(table, rows.outerjoin(schema.actors, mouth), and_(*belongs), wanted)


def article_query(wanted: Filter, search: Search) -> FilterQuery:
    """Return the question for articles."""
    table = schema.articles
    belongs: list[ColumnElement[bool]] = [true()]
    if wanted.actor is not None:
        belongs.append(table.c.id.in_(_named(wanted.actor).with_only_columns(schema.actors.c.article_id)))
    if wanted.known_as is not None:
        belongs.append(
            table.c.id.in_(
                select(schema.actors.c.article_id).where(schema.actors.c.known_as == wanted.known_as)
            )
        )
    if wanted.contains is not None:
        belongs.append(search.in_articles(wanted.contains))
    belongs.extend(_on_record(table.c.id, wanted))
    if wanted.rows is not None:
        belongs.append(table.c.id.in_(wanted.rows))
    return FilterQuery(table, table, and_(*belongs), wanted)


def commitment_query(wanted: Filter, search: Search) -> FilterQuery:
    """Return the question for commitments, joined with their article and, where a statement tells them, its actor."""
    table, committed, teller = schema.commitments, schema.commitment_parties, schema.statements
    belongs: list[ColumnElement[bool]] = [true()]
    for meant in _meant(wanted):
        named = tuple_(committed.c.article_id, committed.c.actor_id).in_(meant)
        found = select(committed.c.article_id, committed.c.commitment_id).where(named)
        belongs.append(tuple_(table.c.article_id, table.c.id).in_(found))
    if wanted.contains is not None:
        belongs.append(
            table.c.article_id.in_(select(schema.articles.c.id).where(search.in_articles(wanted.contains)))
        )
    belongs.extend(_common(table, wanted))
    told = and_(teller.c.article_id == table.c.article_id, teller.c.id == table.c.told_by_id)
    mouth = and_(schema.actors.c.article_id == teller.c.article_id, schema.actors.c.id == teller.c.actor_id)
    rows = table.join(schema.articles, schema.articles.c.id == table.c.article_id).outerjoin(teller, told)
    return FilterQuery(table, rows.outerjoin(schema.actors, mouth), and_(*belongs), wanted)


def actor_query(wanted: Filter, search: Search) -> FilterQuery:
    """Return the question for actors, for `select_groups` and `count_groups`."""
    table, names = schema.actors, schema.actor_names
    belongs: list[ColumnElement[bool]] = [true()]
    if wanted.actor is not None:
        belongs.append(table.c.known_as.in_(select(names.c.known_as).where(_is_named(wanted.actor))))
    if wanted.known_as is not None:
        belongs.append(table.c.known_as == wanted.known_as)
    if wanted.contains is not None:
        found = select(schema.articles.c.id).where(search.in_articles(wanted.contains))
        belongs.append(table.c.article_id.in_(found))
    belongs.extend(_on_record(table.c.article_id, wanted))
    return FilterQuery(table, table, and_(*belongs), wanted)


def select_groups(question: FilterQuery) -> "Select[*tuple[object, ...]]":
    """Return the query for actors that are shown as one, a row each with their numbers, most statements first."""
    actors = schema.actors.c
    said, named = func.sum(actors.statements), func.sum(actors.articles)
    first, last = func.min(actors.day_from), func.max(actors.day_to)
    query = select(actors.known_as, func.min(actors.kind), func.min(actors.name), named, said, first, last)
    query = query.where(question.belongs, question.in_time).group_by(actors.known_as)
    return (
        query.order_by(said.desc(), named.desc(), actors.known_as)
        .limit(question.wanted.limit)
        .offset(question.wanted.offset or None)
    )


def count_groups(question: FilterQuery) -> "Select[int, int]":
    """Return the query for the numbers of rows `select_groups` finds without its limit, and of those only undated."""
    actors = schema.actors.c
    timely, dated = (
        func.count().filter(question.in_time).label("timely"),
        func.count(actors.day_from).label("dated"),
    )
    groups = select(timely, dated).where(question.belongs).group_by(actors.known_as).subquery()
    undated = func.count().filter(groups.c.dated == 0) if question.wanted.dated else literal(0)
    return select(func.count().filter(groups.c.timely > 0), undated).select_from(groups)


def _common(table: Table, wanted: Filter) -> Iterator[ColumnElement[bool]]:
    yield from _on_record(table.c.article_id, wanted)
    if wanted.rows is not None:
        pairs = [
            (article, row) for article, _, row in (reference.partition("/") for reference in wanted.rows)
        ]
        articles = sorted({article for article, _ in pairs})
        yield and_(table.c.article_id.in_(articles), tuple_(table.c.article_id, table.c.id).in_(pairs))


def _on_record(article_id: ColumnElement[str], wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that an article is of the outlet, was there on the day asked for, and no later version of it was."""
    articles, later = schema.articles.c, schema.articles.alias("later").c
    if wanted.outlet is not None:
        yield article_id.in_(select(articles.id).where(articles.outlet == wanted.outlet))
    if wanted.as_of is not None and article_id is articles.id:
        yield _was_there(
            articles, wanted
        )  # asked of the table itself: as a subquery it makes SQLite search anew for every row
    elif wanted.as_of is not None:
        yield article_id.in_(select(articles.id).where(_was_there(articles, wanted)))
    if not wanted.versions:
        superseded = select(articles.id).where(
            articles.superseded_by.is_not(None), articles.superseded_by == later.id
        )
        yield article_id.not_in(superseded.where(_was_there(later, wanted)) if wanted.as_of else superseded)


def _was_there(articles: "ReadOnlyColumnCollection[str, Column[Any]]", wanted: Filter) -> ColumnElement[bool]:
    if wanted.as_of is None or wanted.as_of == date.max:
        return true()
    next_day = (wanted.as_of + timedelta(days=1)).isoformat()
    learnt: ColumnElement[bool] = articles.added_at < next_day  # ISO 8601: order as text is order in time
    return (
        learnt
        if wanted.learnt
        else case((articles.day_to.is_(None), learnt), else_=articles.day_to <= wanted.as_of)
    )


def _in_time(table: Table, wanted: Filter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.dated:
        conditions.append(table.c.day_from.is_not(None))
    if wanted.since is not None:
        conditions.append(table.c.day_to >= wanted.since)
    if wanted.until is not None:
        conditions.append(table.c.day_from <= wanted.until)
    return and_(*conditions)


def _meant(wanted: Filter) -> "Iterator[Select[str, str]]":
    """Yield queries for the actors (article, id) that a filter means by name or by id."""
    if wanted.actor is not None:
        yield _named(wanted.actor)
    if wanted.known_as is not None:
        actors = schema.actors.c
        yield select(actors.article_id, actors.id).where(actors.known_as == wanted.known_as)


def _uttered_by(meant: "Select[str, str]") -> "Select[int]":
    """Return the query for the numbers of the statements that one of these actors uttered, alone or with others.

    By number: looked for by article and id, beside a search for words, SQLite tries every article with every id and number.
    """
    mouths, said = schema.speakers.c, schema.statements.alias("said").c
    uttered = and_(said.article_id == mouths.article_id, said.id == mouths.statement_id)
    named = and_(mouths.part == "mouth", tuple_(mouths.article_id, mouths.actor_id).in_(meant))
    return select(said.number).where(uttered, named)


def _named(actor: str) -> "Select[str, str]":
    """Return the query for actors that bear a name in any article, in whichever they are: half a name is enough in the next."""
    actors = schema.actors.c
    bearers = select(schema.actor_names.c.known_as).where(_is_named(actor))
    return select(actors.article_id, actors.id).where(actors.known_as.in_(bearers))


def _is_named(actor: str) -> ColumnElement[bool]:
    return schema.actor_names.c.folded.contains(fold_name(actor), autoescape=True)
