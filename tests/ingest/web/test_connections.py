"""Connections to exactly the address that was checked."""

import socket
import threading

import pytest

from onrecord.ingest.limits import Limits
from onrecord.ingest.web import connections
from onrecord.ingest.web.connections import BoundedBackend, Deadline, resolve
from onrecord.model.errors import IngestError


def test_a_host_with_one_private_address_is_refused_and_not_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "resolve", lambda *_: ["93.184.216.34", "10.0.0.1"])
    limits = Limits(allow_private=False)
    with pytest.raises(IngestError, match="public internet") as caught:
        BoundedBackend(limits, Deadline(limits)).connect_tcp("news.example", 80)
    assert caught.value.reason == "address"


def test_the_connection_goes_to_the_address_that_was_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(connections, "resolve", lambda *_: ["127.0.0.1"])
        limits = Limits()
        stream = BoundedBackend(limits, Deadline(limits)).connect_tcp("news.invalid", server.getsockname()[1])
        assert stream.get_extra_info("server_addr") == server.getsockname()
        stream.close()


def test_the_next_address_of_a_host_is_tried_when_one_does_not_respond(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(connections, "resolve", lambda *_: ["::1", "127.0.0.1"])
        limits = Limits()
        stream = BoundedBackend(limits, Deadline(limits)).connect_tcp("news.invalid", server.getsockname()[1])
        assert stream.get_extra_info("server_addr") == server.getsockname()
        stream.close()


def test_a_host_that_does_not_exist_fails() -> None:
    with pytest.raises(IngestError) as caught:
        resolve("x" * 70 + ".invalid", 80, Deadline(Limits()))
    assert caught.value.reason == "network"


def test_a_lookup_that_never_ends_fails_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(5) and [])
    with pytest.raises(IngestError) as caught:
        resolve("news.example", 80, Deadline(Limits(timeout=0.05)))
    never.set()
    assert caught.value.reason == "timeout"


def test_no_remaining_time_is_a_timeout() -> None:
    with pytest.raises(IngestError) as caught:
        Deadline(Limits(deadline=0)).remaining()
    assert caught.value.reason == "timeout"


def test_an_address_of_this_machine_is_refused_even_if_it_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "is_public", lambda _: True)
    limits = Limits(allow_private=False)
    with pytest.raises(IngestError, match="public internet"):
        BoundedBackend(limits, Deadline(limits)).connect_tcp("127.0.0.1", 9)
