"""The watch: rounds of asking feeds and reading entries, until it is stopped."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from onrecord.ingest.articles import Overrides
from onrecord.ingest.limits import Limits
from onrecord.model.article import Article
from onrecord.model.record import Undone
from onrecord.watch.client import LONG_PATIENCE, PATIENCE, LaterError, PoliteClient
from onrecord.watch.clock import Clock
from onrecord.watch.entry_queue import EntryQueue, Taken, Waiting
from onrecord.watch.entry_reader import EntryReader, Pages
from onrecord.watch.feed_poll import FeedPoll, Poll
from onrecord.watch.state_file import StateFile

SLICE = 60.0  # seconds of waiting after which the time is looked at again: a machine may have slept
RECHECK_DAYS = 3  # for which the page of an entry is looked at again


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """How to watch.

    `every`: seconds between two requests for a feed; `delay`: between two for a host; `recheck`: between two
    for the page of an entry that its feed still has, 0 for no second one; `once`: one round; `overrides`:
    fields that the user gives for all articles.
    """

    every: float = 1_800.0
    delay: float = 2.0
    recheck: float = 86_400.0
    pages: Pages = "summaries"
    once: bool = False
    overrides: Overrides = field(default_factory=Overrides)


@dataclass(frozen=True, slots=True)
class Found:
    """An article to read, or the reason why an entry gave none. `settle` it when its outcome is stored."""

    key: str
    outcome: Article | Undone
    taken: Taken | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PageNote:
    """What is to be told of an entry that gave nothing to read: why, and when it is tried again, if it is."""

    address: str
    detail: str
    later: float | None = None


@dataclass(frozen=True, slots=True)
class RoundEnd:
    """The end of a round: `waiting` entries are left for later, `next_time` is when something is due."""

    waiting: int
    next_time: float | None


Told = Poll | PageNote | RoundEnd


class Watcher:
    """Watches feeds. `tell` is told what happens besides what is found."""

    def __init__(
        self,
        state: StateFile,
        clock: Clock,
        limits: Limits,
        options: WatchOptions,
        tell: Callable[[Told], None] = lambda _told: None,
        waiting: Callable[[str, float], None] = lambda _host, _seconds: None,
    ) -> None:
        self._clock = clock
        self._options = options
        self._tell = tell
        self._waiting = waiting
        self._queue = EntryQueue(state)
        client = PoliteClient(state, clock, limits, options.delay, waiting)
        self._poll = FeedPoll(state, client, clock, limits, options.every)
        self._reader = EntryReader(self._queue, client, clock, limits, options.overrides)
        self._feeds: list[str] = []

    def run(self, feeds: Iterable[str]) -> Iterator[Found]:
        """Yield what the feeds give, in rounds; with `once`, one round.

        Each Found is to be settled before the next is taken. Ctrl-C at any moment loses nothing.
        """
        self._feeds = list(dict.fromkeys(feeds))
        self._poll.subscribe(self._feeds)
        while True:
            yield from self._round()
            next_time = self._next_time()
            self._tell(RoundEnd(self._queue.count_waiting(), None if self._options.once else next_time))
            if self._options.once:
                return
            self._sleep_until(next_time)

    def settle(self, found: Found, article: str | None = None) -> None:
        """Note that the outcome of a Found is stored, with the id of its article in the dossier."""
        self._queue.finish(found.key, article, found.taken)

    def _round(self) -> Iterator[Found]:
        self._queue.forget_old(self._clock.now())
        self._poll_feeds()
        if self._options.recheck:
            self._queue.recall(self._clock.now(), self._options.recheck, RECHECK_DAYS * 86_400.0)
        while entry := self._next_entry():
            found = self._read(entry)
            if found is not None:
                yield found
            if not self._options.once and self._due_feeds():
                return

    def _next_entry(self) -> Waiting | None:
        now = self._clock.now()
        return self._queue.next(now + PATIENCE, now + LONG_PATIENCE)

    def _poll_feeds(self) -> None:
        """Ask all feeds that are due, and then those that they name, each once."""
        asked: set[str] = set()
        if self._options.once:
            self._tell_waiting_feeds()
        while due := [address for address in self._due_feeds() if address not in asked]:
            for address in due:
                asked.add(address)
                self._tell(self._poll.poll(address))

    def _tell_waiting_feeds(self) -> None:
        for time, address in self._poll.list_times(self._feeds, at_once=True):
            if time > self._clock.now():
                self._tell(Poll(address, later=time, notes=("it failed, or its host asked for time",)))

    def _due_feeds(self) -> list[str]:
        times = self._poll.list_times(self._feeds, at_once=self._options.once)
        return [address for time, address in times if time <= self._clock.now()]

    def _read(self, entry: Waiting) -> Found | None:
        """Read an entry; return what is to be stored of it, None when nothing is."""
        try:
            read = self._reader.read(entry, self._options.pages)
        except LaterError as error:
            self._queue.postpone(entry.key, error.until, failed=False)
            return None
        address = entry.article.url or entry.feed
        if read.outcome is not None:
            self._queue.begin(entry.key)
            return Found(entry.key, read.outcome, read.taken, read.note)
        if read.postponed is not None:
            self._queue.postpone(entry.key, read.postponed, failed=True)
        elif not read.same:
            self._queue.finish(entry.key)
        if read.note:
            self._tell(PageNote(address, read.note, read.postponed))
        return None

    def _next_time(self) -> float:
        times = [time for time, _ in self._poll.list_times(self._feeds, at_once=False)]
        entry = self._queue.next_time()
        return min([*times, *([] if entry is None else [entry])])

    def _sleep_until(self, until: float) -> None:
        while (left := until - self._clock.now()) > 0:
            self._clock.sleep(min(left, SLICE))
