"""The session's cookie: its name, and its values in a request beside the cookies of other programs."""

from collections.abc import Iterable
from hashlib import sha256

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
MOST_VALUES = 10  # of one name in a request; a neighbouring site can plant some


def host_name(host: str) -> str:
    """Return the name in a Host header, without the port."""
    name, bracket, _ = host.partition("]")
    return (name + bracket if bracket else host.partition(":")[0]).lower()


def needs_tls(scheme: str, host: str) -> bool:
    """Return whether the cookie of a request may travel over TLS only: always, except on this machine."""
    return scheme == "https" or host_name(host) not in LOOPBACK


def cookie_name(identity: str, scheme: str, host: str) -> str:
    """Return the name of the cookie for the dossier `identity` under a Host header.

    Browsers send a cookie to every port of a host, so the name tells dossiers and ports apart. `__Host-`
    makes them refuse one that a neighbouring host has set (draft-ietf-httpbis-rfc6265bis, 4.1.3.2).
    """
    port = host.removeprefix(host_name(host))
    digest = sha256(f"{port} {identity}".encode()).hexdigest()[:12]
    return f"{'__Host-' if needs_tls(scheme, host) else ''}onrecord-{digest}"


def find_cookies(headers: Iterable[str], name: str) -> list[str]:
    """Return the values of a cookie in `Cookie` headers. Cookies that others have set may have any form."""
    pairs = (pair.partition("=") for header in headers for pair in header.split(";"))
    return [value.strip() for found, _, value in pairs if found.strip() == name][:MOST_VALUES]
