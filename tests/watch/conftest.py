"""Fixtures for watching: a site, a clock, and a watch of the site."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from onrecord.ingest.limits import Limits
from onrecord.model.article import Article
from onrecord.model.record import Undone
from onrecord.watch.state_file import StateFile
from onrecord.watch.watcher import Found, Told, Watcher, WatchOptions
from watch.local_site import FakeClock, Site, open_site

QUICK = Limits(max_bytes=200_000, timeout=5, deadline=10)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with open_site() as made:
        yield made


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


class Watch:
    """A watch of a site, one round at a time, that stores what it finds in a list."""

    def __init__(self, path: Path, clock: FakeClock) -> None:
        self.path = path
        self.clock = clock
        self.told: list[Told] = []

    def round(self, *feeds: str, limits: Limits = QUICK, **options: object) -> list[Article | Undone]:
        """Run one round in a process of its own, as it were: the state is opened and closed."""
        found: list[Article | Undone] = []
        for one, settle in self.steps(*feeds, limits=limits, **options):
            found.append(one.outcome)
            settle(one)
        return found

    def steps(
        self, *feeds: str, limits: Limits = QUICK, **options: object
    ) -> Generator[tuple[Found, Callable[[Found], None]], None, None]:
        """Yield each thing found, with the function that settles it."""
        wanted = WatchOptions(**{"once": True, "delay": 1.0, **options})  # type: ignore[arg-type]
        with StateFile(self.path) as state:
            watcher = Watcher(state, self.clock, limits, wanted, self.told.append)
            for one in watcher.run(feeds):
                yield one, lambda done: watcher.settle(done, getattr(done.outcome, "id", None))


@pytest.fixture
def watch(tmp_path: Path, clock: FakeClock) -> Watch:
    return Watch(tmp_path / "matter.watch", clock)
