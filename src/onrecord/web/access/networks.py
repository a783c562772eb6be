"""The network that counts as one visitor: an IPv4 address, or an IPv6 /64, which every household has."""

import ipaddress
from collections.abc import Iterable

VISITOR_WIDTH = 64  # RFC 6177: the least that a site with IPv6 is given
SITE_WIDTH = 48  # and the most that is usual
LOOPBACK_NETWORKS = ("127.0.0.0/8", "::1/128")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def parse_address(text: str) -> Address | None:
    """Return an IP address without zone and IPv4 mapping, None for anything else."""
    try:
        ip = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped) or ip


def network_of(text: str, width: int = VISITOR_WIDTH) -> str:
    """Return an IPv4 address, the IPv6 network of this width, or "unknown"."""
    ip = parse_address(text)
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((ip, width), strict=False))
    return str(ip or "unknown")


def is_in(text: str, networks: Iterable[str]) -> bool:
    """Return whether an address is in one of the networks."""
    ip = parse_address(text)
    return ip is not None and any(ip in ipaddress.ip_network(network) for network in networks)
