"""Routes for signing in and out, when the server has a password."""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.web.requests import EMPTY_QUERY, read_form
from onrecord.web.responses import page_response
from onrecord.web.sessions import COOKIE
from onrecord.web.state import app_state, save_session


def add_routes(app: FastAPI) -> None:
    """Add the sign-in page to the app."""
    app.add_api_route("/login", show, include_in_schema=False, methods=["GET"])
    app.add_api_route("/login", sign_in, include_in_schema=False, methods=["POST"])
    app.add_api_route("/logout", sign_out, include_in_schema=False, methods=["POST"])


def show(request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> Response:  # noqa: A002 - in the URL
    """Return the form."""
    return page_response(request, "login.html", EMPTY_QUERY, target=local_path(next), problem=None)


async def sign_in(request: Request) -> Response:
    """Sign somebody in who knows the password, and redirect to the page they wanted."""
    form, sessions = await read_form(request), app_state(request).sessions
    target = local_path(form.text("next"))
    if not sessions.needs_password:
        return RedirectResponse(target, 303)
    address = request.client.host if request.client else "unknown"
    verdict = sessions.attempts.check(address, lambda: sessions.is_password(form.raw_text("password")))
    if verdict == "right":
        response = RedirectResponse(target, 303)
        save_session(request, response, sessions.sign_in(form.session, form.text("by")))
        return response
    if verdict == "wait":
        status, problem = 429, "Too many wrong passwords. Try again in five minutes."
    else:
        status, problem = 401, "The password is wrong."
    return page_response(request, "login.html", EMPTY_QUERY, status=status, target=target, problem=problem)


async def sign_out(request: Request) -> Response:
    """Delete the session's cookie."""
    await read_form(request)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


def local_path(path: str) -> str:
    """Return a path on this server, "/" for anything else, so that no link can redirect to another site."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_local and path.isprintable() and path.isascii() else "/"
