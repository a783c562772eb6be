"""Measure the web pages on a large dossier, and whether twenty people can read while one adds reports.

    .venv/bin/python benchmarks/web.py [--articles 10000] [--keep FILE] [--seconds 40]

Part one requests each page several times with parameters not used before, so that no cache answers; "cpu"
is the time of the server's process, which other programs do not affect. In part two readers request pages
at random, with pauses, while reports are added. The reports are made up (tests/matters). Figures go
to stdout, progress to stderr.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from builders import make_record
from matters import make_report
from onrecord.store.open_dossier import open_dossier
from planted_dossier import fill as write_reports

RUN = "from onrecord.cli import main; main()"
READERS = 20
PAUSE = 1.0  # mean seconds between two requests of a reader
PAGES = (
    "/", "/statements", "/statements?actor=Arnader", "/statements?q=reported", "/threads?actor=Arnader",
    "/commitments", "/timeline", "/timeline?lanes=actor", "/actors", "/actors/Arnader", "/events",
    "/articles", "/articles?page=800", "/stories", "/figures", "/search?q=reported", "/review",
)  # fmt: skip


def main() -> None:
    """Create the dossier, serve it and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="path of the dossier; an existing one is used")
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "benchmark.dossier"
        articles = fill(path, options.articles)
        with Serving(path) as server:
            for page in (*PAGES, *articles):
                measure(server, page, options.times)
            load(server, [*PAGES, *articles], options.seconds)


def fill(path: Path, count: int) -> list[str]:
    """Add the missing articles; return the paths of pages of some."""
    with open_dossier(path, create=True) as dossier:
        for done in write_reports(dossier, count):
            print(f"added {done} of {count}", file=sys.stderr)
    ids = [make_report(number).record.article.id for number in (7, count // 2)]
    return [f"/articles/{ids[0]}", f"/articles/{ids[1]}/statements/s2"]


class Serving:
    """The server as users start it, in its own process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.url = ""

    def __enter__(self) -> "Serving":
        command = [sys.executable, "-c", RUN, "serve", str(self._path), "--port", "0"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        line = self._process.stderr.readline() if self._process.stderr else ""
        self.url = "http://" + line.partition("http://")[2].partition("/")[0]
        for _ in range(100):
            try:
                httpx.get(f"{self.url}/login", timeout=10)
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        return self

    def cpu(self) -> float:
        """Return the seconds of processor time the server has spent (proc(5), stat)."""
        fields = (
            Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def processes(self) -> list[int]:
        """Return the ids of the server's process and of its children."""
        tasks = Path(f"/proc/{self._process.pid}/task").iterdir()
        found = {int(one) for task in tasks for one in _children(task)}
        return [self._process.pid, *sorted(found)]

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def _children(task: Path) -> list[str]:
    try:
        return (task / "children").read_text(encoding="ascii").split()
    except OSError:  # the thread has ended
        return []


def measure(server: Serving, page: str, times: int) -> None:
    """Print the median time of a page. Each request has another `since`, a day before the first article."""
    spent = []
    with httpx.Client(base_url=server.url, timeout=60) as client:
        client.get(page).raise_for_status()  # loads what is loaded only once
        before = server.cpu()
        for number in range(times):
            day = date(1990, 1, 1) + timedelta(days=number)
            start = time.perf_counter()
            client.get(page + ("&" if "?" in page else "?") + f"since={day}").raise_for_status()
            spent.append(time.perf_counter() - start)
    cpu = (server.cpu() - before) / times * 1000
    print(f"{page[:44]:46}{statistics.median(spent) * 1000:8.0f} ms   {cpu:6.0f} ms cpu", flush=True)


@dataclass
class Tally:
    """Response times and errors of the readers."""

    spent: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def load(server: Serving, pages: list[str], seconds: float) -> None:
    """Print how long readers wait while reports are added."""
    tally, end = Tally(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=_read, args=(server.url, pages, end, number, tally))
        for number in range(READERS)
    ]
    threads.append(threading.Thread(target=add_reports, args=(server.url, end, tally)))
    before = server.cpu()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = sorted(tally.spent)
    print(
        f"{READERS} readers and one who adds, {seconds:.0f} s: "
        f"{len(spent)} pages, {len(tally.errors)} errors",
        flush=True,
    )
    for name, share in (("median", 0.5), ("p95", 0.95), ("longest", 1.0)):
        print(f"  {name:44}{spent[min(int(len(spent) * share), len(spent) - 1)] * 1000:8.0f} ms")
    used = (server.cpu() - before) / seconds
    print(f"  {'processor of the pages':44}{used:8.2f} cores; load of the machine {os.getloadavg()[0]:.1f}")
    print(f"  {'reports read meanwhile':44}{_added(server.url):8}")
    for error in tally.errors[:5]:
        print(f"  {error}")


def _read(url: str, pages: list[str], end: float, number: int, tally: Tally) -> None:
    chance = random.Random(number)  # noqa: S311 - nothing is secret
    with httpx.Client(base_url=url, timeout=30) as client:
        while time.monotonic() < end:
            time.sleep(chance.expovariate(1 / PAUSE))
            timed(lambda: client.get(chance.choice(pages)), tally)


def timed(ask: Callable[[], httpx.Response], tally: Tally) -> None:
    """Note how long a request takes, and whether it fails."""
    start = time.perf_counter()
    try:
        answer = ask()
        tally.spent.append(time.perf_counter() - start)
        if answer.status_code >= 400:
            tally.errors.append(f"{answer.status_code} {answer.url}")
    except httpx.HTTPError as error:
        tally.errors.append(repr(error))


def add_reports(url: str, end: float, tally: Tally) -> None:
    """Add a report every other second."""
    number = 2_000_000
    with httpx.Client(base_url=url, timeout=30, headers={"X-OnRecord": "1"}) as client:
        while time.monotonic() < end:
            number += 1
            fields = {
                "text": make_record(number).article.text,
                "title": f"Added {number}",
                "date": "2026-01-05",
            }
            answer = client.post("/api/add", data=fields)
            if answer.status_code not in (202, 429):  # 429: a hundred jobs wait
                tally.errors.append(f"{answer.status_code} adding")
            time.sleep(2)


def _added(url: str) -> int:
    jobs = httpx.get(f"{url}/add.json", timeout=30).json()
    return sum(told["outcome"] == "added" for job in jobs for told in job["told"])


if __name__ == "__main__":
    main()
