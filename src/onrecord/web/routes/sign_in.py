"""Routes for signing in and out, when the server has a password."""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.web.access.password_attempts import Verdict
from onrecord.web.access.sessions import Session
from onrecord.web.page_query import EMPTY_QUERY
from onrecord.web.requests import Form, StaleFormError, read_form
from onrecord.web.responses import page_response
from onrecord.web.state import app_state, delete_session, save_session, session_of

LONGEST_PATH = 4_000
MOST_BYTES = 16_000  # of the form: people who have not signed in may send no more


def add_routes(app: FastAPI) -> None:
    """Add the sign-in page to the app."""
    app.add_api_route("/login", show, include_in_schema=False, methods=["GET"])
    for path, answer in (("/login", sign_in), ("/logout", sign_out)):
        app.add_api_route(path, answer, include_in_schema=False, methods=["POST"], max_body_size=MOST_BYTES)


def show(request: Request, next: Annotated[str, Query()] = "/") -> Response:  # noqa: A002 - in the URL
    """Return the form."""
    return page_response(request, "login.html", EMPTY_QUERY, target=local_path(next), problem=None, name="")


async def sign_in(request: Request) -> Response:
    """Sign somebody in who knows the password, and redirect to the page they wanted."""
    try:
        form = await read_form(request)
    except StaleFormError as error:
        sentence = "This page was out of date. Enter the password again."
        return _show_again(request, error.form, 403, sentence)
    sessions, given = app_state(request).sessions, form.raw_text("password")
    response = RedirectResponse(local_path(form.text("next")), 303)
    if not sessions.needs_password:
        return response
    verdict = _check(request, form.session, given)
    if verdict.wait is not None:
        sentence = f"Too many wrong passwords. Try again in {-(-verdict.wait // 60)} minutes."
        refusal = _show_again(request, form, 429, sentence)
        refusal.headers["Retry-After"] = str(verdict.wait)
        return refusal
    if not verdict.is_right:
        return _show_again(request, form, 401, "The password is wrong.")
    save_session(request, response, sessions.sign_in(form.session, form.text("by")))
    return response


def _check(request: Request, session: Session, given: str) -> Verdict:
    """Check a password. Who has signed in need not wait, whatever others at the address have tried."""
    sessions = app_state(request).sessions
    if session.signed_in:
        return Verdict(sessions.is_password(given))
    address = request.client.host if request.client else "unknown"
    return sessions.attempts.check(address, lambda: sessions.is_password(given))


def _show_again(request: Request, form: Form, status: int, problem: str) -> Response:
    parts = {"target": local_path(form.text("next")), "name": form.text("by"), "problem": problem}
    return page_response(request, "login.html", EMPTY_QUERY, status=status, **parts)


async def sign_out(request: Request) -> Response:
    """End the session on the server; delete its cookie and the pages that the browser has cached."""
    await read_form(request)
    app_state(request).sessions.end(session_of(request))
    response = RedirectResponse("/login", 303)
    delete_session(request, response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def local_path(path: str) -> str:
    """Return a path on this server, "/" for anything else, so that no link can redirect to another site."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\"))
    is_plain = path.isprintable() and path.isascii() and len(path) <= LONGEST_PATH
    return path if is_local and is_plain else "/"
