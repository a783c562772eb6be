"""Asks a feed what is new, and puts its entries into the queue in one step with the answer's validators.

Killed before that step, the feed is asked for everything again; killed after it, the entries wait in the
queue. So none is lost.
"""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.ingest.charsets import declared_charsets, decode
from onrecord.ingest.feeds.entries import Feed, FeedEntry, LinkedFeed, absolute_address
from onrecord.ingest.feeds.parser import parse_any_feed
from onrecord.ingest.limits import Limits
from onrecord.ingest.web.fetch import HttpStatusError, inflate
from onrecord.model.errors import IngestError, OnRecordError
from onrecord.watch.addresses import find_feed_links
from onrecord.watch.client import LONGEST_BACK_OFF, LaterError, Page, PoliteClient, Validators
from onrecord.watch.clock import Clock
from onrecord.watch.entry_queue import EntryQueue
from onrecord.watch.state_file import StateFile

FIRST_BACK_OFF = (
    300.0  # seconds until a feed is asked again after its first failure; doubled with each further one
)
SITEMAP_SECONDS = 7 * 86_400.0  # entries and parts of sitemaps that changed earlier are left out
MOST_SITEMAPS = 50  # parts of an index, the latest ones
MOST_FEEDS = 5_000  # of a list of feeds
MOST_LEVELS = 3  # of lists that name lists
GONE = 410
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Poll:
    """What asking a feed gave: how many entries it has, how many are new or changed, or what is wrong.

    `feeds` is how many feeds it names, when it is a list of them; `notes` are remarks for the user.
    """

    address: str
    entries: int = 0
    new: int = 0
    changed: int = 0
    unchanged: bool = False
    fault: IngestError | None = None
    later: float | None = None
    feeds: int = 0
    notes: tuple[str, ...] = ()


