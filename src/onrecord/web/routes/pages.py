"""The pages that are read: each is a view, shown as HTML, and as JSON and tables under the same address with an ending."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import Response

from onrecord.model.judgement import Judgement
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json
from onrecord.store.protocol import Dossier, JudgementFilter
from onrecord.store.search_terms import fold_name
from onrecord.views.pages.actor import ActorPage, build_actor
from onrecord.views.pages.figures import FiguresPage, StoryRow, build_figures
from onrecord.views.pages.front import FrontPage, build_front
from onrecord.views.pages.ledger import (
    CommitmentsPage,
    ReviewPage,
    StepRow,
    ThreadsPage,
    TurnRow,
    build_commitments_page,
    build_review_page,
    build_threads_page,
    step_rows,
    turn_rows,
)
from onrecord.views.pages.lists import (
    ActorsPage,
    ArticlesPage,
    EventsPage,
    OriginsPage,
    SearchPage,
    StatementsPage,
    build_actors_page,
    build_articles_page,
    build_events_page,
    build_origins_page,
    build_search,
    build_statements_page,
)
from onrecord.views.pages.reader import ReaderPage, build_reader
from onrecord.views.pages.review import ReviewRow, build_review
from onrecord.views.pages.statement import StatementPage, build_statement
from onrecord.views.pages.timeline import Cell, TimelinePage, build_timeline
from onrecord.views.rows.actors import ActorRow, build_actors
from onrecord.views.rows.articles import ArticleRow, build_articles
from onrecord.views.rows.commitments import build_commitments
from onrecord.views.rows.events import EventRow, build_events
from onrecord.views.rows.origins import OriginRow, build_origins
from onrecord.views.rows.statements import StatementRow, build_statements, statement_rows
from onrecord.views.rows.threads import build_threads, make_graph
from onrecord.web.request_filters import Asked
from onrecord.web.responses import Table, json_response, page_response, table_response
from onrecord.web.routes.judge import history
from onrecord.web.state import House, house_of

Places = Mapping[str, str]  # the parts of a path, by name
AskedHere = Annotated[Asked, Query()]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page. `build` makes the view (None: there is no such thing), `table` the rows that can be exported."""

    path: str
    name: str
    view: type
    build: Callable[[House, Asked, Places], object | None]
    table: Callable[[House, Asked, Places], Table]


def _every(asked: Asked) -> Any:
    return replace(asked.wanted, limit=None, offset=0)


def record_of(house: House, article: str) -> Record:
    """Return an article's record. Raises HTTPException 404 when there is none."""
    record = house.dossier.get_record(article)
    if record is None:
        raise HTTPException(404, "This dossier holds no such article.")
    return record


def _reader(house: House, asked: Asked, places: Places) -> ReaderPage:
    return build_reader(record_of(house, places["article"]), asked.page, asked.row)


def _statement(house: House, asked: Asked, places: Places) -> StatementPage | None:
    record = record_of(house, places["article"])
    return build_statement(house.dossier, record, places["statement"], asked.wanted)


def _statements_of(house: House, asked: Asked, places: Places) -> Table:
    rows = statement_rows(record_of(house, places["article"]))
    return Table(StatementRow, [row for row in rows if row.reality in asked.wanted.realities])


def _one_statement(house: House, asked: Asked, places: Places) -> Table:
    page = _statement(house, asked, places)
    return Table(StatementRow, [page.row] if page else [])


def _cells(house: House, asked: Asked, places: Places) -> Table:  # noqa: ARG001
    page = build_timeline(house.dossier, asked.wanted, asked.lanes)
    return Table(
        CellRow, [CellRow(lane.of, lane.name, *_cell(cell)) for lane in page.lanes for cell in lane.cells]
    )


def _cell(cell: Cell) -> tuple[str, str, int, str]:
    return cell.first.isoformat(), cell.last.isoformat(), cell.count, cell.sample


@dataclass(frozen=True, slots=True)
class CellRow:
    """What the timeline shows at one place, as a row."""

    of: str
    lane: str
    first: str
    last: str
    count: int
    sample: str


