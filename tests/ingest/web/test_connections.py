"""Public addresses, and connections to exactly the address that was checked."""

import socket
import threading

import pytest

from onrecord.ingest.limits import Limits
from onrecord.ingest.web import connections
from onrecord.ingest.web.connections import BoundedBackend, Deadline, is_public, resolve
from onrecord.model.errors import IngestError


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_addresses_on_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"],
        *["0.0.0.0", "255.255.255.255"],  # noqa: S104
        *["224.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"],
        *["64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "192.0.2.1", "198.18.0.1"],
    ],
)
def test_addresses_of_local_networks_and_tunnels_are_not_public(address: str) -> None:
    assert not is_public(address)


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
