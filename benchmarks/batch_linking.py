"""Measure linking on Spark: time, memory, judgements, and the families against what was planted.

    .venv/bin/python benchmarks/batch_linking.py [--articles 1000,10000,100000] [--master local[1]]
    .venv/bin/python benchmarks/batch_linking.py --against-link N [--records FILE]

The first measures on made-up reports (tests/matters), each size in a process of its own. "cpu" is processor
time of the driver, Java and all workers, which other programs hardly affect; "memory" is the largest sum of
their resident memory, taken twice a second. Writing the reports is not counted. Each size is added to
batch_linking.json, from which the tables and the plot of docs/batch-linking.md are drawn (--draw alone).

The second links N of these reports, or those in a file of `onrecord read --format json`, on Spark and with
`onrecord link`, and compares the families: of the pairs of rows that one has, how many has the other.
Linux only: it reads /proc.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from matters import make_reports
from onrecord.model.edtf import edtf_bounds
from onrecord.model.judgement import PAIR_KINDS
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json, outcome_to_json
from onrecord.resolve.linker import cluster_records

ROOT = Path(__file__).resolve().parents[1]
MEASURED = Path(__file__).with_suffix(".json")
PAGE = ROOT / "docs" / "batch-linking.md"
PLOT = ROOT / "docs" / "batch-linking.svg"
SHARD = 1_000  # reports a file
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure, or compare with `onrecord link`, as asked."""
    options = _options()
    if options.against_link:
        compare_with_link(options)
        return
    if options.one:
        link_one(Path(options.one), options)
        return
    known = json.loads(MEASURED.read_text("utf-8")) if MEASURED.exists() else {}
    for size in () if options.draw else map(int, options.articles.split(",")):
        known[str(size)] = measure(size, options)
        known = {name: known[name] for name in sorted(known, key=int)}
        MEASURED.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    draw(known)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", default="1000,10000,100000", help="numbers of reports")
    parser.add_argument("--master", default="local[1]")
    parser.add_argument("--memory", default="2g", help="of Java")
    parser.add_argument("--partitions", type=int, default=4, help="of shuffles")
    parser.add_argument("--against-link", type=int, metavar="N")
    parser.add_argument("--records", type=Path)
    parser.add_argument("--draw", action="store_true", help="draw what was measured before")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args()


def measure(size: int, options: argparse.Namespace) -> dict[str, Any]:
    """Return what linking `size` reports took and found."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        run = Path(folder) / "run=benchmark"
        started = time.process_time()
        planted = write_reports(run / "records", size)
        print(f"{size:,} reports written in {time.process_time() - started:.0f} s", file=sys.stderr)
        command = [sys.executable, __file__, "--one", str(run), "--master", options.master]
        command += ["--memory", options.memory, "--partitions", str(options.partitions)]
        began = time.monotonic()
        with subprocess.Popen(command, start_new_session=True) as process:
            seconds, largest = watch_processes(process)
        if process.returncode:
            raise SystemExit(f"linking {size:,} reports ended with {process.returncode}")
        told = json.loads((run / "judgements" / "linking.json").read_text("utf-8"))
        return {
            "master": options.master,
            "cpu": round(seconds["all"], 1),
            "cpu_java": round(seconds["java"], 1),
            "elapsed": round(time.monotonic() - began, 1),
            "memory": largest,
            "judgements": told["judgements"],
            "left_out": told["left_out"],
            "families": score_planted(run / "families", planted),
            "shuffle": shuffled(run),
        }


def write_reports(folder: Path, size: int) -> Path:
    """Write the records of reports as lines, SHARD a file, and return the table of what was planted."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    folder.mkdir(parents=True)
    planted = folder.parent / "planted.parquet"
    names = ("kind", "family", "reference")
    schema = pyarrow.schema([(name, pyarrow.string()) for name in names])
    reports = make_reports(size)
    with ParquetWriter(planted, schema) as writer:
        for number in range(0, size, SHARD):
            rows: list[dict[str, str]] = []
            with (folder / f"{number:08}.jsonl").open("w", encoding="utf-8") as lines:
                for report in islice(reports, SHARD):
                    lines.write(outcome_to_json(report.record) + "\n")
                    rows += [{name: getattr(row, name) for name in names} for row in report.planted]
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))
    return planted


def link_one(run: Path, options: argparse.Namespace) -> None:
    """Link a folder, in a process of its own."""
    from onrecord.batch.linking.link_run import link_run

    spark = start_spark(options)
    try:
        print(link_run(spark, str(run)), file=sys.stderr)
    finally:
        spark.stop()


