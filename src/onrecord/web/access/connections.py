"""Limits on connections: how many, and how long a client may take to send a request or to read a response.

A client that sends a byte now and then holds a connection without ever making a request ("slowloris"), and a
few hundred of them used to keep everybody out. So there are deadlines, and a newcomer takes the place of the
connection that has kept the server waiting longest. uvicorn has neither.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from onrecord.web.access.networks import LOOPBACK_NETWORKS, is_in, network_of

SWEEP_SECONDS = 1.0  # between two looks at all connections
# idle: between two requests; headers: a request has begun; body: its headers are complete; response: the rest
Phase = Literal["idle", "headers", "body", "response"]


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections, in total and from one IPv4 address or IPv6 /64, and how slow they may be.

    `unlimited` are networks that may have as many as there are in total: this machine, and proxies.
    """

    most: int = 500
    most_per_network: int = 100
    header_seconds: float = 10.0
    """From the first byte of a request, or from the connection, to the end of its headers."""
    grace_seconds: float = 20.0
    """Before a body's rate counts, and between two looks at how much of a response was taken."""
    slowest: float = 2_000.0
    """Bytes a second that a client sends and takes at least."""
    unlimited: tuple[str, ...] = LOOPBACK_NETWORKS


DEFAULT_LIMITS = ConnectionLimits()


class BoundedProtocol(H11Protocol):
    """One connection. `table` is that of its server."""

    table: "ConnectionTable"
    network = "unknown"
    since = 0.0  # when its phase began, give or take SWEEP_SECONDS
    received = 0  # bytes since then
    unsent: tuple[float, int] | None = None  # a time, and the bytes that waited for the client then
    _requests = 0
    _seen: tuple[int, Phase] = (0, "headers")

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection into the table, which may close it or another one."""
        super().connection_made(transport)
        self.network = network_of(self.client[0] if self.client else "")
        self.since = self.loop.time()
        self.table.admit(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the connection from the table."""
        self.table.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what came in, and pass it on."""
        self.received += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._requests += 1
        self.received = 0
        super().on_response_complete()

    def resume_writing(self) -> None:
        """Note that the client has taken most of what waited for it."""
        self.unsent = None
        super().resume_writing()

    @property
    def phase(self) -> Phase:
        """What the connection waits for."""
        if self.conn.their_state is h11.IDLE:
            return "headers" if self.received or not self._requests else "idle"
        return "body" if self.conn.their_state is h11.SEND_BODY else "response"

    def is_overdue(self, now: float, limits: ConnectionLimits) -> bool:
        """Return whether the client has had enough time. Called every SWEEP_SECONDS."""
        phase = self.phase
        if self._seen != (self._requests, phase):
            self._seen, self.since = (self._requests, phase), now
            self.received = 0 if phase == "body" else self.received
        if phase == "body" and self.flow.read_paused:  # the program does not take what the client sends
            self.since, self.received = now, 0
        allowed = {
            "headers": limits.header_seconds,
            "body": limits.grace_seconds + self.received / limits.slowest,
        }
        return now - self.since > allowed.get(phase, float("inf")) or self._is_unread(now, limits)

    def _is_unread(self, now: float, limits: ConnectionLimits) -> bool:
        waiting = self.transport.get_write_buffer_size()
        if not waiting or self.unsent is None:
            self.unsent = (now, waiting) if waiting else None
            return False
        begun, before = self.unsent
        if now - begun < limits.grace_seconds:
            return False
        self.unsent = (now, waiting)
        return before - waiting < limits.slowest * limits.grace_seconds

    def give_up(self) -> None:
        """Close the connection: with 408 while no response has begun and nothing waits to be sent."""
        is_silent = self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE)
        if is_silent and not self.transport.get_write_buffer_size():
            self.transport.write(_refusal(408))
            self.transport.close()
        else:
            self.transport.abort()


class ConnectionTable:
    """The connections of one server."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits = limits
        self._all: set[BoundedProtocol] = set()
        self._due: float | None = None

    def admit(self, newcomer: BoundedProtocol) -> None:
        """Take in a connection. At a limit, close the one that has kept the server waiting longest instead.

        Only when none waits for its client is the newcomer refused.
        """
        counts = Counter(connection.network for connection in self._all)
        own = [connection for connection in self._all if connection.network == newcomer.network]
        address = newcomer.client[0] if newcomer.client else ""
        if len(own) >= self._limits.most_per_network and not is_in(address, self._limits.unlimited):
            rivals = own
        elif len(self._all) >= self._limits.most:
            rivals = list(self._all)
        else:
            self._add(newcomer)
            return
        victim = _slowest(rivals, counts)
        if victim is None:
            newcomer.transport.write(_refusal(503))
            newcomer.transport.close()
            return
        self.remove(victim)
        victim.transport.abort()
        self._add(newcomer)

    def remove(self, connection: BoundedProtocol) -> None:
        """Forget a connection."""
        self._all.discard(connection)

    def _add(self, newcomer: BoundedProtocol) -> None:
        self._all.add(newcomer)
        if self._due is None:
            self._plan(newcomer.loop)

    def _plan(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = loop.time() + SWEEP_SECONDS
        loop.call_at(self._due, self._sweep, loop)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        late = now - (self._due or now)
        for connection in list(self._all):
            if late > SWEEP_SECONDS:  # the server was busy or asleep, which is no fault of its clients
                connection.since += late
                connection.unsent = None
            if connection.is_overdue(now, self._limits):
                connection.give_up()
        self._due = None
        if self._all:
            self._plan(loop)


def _slowest(rivals: Iterable[BoundedProtocol], counts: Counter[str]) -> BoundedProtocol | None:
    """Return the connection to close: of a network with many, one that waits for its client, the oldest."""
    order: dict[Phase, int] = {"idle": 0, "headers": 0, "body": 1}
    waiting = [connection for connection in rivals if connection.phase in order]
    return min(waiting, key=lambda one: (order[one.phase], -counts[one.network], one.since), default=None)


def _refusal(status: int) -> bytes:
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
    return f"{head}\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode()


def bounded_protocol(limits: ConnectionLimits) -> type[BoundedProtocol]:
    """Return the protocol of one server, with a table of its own."""

    class ServersProtocol(BoundedProtocol):
        table = ConnectionTable(limits)

    return ServersProtocol
