"""Polls feeds of a local site again and again: memory and open files must not grow with the number of polls.

    python benchmarks/watch.py [POLLS]

The site plays an unchanged feed (304), one without validators, one that gets new entries at each poll, a
broken one, one that redirects, and one that is busy now and then. Time is simulated: nothing waits. Printed
are resident memory and open files after 100 polls and at the end.
"""

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from onrecord.ingest.limits import Limits
from onrecord.watch.clock import Clock
from onrecord.watch.feed_poll import Poll
from onrecord.watch.state_file import StateFile
from onrecord.watch.watcher import Told, Watcher, WatchOptions

POLLS = 2_000
EARLY = 100
PAGE = "<html><head><title>Mole {0}</title></head><body><article>{1}</article></body></html>"
SENTENCE = "<p>“The mole is open,” harbour master Ada Arnal said at hour {0} in the port of Lund.</p>"
FEEDS = ("/same", "/plain", "/news", "/broken", "/moved", "/busy", "/gone")


class Site(BaseHTTPRequestHandler):
    """Answers by path; `asked` counts requests."""

    asked = 0

    def do_GET(self) -> None:
        kind = type(self)
        kind.asked += 1
        name = self.path.strip("/")
        if name == "same" and self.headers.get("If-None-Match"):
            self.reply(304, "", ETag='"1"')
        elif name == "moved":
            self.reply(301, "", Location="/same")
        elif name == "busy" and kind.asked % 3:
            self.reply(503, "", Retry_After="60")
        elif name == "broken":
            self.reply(200, "<rss><channel><item><description>A & B <")
        elif name.isdecimal():
            self.reply(200, PAGE.format(name, SENTENCE.format(name) * 8))
        elif name in ("same", "plain", "busy", "news"):
            first = kind.asked if name == "news" else 0
            self.reply(200, feed(f"http://127.0.0.1:{self.server.server_port}", first), ETag='"1"')  # type: ignore[attr-defined]
        else:
            self.reply(404, "")

    def reply(self, status: int, text: str, **headers: str) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


def feed(root: str, first: int) -> str:
    """Return a feed of twenty entries that begins with entry `first`."""
    entries = "".join(
        f"<item><title>Mole {n}</title><link>{root}/{n}</link><description>Mole {n} …</description></item>"
        for n in range(first, first + 20)
    )
    return f"<rss version='2.0'><channel><title>Quay</title>{entries}</channel></rss>"


class SimulatedClock(Clock):
    """Waits at once."""

    def __init__(self) -> None:
        self.time = 1_751_371_200.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def measure() -> tuple[float, int]:
    """Return resident memory in MB and the number of open files."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, len(list(Path("/proc/self/fd").iterdir()))


def watch(root: str, state_path: Path, polls: int) -> Iterator[str]:
    """Watch until so many polls were made; yield a line after the first hundred and at the end."""
    counts = {"polls": 0, "articles": 0}

    def tell(told: Told) -> None:
        counts["polls"] += isinstance(told, Poll)

    reported = False
    with StateFile(state_path) as state:
        options = WatchOptions(every=600, delay=0.5, recheck=86_400)
        watcher = Watcher(state, SimulatedClock(), Limits(), options, tell)
        for found in watcher.run([root + path for path in FEEDS]):
            counts["articles"] += 1
            watcher.settle(found, getattr(found.outcome, "id", None))
            if counts["polls"] >= EARLY and not reported:
                reported = True
                yield describe(counts)
            if counts["polls"] >= polls:
                break
    yield describe(counts) + f", state {state_path.stat().st_size / 1e6:.1f} MB"


def describe(counts: dict[str, int]) -> str:
    memory, files = measure()
    done = f"{counts['polls']} polls, {counts['articles']} articles"
    return f"{done}: {memory:.1f} MB resident, {files} open files"


def main() -> None:
    polls = int(sys.argv[1]) if len(sys.argv) > 1 else POLLS
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server, tempfile.TemporaryDirectory() as folder:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for line in watch(f"http://127.0.0.1:{server.server_port}", Path(folder) / "state", polls):
            print(line)
        server.shutdown()


if __name__ == "__main__":
    main()
