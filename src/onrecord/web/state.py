"""The state that all routes share: dossier, server settings, sessions, add queue, cache of views."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Literal, TypedDict, TypeVar, cast

from fastapi import Request, Response
from starlette.requests import HTTPConnection

from onrecord.store.protocol import Dossier
from onrecord.web.access.cookies import cookie_name, find_cookies, needs_tls
from onrecord.web.access.sessions import Session, Sessions
from onrecord.web.add_queue import AddQueue

V = TypeVar("V")
STALE_SECONDS = 5.0  # for so long a page may miss articles that are being added
CACHED_VIEWS = 400  # a view of fifty rows takes about 100 kB


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How a dossier is served.

    `title` is the dossier's name on the pages. Without `password` everybody is let in. `host_names` are the
    names the server answers to; an empty tuple means any. `max_bytes` bounds one request.
    """

    title: str
    password: str | None = None
    host_names: tuple[str, ...] = ()
    max_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class _CachedView:
    view: object
    changes: str
    built_at: float


class ViewCache:
    """Views built earlier, least recently used dropped first. Threads share it.

    A view is valid until something is written to the dossier; while articles are added, STALE_SECONDS longer.
    Threads that want the same view at the same time wait for the first one to build it.
    """

    def __init__(self, most: int = CACHED_VIEWS, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._views: OrderedDict[Hashable, _CachedView] = OrderedDict()
        self._building: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get_or_build(self, key: Hashable, changes: str, build: Callable[[], V]) -> V:
        """Return the cached view of this key if it is valid, else build and store it. None is not stored.

        `changes` is the dossier's `count_changes`. A decision makes a view invalid at once, an added article
        only after STALE_SECONDS.
        """
        with self._lock:
            lock = self._building.setdefault(key, threading.Lock())
        try:
            with lock:
                cached = self._find(key, changes)
                if cached is None:
                    cached = _CachedView(build(), changes, self._clock())
                    self._store(key, cached)
        finally:  # also when the view cannot be built, or was there already
            with self._lock:
                self._building.pop(key, None)
        return cast("V", cached.view)

    def _find(self, key: Hashable, changes: str) -> _CachedView | None:
        with self._lock:
            cached = self._views.get(key)
            if cached is None or (cached.changes != changes and self._is_stale(cached, changes)):
                return None
            self._views.move_to_end(key)
            return cached

    def _is_stale(self, cached: _CachedView, changes: str) -> bool:
        # What follows "~" in count_changes changes with every decision.
        has_decision = cached.changes.partition("~")[2] != changes.partition("~")[2]
        return has_decision or self._clock() - cached.built_at > STALE_SECONDS

    def _store(self, key: Hashable, cached: _CachedView) -> None:
        with self._lock:
            if cached.view is not None:
                self._views[key] = cached
            while len(self._views) > self._most:
                self._views.popitem(last=False)

    def clear(self) -> None:
        """Drop every view."""
        with self._lock:
            self._views.clear()


class CookieAttributes(TypedDict):
    """What a browser may do with the cookie."""

    httponly: bool
    samesite: Literal["lax"]
    secure: bool
    path: str


@dataclass(frozen=True, slots=True)
class AppState:
    """Everything a route needs. One per server."""

    dossier: Dossier
    settings: ServerSettings
    sessions: Sessions
    add_queue: AddQueue
    cache: ViewCache = field(default_factory=ViewCache)


def app_state(request: HTTPConnection) -> AppState:
    """Return the state of the app that serves a request."""
    return cast("AppState", request.app.state.onrecord)


def session_of(request: HTTPConnection) -> Session:
    """Return the session of a request, a new one when it has no valid cookie."""
    if not hasattr(request.state, "session"):
        values = find_cookies(request.headers.getlist("cookie"), _cookie_name(request))
        request.state.session = app_state(request).sessions.read(values)
    session: Session = request.state.session
    return session


def save_session(request: Request, response: Response, session: Session) -> None:
    """Set the session's cookie: for this host only, hidden from scripts, over TLS except on this machine.

    Lax, not Strict: a link in a colleague's mail would arrive without a Strict cookie, and the new one would
    end the session. No GET changes anything, and the other methods check where they come from.
    """
    request.state.session = session
    response.set_cookie(
        _cookie_name(request), app_state(request).sessions.write(session), **_cookie_attributes(request)
    )


def delete_session(request: Request, response: Response) -> None:
    """Delete the session's cookie."""
    response.delete_cookie(_cookie_name(request), **_cookie_attributes(request))


def _cookie_name(request: HTTPConnection) -> str:
    identity = app_state(request).sessions.identity
    return cookie_name(identity, str(request.scope["scheme"]), request.headers.get("host", ""))


def _cookie_attributes(request: HTTPConnection) -> CookieAttributes:
    secure = needs_tls(str(request.scope["scheme"]), request.headers.get("host", ""))
    return {"httponly": True, "samesite": "lax", "secure": secure, "path": "/"}
