"""Security for every route: checks on each request, headers on each response. Plain ASGI middleware."""

import base64
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from onrecord.web.access.cookies import host_name
from onrecord.web.page_query import EMPTY_QUERY
from onrecord.web.responses import page_response
from onrecord.web.state import AppState, session_of

Scope = MutableMapping[str, Any]  # as ASGI gives it
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE = ("GET", "HEAD", "OPTIONS")
PUBLIC = ("/login", "/static/")  # paths that need no sign-in
DATA_SUFFIXES = (".json", ".csv", ".jsonl", ".svg", ".png")
SIGNED_OUT = (
    "You were signed out, and nothing was saved. Sign in in a new tab; then go back to your form with the "
    "back button of the browser, and send it again."
)
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::[0-9]{1,5})?", re.ASCII)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# An SVG file has its own styles and pictures and no script.
IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)


class SecurityMiddleware:
    """Refuses foreign host names, requests from pages of other sites, and people who have not signed in."""

    def __init__(self, app: App, state: AppState) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        send_with_headers = _with_headers(send, str(scope["path"]))
        refusal = self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
            return
        # A HEAD is routed as a GET. The server knows the original method and leaves the body out.
        routed = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        await self._app(routed, receive, send_with_headers)

    def _refusal(self, request: Request) -> Response | None:
        """Return the response to a request that may not pass, None when it may."""
        host = request.headers.get("host", "")
        names = self._state.settings.host_names
        if names and host_name(host) not in names:
            sentence = f"This server does not answer to the name {host[:80]!r}; --name allows one."
            return PlainTextResponse(sentence, 421)
        if not _HOST.fullmatch(host):
            return PlainTextResponse("The Host header is not a host.", 400)
        if request.method not in SAFE and _is_foreign(request.headers, host):
            return PlainTextResponse("This request comes from a page of another site.", 403)
        return self._ask_for_password(request)

    def _ask_for_password(self, request: Request) -> Response | None:
        """Return the response to somebody who has not signed in, None when nobody has to or they have."""
        sessions, path = self._state.sessions, request.url.path
        if not sessions.needs_password or path.startswith(PUBLIC) or session_of(request).signed_in:
            return None
        given = _password_in(request.headers.get("authorization", ""))
        if given is None:
            return _ask_to_sign_in(request)
        address = request.client.host if request.client else "unknown"
        verdict = sessions.attempts.check(address, lambda: sessions.is_password(given))
        if verdict.is_right:
            return None
        if verdict.wait is None:
            return _error(401, "The password is wrong.")
        return _error(429, f"Too many wrong passwords; wait {verdict.wait} seconds.", verdict.wait)


def _ask_to_sign_in(request: Request) -> Response:
    path, is_form = request.url.path, request.method not in SAFE
    wants_page = "text/html" in request.headers.get("accept", "") and not path.startswith("/api/")
    if is_form and wants_page:
        return page_response(
            request, "login.html", EMPTY_QUERY, status=401, target="/", problem=SIGNED_OUT, name=""
        )
    if is_form or path.endswith(DATA_SUFFIXES):
        return _error(401, "You are not signed in. Sign in, or send `Authorization: Bearer PASSWORD`.")
    query = request.url.query
    target = quote(path + (f"?{query}" if query else ""), safe="")
    return RedirectResponse(f"/login?next={target}", 303)


def _error(status: int, sentence: str, wait: int | None = None) -> Response:
    headers = {"WWW-Authenticate": 'Bearer realm="OnRecord"'} if status == 401 else {}
    if wait is not None:
        headers["Retry-After"] = str(wait)
    return JSONResponse({"error": sentence}, status, headers)


def _is_foreign(headers: Mapping[str, str], host: str) -> bool:
    """Return whether a page of another site sent this. Programs other than browsers send neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc != host
    except ValueError:  # no address: `http://[`
        return True


def _password_in(authorization: str) -> str | None:
    """Return the password of an Authorization header: Bearer, or Basic with any user name."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode("utf-8", "replace").partition(":")[2]
        except ValueError:
            return ""
    return None


def _with_headers(send: Send, path: str) -> Send:
    policy = IMAGE_POLICY if path.endswith((".svg", ".png")) else POLICY
    fixed = (*HEADERS, (b"content-security-policy", policy.encode()))

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            own: Iterable[tuple[bytes, bytes]] = message.get("headers", ())
            own = list(own)
            if not any(name.lower() == b"cache-control" for name, _ in own):
                own.append((b"cache-control", b"private, no-cache"))
            message = {**message, "headers": [*own, *fixed]}
        await send(message)

    return send_with_headers
