"""The app: routes, what guards them, and how their errors are told. `make_app` is all there is to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from onrecord.model.errors import ConflictError, OnRecordError, SettingError, StoreError
from onrecord.model.version import VERSION
from onrecord.web.html import static_folder
from onrecord.web.responses import error_response
from onrecord.web.routes.add import add_adding
from onrecord.web.routes.figures import add_figures
from onrecord.web.routes.judge import add_judging
from onrecord.web.routes.pages import add_pages
from onrecord.web.routes.sign_in import add_signing
from onrecord.web.security import Guard
from onrecord.web.state import House


def make_app(house: House) -> FastAPI:
    """Return the app that serves a house. Closing it lets the adding process go."""

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        yield
        house.adding.close()

    app = FastAPI(
        title="OnRecord",
        version=VERSION,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=living,
        max_body_size=house.serving.max_bytes,
    )
    app.state.house = house
    add_signing(app)
    add_adding(app)
    add_figures(app)
    add_judging(app)
    add_pages(app)
    app.mount("/static", Static(directory=static_folder()), name="static")
    _add_errors(app)
    app.add_middleware(Guard, house=house)
    return app


_ABOUT = (
    "The record of one matter: who said what to whom, when, and on whose word. Every page has a twin that ends in .json; lists "
    "also end in .csv and .jsonl. Where a password is set, send it as `Authorization: Bearer …`. Requests that change something "
    "need the header `X-OnRecord: 1`, which no form of another site can send."
)


class Static(StaticFiles):
    """Scripts and styles, which browsers may keep: their addresses change with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        response = await super().get_response(path, scope)
        if scope.get("query_string"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        return error_response(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def senseless(request: Request, error: RequestValidationError) -> Response:
        told = "; ".join(
            f"{'.'.join(map(str, problem['loc'][1:]))}: {problem['msg']}" for problem in error.errors()
        )
        return error_response(request, 422, f"That makes no sense: {told}")

    @app.exception_handler(ConflictError)
    async def conflict(request: Request, error: ConflictError) -> Response:
        return error_response(request, 409, str(error))

    @app.exception_handler(SettingError)
    async def setting(request: Request, error: SettingError) -> Response:
        return error_response(request, 400, str(error))

    @app.exception_handler(StoreError)
    async def store(request: Request, error: StoreError) -> Response:
        return error_response(request, 503, str(error))

    @app.exception_handler(OnRecordError)
    async def other(request: Request, error: OnRecordError) -> Response:
        return error_response(request, 400, str(error))

    @app.exception_handler(ClientDisconnect)
    async def cut(request: Request, error: ClientDisconnect) -> Response:  # noqa: ARG001
        return error_response(request, 413, "That is too large, or was broken off.")

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:  # noqa: ARG001 - it is logged with its traceback
        return error_response(
            request, 500, "That is a fault of the program, which its log tells of. Nothing was changed."
        )
