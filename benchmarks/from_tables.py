"""Measure `onrecord add --records` and the dyad query on the tables of a batch of made-up reports.

    .venv/bin/python benchmarks/from_tables.py [--articles 10000] [--dyads 1000000] [--keep FOLDER]

Reports have the density of tests/matters. What was planted in them stands for what linking found. The command
runs in a process of its own, with the time of its start: processor time, articles a second of it, and the
largest memory. Then the same again (everything is there already), and a selection. The dyad query of
docs/how-to/queries.md runs on the rows of the events, repeated until they are those of `--dyads` articles.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import duckdb

from batch_folder import write_batch, write_linking
from matters import Report, make_report, planted_families
from onrecord.model.judgement import Judgement, JudgementKind, make_judgement
from onrecord.resolve.linker import RULE

ROOT = Path(__file__).resolve().parents[1]
SHARD = 500  # articles
DYAD_COLUMNS = (
    *("id", "type", "reality", "date", "actor_countries", "recipients", "recipient_countries"),
    "confidence",
)
MADE_AT = "2026-01-01T00:00:00+00:00"


def main() -> None:
    """Make the batch, then measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--dyads", type=int, default=1_000_000, help="articles of the dyad query")
    parser.add_argument("--keep", type=Path, help="folder of the batch; one that is there is used")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name) / "batch"
        if not folder.exists():
            make_batch(folder, options.articles)
        dossier = Path(name) / "benchmark.dossier"
        add(dossier, folder, "into a new SQLite file")
        size = dossier.stat().st_size / options.articles / 1024
        print(f"{'size of the dossier':45}{size:10.0f} KiB an article")
        add(dossier, folder, "again: all are there")
        person = next(one.name for one in make_report(0).record.actors if one.kind == "person")
        for option, value in (("--limit", "500"), ("--actor", person)):
            add(Path(name) / f"{option}.dossier", folder, f"{option} {value}", option, value)
        measure_dyads(folder, Path(name), options.articles, options.dyads)


def make_batch(folder: Path, size: int) -> None:
    """Write a batch of made-up reports, with what was planted in them as judgements."""
    planted: list[Report] = []
    for first in range(0, size, SHARD):
        reports = [make_report(number) for number in range(first, min(size, first + SHARD))]
        place = write_batch(folder, [one.record for one in reports], f"s{first // SHARD:04}")
        planted += [Report(None, one.planted) for one in reports]  # type: ignore[arg-type]
        print(f"made {first + len(reports)}", file=sys.stderr)
    families: defaultdict[JudgementKind, dict[str, str]] = defaultdict(dict)
    found: list[Judgement] = []
    for kind, groups in planted_families(planted).items():
        for rows in groups.values():
            references = sorted({row.reference for row in rows})
            families[kind] |= dict.fromkeys(references, references[0])
            pairs = pairwise(references)
            found += [make_judgement(kind, pair, RULE, 0.9, rows[-1].why, MADE_AT) for pair in pairs]
    write_linking(place, found, families, size)
    print(f"{'judgements':45}{len(found) / size:10.1f} an article")


def add(dossier: Path, folder: Path, what: str, *options: str) -> None:
    """Run the command; print what it took."""
    command = [sys.executable, "-m", "onrecord", "add", str(dossier), "--records", str(folder), *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    wall = perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    totals = done.stderr.splitlines()[-1].partition(": ")[2]
    number = sum(map(int, re.findall(r"(\d+) (?:added|unchanged)", totals)))
    print(f"{what:45}{spent:10.1f} s cpu {wall:8.1f} s {number / spent:8.0f} articles/s cpu", end="")
    print(f"{after.ru_maxrss / 1024:8.0f} MiB at most so far; {totals}", flush=True)


def measure_dyads(folder: Path, place: Path, size: int, wanted: int) -> None:
    """Time the dyad query of the page on the events of `wanted` articles."""
    page = (ROOT / "docs" / "how-to" / "queries.md").read_text("utf-8")
    views, dyads = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)[:2]
    for times in dict.fromkeys((1, max(1, wanted // size))):
        target = place / f"times{times}" / "batch" / next(folder.glob("run=*")).name
        multiply(next(folder.glob("run=*")), target, times)
        os.chdir(target.parents[1])
        connection = duckdb.connect()
        connection.execute(views)
        start = perf_counter(), process_time()
        rows = connection.sql(dyads).fetchall()
        spent = perf_counter() - start[0], process_time() - start[1]
        ((events,),) = connection.sql("SELECT count(*) FROM events").fetchall()
        what = f"dyads of {size * times:,} articles ({events:,} events)"
        print(f"{what:55}{spent[0]:8.2f} s {spent[1]:8.2f} s cpu, {len(rows)} rows shown", flush=True)
        os.chdir(ROOT)


def multiply(run: Path, target: Path, times: int) -> None:
    """Write a run with the events and their families `times` times, as of other articles.

    Of events, the columns that the query reads; the other tables as they are.
    """
    for source in [*run.glob("tables/*"), *run.glob("families/*")]:
        to = target / source.relative_to(run)
        to.parent.mkdir(parents=True, exist_ok=True)
        if source.name not in ("events", "event.parquet"):
            to.symlink_to(source.resolve())
            continue
        names = "e.article || n AS article, " + ", ".join(DYAD_COLUMNS)
        if source.name == "event.parquet":
            names = "kind, replace(member, '/', n || '/') AS member, replace(family, '/', n || '/') AS family"
        for file in source.rglob("*.parquet"):
            written = to / file.relative_to(source)
            written.parent.mkdir(parents=True, exist_ok=True)
            events = duckdb.read_parquet(str(file), hive_partitioning=False)
            made = events.query("e", f"SELECT {names} FROM e, range({times}) t(n)")  # noqa: S608 - our own names
            if made is not None:
                made.write_parquet(str(written))


if __name__ == "__main__":
    main()