def start_spark(options: argparse.Namespace) -> Any:
    """Return a session of Spark as small as asked."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.driver.memory": options.memory,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": str(options.partitions),
        "spark.eventLog.enabled": "true" if options.one else "false",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": str(Path(options.one or ".").absolute() / "events"),
        "spark.log.level": "ERROR",
    }
    if options.one:
        (Path(options.one) / "events").mkdir(exist_ok=True)
    builder = SparkSession.builder.master(options.master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def watch_processes(process: "subprocess.Popen[bytes]") -> tuple[dict[str, float], dict[str, int]]:
    """Return the processor time (seconds) and the largest resident memory (MiB) of a process and all below
    it: of all together, of Java, and of Python (the time of all workers, the memory of one).
    """
    seconds, largest = {"all": 0.0, "java": 0.0}, Counter[str]()
    while process.poll() is None:
        rows = list(_tree(process.pid))
        seconds["all"] = max(seconds["all"], sum(used for used, _, _ in rows))
        java = sum(used for used, _, name in rows if name == "java")
        seconds["java"] = max(seconds["java"], java)
        memory = Counter({"all": sum(size for _, size, _ in rows)})
        for _, size, name in rows:
            kind = "java" if name == "java" else "worker"
            memory[kind] = max(memory[kind], size)
        largest |= memory
        time.sleep(0.5)
    return seconds, {name: value >> 20 for name, value in largest.items()}


def _tree(root: int) -> Iterator[tuple[float, int, str]]:
    """Yield processor time, resident memory and name of a process and those below it."""
    parents: dict[int, tuple[int, float, int, str]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        cells = rest.split()
        used = sum(map(int, cells[11:15])) / TICK  # with that of processes which ended
        parents[int(path.parent.name)] = (
            int(cells[1]),
            used,
            int(cells[21]) * os.sysconf("SC_PAGE_SIZE"),
            name,
        )
    below, found = {root}, set[int]()
    while below:
        found |= below
        below = {pid for pid, row in parents.items() if row[0] in below} - found
    yield from (parents[pid][1:] for pid in found if pid in parents)


def score_planted(families: Path, planted: Path) -> dict[str, dict[str, int]]:
    """Return by kind the numbers of pairs of one family: planted, found, and both."""
    import duckdb

    scores: dict[str, dict[str, int]] = {}
    with duckdb.connect() as database:
        database.execute("SET memory_limit = '1GB'")
        for kind in sorted(PAIR_KINDS):
            found = f"(SELECT member, family FROM '{families}/{kind}.parquet/*.parquet')"  # noqa: S608
            meant = f"(SELECT reference, family FROM '{planted}' WHERE kind = '{kind}')"  # noqa: S608
            groups = {
                "planted": f"{meant} GROUP BY family",
                "found": f"{found} GROUP BY family",
                "both": f"{found} f JOIN {meant} p ON f.member = p.reference GROUP BY f.family, p.family",
            }
            scores[kind] = {name: _count_pairs(database, of) for name, of in groups.items()}
    return scores


def _count_pairs(database: Any, groups: str) -> int:
    query = f"SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM (SELECT count(*) n FROM {groups})"  # noqa: S608
    return int(database.execute(query).fetchall()[0][0])


def shuffled(run: Path) -> dict[str, int]:
    """Return the MiB that Spark wrote for shuffles, and those it wrote as stages, from its log of events."""
    totals = Counter[str]()
    for path in (run / "events").rglob("[!.]*"):
        if not path.is_file() or not path.stat().st_size:
            continue
        for line in path.open(encoding="utf-8"):
            event = json.loads(line)
            metrics = event.get("Task Metrics") if event["Event"] == "SparkListenerTaskEnd" else None
            if metrics:
                totals["shuffle"] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
                totals["stages"] += metrics["Output Metrics"]["Bytes Written"]
    return {name: value >> 20 for name, value in totals.items()}


def compare_with_link(options: argparse.Namespace) -> None:
    """Print how far the families of Spark and those of `onrecord link` are the same, by kind."""
    from onrecord.batch.linking.link_run import link_run

    if options.records:
        read = (outcome_from_json(line) for line in options.records.open(encoding="utf-8"))
        found = {row.article.id: row for row in read if isinstance(row, Record)}
    else:
        found = {row.record.article.id: row.record for row in make_reports(options.against_link)}
    records = sorted(islice(found.values(), options.against_link), key=_order)
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "records"
        lines.mkdir()
        (lines / "all.jsonl").write_text("\n".join(map(outcome_to_json, records)), "utf-8")
        spark = start_spark(options)
        link_run(spark, folder)
        spark.stop()
        ours = {kind: read_families(Path(folder) / "families" / f"{kind}.parquet") for kind in PAIR_KINDS}
        shutil.rmtree(lines)
    theirs = cluster_records(records, PAIR_KINDS)
    print(f"{len(records):,} articles; pairs of one family")
    print(f"{'':12}{'link':>9}{'Spark':>9}{'both':>9}{'of link':>9}{'of Spark':>9}{'F1':>8}")
    for kind in sorted(PAIR_KINDS):
        one, other = pairs_of(theirs[kind]), pairs_of(ours[kind])
        both = len(one & other)
        f1 = 2 * both / max(len(one) + len(other), 1)
        print(
            f"{kind:12}{len(one):9,}{len(other):9,}{both:9,}{both / max(len(one), 1):9.4f}"
            f"{both / max(len(other), 1):9.4f}{f1:8.4f}"
        )


def _order(record: Record) -> tuple[int, str]:
    value = record.article.published.value
    days = edtf_bounds(value) if value else None
    return (days[0].toordinal() if days else 4_000_000, record.article.id)


def read_families(folder: Path) -> dict[str, str]:
    """Return the family of each member."""
    from pyarrow.parquet import read_table

    return {row["member"]: row["family"] for row in read_table(folder).to_pylist()}


def pairs_of(families: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the pairs of members of one family."""
    groups = defaultdict(list)
    for member, family in sorted(families.items()):
        groups[family].append(member)
    return {pair for members in groups.values() for pair in combinations(members, 2)}


