"""Connections with a deadline, to addresses that are allowed: what fetch.py puts under httpcore.

A server can keep each single wait short and still never end, by sending its headers byte by byte; and a host name can
stand for another address at each question. So the time left bounds every read and write, and the connection is made
to the very addresses that were checked.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable

import httpcore

from onrecord.ingest.options import Limits
from onrecord.model.errors import GatheringError

MOST_ADDRESSES = 4  # of a host that are tried
# Networks that lead elsewhere although they count as global: IPv4 addresses inside IPv6 ones (NAT64, 6to4, Teredo).
TUNNELS = tuple(
    ipaddress.IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


class Deadline:
    """The time left for an address, redirects included."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.deadline

    def left(self) -> float:
        """Return the seconds to wait for the next piece. Raises GatheringError ("timeout") when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise too_slow(self._limits.deadline)
        return min(left, self._limits.timeout)


def too_slow(seconds: float) -> GatheringError:
    """Return the error for a server that does not answer in time."""
    return GatheringError(
        "timeout",
        f"it did not answer within {seconds:g} seconds; try again later, or save the page and give the file",
    )


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet, not of this machine, its network or a tunnel into them."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in tunnel for tunnel in TUNNELS):
            return False
    return ip.is_global and not ip.is_multicast


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
        """Connect to the first of the host's addresses that answers."""
        addresses = resolve(host, port, self._deadline)
        if not self._limits.allow_private and not all(map(is_public, addresses)):
            raise GatheringError(
                "address",
                f"{host} is not an address of the open internet; only public pages may be read here",
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
        stream = self._inner.connect_tcp(address, port, self._deadline.left(), local_address, socket_options)
        return _BoundedStream(stream, self._deadline)


class _BoundedStream(httpcore.NetworkStream):
    """A connection on which nothing waits longer than the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return _BoundedStream(
            self._inner.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline
        )

    def get_extra_info(self, info: str) -> object:
        extra: object = self._inner.get_extra_info(info)
        return extra


def resolve(host: str, port: int, deadline: Deadline) -> list[str]:
    """Return the IP addresses of a host. Raises GatheringError: "network", "timeout".

    The question is asked in a thread of its own, because the C library cannot be told how long to wait.
    """
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found))[:MOST_ADDRESSES])
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name=f"resolve {host}").start()
    wait = deadline.left()
    try:
        answer = answers.get(timeout=wait)
    except queue.Empty:
        raise too_slow(wait) from None
    if isinstance(answer, list) and answer:
        return answer
    raise GatheringError(
        "network", f"there is no host {host!r}, or no connection; check the address and the network"
    )
