"""Routes for the pages to read: each view as HTML, and with an ending in the path as JSON or a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import Response

from onrecord.model.judgement import Judgement
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.store.search_terms import fold_name
from onrecord.views.ledger.marks import load_marks
from onrecord.views.ledger.steps import list_told_of
from onrecord.views.pages.actor import ActorPage, build_actor
from onrecord.views.pages.figures import FiguresPage, StoryRow, build_figures
from onrecord.views.pages.front import FrontPage, build_front
from onrecord.views.pages.history import HistoryPage, build_history
from onrecord.views.pages.lists import (
    ActorsPage,
    ArticlesPage,
    CommitmentsPage,
    EventsPage,
    OriginsPage,
    SearchPage,
    StatementsPage,
    ThreadsPage,
    build_actors_page,
    build_articles_page,
    build_commitments_page,
    build_events_page,
    build_origins_page,
    build_search,
    build_statements_page,
    build_threads_page,
)
from onrecord.views.pages.reader import ReaderPage, build_reader
from onrecord.views.pages.review import ReviewPage, build_review_page
from onrecord.views.pages.statement import StatementPage, build_statement
from onrecord.views.pages.timeline import CellRow, TimelinePage, build_timeline, cell_rows
from onrecord.views.rows.actors import ActorRow, build_actors
from onrecord.views.rows.articles import ArticleRow, build_articles
from onrecord.views.rows.commitments import StepRow, Which, build_commitments, step_rows
from onrecord.views.rows.events import EventRow, build_events
from onrecord.views.rows.origins import OriginRow, build_origins
from onrecord.views.rows.review import ReviewRow, build_review
from onrecord.views.rows.statements import StatementRow, build_statements, statement_rows
from onrecord.views.rows.threads import TurnRow, build_response_graph, build_threads, turn_rows
from onrecord.web.page_query import PageQuery
from onrecord.web.responses import Table, json_response, page_response, table_response
from onrecord.web.state import AppState, app_state

PathParts = Mapping[str, str]  # the parameters in a path, by name
QueryParameters = Annotated[PageQuery, Query()]


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page.

    `build` returns its view, None when there is no such thing; `table` all rows for an export.
    """

    path: str
    name: str
    view: type
    build: Callable[[AppState, PageQuery, PathParts], object | None]
    table: Callable[[AppState, PageQuery, PathParts], Table]


def _all_rows(query: PageQuery) -> Filter:
    return replace(query.wanted, limit=None, offset=0)


def _which(query: PageQuery) -> Which:
    return "intent" if query.intent else "checkable"


def get_record(state: AppState, article: str) -> Record:
    """Return an article's record. Raises HTTPException 404 when there is none."""
    record = state.dossier.get_record(article)
    if record is None:
        raise HTTPException(404, "This dossier has no such article.")
    return record


def _reader(state: AppState, query: PageQuery, parts: PathParts) -> ReaderPage:
    page = build_reader(get_record(state, parts["article"]), query.page, query.row)
    marks = load_marks(state.dossier, query.wanted, [page.article.id])
    article = replace(page.article, marks=marks.of(page.article.id))
    return replace(page, article=article, steps=list_told_of(state.dossier, article.id, query.wanted))


def _statements_of_article(state: AppState, query: PageQuery, parts: PathParts) -> Table:
    rows = statement_rows(get_record(state, parts["article"]))
    return Table(StatementRow, [row for row in rows if row.reality in query.wanted.realities])


def _statement(state: AppState, query: PageQuery, parts: PathParts) -> StatementPage | None:
    record = get_record(state, parts["article"])
    return build_statement(state.dossier, record, parts["statement"], query.wanted)


def _one_statement(state: AppState, query: PageQuery, parts: PathParts) -> Table:
    page = _statement(state, query, parts)
    return Table(StatementRow, [page.row] if page else [])


