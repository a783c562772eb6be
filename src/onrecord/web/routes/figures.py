"""Figures as files: SVG and PNG to look at, CSV with the table behind them."""

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
from onrecord.web.request_filters import Asked
from onrecord.web.responses import Table, table_response
from onrecord.web.state import house_of

Name = Literal["weeks", "answers", "stories"]
_TABLES: dict[Name, tuple[type, Callable[[Dossier, Filter], tuple[Any, ...]]]] = {
    "weeks": (WeekRow, build_weeks),
    "answers": (PairRow, build_pairs),
    "stories": (StoryRow, build_stories),
}
_MEDIA: dict[Form, str] = {"svg": "image/svg+xml", "png": "image/png"}


class Drawn(Asked):
    """What a figure shows, and whether on a light or a dark ground."""

    theme: Theme = "light"


def add_figures(app: FastAPI) -> None:
    """Give the app its figures."""
    for name in _TABLES:
        for form in _MEDIA:
            _add_picture(app, name, form)
        _add_table(app, name)


def _add_picture(app: FastAPI, name: Name, form: Form) -> None:
    def picture(request: Request, drawn: Annotated[Drawn, Query()]) -> Response:
        house = house_of(request)
        wanted = replace(drawn.wanted, limit=None, offset=0)
        changes = house.dossier.count_changes()
        view = house.memory.recall(("figures", wanted), changes, lambda: build_figures(house.dossier, wanted))
        drawing = house.memory.recall(
            (name, form, drawn.theme, wanted), changes, lambda: draw(name, view, form, drawn.theme)
        )
        return Response(drawing, media_type=_MEDIA[form])

    responses: dict[int | str, dict[str, Any]] = {
        200: {"content": {_MEDIA[form]: {}}},
        400: {"description": "It makes no sense"},
    }
    app.add_api_route(
        f"/figures/{name}.{form}",
        picture,
        response_class=Response,
        responses=responses,
        name=f"{name}_{form}",
        tags=["figures"],
    )


def _add_table(app: FastAPI, name: Name) -> None:
    row_type, build = _TABLES[name]

    def table(request: Request, asked: Annotated[Asked, Query()]) -> Response:
        rows = build(house_of(request).dossier, replace(asked.wanted, limit=None, offset=0))
        return table_response(Table(row_type, rows), "csv", name)

    responses: dict[int | str, dict[str, Any]] = {
        200: {"content": {"text/csv": {}}},
        400: {"description": "It makes no sense"},
    }
    app.add_api_route(
        f"/figures/{name}.csv",
        table,
        response_class=Response,
        responses=responses,
        name=f"{name}_table",
        tags=["figures"],
    )
