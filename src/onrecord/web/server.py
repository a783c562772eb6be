"""The server: opens its socket and answers until it is stopped.

Beyond this machine it listens only with a password.
"""

import ipaddress
import socket
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from onrecord.ingest import Limits
from onrecord.model.errors import SettingError
from onrecord.pipeline import NO_OWN_ACTORS, OwnActors
from onrecord.store.protocol import Dossier
from onrecord.web.access.connections import DEFAULT_LIMITS, ConnectionLimits, bounded_protocol
from onrecord.web.access.cookies import LOOPBACK
from onrecord.web.access.sessions import Sessions
from onrecord.web.add_queue import AddQueue
from onrecord.web.state import AppState, ServerSettings

SHORTEST_PASSWORD = 12
PORT = 8033
MOST_HEADER_BYTES = 32_768  # a request line and headers; other programs on a host have large cookies
MOST_UPLOADED = 10_000  # articles of one source that is added in the browser


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """Where the server listens, and its password.

    `host_names` are names besides those of this machine. `proxies` are the addresses or networks of the
    proxies in front, whose X-Forwarded-For and X-Forwarded-Proto are believed; nobody else's are.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    password: str | None = None
    host_names: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()


def is_loopback(host: str) -> bool:
    """Return whether only programs on this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_options(options: ListenOptions) -> None:
    """Raise SettingError when others could get in without a password, or an option makes no sense."""
    for proxy in options.proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as error:
            raise SettingError(
                f"--proxy {proxy} is not an address or network ({error}); give one such as 127.0.0.1"
            ) from error
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
    public_limits = replace(limits, allow_private=False, most_articles=MOST_UPLOADED)
    settings = ServerSettings(
        title, options.password, tuple(name.lower() for name in names), limits.max_bytes
    )
    identity = dossier.name if "://" in dossier.name else str(Path(dossier.name).resolve())
    queue = AddQueue(place, public_limits, own)
    return AppState(dossier, settings, Sessions(options.password, identity), queue)


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


def make_config(
    app: ASGIApp, proxies: tuple[str, ...] = (), limits: ConnectionLimits = DEFAULT_LIMITS
) -> uvicorn.Config:
    """Return the settings of the server. What a request says about its origin counts from `proxies` only."""
    return uvicorn.Config(
        app,
        http=bounded_protocol(replace(limits, unlimited=(*limits.unlimited, *proxies))),
        ws="none",
        log_level="warning",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
    )


def serve(state: AppState, listening: socket.socket, proxies: tuple[str, ...] = ()) -> None:
    """Answer requests until stopped (Ctrl-C, SIGTERM)."""
    from onrecord.web.app import make_app

    uvicorn.Server(make_config(make_app(state), proxies)).run(sockets=[listening])