def _actor(state: AppState, query: PageQuery, parts: PathParts) -> ActorPage | None:
    if not fold_name(parts["actor"]):
        return None
    page = build_actor(state.dossier, parts["actor"], query.wanted)
    return page if page.rows or page.others or page.statements.rows else None


def _statements_by_actor(state: AppState, query: PageQuery, parts: PathParts) -> Table:
    if not fold_name(parts["actor"]):
        raise HTTPException(404, "This dossier has no such actor.")
    wanted = replace(_all_rows(query), actor=parts["actor"])
    return Table(StatementRow, build_statements(state.dossier, wanted).rows)


def _threads(state: AppState, query: PageQuery) -> ThreadsPage:
    """Return a page of threads.

    The threads of today are kept. The response graph of an earlier day is cached by itself: it is the same
    for all queries of that day.
    """
    if query.as_of is None:
        return build_threads_page(state.dossier, query.wanted)
    key, changes = ("response graph", query.as_of, query.wanted.learnt), state.dossier.count_changes()
    graph = state.cache.get_or_build(key, changes, lambda: build_response_graph(state.dossier, query.wanted))
    return build_threads_page(state.dossier, query.wanted, graph)


def _denials(state: AppState, query: PageQuery) -> Table:
    wanted = replace(_all_rows(query), acts=("reject",))
    return Table(StatementRow, build_statements(state.dossier, wanted).rows)


def _list_page(
    view: type,
    build: Callable[[Dossier, Filter], object],
    row_type: type,
    build_rows: Callable[[Dossier, Filter], Any],
) -> Page:
    """Return a list page whose exports are its rows. The path and the name come from the name of the view."""
    name = view.__name__.removesuffix("Page").lower()

    def table(state: AppState, query: PageQuery) -> Table:
        return Table(row_type, build_rows(state.dossier, _all_rows(query)).rows)

    return _page(f"/{name}", view, lambda state, query: build(state.dossier, query.wanted), table)


def _page(
    path: str,
    view: type,
    build: Callable[[AppState, PageQuery], object | None],
    table: Callable[[AppState, PageQuery], Table],
) -> Page:
    """Return a page without parameters in its path; its name is the path."""
    return Page(
        path,
        path.removeprefix("/"),
        view,
        lambda state, query, _: build(state, query),
        lambda state, query, _: table(state, query),
    )


PAGES: tuple[Page, ...] = (
    _page(
        "/front",
        FrontPage,
        lambda state, query: build_front(state.dossier, query.wanted, state.settings.title),
        _denials,
    ),
    _list_page(StatementsPage, build_statements_page, StatementRow, build_statements),
    _list_page(EventsPage, build_events_page, EventRow, build_events),
    _list_page(ActorsPage, build_actors_page, ActorRow, build_actors),
    Page("/actors/{actor:path}", "actor", ActorPage, _actor, _statements_by_actor),
    _list_page(ArticlesPage, build_articles_page, ArticleRow, build_articles),
    Page(
        "/articles/{article}/statements/{statement}", "statement", StatementPage, _statement, _one_statement
    ),
    Page("/articles/{article}", "reader", ReaderPage, _reader, _statements_of_article),
    _page(
        "/stories",
        OriginsPage,
        lambda state, query: build_origins_page(state.dossier, query.wanted),
        lambda state, query: Table(OriginRow, build_origins(state.dossier, _all_rows(query)).rows),
    ),
    _page(
        "/commitments",
        CommitmentsPage,
        lambda state, query: build_commitments_page(state.dossier, query.wanted, _which(query)),
        lambda state, query: Table(
            StepRow, step_rows(build_commitments(state.dossier, _all_rows(query), _which(query)).rows)
        ),
    ),
    _page(
        "/threads",
        ThreadsPage,
        _threads,
        lambda state, query: Table(TurnRow, turn_rows(build_threads(state.dossier, _all_rows(query)).rows)),
    ),
    _page(
        "/review",
        ReviewPage,
        lambda state, query: build_review_page(state.dossier, query.wanted),
        lambda state, query: Table(ReviewRow, build_review(state.dossier, _all_rows(query)).rows),
    ),
    _page(
        "/history",
        HistoryPage,
        lambda state, _: build_history(state.dossier),
        lambda state, _: Table(Judgement, state.dossier.list_judgements(JudgementFilter(withdrawn=True))),
    ),
    _list_page(SearchPage, build_search, StatementRow, build_statements),
    _page(
        "/timeline",
        TimelinePage,
        lambda state, query: build_timeline(state.dossier, query.wanted, query.lanes),
        lambda state, query: Table(
            CellRow, list(cell_rows(build_timeline(state.dossier, query.wanted, query.lanes)))
        ),
    ),
    _page(
        "/figures",
        FiguresPage,
        lambda state, query: build_figures(state.dossier, query.wanted),
        lambda state, query: Table(StoryRow, build_figures(state.dossier, query.wanted).stories),
    ),
)


