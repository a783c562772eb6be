"""What the pages share: the dossier, how it is served, who is signed in, what is remembered. One House a server."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from fastapi import Request

from onrecord.store.protocol import Dossier
from onrecord.web.add_queue import Adding
from onrecord.web.sessions import Sessions

V = TypeVar("V")
MOMENT = 5.0  # seconds for which a page may be behind what is being added
REMEMBERED = 400  # views kept; one of fifty rows takes about 100 kB


@dataclass(frozen=True, slots=True)
class Serving:
    """How a dossier is served.

    `password` is asked for where it is set. `names` are the host names the server answers to; empty with a password: any.
    `max_bytes` bounds one request. `title` is what the dossier is called on its pages.
    """

    title: str
    password: str | None = None
    names: tuple[str, ...] = ()
    max_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class _Made:
    view: object
    changes: str
    at: float


class Memory:
    """Views made before. One holds while nothing was written to the dossier, and for a moment while articles come in.

    Threads share it; those that want the same view at once wait for the first to make it.
    """

    def __init__(self, most: int = REMEMBERED, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[Hashable, _Made] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def recall(self, key: Hashable, changes: str, make: Callable[[], V]) -> V:
        """Return the view of this key as made before, if it still holds, else as `make` gives it now. None is not kept.

        `changes` is the dossier's `count_changes`; a view made less than MOMENT ago holds whatever was added since, but not
        when somebody, here or at a command line, has decided something.
        """
        with self._lock:
            lock = self._making.setdefault(key, threading.Lock())
        with lock:
            made = self._find(key, changes)
            if made is None:
                made = _Made(make(), changes, self._clock())
                self._keep(key, made)
        return cast("V", made.view)

    def _find(self, key: Hashable, changes: str) -> _Made | None:
        with self._lock:
            made = self._kept.get(key)
            if made is None or (made.changes != changes and self._is_past(made, changes)):
                return None
            self._kept.move_to_end(key)
            return made

    def _is_past(self, made: _Made, changes: str) -> bool:
        decided = made.changes.partition("~")[2] != changes.partition("~")[2]
        return decided or self._clock() - made.at > MOMENT

    def _keep(self, key: Hashable, made: _Made) -> None:
        with self._lock:
            if made.view is not None:
                self._kept[key] = made
            self._making.pop(key, None)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        """Make every view anew: somebody here has decided something and wants to see it."""
        with self._lock:
            self._kept.clear()


@dataclass(frozen=True, slots=True)
class House:
    """Everything a route needs."""

    dossier: Dossier
    serving: Serving
    sessions: Sessions
    adding: Adding
    memory: Memory = field(default_factory=Memory)


def house_of(request: Request) -> House:
    """Return the house a request is made to."""
    return cast("House", request.app.state.house)
