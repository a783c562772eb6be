"""Asks servers with manners: robots.txt, a delay between requests to a host, silence when they ask for it.

All requests go through `onrecord.ingest.web.fetch`, with its limits and its guard against private addresses.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from onrecord.ingest.files import RawSource
from onrecord.ingest.limits import Limits
from onrecord.ingest.web.fetch import Answer, HttpStatusError, request, too_many_redirects
from onrecord.model.errors import IngestError
from onrecord.model.version import VERSION
from onrecord.watch import robots
from onrecord.watch.addresses import host_of
from onrecord.watch.clock import Clock
from onrecord.watch.state_file import StateFile

USER_AGENT = f"{robots.AGENT}/{VERSION} (reads the news feeds that its user follows)"
PATIENCE = 60.0  # seconds to wait for a host that asked for no requests; what would take longer is done later
LONG_PATIENCE = 900.0  # seconds to wait for one that only wants time between requests
FIRST_BACK_OFF = 60.0  # seconds after the first 429 or 503 without Retry-After; doubled with each further one
LONGEST_BACK_OFF = 86_400.0
PERMANENT = (301, 308)
BUSY = (429, 503)
TRANSIENT = (408, 425, 429, 500, 502, 503, 504)
_ROBOTS_REDIRECTS = 5  # RFC 9309, 2.3.1.2
_ACCEPT = (
    "application/rss+xml,application/atom+xml,application/feed+json,text/html,application/xhtml+xml,"
    "application/xml;q=0.9,text/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"
)


class LaterError(Exception):
    """The host may not be asked before `until` (seconds since 1970), because of `why`."""

    def __init__(self, until: float, why: str) -> None:
        super().__init__(why)
        self.until = until
        self.why = why


class ForbiddenError(IngestError):
    """The robots.txt of the host forbids the address."""


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: its content, None when it has not changed.

    `url` is the address after redirects, `moved_to` where those lead that are permanent from the first on.
    """

    url: str
    content: RawSource | None
    etag: str | None
    last_modified: str | None
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with an earlier answer, by which it can tell whether anything has changed since."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers of a request that asks for changes only."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


