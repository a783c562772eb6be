"""The limit on wrong passwords: by address, and for IPv6 by network, because one household has billions."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from onrecord.web.access.networks import SITE_WIDTH, network_of

ATTEMPT_SECONDS = 300
MOST_ATTEMPTS = 8  # wrong ones within ATTEMPT_SECONDS, from an IPv4 address or an IPv6 /64
MOST_ATTEMPTS_OF_SITE = 40  # from an IPv6 /48
MOST_NETWORKS = 20_000  # remembered


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password was right. `wait` is None, or how many seconds no further one is checked."""

    is_right: bool
    wait: int | None = None


class PasswordAttempts:
    """Recent wrong passwords by network, in memory. No network's guesses lock out another."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._by_network: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, address: str, is_right: Callable[[], bool]) -> Verdict:
        """Check a password, unless there were too many wrong ones recently. A wrong one is counted."""
        with self._lock:
            now = self._clock()
            recent = [(self._recent(network, now), most) for network, most in networks_of(address)]
            waits = [times[0] + ATTEMPT_SECONDS - now for times, most in recent if len(times) >= most]
            if waits:
                return Verdict(False, max(1, ceil(max(waits))))
            if is_right():
                self._by_network.pop(networks_of(address)[0][0], None)
                return Verdict(True)
            for network, _ in networks_of(address):
                self._by_network.setdefault(network, deque()).append(now)
            while len(self._by_network) > MOST_NETWORKS:
                self._by_network.popitem(last=False)
            return Verdict(False)

    def _recent(self, network: str, now: float) -> deque[float]:
        """Return the times of a network's wrong passwords. One that sent none takes no place in the table."""
        times = self._by_network.get(network)
        if times is None:
            return deque()
        self._by_network.move_to_end(network)
        while times and times[0] <= now - ATTEMPT_SECONDS:
            times.popleft()
        return times


def networks_of(address: str) -> list[tuple[str, int]]:
    """Return the networks of an address, the smallest first, each with the wrong passwords it may send."""
    visitor, site = network_of(address), network_of(address, SITE_WIDTH)
    wider = [(site, MOST_ATTEMPTS_OF_SITE)] if site != visitor else []
    return [(visitor, MOST_ATTEMPTS), *wider]
