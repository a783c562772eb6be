"""Measure a dossier: each kind of query and page, on made-up reports at the density of real ones.

    .venv/bin/python benchmarks/store.py [--articles 1000,10000,100000] [--times 3] [--keep FILE] [--link N]

At each size: every kind of query with its count, as `onrecord show` runs them, with a limit of 100 rows, and
every page of the web; each with its number of SQL queries. Judgements are those that were planted in
the reports; with `--link N`, N reports at each size are compared instead. "cpu" is processor time, which
other programs do not affect. Figures go to stdout, progress to stderr. To write 100,000 takes an hour.
PostgreSQL is measured at an address: `--keep postgresql://…` ("cpu" is then without that of its server).
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from sqlalchemy import event

from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages import lists
from onrecord.views.pages.actor import build_actor
from onrecord.views.pages.figures import build_figures
from onrecord.views.pages.front import build_front
from onrecord.views.pages.review import build_review_page
from onrecord.views.pages.timeline import build_timeline
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
from planted_dossier import fill as write_reports

LAST = 100  # articles whose linking is timed at each size
SINCE, UNTIL = date(2020, 3, 1), date(2020, 3, 31)
FILTERS = {
    "no filter": Filter(limit=100),
    "page 800": Filter(limit=50, offset=40_000),
    "--actor (a surname)": Filter(actor="Arnader", limit=100),
    "--since --until (a month)": Filter(since=SINCE, until=UNTIL, limit=100),
    "--contains reported (common)": Filter(contains="reported", limit=100),
    "--outlet": Filter(outlet="Weskumark Post", limit=100),
    "--act accuse": Filter(acts=("accuse",), limit=100),
    "--type CONSULT": Filter(types=("CONSULT",), limit=100),
    "--as-of 2020-01-01": Filter(as_of=date(2020, 1, 1), limit=100),
    "several": Filter(since=date(2020, 1, 1), contains="the", limit=100),
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
PAGE = Filter(limit=lists.ROWS_PER_PAGE)
PAGES: dict[str, Callable[[Dossier], object]] = {
    "/": lambda dossier: build_front(dossier, PAGE, "a benchmark"),
    "/statements": lambda dossier: lists.build_statements_page(dossier, PAGE),
    "/events": lambda dossier: lists.build_events_page(dossier, PAGE),
    "/actors": lambda dossier: lists.build_actors_page(dossier, PAGE),
    "/actors/ of the one who says most": lambda dossier: build_actor(dossier, _busiest(dossier), PAGE),
    "/articles": lambda dossier: lists.build_articles_page(dossier, PAGE),
    "/stories": lambda dossier: lists.build_origins_page(dossier, PAGE),
    "/threads": lambda dossier: lists.build_threads_page(dossier, PAGE),
    "/commitments": lambda dossier: lists.build_commitments_page(dossier, PAGE, "checkable"),
    "/review": lambda dossier: build_review_page(dossier, PAGE),
    "/timeline": lambda dossier: build_timeline(dossier, PAGE),
    "/timeline?lanes=actor": lambda dossier: build_timeline(dossier, PAGE, "actor"),
    "/figures": lambda dossier: build_figures(dossier, PAGE),
    "/search?q=reported": lambda dossier: lists.build_search(dossier, Filter(contains="reported", limit=50)),
    "the state of the dossier, asked for each page": lambda dossier: dossier.count_changes(),
}


def main() -> None:
    """Fill a dossier and time every kind of query."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--articles", default="1000,10000,100000", help="numbers of articles at which to measure"
    )
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--keep", help="path or address of the dossier; an existing one is used")
    parser.add_argument("--link", type=int, help="compare at most this many articles at each size")
    parser.add_argument("--filters", default=",".join(FILTERS), help="which of them, separated by commas")
    options = parser.parse_args()
    filters = {name: FILTERS[name] for name in options.filters.split(",")}
    with tempfile.TemporaryDirectory() as folder:
        place = options.keep or str(Path(folder) / "benchmark.dossier")
        with open_dossier(place, create=True) as dossier:
            for size in map(int, options.articles.split(",")):
                fill(dossier, size, options.link)
                if Path(place).exists():
                    kilobytes = Path(place).stat().st_size / size / 1024
                    print(f"{f'size at {size:,}':65}{kilobytes:10.1f} KiB an article", flush=True)
                time_queries(dossier, size, options.times, filters)


def fill(dossier: Dossier, size: int, most: int | None = None) -> None:
    """Add the missing articles; with `most`, compare so many and print the time of the last ones."""
    for done in write_reports(dossier, size, judge=most is None):
        print(f"added {done} of {size}", file=sys.stderr)
    if most is None:
        return
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


def time_queries(dossier: Dossier, size: int, times: int, filters: dict[str, Filter]) -> None:
    """Time every kind of query, and every page."""
    for kind, build in KINDS.items():
        for label, wanted in filters.items():
            if kind != "review" or wanted == Filter(limit=wanted.limit):
                show(f"{size:,}: {kind} {label}", dossier, _reading(build, wanted), times)
    for page, build_page in PAGES.items():
        show(f"{size:,}: {page}", dossier, build_page, times)


def show(label: str, dossier: Dossier, ask: Callable[[Dossier], object], times: int) -> None:
    """Print the median wall and processor time of a question, its number of queries, and of rows."""
    spent: list[tuple[float, float]] = []
    rows: object = 0
    with counted_queries(dossier) as queries:
        for _ in range(times):
            queries.clear()
            start = perf_counter(), process_time()
            rows = ask(dossier)
            spent.append((perf_counter() - start[0], process_time() - start[1]))
    wall, cpu = (statistics.median(row[place] for row in spent) * 1000 for place in (0, 1))
    shown = f"   {rows} rows" if isinstance(rows, int) else ""
    print(f"{label:65}{wall:10.1f} ms   {cpu:8.1f} ms cpu   {len(queries):4} queries{shown}", flush=True)


@contextmanager
def counted_queries(dossier: Dossier) -> Iterator[list[str]]:
    """Yield a list to which every SQL query of the dossier is added."""
    queries: list[str] = []
    engine = dossier._engine  # type: ignore[attr-defined]

    def note(*arguments: object) -> None:
        if arguments[2] != "BEGIN":
            queries.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield queries
    event.remove(engine, "before_cursor_execute", note)


def _reading(build: Build, wanted: Filter) -> Callable[[Dossier], int]:
    return lambda dossier: sum(1 for _ in build(dossier, wanted).rows)


def _busiest(dossier: Dossier) -> str:
    return next(dossier.list_actors(Filter(limit=1))).id


if __name__ == "__main__":
    main()