class PoliteClient:
    """Asks one host after the other, never two at once. What it learns about hosts is in the state.

    `delay`: seconds between two requests to a host; a robots.txt that asks for more is obeyed. `waiting` is
    told the host and the seconds before each wait.
    """

    def __init__(
        self,
        state: StateFile,
        clock: Clock,
        limits: Limits,
        delay: float,
        waiting: Callable[[str, float], None] = lambda _host, _seconds: None,
    ) -> None:
        self._state = state
        self._clock = clock
        self._limits = replace(limits, user_agent=USER_AGENT)
        self._delay = delay
        self._waiting = waiting

    def get(self, address: str, known: Validators = Validators(), patience: float = PATIENCE) -> Page:
        """Return what an address gives, after redirects.

        Raises LaterError when its host wants no request within `patience` seconds, ForbiddenError when its
        robots.txt forbids it, and IngestError as `fetch` does.
        """
        here, moved_to, permanent, seen = address, None, True, set[str]()
        for _ in range(self._limits.max_redirects + 1):
            self._check_robots(here, patience)
            answer = self._ask(here, known, self._limits, patience)
            if answer.location is None:
                return Page(answer.url, answer.source, answer.etag, answer.last_modified, moved_to)
            permanent = permanent and answer.status in PERMANENT
            moved_to = answer.location if permanent else moved_to
            seen.add(here)
            here = answer.location
            if here in seen:
                raise IngestError("redirects", "its redirects lead in a circle; open it in a browser")
        raise too_many_redirects(self._limits)

    def _ask(self, address: str, known: Validators, limits: Limits, patience: float) -> Answer:
        """Send one request when its host is free."""
        host = host_of(address)
        self._wait_for(host, patience)
        busy: HttpStatusError | None = None
        try:
            return request(address, limits, {"Accept": _ACCEPT, **known.headers()})
        except HttpStatusError as error:
            busy = error if error.status in BUSY else None
            raise
        finally:
            self._note_request(host, busy)

    def _wait_for(self, host: str, patience: float) -> None:
        row = self._state.row("SELECT free, failures FROM hosts WHERE host = ?", host)
        wait = row["free"] - self._clock.now() if row else 0.0
        if wait <= 0 or wait > 2 * LONGEST_BACK_OFF:  # the clock was set back
            return
        is_busy = bool(row and row["failures"])
        if wait > (patience if is_busy else LONG_PATIENCE):
            why = "asked for no requests now" if is_busy else "wants time between requests"
            raise LaterError(self._clock.now() + wait, f"{host} {why}")
        self._waiting(host, wait)
        self._clock.sleep(wait)

    def _note_request(self, host: str, busy: HttpStatusError | None) -> None:
        """Note when the host may be asked again: after the delay, or later when it is busy."""
        row = self._state.row("SELECT failures, robots FROM hosts WHERE host = ?", host)
        failures = (row["failures"] if row else 0) + 1 if busy else 0
        wait = max(self._delay, robots.wanted_delay(row["robots"] or "") if row else 0.0)
        if busy:
            stated = retry_seconds(busy.retry_after, self._clock.now())
            backed_off = min(FIRST_BACK_OFF * 2.0 ** min(failures - 1, 20), LONGEST_BACK_OFF)
            wait = max(wait, backed_off if stated is None else stated)
        self._state.run(
            "INSERT INTO hosts (host, free, failures) VALUES (?, ?, ?)"
            " ON CONFLICT (host) DO UPDATE SET free = excluded.free, failures = excluded.failures",
            host,
            self._clock.now() + wait,
            failures,
        )

    def _check_robots(self, address: str, patience: float) -> None:
        if not robots.may_fetch(self._robots_of(host_of(address), patience), address):
            raise ForbiddenError(
                "robots",
                f"the robots.txt of {urlsplit(address).netloc} forbids programs to fetch it; open it in a "
                "browser, save it and give the file to `onrecord add`",
            )

    def _robots_of(self, host: str, patience: float) -> str:
        """Return the robots.txt of a host, from the state when it is of today. "" when it has none."""
        row = self._state.row("SELECT robots, robots_at FROM hosts WHERE host = ?", host)
        now = self._clock.now()
        if row and row["robots_at"] is not None and 0 <= now - row["robots_at"] < robots.FRESH_SECONDS:
            return str(row["robots"] or "")
        text = self._fetch_robots(f"{host}/robots.txt", patience)
        self._state.run(
            "INSERT INTO hosts (host, robots, robots_at) VALUES (?, ?, ?)"
            " ON CONFLICT (host) DO UPDATE SET robots = excluded.robots, robots_at = excluded.robots_at",
            host,
            text,
            self._clock.now(),
        )
        return text

    def _fetch_robots(self, address: str, patience: float) -> str:
        """Return a robots.txt, "" when there is none.

        Raises IngestError when the server does not say (RFC 9309, 2.3).
        """
        limits = replace(self._limits, max_bytes=min(self._limits.max_bytes, robots.LARGEST))
        try:
            for _ in range(_ROBOTS_REDIRECTS + 1):
                answer = self._ask(address, Validators(), limits, patience)
                if answer.location is None:
                    raw = answer.source.raw if answer.source else b""
                    return raw.decode("utf-8", "replace").replace("\x00", "")
                address = answer.location
        except HttpStatusError as error:
            if 400 <= error.status < 500 and error.status != 429:
                return ""
            raise _unreachable(error) from error
        except IngestError as error:
            if error.reason in ("binary", "encoding", "address"):
                return ""
            raise _unreachable(error) from error
        return ""  # more redirects count as none


def _unreachable(error: IngestError) -> IngestError:
    detail = f"its robots.txt cannot be read, so nothing is fetched there now: {error.detail}"
    if isinstance(error, HttpStatusError):
        return HttpStatusError(error.status, detail, error.retry_after)
    return IngestError(error.reason, detail)


def retry_seconds(header: str | None, now: float) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), at most a day.

    None without one that can be understood.
    """
    text = (header or "").strip()
    if text.isdecimal():
        return min(float(text[:9]), LONGEST_BACK_OFF)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - datetime.fromtimestamp(now, UTC)).total_seconds(), 0.0), LONGEST_BACK_OFF)


def is_transient(error: IngestError) -> bool:
    """Return whether an error may be gone at the next try."""
    if isinstance(error, ForbiddenError):
        return False
    if isinstance(error, HttpStatusError):
        return error.status in TRANSIENT
    return error.reason in ("timeout", "network")