class FeedPoll:
    """Polls feeds. `every`: seconds between two requests for a feed."""

    def __init__(
        self, state: StateFile, client: PoliteClient, clock: Clock, limits: Limits, every: float
    ) -> None:
        self._state = state
        self._queue = EntryQueue(state)
        self._client = client
        self._clock = clock
        self._limits = limits
        self._every = every

    def subscribe(self, addresses: Iterable[str]) -> None:
        """Add feeds that are not known yet."""
        with self._state.writing():
            for address in addresses:
                self._state.run("INSERT OR IGNORE INTO feeds (address) VALUES (?)", address)

    def list_times(self, roots: Iterable[str], *, at_once: bool) -> list[tuple[float, str]]:
        """Return when each feed is to be asked next: of `roots`, and of the lists of feeds among them.

        `at_once` looks only at what servers asked for.
        """
        rows = self._state.rows(
            "WITH RECURSIVE wanted (address, level) AS (SELECT value, 0 FROM json_each(?)"
            " UNION SELECT lists.feed, level + 1 FROM lists JOIN wanted ON lists.list = wanted.address"
            " WHERE level < ?)"
            " SELECT address, due, not_before FROM feeds WHERE address IN (SELECT address FROM wanted)"
            " ORDER BY rowid",
            *(json.dumps(list(roots)), MOST_LEVELS),
        )
        latest = self._clock.now() + 2 * max(self._every, LONGEST_BACK_OFF)
        times = []
        for row in rows:
            wanted = row["not_before"] if at_once else max(row["due"], row["not_before"])
            times.append((0.0 if wanted > latest else wanted, row["address"]))  # else the clock was set back
        return times

    def poll(self, address: str) -> Poll:
        """Ask a feed. Raises nothing but StoreError: what is wrong is in the result."""
        row = self._state.row("SELECT * FROM feeds WHERE address = ?", address)
        moved_to = row["moved_to"] if row else None
        known = Validators(row["etag"], row["last_modified"]) if row else Validators()
        try:
            page = self._client.get(moved_to or address, known)
            if page.content is None:
                return self._note_unchanged(address, page)
            digest = hashlib.sha256(page.content.raw).hexdigest()[:32]
            if row and row["digest"] == digest:
                return self._note_unchanged(address, page)
            return self._take(address, page, digest)
        except LaterError as error:
            with self._state.writing():
                self._state.run("UPDATE feeds SET not_before = ? WHERE address = ?", error.until, address)
            return Poll(address, later=error.until, notes=(error.why,))
        except IngestError as error:
            return self._note_failure(address, error, was_moved=moved_to is not None)
        except OnRecordError:
            raise
        except Exception as error:  # one feed may not end a watch that runs for months
            LOG.exception("the feed %s cannot be read", address)
            fault = IngestError("internal", f"a fault in the program: {error!r}; please report it")
            return self._note_failure(address, fault, was_moved=False)

    def _take(self, address: str, page: Page, digest: str) -> Poll:
        feed, html = self._parse(page)
        if feed is None:
            raise _not_a_feed(html, page.url)
        notes: list[str] = []
        entries = list(self._usable_entries(feed, notes))
        feeds = self._linked_feeds(feed, notes)
        now = self._clock.now()
        counts: Counter[str] = Counter()
        with self._state.writing():
            counts = self._queue.put(address, entries, now)
            self._note_success(address, page, digest)
            self._state.run("DELETE FROM lists WHERE list = ?", address)
            for linked in feeds:
                self._state.run("INSERT OR IGNORE INTO feeds (address) VALUES (?)", linked)
                self._state.run("INSERT OR IGNORE INTO lists VALUES (?, ?)", address, linked)
        return Poll(
            address, feed.number, counts["new"], counts["changed"], feeds=len(feeds), notes=tuple(notes)
        )

    def _parse(self, page: Page) -> tuple[Feed | None, str]:
        source = page.content
        if source is None:
            return None, ""
        raw = inflate(source.raw, self._limits)
        text = decode(raw, (*source.charsets, *declared_charsets(raw)))
        return parse_any_feed(text, page.url, self._limits.article_seconds), text

    def _usable_entries(self, feed: Feed, notes: list[str]) -> Iterable[FeedEntry]:
        """Yield the entries to take; note how many were left out and why."""
        now, old, faults = self._clock.now(), 0, Counter[str]()
        for entry in feed.entries:
            if isinstance(entry, IngestError):
                faults[entry.detail] += 1
            elif not entry.article.url and not entry.article.text:
                faults["it has neither a text nor an address"] += 1
            elif feed.kind == "sitemap" and _is_old(entry, now):
                old += 1
            else:
                yield entry
        for detail, number in faults.items():
            notes.append(f"{number} {'entry' if number == 1 else 'entries'} left out: {detail}")
        if old:
            days = int(SITEMAP_SECONDS // 86_400)
            notes.append(f"{old:,} addresses left out that changed more than {days} days ago or tell no day")

    def _linked_feeds(self, feed: Feed, notes: list[str]) -> tuple[str, ...]:
        """Return the addresses of the feeds to ask, of those that a list names."""
        feeds: tuple[LinkedFeed, ...] = feed.feeds
        most = MOST_FEEDS
        if feed.kind == "sitemap index":
            most = MOST_SITEMAPS
            earliest = _day(self._clock.now() - SITEMAP_SECONDS)
            feeds = tuple(one for one in feeds if not one.updated or one.updated[:10] >= earliest)
            feeds = tuple(sorted(feeds, key=lambda one: one.updated or "", reverse=True))
        if len(feeds) > most:
            notes.append(f"it names {len(feeds):,}; only {most:,} of them are followed")
        return tuple(dict.fromkeys(one.address for one in feeds[:most]))

    def _note_unchanged(self, address: str, page: Page) -> Poll:
        with self._state.writing():
            self._queue.touch(address, self._clock.now())
            self._state.run(
                "UPDATE feeds SET moved_to = coalesce(?, moved_to), due = ?, not_before = 0, failures = 0,"
                " fault = NULL, polls = polls + 1 WHERE address = ?",
                *(page.moved_to, self._clock.now() + self._every, address),
            )
        return Poll(address, unchanged=True)

    def _note_success(self, address: str, page: Page, digest: str) -> None:
        self._state.run(
            "UPDATE feeds SET moved_to = coalesce(?, moved_to), etag = ?, last_modified = ?, digest = ?,"
            " due = ?, not_before = 0, failures = 0, fault = NULL, polls = polls + 1 WHERE address = ?",
            *(page.moved_to, page.etag, page.last_modified, digest, self._clock.now() + self._every, address),
        )

    def _note_failure(self, address: str, error: IngestError, *, was_moved: bool) -> Poll:
        """Let the feed wait, longer after each failure.

        One that is lost where it moved to is asked at its old address next.
        """
        row = self._state.row("SELECT failures FROM feeds WHERE address = ?", address)
        failures = (row["failures"] if row else 0) + 1
        wait = min(max(FIRST_BACK_OFF, self._every / 2) * 2.0 ** min(failures - 1, 20), LONGEST_BACK_OFF)
        status = error.status if isinstance(error, HttpStatusError) else 0
        if status == GONE and not was_moved:
            wait = LONGEST_BACK_OFF
        until = self._clock.now() + wait
        forgets_move = was_moved and (status in (404, GONE) or error.reason == "redirects")
        with self._state.writing():
            self._state.run(
                "UPDATE feeds SET failures = ?, fault = ?, not_before = ?, polls = polls + 1"
                " WHERE address = ?",
                *(failures, error.detail, until, address),
            )
            if forgets_move:
                self._state.run(
                    "UPDATE feeds SET moved_to = NULL, etag = NULL, last_modified = NULL WHERE address = ?",
                    address,
                )
        return Poll(address, fault=error, later=until)


def _is_old(entry: FeedEntry, now: float) -> bool:
    """Return whether an entry of a sitemap changed long ago, or does not tell when."""
    day = max(entry.updated or "", entry.article.date or "")[:10]
    return day < _day(now - SITEMAP_SECONDS)


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _not_a_feed(html: str, url: str) -> IngestError:
    links = [address for link in find_feed_links(html) if (address := absolute_address(link, url))]
    if links:
        return IngestError("markup", f"it is a web page, not a feed; its feeds are: {' '.join(links[:5])}")
    return IngestError(
        "markup", "it is not a feed (RSS, Atom, JSON Feed, sitemap, OPML); give the feed's address"
    )