def add_routes(app: FastAPI) -> None:
    """Add every page to the app, with its JSON and its tables."""
    app.add_api_route(
        "/articles/{article}/record.json",
        show_record,
        response_class=Response,
        tags=["pages"],
        responses={404: {"description": "There is no such thing"}},
    )
    # Data before pages: "/actors/{actor:path}" would match "/actors/NAME.json" as well.
    for page in PAGES:
        _add_data(app, page)
    for page in PAGES:
        _add_page(app, page)


def show_record(request: Request, article: str) -> Response:
    """Return an article's record as `onrecord read --format json` prints it."""
    record = get_record(app_state(request), article)
    return Response(outcome_to_json(record), media_type="application/json")


def _view(page: Page, request: Request, query: PageQuery) -> object:
    state, parts = app_state(request), request.path_params
    key = (page.path, query, tuple(sorted(parts.items())))
    changes = state.dossier.count_changes()
    view = state.cache.get_or_build(key, changes, lambda: page.build(state, query, parts))
    if view is None:
        raise HTTPException(404, "This dossier has no such thing.")
    return view


def _add_page(app: FastAPI, page: Page) -> None:
    def show(request: Request, query: QueryParameters) -> Response:
        return page_response(request, f"{page.name}.html", query, view=_view(page, request, query))

    path = "/" if page.path == "/front" else page.path
    app.add_api_route(path, show, include_in_schema=False, name=page.name)


def _add_data(app: FastAPI, page: Page) -> None:
    def as_json(request: Request, query: QueryParameters) -> Response:
        return json_response(_view(page, request, query))

    def as_csv(request: Request, query: QueryParameters) -> Response:
        table = page.table(app_state(request), query, request.path_params)
        return table_response(table, "csv", page.name)

    def as_lines(request: Request, query: QueryParameters) -> Response:
        table = page.table(app_state(request), query, request.path_params)
        return table_response(table, "jsonl", page.name)

    errors: dict[int | str, dict[str, Any]] = {
        404: {"description": "There is no such thing"},
        400: {"description": "The query is invalid"},
    }
    shared: dict[str, Any] = {
        "tags": ["pages"],
        "summary": (page.view.__doc__ or "").splitlines()[0],
        "openapi_extra": {"parameters": _path_parameters(page.path)},
    }
    app.add_api_route(
        f"{page.path}.json",
        as_json,
        response_model=page.view,
        name=f"{page.name}_json",
        responses=errors,
        **shared,
    )
    tables = (("csv", as_csv, "text/csv"), ("jsonl", as_lines, "application/x-ndjson"))
    for ending, endpoint, media in tables:
        app.add_api_route(
            f"{page.path}.{ending}",
            endpoint,
            response_class=Response,
            name=f"{page.name}_{ending}",
            responses={**errors, 200: {"content": {media: {}}}},
            **shared,
        )


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1].partition(":")[0] for part in path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
