"""Serving: opens a dossier and answers until it is told to stop. Refuses to listen beyond this machine without a password."""

import ipaddress
import socket
from dataclasses import dataclass

from onrecord.ingest import Limits
from onrecord.model.errors import SettingError
from onrecord.store.protocol import Dossier
from onrecord.web.add_queue import Adding
from onrecord.web.security import LOOPBACK
from onrecord.web.sessions import Sessions
from onrecord.web.state import House, Serving

SHORTEST_PASSWORD = 12
PORT = 8033


@dataclass(frozen=True, slots=True)
class Door:
    """Where to listen, and what is asked of those who come. `names` are host names beside those of this machine itself."""

    host: str = "127.0.0.1"
    port: int = PORT
    password: str | None = None
    names: tuple[str, ...] = ()


def is_loopback(host: str) -> bool:
    """Tell whether only programs of this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_door(door: Door) -> None:
    """Raise SettingError when the door would stand open to others, or the password can be guessed."""
    if door.password is not None and len(door.password) < SHORTEST_PASSWORD:
        raise SettingError(f"the password is too short: {SHORTEST_PASSWORD} characters at least")
    if door.password is None and (not is_loopback(door.host) or door.names):
        raise SettingError(
            f"others can reach {door.host if not door.names else door.names[0]}: set a password in ONRECORD_PASSWORD, or with "
            "--password-file, and put TLS in front of it (docs/web.md)"
        )


def make_house(dossier: Dossier, place: str, door: Door, title: str, limits: Limits) -> House:
    """Return what the pages need. Addresses that people give are fetched from the open internet only."""
    names = (*LOOPBACK, *door.names) if door.password is None or door.names else ()
    bounded = Limits(limits.max_bytes, limits.timeout, limits.deadline, allow_private=False)
    serving = Serving(title, door.password, tuple(name.lower() for name in names), limits.max_bytes)
    return House(dossier, serving, Sessions(door.password), Adding(place, bounded))


def open_socket(door: Door) -> socket.socket:
    """Return a listening socket. Raises SettingError when the place is taken or not ours."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            door.host, door.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        raise SettingError(
            f"cannot listen on {door.host}, port {door.port}: {error.strerror or error}; try another --port"
        ) from error
    return listening


def serve(house: House, listening: socket.socket) -> None:
    """Answer until stopped (Ctrl-C, SIGTERM)."""
    import uvicorn

    from onrecord.web.app import make_app

    config = uvicorn.Config(
        make_app(house),
        log_level="warning",
        server_header=False,
        timeout_keep_alive=30,
        limit_concurrency=500,
    )
    uvicorn.Server(config).run(sockets=[listening])
