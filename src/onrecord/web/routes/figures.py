"""Routes for the figures as files: images in SVG and PNG, and the table behind them in CSV."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response

from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.figures import (
    PairRow,
    StoryRow,
    WeekRow,
    build_figures,
    build_pairs,
    build_stories,
    build_weeks,
)
from onrecord.web.figure_images import Form, Theme, draw
from onrecord.web.page_query import PageQuery
from onrecord.web.responses import Table, table_response
from onrecord.web.state import app_state

Name = Literal["weeks", "answers", "stories"]
_TABLES: dict[Name, tuple[type, Callable[[Dossier, Filter], tuple[Any, ...]]]] = {
    "weeks": (WeekRow, build_weeks),
    "answers": (PairRow, build_pairs),
    "stories": (StoryRow, build_stories),
}
_MEDIA: dict[Form, str] = {"svg": "image/svg+xml", "png": "image/png"}


class FigureQuery(PageQuery):
    """The query parameters of a figure: those of a page, and the theme."""

    theme: Theme = "light"


def add_routes(app: FastAPI) -> None:
    """Add the figures to the app."""
    for name in _TABLES:
        for form in _MEDIA:
            _add_image(app, name, form)
        _add_table(app, name)


def _add_image(app: FastAPI, name: Name, form: Form) -> None:
    def image(request: Request, query: Annotated[FigureQuery, Query()]) -> Response:
        state = app_state(request)
        wanted = replace(query.wanted, limit=None, offset=0)
        changes = state.dossier.count_changes()
        view = state.cache.get_or_build(
            ("figures", wanted), changes, lambda: build_figures(state.dossier, wanted)
        )
        drawing = state.cache.get_or_build(
            (name, form, query.theme, wanted), changes, lambda: draw(name, view, form, query.theme)
        )
        return Response(drawing, media_type=_MEDIA[form])

    responses: dict[int | str, dict[str, Any]] = {
        200: {"content": {_MEDIA[form]: {}}},
        400: {"description": "The query is invalid"},
        501: {"description": "The extra `figures`, with which images are drawn, is not installed"},
    }
    app.add_api_route(
        f"/figures/{name}.{form}",
        image,
        response_class=Response,
        responses=responses,
        name=f"{name}_{form}",
        tags=["figures"],
    )


def _add_table(app: FastAPI, name: Name) -> None:
    row_type, build = _TABLES[name]

    def table(request: Request, query: Annotated[PageQuery, Query()]) -> Response:
        rows = build(app_state(request).dossier, replace(query.wanted, limit=None, offset=0))
        return table_response(Table(row_type, rows), "csv", name)

    responses: dict[int | str, dict[str, Any]] = {
        200: {"content": {"text/csv": {}}},
        400: {"description": "The query is invalid"},
    }
    app.add_api_route(
        f"/figures/{name}.csv",
        table,
        response_class=Response,
        responses=responses,
        name=f"{name}_table",
        tags=["figures"],
    )
