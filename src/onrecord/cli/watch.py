"""`onrecord watch`: asks feeds for what is new, again and again, and stores its records in a dossier.

What reads articles is imported when there is something to read.
"""

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress

from onrecord.cli.output.terminal import open_console, open_progress, printable
from onrecord.config import Settings, load_settings
from onrecord.ingest.articles import Overrides
from onrecord.ingest.limits import Limits
from onrecord.model.errors import IngestError, SettingError
from onrecord.model.record import Undone
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter
from onrecord.watch.clock import Clock, SystemClock
from onrecord.watch.entry_queue import EntryQueue
from onrecord.watch.feed_poll import Poll
from onrecord.watch.state_file import StateFile
from onrecord.watch.subscriptions import list_feeds
from onrecord.watch.watcher import Found, PageNote, RoundEnd, Told, Watcher, WatchOptions

if TYPE_CHECKING:
    from onrecord.pipeline import Pipeline

CLOCK: Clock = SystemClock()
NAMES = ("added", "unchanged", "withdrawn", "skipped", "failed")


@click.command()
@click.argument("location", metavar="DOSSIER")
@click.argument("sources", nargs=-1, required=True, metavar="FEEDS…")
@click.option(
    "--pages",
    type=click.Choice(["summaries", "all", "none"]),
    default="summaries",
    show_default=True,
    help="Whose pages are fetched: of entries with only a title or a summary, of all entries, of none.",
)
@click.option("--once", is_flag=True, help="Ask each feed once, read what is new, and end.")
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    default=30,
    show_default=True,
    metavar="MINUTES",
    help="Time between two requests for a feed.",
)
@click.option("--limit", type=click.IntRange(min=1), help="End after this number of new articles.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=2,
    show_default=True,
    metavar="SECONDS",
    help="Time between two requests to a host; longer where its robots.txt asks for more.",
)
@click.option(
    "--recheck",
    type=click.FloatRange(min=0),
    default=24,
    show_default=True,
    metavar="HOURS",
    help="Look again at pages that were read, for three days, while their feed has them; 0 for never.",
)
@click.option("--state", metavar="FILE", help="Where the state is kept (default: DOSSIER.watch).")
@click.option("--show", is_flag=True, help="Print each new record, as `onrecord read` does.")
@click.option("--outlet", help="Publisher of the articles; overrides the feeds and pages.")
@click.option("--language", help="Language of the texts (BCP 47, such as en); detected if not given.")
@click.option("--actors", multiple=True, metavar="FILE", help="Your own list of actors; may be repeated.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    help="Leave out statements below this confidence (0 to 1).",
)
def watch(location: str, sources: tuple[str, ...], limit: int | None, show: bool, **options: object) -> int:
    """Watch feeds and store the records of what is new in a dossier.

    FEEDS is the address of a feed (RSS, Atom, JSON Feed, news sitemap), an OPML file or its address, or a
    file with one address a line. Entries with only a title or a summary are followed to their pages. Changed
    entries and pages are read again and stored as new versions. Ctrl-C ends the watch; the same command goes
    on where it ended.
    """
    settings, overrides = _load_settings(options)
    limits = Limits(
        max_bytes=settings.max_bytes,
        timeout=settings.timeout,
        deadline=settings.timeout,
        article_seconds=settings.article_seconds,
    )
    feeds = _find_feeds(sources, limits)
    state_path = _state_path(location, options.get("state"))
    with (
        open_dossier(location, create=True) as dossier,
        StateFile(state_path) as state,
        open_progress() as progress,
    ):
        _check_state(dossier, state)
        session = _Session(dossier, settings, progress, show, limit)
        wanted = _watch_options(options, overrides)
        watcher = Watcher(state, CLOCK, limits, wanted, session.tell, session.tell_wait)
        for found in watcher.run(feeds):
            watcher.settle(found, session.store(found))
            if session.is_full():
                session.end_round()
                break
    return session.status()


