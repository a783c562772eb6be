"""How fast a dossier is: adding articles, and the answer to each kind of question, on generated records.

    .venv/bin/python benchmarks/store.py [--articles 10000] [--times 15] [--keep FILE]

Adding is timed on the first 1,000 articles, questions on all of them. A question is timed with its count, as `onrecord show`
asks both, and with a limit of 100 rows unless it says otherwise. Figures go to stdout, progress to stderr.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from builders import make_record
from onrecord.store.base import Dossier, Filter
from onrecord.store.opening import open_dossier
from onrecord.views.actors import build_actors
from onrecord.views.articles import build_articles
from onrecord.views.events import build_events
from onrecord.views.page import Page
from onrecord.views.statements import build_statements

ADDED = 1_000
SINCE, UNTIL = date(2025, 3, 1), date(2025, 3, 31)
FILTERS = {
    "no filter": Filter(limit=100),
    "--actor Arnsen": Filter(actor="Arnsen", limit=100),
    "--since --until (a month)": Filter(since=SINCE, until=UNTIL, limit=100),
    "--contains ferries (common)": Filter(contains="ferries", limit=100),
    '--contains "bulletin 777"': Filter(contains='"bulletin 777"', limit=100),
    "all of them": Filter(actor="Ada", since=date(2025, 1, 1), contains="the", limit=100),
}


Build = Callable[[Dossier, Filter], Page[object]]
KINDS: dict[str, Build] = {
    "statements": build_statements,
    "events": build_events,
    "articles": build_articles,
    "actors": build_actors,
}


def main() -> None:
    """Fill a dossier and ask it everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--keep", type=Path, help="where the dossier is made, or found ready")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "benchmark.dossier"
        with open_dossier(path, create=True) as dossier:
            fill(dossier, options.articles)
            print(f"{'size':50}{path.stat().st_size / options.articles / 1024:10.1f} KiB an article")
            ask(dossier, options.times)


def fill(dossier: Dossier, articles: int) -> None:
    """Add the articles that are missing."""
    there = dossier.count_articles(Filter()).matching
    spent = 0.0
    for number in range(there, articles):
        record = make_record(number)
        start = perf_counter()
        dossier.write(record)
        spent += perf_counter() - start
        if number + 1 == ADDED and there == 0:
            print(f"{f'adding {ADDED:,} articles':50}{spent:10.2f} s")
        if (number + 1) % 500 == 0:
            print(f"added {number + 1} of {articles}", file=sys.stderr)


def ask(dossier: Dossier, times: int) -> None:
    """Time every kind of question, and reading everything there is."""
    for kind, build in KINDS.items():
        for label, wanted in FILTERS.items():
            took, rows = measure(dossier, build, wanted, times)
            print(f"{f'{kind} {label}':50}{took * 1000:10.1f} ms   {rows} rows")
        took, rows = measure(dossier, build, Filter(), 1)
        print(f"{f'{kind} without a limit':50}{took * 1000:10.1f} ms   {rows} rows")


def measure(dossier: Dossier, build: Build, wanted: Filter, times: int) -> tuple[float, int]:
    """Return the median time of one question in seconds, and its number of rows."""
    spent: list[float] = []
    rows = 0
    for _ in range(times):
        start = perf_counter()
        rows = sum(1 for _ in build(dossier, wanted).rows)
        spent.append(perf_counter() - start)
    return statistics.median(spent), rows


if __name__ == "__main__":
    main()
