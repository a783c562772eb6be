"""Queries behind lists and counts: from a Filter to SQL, the same for every database except for full-text
search.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, case, func, literal, select, true, tuple_
from sqlalchemy.sql import FromClause
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from onrecord.store.actor_ids import is_actor_id
from onrecord.store.protocol import ACTUAL, Filter
from onrecord.store.search_terms import fold_name
from onrecord.store.sql import schema
from onrecord.store.sql.kept import tables
from onrecord.store.sql.kept.tables import EVENT, STATEMENT
from onrecord.store.sql.search import Search

# The columns of a StoredArticle, in its order
ARTICLE_COLUMNS = tuple(
    column for column in schema.articles.c if column.name not in ("number", "day_from", "day_to", "run_id")
)


@dataclass(frozen=True, slots=True)
class FilterQuery:
    """A Filter applied to one table.

    `joined` is the table with those joined to it, `matches` the condition on its rows apart from their day.
    `kept` are the rows in `actor_rows`, if these tell which ones match: article, id, days and place.
    """

    table: Table
    joined: FromClause
    matches: ColumnElement[bool]
    wanted: Filter
    kept: "Select[Any] | None" = None

    @property
    def in_period(self) -> ColumnElement[bool]:
        """The condition that a row can be between `since` and `until`; always true where neither is given."""
        conditions: list[ColumnElement[bool]] = [true()]
        if self.wanted.dated:
            conditions.append(self.table.c.day_from.is_not(None))
        if self.wanted.since is not None:
            conditions.append(self.table.c.day_to >= self.wanted.since)
        if self.wanted.until is not None:
            conditions.append(self.table.c.day_from <= self.wanted.until)
        return and_(*conditions)

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """All conditions on rows."""
        return self.matches, self.in_period

    def select(self, *columns: ColumnElement[Any]) -> "Select[*tuple[object, ...]]":
        """Return the query for the rows in their documented order, with limit and offset."""
        if self.kept is not None:
            return _select_kept(self, self.kept, *columns)
        table = self.table.c
        latest_first = table.day_from.desc().nulls_last()
        in_text_order = (table.article_id, table.position) if "position" in table else (table.id,)
        query = select(*columns).select_from(self.joined).where(*self.conditions)
        return _paged(query.order_by(latest_first, *in_text_order), self.wanted)

    def count(self) -> "Select[int, int]":
        """Return the query for the number of rows, and of rows left out because their date is unknown."""
        matching = func.count().filter(self.in_period)
        undated = func.count().filter(self.table.c.day_from.is_(None)) if self.wanted.dated else literal(0)
        if self.kept is not None:
            return _count_kept(self.kept, self.wanted)
        return select(matching, undated).select_from(self.table).where(self.matches)


def statement_query(wanted: Filter, search: Search, *, is_start: bool = True) -> FilterQuery:
    """Return the query for statements, joined with their article and actor.

    Without `is_start`, databases do not begin with the statements of the filter's actor: the query is joined
    with fewer rows that are to be looked up first.
    """
    table = schema.statements
    number = table.c.number if is_start else table.c.number + 0
    conditions: list[ColumnElement[bool]] = [true()]
    by_actor = _are_kept(wanted)
    if by_actor:
        said = table.alias("said").c
        kept = _kept_rows(wanted, STATEMENT).subquery("kept").c
        is_row = and_(said.article_id == kept.article_id, said.id == kept.row_id)
        conditions.append(number.in_(select(said.number).where(is_row)))
    else:
        conditions.extend(number.in_(_statements_by(actors)) for actors in _wanted_actors(wanted))
    if wanted.rows is None:
        conditions.append(table.c.reality.in_(wanted.realities))
    if wanted.contains is not None:
        conditions.append(search.in_statements(wanted.contains))
    if wanted.acts:
        conditions.append(table.c.act.in_(wanted.acts))
    conditions.extend(_row_conditions(table, wanted))
    of_article = schema.articles.c.id == table.c.article_id
    joined = table.join(schema.articles, of_article).outerjoin(schema.actors, is_actor_of(table))
    kept_rows = _kept_rows(wanted, STATEMENT) if by_actor and _tell_all(wanted) else None
    return FilterQuery(table, joined, and_(*conditions), wanted, kept_rows)


def event_query(wanted: Filter, search: Search) -> FilterQuery:
    """Return the query for events, joined with their article and the actor of the statement that reports
    them.
    """
    table, parties = schema.events, schema.event_parties.c
    conditions: list[ColumnElement[bool]] = [true()]
    for is_wanted in are_wanted(parties.known_as, wanted):
        with_actor = select(parties.article_id, parties.event_id).where(is_wanted)
        conditions.append(tuple_(table.c.article_id, table.c.id).in_(with_actor))
    if wanted.contains is not None:
        conditions.append(search.in_events(wanted.contains))
    if wanted.types:
        conditions.append(table.c.type.in_(wanted.types))
    conditions.extend(_row_conditions(table, wanted))
    kept_rows = _kept_rows(wanted, EVENT) if _are_kept(wanted) and _tell_all(wanted) else None
    return FilterQuery(table, _join_reporting_statement(table), and_(*conditions), wanted, kept_rows)


def commitment_query(wanted: Filter, search: Search) -> FilterQuery:
    """Return the query for commitments, joined with their article and the actor of the statement that reports
    them.
    """
    table, parties = schema.commitments, schema.commitment_parties.c
    conditions: list[ColumnElement[bool]] = [true()]
    for is_wanted in are_wanted(parties.known_as, wanted):
        with_actor = select(parties.article_id, parties.commitment_id).where(is_wanted)
        conditions.append(tuple_(table.c.article_id, table.c.id).in_(with_actor))
    if wanted.contains is not None:
        articles = select(schema.articles.c.id).where(search.in_articles(wanted.contains))
        conditions.append(table.c.article_id.in_(articles))
    conditions.extend(_row_conditions(table, wanted))
    return FilterQuery(table, _join_reporting_statement(table), and_(*conditions), wanted)


def article_query(wanted: Filter, search: Search) -> FilterQuery:
    """Return the query for articles."""
    table, actors = schema.articles, schema.actors.c
    conditions: list[ColumnElement[bool]] = [true()]
    conditions.extend(
        table.c.id.in_(select(actors.article_id).where(is_wanted))
        for is_wanted in are_wanted(actors.known_as, wanted)
    )
    if wanted.contains is not None:
        conditions.append(search.in_articles(wanted.contains))
    conditions.extend(_article_conditions(table.c.id, wanted))
    if wanted.rows is not None:
        conditions.append(table.c.id.in_(wanted.rows))
    return FilterQuery(table, table, and_(*conditions), wanted)


def actor_query(wanted: Filter, search: Search, *, count_undated: bool = False) -> FilterQuery:
    """Return the query for actors of single articles, for `select_groups` and `count_groups`.

    With `count_undated`, `matches` leaves the days aside.
    """
    table = schema.actors
    conditions: list[ColumnElement[bool]] = [true()]
    if wanted.dated and not count_undated:
        # The days of an actor are those of its article, of which there are fewer.
        days = FilterQuery(schema.articles, schema.articles, true(), wanted).in_period
        conditions.append(table.c.article_id.in_(select(schema.articles.c.id).where(days)))
    conditions.extend(are_wanted(table.c.known_as, wanted))
    if wanted.contains is not None:
        articles = select(schema.articles.c.id).where(search.in_articles(wanted.contains))
        conditions.append(table.c.article_id.in_(articles))
    conditions.extend(_article_conditions(table.c.article_id, wanted))
    return FilterQuery(table, table, and_(*conditions), wanted)


def select_groups(query: FilterQuery) -> "Select[*tuple[object, ...]]":
    """Return the query for actors across articles, a row each with its counts, most statements first."""
    actors = schema.actors.c
    statements, articles = func.sum(actors.statements), func.sum(actors.articles)
    days = func.min(actors.day_from), func.max(actors.day_to)
    kind, name = func.min(actors.kind), func.min(actors.name)
    groups = select(actors.known_as, kind, name, articles, statements, *days)
    groups = groups.where(*query.conditions).group_by(actors.known_as)
    return _paged(groups.order_by(statements.desc(), articles.desc(), actors.known_as), query.wanted)


def count_groups(query: FilterQuery) -> "Select[int, int]":
    """Return the query for the number of rows of `select_groups` without its limit, and of those that are
    only undated.
    """
    actors = schema.actors.c
    in_period = func.count().filter(query.in_period).label("in_period")
    dated = func.count(actors.day_from).label("dated")
    groups = select(in_period, dated).where(query.matches).group_by(actors.known_as).subquery()
    undated = func.count().filter(groups.c.dated == 0) if query.wanted.dated else literal(0)
    return select(func.count().filter(groups.c.in_period > 0), undated).select_from(groups)


def _paged(query: "Select[*tuple[Any, ...]]", wanted: Filter) -> "Select[*tuple[object, ...]]":
    return query.limit(wanted.limit).offset(wanted.offset or None)


def is_actor_of(statements: Table) -> ColumnElement[bool]:
    """Return the condition that an actor is the first speaker of a statement."""
    actors = schema.actors.c
    return and_(actors.article_id == statements.c.article_id, actors.id == statements.c.actor_id)


def _join_reporting_statement(table: Table) -> FromClause:
    """Join a table with its articles and, where a statement reports the row, with that statement and its
    actor.
    """
    statements = schema.statements
    reports = and_(statements.c.article_id == table.c.article_id, statements.c.id == table.c.told_by_id)
    joined = table.join(schema.articles, schema.articles.c.id == table.c.article_id)
    return joined.outerjoin(statements, reports).outerjoin(schema.actors, is_actor_of(statements))


def _row_conditions(table: Table, wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that hold for rows of every table within articles."""
    yield from _article_conditions(table.c.article_id, wanted)
    if wanted.rows is not None:
        pairs = [
            (article, row) for article, _, row in (reference.partition("/") for reference in wanted.rows)
        ]
        articles = sorted({article for article, _ in pairs})
        yield and_(table.c.article_id.in_(articles), tuple_(table.c.article_id, table.c.id).in_(pairs))


