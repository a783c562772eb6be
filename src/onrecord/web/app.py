"""The FastAPI app: its routes, its security middleware, and the responses to errors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from onrecord.model.errors import ConflictError, MissingExtraError, OnRecordError, SettingError, StoreError
from onrecord.model.version import VERSION
from onrecord.web.access.security import SecurityMiddleware
from onrecord.web.html import static_folder
from onrecord.web.responses import error_response
from onrecord.web.routes import add, figures, judge, note, pages, sign_in
from onrecord.web.state import AppState

_DESCRIPTION = (
    "The record of one matter: who said what to whom, when, and through which sources. Every page is also "
    "available as JSON under the same path with .json; lists also as .csv and .jsonl. If a password is set, "
    "send it as `Authorization: Bearer …`. Requests that change something need the header `X-OnRecord: 1`, "
    "which a form of another site cannot send."
)
_RESPONSES: dict[int | str, dict[str, Any]] = {
    413: {"description": "The request is too large"},
    421: {"description": "The server does not answer to this host name"},
    503: {"description": "The dossier was moved, deleted or is being written by another program"},
}
_PASSWORD_RESPONSES: dict[int | str, dict[str, Any]] = {
    401: {"description": "The password is missing or wrong"},
    429: {"description": "Too many wrong passwords; `Retry-After` says how many seconds to wait"},
}
# Errors of the library, most specific first, with their HTTP status.
_STATUSES: tuple[tuple[type[OnRecordError], int], ...] = (
    (ConflictError, 409),
    (SettingError, 400),
    (StoreError, 503),
    (MissingExtraError, 501),
    (OnRecordError, 400),
)


def make_app(state: AppState) -> FastAPI:
    """Return the app that serves this state. When it shuts down, it closes the queue of added reports."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        state.add_queue.close()

    needs_password = state.sessions.needs_password
    app = FastAPI(
        title="OnRecord",
        version=VERSION,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=lifespan,
        max_body_size=state.settings.max_bytes,
        # These describe what SecurityMiddleware does.
        dependencies=[Security(HTTPBearer(auto_error=False))] if needs_password else [],
        responses=_RESPONSES | (_PASSWORD_RESPONSES if needs_password else {}),
    )
    app.state.onrecord = state
    for module in (sign_in, add, figures, judge, note, pages):
        module.add_routes(app)
    app.mount("/static", CachedStaticFiles(directory=static_folder()), name="static")
    _add_error_handlers(app)
    app.add_middleware(SecurityMiddleware, state=state)
    return app


class CachedStaticFiles(StaticFiles):
    """Scripts and styles.

    Pages link to them with a hash of their content, so browsers may cache them for long.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        response = await super().get_response(path, scope)
        if scope.get("query_string"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _add_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        response = error_response(request, error.status_code, str(error.detail))
        allowed = (error.headers or {}).get("Allow")
        if allowed is not None:  # RFC 9110, 15.5.6; a HEAD is answered wherever a GET is
            methods = {*allowed.replace(" ", "").split(","), *(["HEAD"] if "GET" in allowed else [])}
            response.headers["Allow"] = ", ".join(sorted(methods))
        return response

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        problems = "; ".join(
            f"{'.'.join(map(str, problem['loc'][1:]))}: {problem['msg']}" for problem in error.errors()
        )
        return error_response(request, 422, f"The request is invalid: {problems}")

    for kind, status in _STATUSES:
        _add_error_handler(app, kind, status)

    @app.exception_handler(ClientDisconnect)
    async def disconnected(request: Request, error: ClientDisconnect) -> Response:  # noqa: ARG001
        return error_response(request, 413, "The request is too large, or was broken off.")

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:  # noqa: ARG001 - it is logged with its traceback
        sentence = "This is an error in the program; the server's log has the details. Nothing was changed."
        return error_response(request, 500, sentence)


def _add_error_handler(app: FastAPI, kind: type[OnRecordError], status: int) -> None:
    @app.exception_handler(kind)
    async def known(request: Request, error: OnRecordError) -> Response:
        return error_response(request, status, str(error))