def draw(rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Put the table of all sizes into the page, and draw the plot."""
    page = PAGE.read_text("utf-8")
    begin, end = "<!-- figures: made by benchmarks/batch_linking.py -->\n", "<!-- /figures -->"
    before, rest = page.split(begin)
    PAGE.write_text(f"{before}{begin}{render(rows)}{end}{rest.split(end)[1]}", "utf-8")
    plot({int(size): row for size, row in rows.items()})


def render(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the tables in Markdown."""
    head = ("articles", "cpu", "of it Java", "cpu an article", "elapsed", "memory, all",
            "Java", "one worker", "judgements", "shuffles", "stages")  # fmt: skip
    lines = [_line(head), _line(["--:"] * len(head))]
    for size, row in rows.items():
        memory, moved = row["memory"], row["shuffle"]
        cells = (
            f"{int(size):,}", f"{row['cpu']:,.0f} s",
            f"{row['cpu_java']:,.0f} s" if "cpu_java" in row else "",
            f"{1000 * row['cpu'] / int(size):.0f} ms",
            f"{row['elapsed']:,.0f} s", *(f"{memory[name]:,} MiB" for name in ("all", "java", "worker")),
            f"{sum(row['judgements'].values()):,}", f"{moved['shuffle']:,} MiB", f"{moved['stages']:,} MiB",
        )  # fmt: skip
        lines.append(_line(cells))
    lines += ["", _line(("articles", "kind", "planted pairs", "found", "both", "precision", "recall"))]
    lines.append(_line(("--:", "---", "--:", "--:", "--:", "--:", "--:")))
    for size, row in rows.items():
        for kind, score in row["families"].items():
            if score["planted"]:
                precision, recall = (
                    f"{score['both'] / max(score[of], 1):.4f}" for of in ("found", "planted")
                )
                counts = (f"{score[name]:,}" for name in ("planted", "found", "both"))
                lines.append(_line((f"{int(size):,}", kind, *counts, precision, recall)))
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plot(rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Draw processor time an article, and memory, over the number of articles."""
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "onrecord", "svg.fonttype": "none", "font.size": 9})
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    sizes = list(rows)
    left.plot(sizes, [1000 * rows[size]["cpu"] / size for size in sizes], "o-", color="#0b6e69")
    left.set_ylabel("processor time an article (ms)")
    for name, style in (("java", "o-"), ("worker", "s--")):
        right.plot(sizes, [rows[size]["memory"][name] for size in sizes], style, label=name)
    right.set_ylabel("resident memory (MiB)")
    right.legend(frameon=False)
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_ylim(bottom=0)
        axes.set_xlabel("articles")
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(PLOT, metadata={"Date": None})
    plt.close(figure)


if __name__ == "__main__":
    main()