def _article_conditions(article_id: ColumnElement[str], wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on a row's article: its outlet, on record by the day of `as_of`, and not
    superseded by then.
    """
    articles, later = schema.articles.c, schema.articles.alias("later").c
    if wanted.outlet is not None:
        yield article_id.in_(select(articles.id).where(articles.outlet == wanted.outlet))
    if wanted.as_of is not None and article_id is articles.id:
        # A direct condition: SQLite would run a subquery again for every row.
        yield _was_on_record(articles, wanted)
    elif wanted.as_of is not None:
        yield article_id.in_(select(articles.id).where(_was_on_record(articles, wanted)))
    if not wanted.versions and wanted.as_of is None:
        if article_id is articles.id:
            yield articles.superseded_by.is_(None)
        else:
            yield article_id.not_in(select(articles.id).where(articles.superseded_by.is_not(None)))
    elif not wanted.versions:
        superseded = select(articles.id).where(articles.superseded_by == later.id)
        yield article_id.not_in(superseded.where(_was_on_record(later, wanted)))


def _was_on_record(
    articles: "ReadOnlyColumnCollection[str, Column[Any]]", wanted: Filter
) -> ColumnElement[bool]:
    if wanted.as_of is None or wanted.as_of == date.max:
        return true()
    next_day = (wanted.as_of + timedelta(days=1)).isoformat()
    was_added: ColumnElement[bool] = articles.added_at < next_day  # ISO 8601: text order is time order
    if wanted.learnt:
        return was_added
    return case((articles.day_to.is_(None), was_added), else_=articles.day_to <= wanted.as_of)


def are_wanted(known_as: ColumnElement[str], wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that an id across articles is one that a filter gives by name or by id."""
    if wanted.actor is not None:
        yield _is_wanted(known_as, wanted.actor)
    if wanted.known_as is not None:
        yield known_as == wanted.known_as


def _wanted_actors(wanted: Filter) -> "Iterator[Select[str, str]]":
    """Yield queries for the actors (article, id) that a filter gives by name or by id."""
    actors = schema.actors.c
    for is_wanted in are_wanted(actors.known_as, wanted):
        yield select(actors.article_id, actors.id).where(is_wanted)


def _are_kept(wanted: Filter) -> bool:
    """Whether `actor_rows` has the rows of the actor that a filter gives: one, now, of statements made."""
    is_now = wanted.as_of is None and not wanted.versions
    is_made = wanted.realities == ACTUAL and wanted.rows is None  # chosen rows are of any reality
    return is_now and is_made and (wanted.actor is None) != (wanted.known_as is None)


def _tell_all(wanted: Filter) -> bool:
    """Whether `actor_rows` tells all that a filter asks of rows."""
    return wanted.contains is None and wanted.outlet is None


def _kept_rows(wanted: Filter, kind: str) -> "Select[Any]":
    """Return the query for the rows in `actor_rows` of the filter's actor, acts and types, without its days.

    A row with several actors of that name is one.
    """
    table = tables.actor_rows.c
    lanes = wanted.acts if kind == STATEMENT else wanted.types
    conditions = [table.kind == kind, *are_wanted(table.known_as, wanted)]
    conditions += [table.lane.in_(lanes)] if lanes else []
    query = select(table.article_id, table.row_id, table.day_from, table.day_to, table.position)
    query = query.where(*conditions)
    is_one = wanted.known_as is not None or is_actor_id(wanted.actor or "")
    return query if is_one else query.distinct()


def _select_kept(
    query: FilterQuery, kept: "Select[Any]", *columns: ColumnElement[Any]
) -> "Select[*tuple[object, ...]]":
    """Return the query for the rows of a page, found in `actor_rows`."""
    table, found = query.table.c, kept.selected_columns
    in_order = (found.day_from.desc(), found.article_id, found.position)
    page = _paged(kept.where(*in_kept_period(found, query.wanted)).order_by(*in_order), query.wanted)
    shown = page.subquery("kept")
    is_row = and_(table.article_id == shown.c.article_id, table.id == shown.c.row_id)
    rows = select(*columns).select_from(shown.join(query.joined, is_row))
    return rows.order_by(shown.c.day_from.desc(), shown.c.article_id, shown.c.position)


def _count_kept(kept: "Select[Any]", wanted: Filter) -> "Select[int, int]":
    rows = kept.subquery("kept")
    matching = func.count().filter(*in_kept_period(rows.c, wanted))
    undated = func.count().filter(rows.c.day_from == "") if wanted.dated else literal(0)
    return select(matching, undated).select_from(rows)


def in_kept_period(columns: Any, wanted: Filter) -> list[ColumnElement[bool]]:
    """Return the conditions of `FilterQuery.in_period` for days in ISO 8601, "" where unknown."""
    conditions: list[ColumnElement[bool]] = [columns.day_from != ""] if wanted.dated else [true()]
    if wanted.since is not None:
        conditions.append(columns.day_to >= wanted.since.isoformat())
    if wanted.until is not None:
        conditions.append(columns.day_from <= wanted.until.isoformat())
    return conditions


def _statements_by(actors: "Select[str, str]") -> "Select[int]":
    """Return the query for the numbers of the statements that one of these actors made, alone or with others.

    It returns numbers, because with article and id beside a full-text search SQLite tries every pair of both.
    The tables have names of their own: a query around it may have the speakers, too.
    """
    speakers, said = schema.speakers.alias("spoken").c, schema.statements.alias("said").c
    of_statement = and_(said.article_id == speakers.article_id, said.id == speakers.statement_id)
    is_speaker = and_(
        speakers.part == schema.SPEAKER, tuple_(speakers.article_id, speakers.actor_id).in_(actors)
    )
    return select(said.number).where(of_statement, is_speaker)


def _is_wanted(known_as: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Return the condition that an actor has a name in any article, or an id."""
    if is_actor_id(name):
        return known_as == name
    return known_as.in_(select(schema.actor_names.c.known_as).where(_has_name(name)))


def _has_name(name: str) -> ColumnElement[bool]:
    """Return the condition that a name contains these whole words: one of its ends begins with them."""
    ends, wanted = tables.name_ends.c, fold_name(name).lstrip()
    after = wanted[:-1] + chr(ord(" ") + 1)  # the words end with a space; "!" follows it
    containing = select(ends.folded).where(ends.ending >= wanted, ends.ending < after)
    return schema.actor_names.c.folded.in_(containing)
