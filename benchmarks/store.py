"""Measure a dossier: adding and resolving articles, and each kind of query, on generated records.

    .venv/bin/python benchmarks/store.py [--articles 1000,3000,10000] [--times 15] [--keep FILE] [--link N]

At each size: the time to resolve each of the last hundred articles, and every kind of query with its count,
as `onrecord show` runs them, with a limit of 100 rows unless stated otherwise. "cpu" is processor time,
which other programs do not affect. Figures go to stdout, progress to stderr. Resolving 10,000 articles
takes about half an hour on one idle core.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from builders import make_record
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.queries import QueryResult
from onrecord.views.rows.actors import build_actors
from onrecord.views.rows.articles import build_articles
from onrecord.views.rows.commitments import build_commitments
from onrecord.views.rows.events import build_events
from onrecord.views.rows.origins import build_origins
from onrecord.views.rows.positions import build_positions
from onrecord.views.rows.review import build_review
from onrecord.views.rows.statements import build_statements
from onrecord.views.rows.threads import build_threads

LAST = 100  # articles whose linking is timed at each size
SINCE, UNTIL = date(2025, 3, 1), date(2025, 3, 31)
FILTERS = {
    "no filter": Filter(limit=100),
    "--actor Arnsen": Filter(actor="Arnsen", limit=100),
    "--since --until (a month)": Filter(since=SINCE, until=UNTIL, limit=100),
    "--contains ferries (common)": Filter(contains="ferries", limit=100),
    '--contains "bulletin 777"': Filter(contains='"bulletin 777"', limit=100),
    "--as-of 2025-01-01": Filter(as_of=date(2025, 1, 1), limit=100),
    "all of them": Filter(actor="Ada", since=date(2025, 1, 1), contains="the", limit=100),
}
Build = Callable[[Dossier, Filter], QueryResult[object]]
KINDS: dict[str, Build] = {
    "statements": build_statements,
    "events": build_events,
    "articles": build_articles,
    "actors": build_actors,
    "origins": build_origins,
    "threads": build_threads,
    "commitments": build_commitments,
    "positions": build_positions,
    "review": build_review,
}


def main() -> None:
    """Fill a dossier and time every kind of query."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--articles", default="1000,3000,10000", help="numbers of articles at which to measure"
    )
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--keep", type=Path, help="path of the dossier; an existing one is used")
    parser.add_argument(
        "--link", type=int, help="resolve at most this many articles at each size (default: all)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "benchmark.dossier"
        with open_dossier(path, create=True) as dossier:
            for size in map(int, options.articles.split(",")):
                fill(dossier, size, options.link)
                print(
                    f"{f'size at {size:,}':55}{path.stat().st_size / size / 1024:10.1f} KiB an article",
                    flush=True,
                )
                time_queries(dossier, size, options.times)


def fill(dossier: Dossier, size: int, most: int | None = None) -> None:
    """Add and resolve the missing articles, and print the time of the last ones."""
    there = dossier.count_articles(Filter()).matching
    start = perf_counter()
    for number in range(there, size):
        dossier.write(make_record(number, varied=True))
    if size > there:
        print(f"{f'adding {size - there:,} articles':55}{perf_counter() - start:10.1f} s", flush=True)
    spent: list[tuple[float, float]] = []
    began = perf_counter(), process_time()
    before = began
    for done, _ in enumerate(islice(link_articles(dossier), most), start=1):
        now = perf_counter(), process_time()
        spent.append((now[0] - before[0], now[1] - before[1]))
        before = now
        if done % 500 == 0:
            print(f"linked {done}", file=sys.stderr)
    if spent:
        last = spent[-LAST:]
        wall, cpu = (statistics.median(row[place] for row in last) * 1000 for place in (0, 1))
        print(f"{f'linking an article at {size:,}, median':55}{wall:10.1f} ms   {cpu:.1f} ms cpu")
        whole = f"{before[0] - began[0]:10.1f} s    {before[1] - began[1]:.1f} s cpu"
        print(f"{f'linking {len(spent):,} articles':55}{whole}", flush=True)


def time_queries(dossier: Dossier, size: int, times: int) -> None:
    """Time every kind of query."""
    for kind, build in KINDS.items():
        for label, wanted in FILTERS.items():
            wall, cpu, rows = measure(dossier, build, wanted, times)
            figures = f"{wall * 1000:10.1f} ms   {cpu * 1000:.1f} ms cpu   {rows} rows"
            print(f"{f'{size:,}: {kind} {label}':55}{figures}", flush=True)


def measure(dossier: Dossier, build: Build, wanted: Filter, times: int) -> tuple[float, float, int]:
    """Return the median wall and CPU time of one query in seconds, and its number of rows."""
    spent: list[tuple[float, float]] = []
    rows = 0
    for _ in range(times):
        start = perf_counter(), process_time()
        rows = sum(1 for _ in build(dossier, wanted).rows)
        spent.append((perf_counter() - start[0], process_time() - start[1]))
    return statistics.median(row[0] for row in spent), statistics.median(row[1] for row in spent), rows


if __name__ == "__main__":
    main()
