"""Network connections with a deadline and only to allowed addresses: the backend fetch.py gives to httpcore.

A server can keep each single wait short and still never finish, by sending its headers byte by byte. So the
remaining time bounds every read and write. And a host name can resolve to another address at each lookup. So
the connection is made to the same addresses that were checked.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable

import httpcore

from onrecord.ingest.limits import Limits
from onrecord.ingest.web.public_addresses import is_own, is_public
from onrecord.model.errors import IngestError

MAX_ADDRESSES = 4  # of a host that are tried


class Deadline:
    """The remaining time for an address, redirects included."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.deadline

    def remaining(self) -> float:
        """Return the seconds to wait for the next piece.

        Raises IngestError ("timeout") when time is up.
        """
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            raise timeout_error(self._limits.deadline)
        return min(remaining, self._limits.timeout)


def timeout_error(seconds: float) -> IngestError:
    """Return the error for a server that does not respond in time."""
    return IngestError(
        "timeout",
        f"it did not respond within {seconds:g} seconds; try again later, or save the page and give the file",
    )


class BoundedBackend(httpcore.NetworkBackend):
    """Makes TCP connections within the deadline, and none to private addresses unless they are allowed."""

    def __init__(self, limits: Limits, deadline: Deadline) -> None:
        self._limits = limits
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is stricter
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that responds."""
        addresses = resolve(host, port, self._deadline)
        if not self._limits.allow_private and not all(map(_is_allowed, addresses)):
            raise IngestError(
                "address",
                f"{host} is not on the public internet; only public pages may be read here",
            )
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, local_address, socket_options)

    def _connect(
        self,
        address: str,
        port: int,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(
            address, port, self._deadline.remaining(), local_address, socket_options
        )
        return _BoundedStream(stream, self._deadline)


def _is_allowed(address: str) -> bool:
    return is_public(address) and not is_own(address)


class _BoundedStream(httpcore.NetworkStream):
    """A connection on which nothing waits longer than the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._inner.read(max_bytes, self._deadline.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._inner.write(buffer, self._deadline.remaining())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return _BoundedStream(
            self._inner.start_tls(ssl_context, server_hostname, self._deadline.remaining()), self._deadline
        )

    def get_extra_info(self, info: str) -> object:
        extra: object = self._inner.get_extra_info(info)
        return extra


def resolve(host: str, port: int, deadline: Deadline) -> list[str]:
    """Return the IP addresses of a host. Raises IngestError: "network", "timeout".

    The lookup runs in its own thread, because the C library has no timeout for it.
    """
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found))[:MAX_ADDRESSES])
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True, name=f"resolve {host}").start()
    wait = deadline.remaining()
    try:
        answer = answers.get(timeout=wait)
    except queue.Empty:
        raise timeout_error(wait) from None
    if isinstance(answer, list) and answer:
        return answer
    raise IngestError(
        "network", f"there is no host {host!r}, or no connection; check the address and the network"
    )
