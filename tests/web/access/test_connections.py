"""Stalled and slow clients: they are dropped in time, and never keep anybody else out."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from onrecord.web.access.connections import ConnectionLimits
from onrecord.web.server import make_config

QUICK = ConnectionLimits(most=40, header_seconds=1, grace_seconds=1)
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"


async def answer(request: Request) -> Response:
    body = await request.body() if request.method == "POST" else b""
    return PlainTextResponse(f"{request.client.host if request.client else ''} {len(body)}")


async def pour(_: Request) -> Response:
    return StreamingResponse(b"x" * 65_536 for _ in range(1000))


async def refuse(_: Request) -> Response:
    return PlainTextResponse("no", 401)


ROUTES = [
    Route("/", answer, methods=["GET", "POST"]),
    Route("/pour", pour),
    Route("/refuse", refuse, methods=["POST"]),
]


@contextmanager
def running(limits: ConnectionLimits, proxies: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(make_config(Starlette(routes=ROUTES), proxies, limits))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[:2]
        server.should_exit = True
        thread.join(15)
        assert not thread.is_alive()


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    with running(QUICK) as found:
        yield found


def end_of(connection: socket.socket, seconds: float) -> bytes:
    """Return what arrives until the other side closes. Raises TimeoutError when it does not."""
    connection.settimeout(seconds)
    got = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65_536):
            got += piece
    return got


def response_of(connection: socket.socket) -> bytes:
    """Return the next response, whose head and body may arrive apart."""
    connection.settimeout(5)
    got = b""
    while not (found := re.search(rb"content-length: (\d+).*?\r\n\r\n(.*)", got, re.DOTALL)) or (
        len(found[2]) < int(found[1])
    ):
        piece = connection.recv(1000)
        assert piece, got
        got += piece
    return got


def trickle(connection: socket.socket, piece: bytes, pause: float, times: int) -> None:
    with suppress(OSError):
        for _ in range(times):
            connection.sendall(piece)
            time.sleep(pause)


@pytest.mark.parametrize("sent", [b"", b"GET / HT", HEAD, POST, POST + b"x" * 500], ids=repr)
def test_hundreds_of_stalled_connections_keep_nobody_out(sent: bytes) -> None:
    slow = ConnectionLimits(most=40, header_seconds=600, grace_seconds=600)
    with running(slow) as place, ExitStack() as stack:
        for _ in range(150):
            connection = stack.enter_context(socket.create_connection(place))
            with suppress(OSError):
                connection.sendall(sent)
        for _ in range(5):
            assert httpx.get("http://{}:{}/".format(*place), timeout=5).status_code == 200


def test_one_address_has_its_own_limit_and_its_new_requests_are_answered() -> None:
    limits = ConnectionLimits(most=100, most_per_network=5, header_seconds=600, unlimited=())
    with running(limits) as place, ExitStack() as stack:
        stalled = [stack.enter_context(socket.create_connection(place)) for _ in range(6)]
        assert end_of(stalled[0], 5) == b""
        other = stack.enter_context(socket.create_connection(place, source_address=("127.0.0.2", 0)))
        other.sendall(HEAD + b"\r\n")
        assert b"127.0.0.2" in response_of(other)
        assert httpx.get("http://{}:{}/".format(*place), timeout=5).status_code == 200
        with pytest.raises(TimeoutError):
            end_of(stalled[-1], 0.3)


@pytest.mark.parametrize("sent", [b"", HEAD, POST])
def test_a_stalled_request_is_closed_in_time(address: tuple[str, int], sent: bytes) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(sent)
        assert b" 408 " in end_of(connection, 6)


def test_headers_that_trickle_in_are_cut_off(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        threading.Thread(target=trickle, args=(connection, b"A: b\r\n", 0.2, 50), daemon=True).start()
        assert b" 408 " in end_of(connection, 6)


@pytest.mark.parametrize("path", [b"/", b"/refuse"])
def test_a_body_that_trickles_in_is_cut_off(address: tuple[str, int], path: bytes) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(POST.replace(b"POST /", b"POST " + path))
        threading.Thread(target=trickle, args=(connection, b"x", 0.2, 50), daemon=True).start()
        end_of(connection, 6)


def test_a_slow_but_steady_body_is_taken(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(POST.replace(b"100000", b"20000") + b"x" * 8_000)
        trickle(connection, b"x" * 1_000, 0.25, 12)  # three seconds, with a grace of one
        connection.sendall(b"")
        assert b" 20000" in response_of(connection)


def test_a_client_that_does_not_read_is_dropped(address: tuple[str, int]) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect(address)
        connection.sendall(b"GET /pour HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(5)
        got = 0
        with suppress(ConnectionResetError):
            connection.settimeout(5)
            while piece := connection.recv(1 << 20):
                got += len(piece)
        assert got < 65_536_000


def test_a_client_that_reads_at_leisure_gets_all(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(b"GET /pour HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        got, end = 0, time.monotonic() + 4
        while piece := connection.recv(1 << 16):
            got += len(piece)
            time.sleep(0.004 if time.monotonic() < end else 0)
        assert got > 65_536_000


def test_a_connection_may_rest_between_two_requests(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        for _ in range(2):
            connection.sendall(HEAD + b"\r\n")
            assert b"200 OK" in response_of(connection)
            time.sleep(3)
        connection.sendall(HEAD)
        assert b" 408 " in end_of(connection, 6)


def test_requests_on_one_connection_do_not_add_up(address: tuple[str, int]) -> None:
    with httpx.Client(base_url="http://{}:{}".format(*address)) as client:
        end = time.monotonic() + 4
        while time.monotonic() < end:
            assert client.post("/", content=b"x" * 50_000).text.endswith("50000")
            assert client.get("/").status_code == 200


@pytest.mark.parametrize("head", [b"A: " + b"x" * 200_000, b"A: b\r\n" * 40_000], ids=len)
def test_huge_headers_are_refused_at_once(address: tuple[str, int], head: bytes) -> None:
    with socket.create_connection(address) as connection:
        with suppress(OSError):
            connection.sendall(HEAD + head)
        connection.settimeout(3)
        with suppress(ConnectionResetError):
            assert b" 200 " not in connection.recv(1000)
    assert httpx.get("http://{}:{}/".format(*address)).status_code == 200


def test_the_server_stops_although_clients_are_stalled() -> None:
    with running(ConnectionLimits(header_seconds=600, grace_seconds=600)) as place, ExitStack() as stack:
        for sent in (b"", HEAD, POST):
            stack.enter_context(socket.create_connection(place)).sendall(sent)
        time.sleep(0.2)


def seen_as(place: tuple[str, int], forwarded: str) -> str:
    headers = {"X-Forwarded-For": forwarded}
    return httpx.get("http://{}:{}/".format(*place), headers=headers).text.split()[0]


def test_what_a_request_says_of_its_origin_counts_from_proxies_only() -> None:
    with running(QUICK) as place:
        assert seen_as(place, "198.51.100.7") == "127.0.0.1"
    with running(QUICK, ("192.0.2.1",)) as place:
        assert seen_as(place, "198.51.100.7") == "127.0.0.1"
    with running(QUICK, ("127.0.0.0/8",)) as place:
        assert seen_as(place, "198.51.100.7") == "198.51.100.7"
        assert seen_as(place, "203.0.113.1, 198.51.100.7") == "198.51.100.7"  # the first is the client's word


def test_the_environment_does_not_make_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    with running(QUICK) as place:
        assert seen_as(place, "198.51.100.7") == "127.0.0.1"


def test_a_short_sleep_of_the_machine_drops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[], float] = time.monotonic
    skip = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: real() + skip[0])  # the clock of the event loop
    with running(ConnectionLimits(header_seconds=8)) as place, socket.create_connection(place) as connection:
        connection.sendall(HEAD)
        time.sleep(0.5)
        skip[0] = 60.0
        time.sleep(2)
        connection.sendall(b"\r\n")
        assert b"200 OK" in response_of(connection)
