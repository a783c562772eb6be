"""Signing in and out, where a password is asked for."""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.web.forms import read_form
from onrecord.web.request_filters import NOTHING
from onrecord.web.responses import keep_session, page_response, session_of
from onrecord.web.sessions import COOKIE
from onrecord.web.state import house_of


def add_signing(app: FastAPI) -> None:
    """Give the app its sign-in page."""
    app.add_api_route("/login", show, include_in_schema=False, methods=["GET"])
    app.add_api_route("/login", sign_in, include_in_schema=False, methods=["POST"])
    app.add_api_route("/logout", sign_out, include_in_schema=False, methods=["POST"])


def show(request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> Response:  # noqa: A002 - the address's word
    """Return the form."""
    return page_response(request, "login.html", NOTHING, whither=inside(next), problem=None)


async def sign_in(request: Request) -> Response:
    """Let somebody in who knows the password, and lead them to where they wanted to go."""
    form, sessions = await read_form(request), house_of(request).sessions
    whither = inside(form.text("next"))
    if not sessions.asks:
        return RedirectResponse(whither, 303)
    address = request.client.host if request.client else "unknown"
    verdict = sessions.tries.judge(address, lambda: sessions.is_password(form.whole("password")))
    if verdict == "right":
        response = RedirectResponse(whither, 303)
        keep_session(request, response, sessions.sign_in(form.session, form.text("by")))
        return response
    wait = verdict == "wait"
    problem = "Too many wrong passwords. Wait five minutes." if wait else "That is not the password."
    return page_response(
        request, "login.html", NOTHING, status=429 if wait else 401, whither=whither, problem=problem
    )


async def sign_out(request: Request) -> Response:
    """Forget the session."""
    await read_form(request)
    session_of(request)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


def inside(path: str) -> str:
    """Return a path of this server; everything else becomes the front page, so that no link can lead elsewhere."""
    return (
        path
        if path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and path.isprintable()
        and path.isascii()
        else "/"
    )
