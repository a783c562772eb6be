"""Security for every route: checks on each request, headers on each response. Plain ASGI middleware."""

import base64
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

from onrecord.web.sessions import COOKIE
from onrecord.web.state import AppState

Scope = MutableMapping[str, Any]  # as ASGI gives it
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SAFE = ("GET", "HEAD", "OPTIONS")
PUBLIC = ("/login", "/static/")  # paths that need no sign-in
DATA_SUFFIXES = (".json", ".csv", ".jsonl", ".svg", ".png")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# An SVG file has its own styles and no script.
IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
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
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        send_with_headers = _with_headers(send, str(scope["path"]))
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _send_text(send_with_headers, *refusal)
            return
        # A HEAD is routed as a GET. The server knows the original method and leaves the body out.
        routed = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        await self._app(routed, receive, send_with_headers)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str | None] | None:
        """Return status, sentence and a redirect target, None when the request may pass."""
        host = headers.get("host", "")
        names = self._state.settings.host_names
        if names and _host_name(host) not in names:
            sentence = (
                f"This server does not answer to the name {host[:80]!r}; start it with --name to allow one."
            )
            return 421, sentence, None
        if scope["method"] not in SAFE and _is_foreign(headers, host):
            return 403, "This request comes from a page of another site.", None
        return None if self._is_authorised(scope, headers) else _ask_to_sign_in(scope)

    def _is_authorised(self, scope: Scope, headers: dict[str, str]) -> bool:
        sessions = self._state.sessions
        if not sessions.needs_password or scope["path"].startswith(PUBLIC):
            return True
        given = _password_in(headers.get("authorization", ""))
        if given is not None:
            address = (scope.get("client") or ("unknown", 0))[0]
            return sessions.attempts.check(address, lambda: sessions.is_password(given)) == "right"
        return sessions.read(_cookie(headers.get("cookie", ""))).signed_in


def _ask_to_sign_in(scope: Scope) -> tuple[int, str, str | None]:
    path = str(scope["path"])
    if scope["method"] not in SAFE or path.endswith(DATA_SUFFIXES):
        return 401, "Sign in, or send the password as `Authorization: Bearer …`.", None
    query = scope.get("query_string", b"").decode("latin-1")
    return 303, "Sign in.", f"/login?next={quote(path + ('?' + query if query else ''), safe='')}"


def _is_foreign(headers: dict[str, str], host: str) -> bool:
    """Return whether a page of another site sent this. Programs other than browsers send neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != host


def _host_name(host: str) -> str:
    """Return the name in a Host header, without the port."""
    name, bracket, _ = host.partition("]")
    return (name + bracket if bracket else host.partition(":")[0]).lower()


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


def _cookie(header: str) -> str | None:
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return None
    return cookies[COOKIE].value if COOKIE in cookies else None


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


async def _send_text(send: Send, status: int, sentence: str, target: str | None) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if target is not None:
        headers.append((b"location", target.encode("latin-1")))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode()})
