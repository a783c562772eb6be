"""What the pages share: the dossier, how it is served, who is signed in, what is remembered. One House a server."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from fastapi import Request

from onrecord.store.base import Dossier
from onrecord.web.adding import Adding
from onrecord.web.sessions import Sessions

V = TypeVar("V")
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


class Memory:
    """Views made before, for as long as nothing was written to the dossier. Threads share it."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return what `make` gave for this key before, or gives now."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("V", self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


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
