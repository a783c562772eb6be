"""What robots.txt allows (RFC 9309), by the library protego: with wildcards and the longest match."""

from functools import lru_cache

from protego import Protego

AGENT = "OnRecord"
"""The name by which robots.txt addresses this program."""
FRESH_SECONDS = 86_400  # RFC 9309, 2.4: a copy is used for at most a day
LARGEST = 500_000  # RFC 9309, 2.5: at least 500 KiB are parsed


@lru_cache(maxsize=128)
def _rules(text: str) -> Protego:
    return Protego.parse(text)


def may_fetch(robots: str, address: str) -> bool:
    """Return whether a robots.txt allows an address. An empty one allows all."""
    return not robots or bool(_rules(robots).can_fetch(address, AGENT))


def wanted_delay(robots: str) -> float:
    """Return the seconds between two requests that a robots.txt asks for, 0 when it asks for none."""
    if not robots:
        return 0.0
    rules = _rules(robots)
    rate = rules.request_rate(AGENT)
    per_request = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(float(rules.crawl_delay(AGENT) or 0.0), float(per_request), 0.0)