def _list(
    build: Callable[[Dossier, Any], object], rows: Callable[[Dossier, Any], Any], row_type: type
) -> tuple[Callable[[House, Asked, Places], object], Callable[[House, Asked, Places], Table]]:
    """Return how a list is shown and how it is exported."""

    def view(house: House, asked: Asked, places: Places) -> object:  # noqa: ARG001
        return build(house.dossier, asked.wanted)

    def table(house: House, asked: Asked, places: Places) -> Table:  # noqa: ARG001
        return Table(row_type, rows(house.dossier, _every(asked)).rows)

    return view, table


def _denials(house: House, asked: Asked, places: Places) -> Table:  # noqa: ARG001
    wanted = replace(_every(asked), acts=("reject",))
    return Table(StatementRow, build_statements(house.dossier, wanted).rows)


def _front(house: House, asked: Asked, places: Places) -> FrontPage:  # noqa: ARG001
    return build_front(house.dossier, asked.wanted, house.serving.title)


def _stories(house: House, asked: Asked, places: Places) -> Table:  # noqa: ARG001
    return Table(StoryRow, build_figures(house.dossier, asked.wanted).stories)


def _timeline(house: House, asked: Asked, places: Places) -> TimelinePage:  # noqa: ARG001
    return build_timeline(house.dossier, asked.wanted, asked.lanes)


def _actor(house: House, asked: Asked, places: Places) -> ActorPage | None:
    if not fold_name(places["actor"]):
        return None
    page = build_actor(house.dossier, places["actor"], asked.wanted)
    return page if page.rows or page.others or page.statements.rows else None


def _said_by(house: House, asked: Asked, places: Places) -> Table:
    return Table(
        StatementRow, build_statements(house.dossier, replace(_every(asked), actor=places["actor"])).rows
    )


def _ledger(house: House, asked: Asked, places: Places) -> CommitmentsPage:  # noqa: ARG001
    return build_commitments_page(house.dossier, asked.wanted)


def _steps(house: House, asked: Asked, places: Places) -> Table:  # noqa: ARG001
    return Table(StepRow, step_rows(build_commitments(house.dossier, _every(asked)).rows))


def _threads(house: House, asked: Asked, places: Places) -> ThreadsPage:  # noqa: ARG001
    """Return a stretch of threads. What answers what is the same for every question of a day, and remembered by itself."""
    day, changes = ("answers", asked.as_of, asked.wanted.learnt), house.dossier.count_changes()
    graph = house.memory.recall(day, changes, lambda: make_graph(house.dossier, asked.wanted))
    return build_threads_page(house.dossier, asked.wanted, graph)


def _turns(house: House, asked: Asked, places: Places) -> Table:  # noqa: ARG001
    return Table(TurnRow, turn_rows(build_threads(house.dossier, _every(asked)).rows))


def _review(house: House, asked: Asked, places: Places) -> ReviewPage:  # noqa: ARG001
    return build_review_page(house.dossier, asked.wanted)


