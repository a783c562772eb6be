"""The server: opens its socket and answers until it is stopped.

Beyond this machine it listens only with a password.
"""

import ipaddress
import socket
from dataclasses import dataclass

from onrecord.ingest import Limits
from onrecord.model.errors import SettingError
from onrecord.pipeline import NO_OWN_ACTORS, OwnActors
from onrecord.store.protocol import Dossier
from onrecord.web.add_queue import AddQueue
from onrecord.web.security import LOOPBACK
from onrecord.web.sessions import Sessions
from onrecord.web.state import AppState, ServerSettings

SHORTEST_PASSWORD = 12
PORT = 8033


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """Where the server listens, and its password. `host_names` are names besides those of this machine."""

    host: str = "127.0.0.1"
    port: int = PORT
    password: str | None = None
    host_names: tuple[str, ...] = ()


def is_loopback(host: str) -> bool:
    """Return whether only programs on this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_options(options: ListenOptions) -> None:
    """Raise SettingError when others could get in without a password, or the password is too short."""
    if options.password is not None and len(options.password) < SHORTEST_PASSWORD:
        raise SettingError(f"the password is too short: it needs {SHORTEST_PASSWORD} characters")
    if options.password is None and (not is_loopback(options.host) or options.host_names):
        host = options.host_names[0] if options.host_names else options.host
        raise SettingError(
            f"others can reach {host}: set a password in ONRECORD_PASSWORD or with --password-file, "
            "and put a proxy with TLS in front (docs/web.md)"
        )


def make_state(
    dossier: Dossier,
    place: str,
    options: ListenOptions,
    title: str,
    limits: Limits,
    own: OwnActors = NO_OWN_ACTORS,
) -> AppState:
    """Return the state of the app. Addresses that people enter are fetched from the public internet only.

    `own` are the user's lists of actors for reports that are added.
    """
    # Without a password, another site could reach this server under its own name (DNS rebinding).
    checks_names = options.password is None or options.host_names
    names = (*LOOPBACK, *options.host_names) if checks_names else ()
    public_limits = Limits(limits.max_bytes, limits.timeout, limits.deadline, allow_private=False)
    settings = ServerSettings(
        title, options.password, tuple(name.lower() for name in names), limits.max_bytes
    )
    return AppState(dossier, settings, Sessions(options.password), AddQueue(place, public_limits, own))


def open_socket(options: ListenOptions) -> socket.socket:
    """Return a listening socket. Raises SettingError when the port is taken or the address is not ours."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        reason = error.strerror or error
        raise SettingError(
            f"cannot listen on {options.host}, port {options.port}: {reason}; try another --port"
        ) from error
    return listening


def serve(state: AppState, listening: socket.socket) -> None:
    """Answer requests until stopped (Ctrl-C, SIGTERM)."""
    import uvicorn

    from onrecord.web.app import make_app

    config = uvicorn.Config(
        make_app(state),
        log_level="warning",
        server_header=False,
        timeout_keep_alive=30,
        limit_concurrency=500,
    )
    uvicorn.Server(config).run(sockets=[listening])
