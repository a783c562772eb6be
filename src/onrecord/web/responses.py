"""Answering: from a view to a page, its JSON and its tables; errors as pages for people and as JSON for programs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment
from pydantic import TypeAdapter

from onrecord.exports.csv import render_csv
from onrecord.exports.json import render_json
from onrecord.web.html import make_environment
from onrecord.web.request_filters import NOTHING, Asked, Here
from onrecord.web.sessions import COOKIE, Session
from onrecord.web.state import House, house_of

if TYPE_CHECKING:
    from onrecord.exports.tables import Row

_JUDGEMENT = re.compile(r"j:[0-9a-f]{8,64}", re.ASCII)
_SENTENCES = {
    404: "Nothing is at this address. It may have been mistyped.",
    405: "This address takes no such request.",
}
TWINS = (".json", ".jsonl", ".csv", ".svg", ".png")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates, compiled once."""
    return make_environment()


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}  # one a kind of view: making one takes milliseconds


def _adapter(kind: type) -> TypeAdapter[Any]:
    return _ADAPTERS.setdefault(kind, TypeAdapter(kind)) if kind not in _ADAPTERS else _ADAPTERS[kind]


def json_response(view: object) -> Response:
    """Return a view as JSON."""
    return Response(_adapter(type(view)).dump_json(view), media_type="application/json")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a page as a table, all that the question finds: what export buttons give."""

    row_type: "type[Row]"
    rows: "Iterable[Row]"


def table_response(table: Table, form: str, name: str) -> Response:
    """Return a table as a file: "csv" or "jsonl"."""
    from fastapi.responses import StreamingResponse

    lines = render_csv(table.row_type, table.rows) if form == "csv" else render_json(table.rows)
    media = "text/csv; charset=utf-8" if form == "csv" else "application/x-ndjson"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(lines, media_type=media, headers=headers)


def session_of(request: Request) -> Session:
    """Return the session a request belongs to, a new one where it brought none."""
    if not hasattr(request.state, "session"):
        request.state.session = house_of(request).sessions.read(request.cookies.get(COOKIE))
    session: Session = request.state.session
    return session


def keep_session(request: Request, response: Response, session: Session) -> None:
    """Send the session's cookie: for this host alone, unseen by scripts, over TLS unless the server is this very machine."""
    secure = request.url.scheme == "https" or request.url.hostname not in ("localhost", "127.0.0.1", "::1")
    response.set_cookie(
        COOKIE,
        house_of(request).sessions.write(session),
        httponly=True,
        samesite="strict",
        secure=secure,
        path="/",
    )


def page_response(
    request: Request, template: str, asked: Asked, *, status: int = 200, **parts: Any
) -> Response:
    """Return a rendered page. `parts` are what its template shows."""
    house: House = house_of(request)
    session = session_of(request)
    body = (
        environment()
        .get_template(template)
        .render(
            here=Here(request.url.path, asked),
            asked=asked,
            house_title=house.serving.title,
            signs_in=house.sessions.asks,
            session=session,
            judged=_judged(request),
            back=_back(request),
            **parts,
        )
    )
    response = HTMLResponse(body, status)
    if COOKIE not in request.cookies:
        keep_session(request, response, session)
    return response


def _judged(request: Request) -> str:
    """Return the id of the judgement that led to this page: its note offers to undo it."""
    told = request.query_params.get("judged", "")
    return told if _JUDGEMENT.fullmatch(told) else ""


def _back(request: Request) -> str:
    """Return this page's own address without the note on a decision: where forms lead back to."""
    query = urlencode(
        [(name, value) for name, value in request.query_params.multi_items() if name != "judged"]
    )
    return quote(request.url.path, safe="/:") + (f"?{query}" if query else "")


def error_response(request: Request, status: int, sentence: str) -> Response:
    """Return an error: as JSON to programs, as a page to people."""
    path = request.url.path
    wants_json = (
        path.endswith(TWINS)
        or path.startswith("/api/")
        or "text/html" not in request.headers.get("accept", "text/html")
    )
    if wants_json or path.startswith("/static/"):
        return JSONResponse({"error": sentence}, status)
    if sentence == HTTPStatus(status).phrase:
        sentence = _SENTENCES.get(status, sentence)
    return page_response(request, "error.html", NOTHING, status=status, failure=status, sentence=sentence)