def _pairs(house: House, asked: Asked, places: Places) -> Table:  # noqa: ARG001
    return Table(ReviewRow, build_review(house.dossier, _every(asked)).rows)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What people decided, the latest first."""

    rows: tuple[Judgement, ...]


def _history(house: House, asked: Asked, places: Places) -> HistoryPage:  # noqa: ARG001
    return HistoryPage(history(house.dossier, asked))


def _decisions(house: House, asked: Asked, places: Places) -> Table:  # noqa: ARG001
    return Table(Judgement, house.dossier.list_judgements(JudgementFilter(withdrawn=True)))


KINDS: tuple[Kind, ...] = (
    Kind("/front", "front", FrontPage, _front, _denials),
    Kind(
        "/statements",
        "statements",
        StatementsPage,
        *_list(build_statements_page, build_statements, StatementRow),
    ),
    Kind("/events", "events", EventsPage, *_list(build_events_page, build_events, EventRow)),
    Kind("/actors", "actors", ActorsPage, *_list(build_actors_page, build_actors, ActorRow)),
    Kind("/actors/{actor:path}", "actor", ActorPage, _actor, _said_by),
    Kind("/articles", "articles", ArticlesPage, *_list(build_articles_page, build_articles, ArticleRow)),
    Kind(
        "/articles/{article}/statements/{statement}", "statement", StatementPage, _statement, _one_statement
    ),
    Kind("/articles/{article}", "reader", ReaderPage, _reader, _statements_of),
    Kind("/stories", "stories", OriginsPage, *_list(build_origins_page, build_origins, OriginRow)),
    Kind("/commitments", "commitments", CommitmentsPage, _ledger, _steps),
    Kind("/threads", "threads", ThreadsPage, _threads, _turns),
    Kind("/review", "review", ReviewPage, _review, _pairs),
    Kind("/history", "history", HistoryPage, _history, _decisions),
    Kind("/search", "search", SearchPage, *_list(build_search, build_statements, StatementRow)),
    Kind("/timeline", "timeline", TimelinePage, _timeline, _cells),
    Kind(
        "/figures",
        "figures",
        FiguresPage,
        lambda house, asked, _: build_figures(house.dossier, asked.wanted),
        _stories,
    ),
)


def add_pages(app: FastAPI) -> None:
    """Give the app every page with its JSON and its tables."""
    app.add_api_route(
        "/articles/{article}/record.json",
        whole_record,
        response_class=Response,
        tags=["pages"],
        responses={404: {"description": "There is no such thing"}},
    )
    for kind in KINDS:
        _add_twins(app, kind)
    for kind in KINDS:
        _add_page(app, kind)


def whole_record(request: Request, article: str) -> Response:
    """Return an article's record as `onrecord read --format json` prints it."""
    return Response(outcome_to_json(record_of(house_of(request), article)), media_type="application/json")


def _view(kind: Kind, request: Request, asked: Asked) -> object:
    house, places = house_of(request), request.path_params
    key = (kind.path, asked, tuple(sorted(places.items())))
    view = house.memory.recall(key, house.dossier.count_changes(), lambda: kind.build(house, asked, places))
    if view is None:
        raise HTTPException(404, "This dossier holds no such thing.")
    return view


def _add_page(app: FastAPI, kind: Kind) -> None:
    def show(request: Request, asked: AskedHere) -> Response:
        return page_response(request, f"{kind.name}.html", asked, view=_view(kind, request, asked))

    app.add_api_route(
        "/" if kind.path == "/front" else kind.path, show, include_in_schema=False, name=kind.name
    )


def _add_twins(app: FastAPI, kind: Kind) -> None:
    def as_json(request: Request, asked: AskedHere) -> Response:
        return json_response(_view(kind, request, asked))

    def as_csv(request: Request, asked: AskedHere) -> Response:
        return table_response(kind.table(house_of(request), asked, request.path_params), "csv", kind.name)

    def as_lines(request: Request, asked: AskedHere) -> Response:
        return table_response(kind.table(house_of(request), asked, request.path_params), "jsonl", kind.name)

    told: dict[str, Any] = {"openapi_extra": {"parameters": _path_parameters(kind.path)}}
    errors: dict[int | str, dict[str, Any]] = {
        404: {"description": "There is no such thing"},
        400: {"description": "It makes no sense"},
    }
    media: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
    lines: dict[int | str, dict[str, Any]] = {200: {"content": {"application/x-ndjson": {}}}}
    named: dict[str, Any] = {"tags": ["pages"], "summary": (kind.view.__doc__ or "").splitlines()[0]}
    app.add_api_route(
        f"{kind.path}.json",
        as_json,
        response_model=kind.view,
        name=f"{kind.name}_json",
        responses=errors,
        **named,
        **told,
    )
    app.add_api_route(
        f"{kind.path}.csv",
        as_csv,
        response_class=Response,
        name=f"{kind.name}_csv",
        responses={**errors, **media},
        **named,
        **told,
    )
    app.add_api_route(
        f"{kind.path}.jsonl",
        as_lines,
        response_class=Response,
        name=f"{kind.name}_jsonl",
        responses={**errors, **lines},
        **named,
        **told,
    )


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1].partition(":")[0] for part in path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
