"""Responses: a view as an HTML page, as JSON or as a table; errors as a page or as JSON."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from jinja2 import Environment
from pydantic import TypeAdapter

from onrecord.exports.csv import render_csv
from onrecord.exports.json import render_json
from onrecord.web.html import make_environment
from onrecord.web.links import LinkBuilder
from onrecord.web.page_query import EMPTY_QUERY, PageQuery
from onrecord.web.state import app_state, save_session, session_of

if TYPE_CHECKING:
    from onrecord.exports.tables import Row

_JUDGEMENT = re.compile(r"j:[0-9a-f]{8,64}", re.ASCII)
_SENTENCES = {
    404: "There is nothing at this address. It may be mistyped.",
    405: "This address does not accept this kind of request.",
}
DATA_SUFFIXES = (".json", ".jsonl", ".csv", ".svg", ".png")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment of the templates, made once."""
    return make_environment()


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}  # by type of view: making one takes milliseconds


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def json_response(view: object) -> Response:
    """Return a view as JSON."""
    return Response(_adapter(type(view)).dump_json(view), media_type="application/json")


@dataclass(frozen=True, slots=True)
class Table:
    """All rows that match, not only those of one page: what the export buttons return."""

    row_type: "type[Row]"
    rows: "Iterable[Row]"


def table_response(table: Table, form: str, name: str) -> Response:
    """Return a table as a file: "csv" or "jsonl"."""
    from fastapi.responses import StreamingResponse

    lines = render_csv(table.row_type, table.rows) if form == "csv" else render_json(table.rows)
    media = "text/csv; charset=utf-8" if form == "csv" else "application/x-ndjson"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(lines, media_type=media, headers=headers)


def page_response(
    request: Request, template: str, query: PageQuery, *, status: int = 200, **parts: Any
) -> Response:
    """Return a rendered page. `parts` are the variables of its template."""
    state, session = app_state(request), session_of(request)
    body = (
        environment()
        .get_template(template)
        .render(
            links=LinkBuilder(request.url.path, query),
            query=query,
            dossier_title=state.settings.title,
            needs_password=state.sessions.needs_password,
            session=session,
            judged=_judgement_id(request),
            own_url=_own_url(request),
            **parts,
        )
    )
    response = HTMLResponse(body, status)
    if not session.is_saved:
        save_session(request, response, session)
    return response


def _judgement_id(request: Request) -> str:
    """Return the id of the judgement just made; the page offers to undo it."""
    judgement = request.query_params.get("judged", "")
    return judgement if _JUDGEMENT.fullmatch(judgement) else ""


def _own_url(request: Request) -> str:
    """Return the URL of this page without the id of a judgement: where forms return to."""
    parameters = request.query_params.multi_items()
    query = urlencode([(name, value) for name, value in parameters if name != "judged"])
    return quote(request.url.path, safe="/:") + (f"?{query}" if query else "")


def error_response(request: Request, status: int, sentence: str) -> Response:
    """Return an error: as JSON to programs, as a page to people."""
    path = request.url.path
    wants_json = (
        path.endswith(DATA_SUFFIXES)
        or path.startswith("/api/")
        or "text/html" not in request.headers.get("accept", "text/html")
    )
    if wants_json or path.startswith("/static/"):
        return JSONResponse({"error": sentence}, status)
    if app_state(request).sessions.needs_password and not session_of(request).signed_in:
        return PlainTextResponse(sentence, status)  # a page would show the dossier's title
    if sentence == HTTPStatus(status).phrase:
        sentence = _SENTENCES.get(status, sentence)
    return page_response(request, "error.html", EMPTY_QUERY, status=status, failure=status, sentence=sentence)
