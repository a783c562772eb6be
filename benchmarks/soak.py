"""Run the web server under readers, a writer and hostile clients for long, and see whether anything grows.

    .venv/bin/python benchmarks/soak.py [--minutes 60] [--articles 10000] [--keep FILE]

Every tenth of the time it prints what the server's process and its reading process hold: memory, open files,
threads, the size of the dossier with its log, and response times. It fails when memory in the last third of
the time is more than a tenth, or open files more than ten, above those of the third before, or when a reader
gets an error. Readers ask for pages at random, half of them with queries never used before. Hostile clients
stall, send cookies of other servers and wrong tokens, and ask for articles that do not exist.
"""

import argparse
import contextlib
import random
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.web import PAGES, PAUSE, READERS, Serving, Tally, add_reports, fill, timed

BEGINNINGS = (b"", b"GET / HT", b"POST /add HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n")
STALLED = 40  # connections kept open by each hostile client
MOST_GROWTH, MOST_FILES = 1.1, 10


@dataclass(frozen=True)
class Sample:
    """What the processes hold at a moment; memory in MB."""

    seconds: float
    memory: float
    files: int
    threads: int
    disk: float


def main() -> None:
    """Serve the dossier, load it, and print samples."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="path of the dossier; an existing one is used")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "soak.dossier"
        pages = [*PAGES, *fill(path, options.articles)]
        with Serving(path) as server:
            samples, tally = soak(server, path, pages, options.minutes * 60)
    sys.exit(1 if report(samples, tally) else 0)


def soak(server: Serving, path: Path, pages: list[str], seconds: float) -> tuple[list[Sample], Tally]:
    """Return ten times three samples, and the response times of the readers."""
    tally, end = Tally(), time.monotonic() + seconds
    clients: list[Callable[[], None]] = [
        *(partial(_read, server.url, pages, end, number, tally) for number in range(READERS)),
        lambda: add_reports(server.url, end, tally),
        lambda: _attack(server.url, end, 1),
        lambda: _attack(server.url, end, 2),
    ]
    threads = [threading.Thread(target=client) for client in clients]
    for thread in threads:
        thread.start()
    samples, begin = [], time.monotonic()
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, seconds / 30))
        samples.append(take_sample(server, path, time.monotonic() - begin))
        if len(samples) % 3 == 0:
            _print(samples[-1], tally)
    for thread in threads:
        thread.join()
    return samples, tally


def take_sample(server: Serving, path: Path, seconds: float) -> Sample:
    """Return what the server and its children hold (proc(5))."""
    memory = files = threads = 0
    for process in server.processes():
        with contextlib.suppress(OSError):  # it has just ended
            status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
            fields = dict(line.split(":", 1) for line in status.splitlines())
            memory += int(fields["VmRSS"].split()[0])
            threads += int(fields["Threads"])
            files += len(list(Path(f"/proc/{process}/fd").iterdir()))
    disk = sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*"))
    return Sample(seconds, memory / 1000, files, threads, disk / 1e6)


def _print(sample: Sample, tally: Tally) -> None:
    spent = sorted(tally.spent) or [0.0]
    p95 = spent[int(len(spent) * 0.95)] * 1000
    print(
        f"{sample.seconds / 60:6.1f} min  {sample.memory:7.0f} MB  {sample.files:4} files  "
        f"{sample.threads:3} threads  {sample.disk:6.0f} MB on disk  {len(spent):6} pages  "
        f"p95 {p95:5.0f} ms  {len(tally.errors)} errors",
        flush=True,
    )


def report(samples: list[Sample], tally: Tally) -> bool:
    """Print a verdict; return whether anything grew or failed."""
    third = len(samples) // 3
    middle, last = samples[third : 2 * third], samples[2 * third :]
    memory = [statistics.median(one.memory for one in part) for part in (middle, last)]
    files = [max(one.files for one in part) for part in (middle, last)]
    growth = memory[1] / memory[0]
    print(f"memory {memory[0]:.0f} MB, then {memory[1]:.0f} MB ({growth - 1:+.1%})")
    print(f"open files {files[0]}, then {files[1]}")
    for error in tally.errors[:5]:
        print(f"  {error}")
    return growth > MOST_GROWTH or files[1] > files[0] + MOST_FILES or bool(tally.errors)


def _read(url: str, pages: list[str], end: float, number: int, tally: Tally) -> None:
    chance = random.Random(number)  # noqa: S311 - nothing is secret
    with httpx.Client(base_url=url, timeout=60) as client:
        while time.monotonic() < end:
            time.sleep(chance.expovariate(1 / PAUSE))
            page = chance.choice(pages)
            if chance.random() < 0.5:
                day = date(1910, 1, 1) + timedelta(days=chance.randrange(25_000))
                page += ("&" if "?" in page else "?") + f"since={day}"
            timed(partial(client.get, page), tally)


def _attack(url: str, end: float, number: int) -> None:
    chance = random.Random(number)  # noqa: S311 - nothing is secret
    where = urlsplit(url)
    stalled: list[socket.socket] = []
    foreign = {"Cookie": "onrecord=x; {"}
    while time.monotonic() < end:
        with contextlib.suppress(OSError, httpx.HTTPError):
            stalled.append(socket.create_connection((where.hostname or "", where.port or 80), 5))
            stalled[-1].sendall(chance.choice(BEGINNINGS))
            httpx.get(f"{url}/articles/a:{chance.randrange(10**12):x}", headers=foreign, timeout=5)
            httpx.post(f"{url}/add", data={"token": "x", "text": "x" * 50_000}, timeout=5)
            httpx.get(f"{url}/statements.json?q={chance.randrange(10**9)}&actor=%3F", timeout=5)
        while len(stalled) > STALLED:
            stalled.pop(0).close()
        time.sleep(0.5)
    for connection in stalled:
        connection.close()


if __name__ == "__main__":
    main()