def _load_settings(options: dict[str, object]) -> tuple[Settings, Overrides]:
    """Return settings and overriding fields. Raises click.UsageError or SettingError for invalid ones."""
    confidence = options.get("min_confidence")
    actors = options.get("actors")
    numbers = {"min_confidence": confidence if isinstance(confidence, float) else None}
    settings = load_settings(os.environ, numbers, actors if isinstance(actors, tuple) else ())
    language, outlet = options.get("language"), options.get("outlet")
    try:
        return settings, Overrides(
            language=language if isinstance(language, str) else None,
            outlet=outlet if isinstance(outlet, str) else None,
        )
    except IngestError as error:
        raise click.UsageError(str(error)) from error


def _watch_options(options: dict[str, object], overrides: Overrides) -> WatchOptions:
    pages = options["pages"]
    return WatchOptions(
        every=60.0 * float(str(options["every"])),
        delay=float(str(options["delay"])),
        recheck=3_600.0 * float(str(options["recheck"])),
        pages="all" if pages == "all" else "none" if pages == "none" else "summaries",
        once=bool(options["once"]),
        overrides=overrides,
    )


def _find_feeds(sources: tuple[str, ...], limits: Limits) -> list[str]:
    """Return the feeds of all sources, each once. Raises SettingError for one that names none."""
    feeds: list[str] = []
    for source in sources:
        try:
            feeds += list_feeds(source, limits)
        except IngestError as error:
            raise SettingError(f"{source}: {error}") from error
    return list(dict.fromkeys(feeds))


def _state_path(location: str, given: object) -> Path:
    if isinstance(given, str) and given.strip():
        return Path(given)
    if "://" in location:
        raise click.UsageError("a dossier in a database needs --state FILE, in which the state is kept")
    return Path(f"{location}.watch")


def _check_state(dossier: Dossier, state: StateFile) -> None:
    """Start anew when the state tells of articles and the dossier has none: it is another dossier."""
    queue = EntryQueue(state)
    if not queue.has_articles() or dossier.count_articles(Filter(versions=True)).matching:
        return
    if next(dossier.list_withdrawn(), None) is None:
        queue.forget_articles()
        _print(f"{dossier.name} is empty, so the watch begins anew; {state.path} told of another dossier")


