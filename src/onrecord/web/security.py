"""Guarding: what every request has to pass and every answer carries, whatever the route. Plain ASGI, below the framework."""

import base64
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

from onrecord.web.sessions import COOKIE
from onrecord.web.state import House

Scope = MutableMapping[str, Any]  # as ASGI gives it
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/login", "/static/")  # what is shown before somebody has signed in
DATA = (".json", ".csv", ".jsonl", ".svg", ".png")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PICTURE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # an SVG file holds its own styles and no script
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)


class Guard:
    """Refuses what is not to be answered: foreign hosts, requests from other sites' pages, the unknown."""

    def __init__(self, app: App, house: House) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        out = _with_headers(send, str(scope["path"]))
        refused = self._refusal(scope, headers)
        if refused is not None:
            await _say(out, *refused)
            return
        # A HEAD is answered as a GET; the server below, which still has the request as it came, leaves the body out.
        await self._app({**scope, "method": "GET"} if scope["method"] == "HEAD" else scope, receive, out)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str | None] | None:
        """Return status, sentence and whither to go instead, None when the request may pass."""
        host = headers.get("host", "")
        names = self._house.serving.names
        if names and _host_name(host) not in names:
            return (
                421,
                f"This server does not answer to the name {host[:80]!r}; start it with --name to allow one.",
                None,
            )
        if scope["method"] not in SAFE and _is_foreign(headers, host):
            return 403, "This was sent from a page of another site.", None
        return None if self._is_known(scope, headers) else _ask_to_sign_in(scope)

    def _is_known(self, scope: Scope, headers: dict[str, str]) -> bool:
        sessions = self._house.sessions
        if not sessions.asks or scope["path"].startswith(OPEN):
            return True
        given = _password_in(headers.get("authorization", ""))
        if given is not None:
            address = (scope.get("client") or ("unknown", 0))[0]
            return sessions.tries.judge(address, lambda: sessions.is_password(given)) == "right"
        return sessions.read(_cookie(headers.get("cookie", ""))).signed_in


def _ask_to_sign_in(scope: Scope) -> tuple[int, str, str | None]:
    path = str(scope["path"])
    if scope["method"] not in SAFE or path.endswith(DATA):
        return 401, "Sign in, or send the password as `Authorization: Bearer …`.", None
    query = scope.get("query_string", b"").decode("latin-1")
    return 303, "Sign in.", f"/login?next={quote(path + ('?' + query if query else ''), safe='')}"


def _is_foreign(headers: dict[str, str], host: str) -> bool:
    """Tell whether a page of another site sent this; programs other than browsers send neither header."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != host


def _host_name(host: str) -> str:
    """Return the name in a Host header, without the port."""
    name, bracket, _ = host.partition("]")
    return (name + bracket if bracket else host.partition(":")[0]).lower()


def _password_in(authorization: str) -> str | None:
    """Return the password of an Authorization header, Bearer or Basic (whose user name says nothing)."""
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
    picture = path.endswith((".svg", ".png"))
    policy = PICTURE_POLICY if picture else POLICY
    fixed = (*HEADERS, (b"content-security-policy", policy.encode()))

    async def out(message: Message) -> None:
        if message["type"] == "http.response.start":
            own: Iterable[tuple[bytes, bytes]] = message.get("headers", ())
            own = list(own)
            if not any(name.lower() == b"cache-control" for name, _ in own):
                own.append((b"cache-control", b"private, no-cache"))
            message = {**message, "headers": [*own, *fixed]}
        await send(message)

    return out


async def _say(send: Send, status: int, sentence: str, whither: str | None) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if whither is not None:
        headers.append((b"location", whither.encode("latin-1")))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode()})