class _Session:
    """Reads and stores what is found, counts it, and tells what happens on stderr."""

    def __init__(
        self, dossier: Dossier, settings: Settings, progress: Progress, show: bool, limit: int | None
    ) -> None:
        self._dossier = dossier
        self._settings = settings
        self._progress = progress
        self._task = progress.add_task("watching", total=None)
        self._limit = limit
        self._console: Console | None = open_console() if show else None
        self._pipeline: Pipeline | None = None
        self._counts: Counter[str] = Counter()  # of this round
        self._all: Counter[str] = Counter()
        self._polls: Counter[str] = Counter()
        if settings.actors:
            self._load_pipeline()  # faults in the lists are told before anything is fetched

    def store(self, found: Found) -> str | None:
        """Read an article and store its outcome; return its id, None when there is no article."""
        self._progress.update(self._task, description="reading")
        if found.note:
            self._say(f"note: {found.outcome.source}: {found.note}")
        if isinstance(found.outcome, Undone):
            self._dossier.write(found.outcome)
            self._count(found.outcome.outcome, f"{found.outcome.source}: {found.outcome.detail}")
            return None
        article = found.outcome
        if self._dossier.has(article.id):
            self._count("unchanged", None)
            return article.id
        outcome = self._load_pipeline().read(article)
        written = self._dossier.write(outcome)
        if isinstance(outcome, Undone):
            self._count(outcome.outcome, f"{outcome.source}: {outcome.detail}")
            return article.id
        self._count(written, f"{article.url or article.source}: {article.title or ''}".rstrip(": "))
        if self._console is not None and written == "added":
            from onrecord.cli.output.record_cards import print_record

            print_record(self._console, outcome)
        return article.id

    def tell_wait(self, host: str, seconds: float) -> None:
        """Show that a host is not asked yet."""
        self._progress.update(self._task, description=f"{seconds:.0f} s until {host}")

    def tell(self, told: Told) -> None:
        """Tell what happened, one line each."""
        if isinstance(told, RoundEnd):
            self.end_round(told)
        elif isinstance(told, PageNote):
            again = f"; tried again at {_clock_time(told.later)}" if told.later else ""
            self._say(f"{'later' if told.later else 'note'}: {told.address}: {told.detail}{again}")
        else:
            self._tell_poll(told)

    def _tell_poll(self, poll: Poll) -> None:
        self._polls["feeds"] += poll.later is None or poll.fault is not None
        for note in poll.notes if poll.later is None else ():
            self._say(f"note: {poll.address}: {note}")
        if poll.fault is not None:
            self._counts["failed"] += 1
            self._all["failed"] += 1
            again = f"; asked again at {_clock_time(poll.later)}" if poll.later else ""
            self._say(f"failed: {poll.address}: {poll.fault.detail}{again}")
        elif poll.later is not None:
            self._say(f"later: {poll.address}: {' '.join(poll.notes)}; asked at {_clock_time(poll.later)}")
        elif poll.feeds:
            self._say(f"list: {poll.address}: {poll.feeds:,} feeds")
        elif poll.new or poll.changed:
            changed = f", {poll.changed} changed" if poll.changed else ""
            self._say(f"feed: {poll.address}: {poll.entries:,} entries, {poll.new} new{changed}")

    def end_round(self, end: RoundEnd | None = None) -> None:
        """Compare the new articles with the others, and tell how many there were."""
        if self._counts["added"]:
            from onrecord.cli.dossier.link import link_all

            link_all(self._dossier)
        counts, self._counts = self._counts, Counter()
        feeds, self._polls = self._polls["feeds"], Counter()
        shown = [f"{counts[name]} {name}" for name in NAMES if counts[name] or name == NAMES[0]]
        rest = f"; {end.waiting} wait" if end and end.waiting else ""
        then = f"; next at {_clock_time(end.next_time)}" if end and end.next_time else ""
        if feeds or counts.total():
            asked = f"{feeds} {'feed' if feeds == 1 else 'feeds'} asked"
            self._say(f"{self._dossier.name}: {asked}: {', '.join(shown)}{rest}{then}")

    def is_full(self) -> bool:
        """Return whether the wanted number of articles was added."""
        return self._limit is not None and self._all["added"] >= self._limit

    def status(self) -> int:
        """Return the exit status: 1 if something failed, 3 if something was skipped, else 0."""
        return 1 if self._all["failed"] else 3 if self._all["skipped"] else 0

    def _count(self, outcome: str, line: str | None) -> None:
        self._counts[outcome] += 1
        self._all[outcome] += 1
        if line is not None:
            self._say(f"{outcome}: {line}")

    def _load_pipeline(self) -> "Pipeline":
        if self._pipeline is None:
            from onrecord.cli.sources import load_own_lists
            from onrecord.pipeline import make_pipeline

            own = load_own_lists(self._settings.actors)
            self._pipeline = make_pipeline(self._settings.min_confidence, self._settings.article_seconds, own)
        return self._pipeline

    def _say(self, line: str) -> None:
        self._progress.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)


def _clock_time(seconds: float) -> str:
    """Return a moment as people read it: "13:30", with the day when it is not today."""
    moment = datetime.fromtimestamp(seconds, UTC).astimezone()
    today = datetime.fromtimestamp(CLOCK.now(), UTC).astimezone().date()
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment:%Y-%m-%d %H:%M}"


def _print(line: str) -> None:
    click.echo(printable(line), err=True)
