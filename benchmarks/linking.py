"""Measure linking at growing sizes of a dossier: processor time an article, memory, and what was found.

    .venv/bin/python benchmarks/linking.py [--sizes 1000,10000,100000] [--link 200] [--plot FILE.svg]

The articles are made up at the density of real ones (`tests/matters`). A dossier of 1,000 of them is linked
by the program: 20 of the 25 reports of each of 50 stories. Larger ones are made from it by copies with other
days, persons and bodies; states, outlets and much-named persons stay the same, as they do in real ones. Then
the last reports of each story, which have copies, quotations, events and commitments in common with the
others, are added and linked, each size in a process of its own. Time is processor time, which other programs
disturb little. Figures go to stdout, progress to stderr. 100,000 need some
8 GB of disk, and 10 minutes on an idle core to copy.
"""

import argparse
import json
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from dossier_copies import copy_articles  # type: ignore[import-not-found]

from matters import Report, make_report, planted_pairs
from matters.story import SIZE
from onrecord.model.judgement import JudgementKind
from onrecord.model.serial import outcome_to_json
from onrecord.resolve.linker import link_articles
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter

STORIES = 50
HELD_OUT = (2, 5, 7, 10, 12)  # the last report of each planted family
BASE = STORIES * (SIZE - len(HELD_OUT))
KINDS: tuple[JudgementKind, ...] = ("reprint", "statement", "event", "commitment", "actor")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,10000,100000", help="articles that are linked before")
    parser.add_argument("--link", type=int, default=200, help="articles whose linking is measured")
    parser.add_argument("--folder", type=Path, help="keep the dossiers here, and use those that are there")
    parser.add_argument("--plot", type=Path, help="write a plot of the times to this file")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        measure(options.child, options.link)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        base = folder / f"{BASE}.dossier"
        if not base.exists():
            make_base(base)
        print_compression(base)
        sizes = [int(size) for size in options.sizes.split(",")]
        print("articles  ms an article  median  slowest    MiB  KiB of file")
        found = []
        for size in sizes:
            found.append(measure_in_process(folder, base, size, options.link))
            print_row(size, found[-1])
        print_families(found)
        if options.plot:
            plot(options.plot, sizes, found)


def make_base(path: Path) -> None:
    """Make the dossier of BASE linked articles."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with open_dossier(part, create=True) as dossier:
        for report in reports(held_out=False):
            dossier.write(report.record)
        for done, _ in enumerate(link_articles(dossier), start=1):
            if done % 100 == 0:
                print(f"linked {done}", file=sys.stderr)
    part.rename(path)


def reports(*, held_out: bool) -> Iterator[Report]:
    """Yield the reports that are linked before, or those whose linking is measured."""
    for number in range(STORIES * SIZE):
        if (number % SIZE in HELD_OUT) == held_out:
            yield make_report(number)


def print_compression(path: Path) -> None:
    """Print what the records take as JSON and as stored."""
    with open_dossier(path, create=False) as dossier:
        plain = sum(len(outcome_to_json(report.record).encode()) for report in reports(held_out=False))
        count = dossier.count_articles(Filter(versions=True)).matching
    with closing(sqlite3.connect(path)) as connection:
        stored = connection.execute("SELECT sum(length(json)) FROM records").fetchone()[0]
    print(
        f"records: {plain / count / 1024:.1f} KiB of JSON an article, stored in {stored / count / 1024:.1f}"
    )


def measure_in_process(folder: Path, base: Path, size: int, link: int) -> dict[str, float]:
    """Return the figures of one size, measured in a process of its own, on a copy of its dossier."""
    whole = folder / f"{size}.dossier"
    if not whole.exists():
        print(f"copying to {size:,} articles", file=sys.stderr)
        part = folder / f"{size}.part"
        shutil.copyfile(base, part)
        copy_articles(part, size // BASE)
        part.rename(whole)
    used = folder / f"{size}.used"
    shutil.copyfile(whole, used)
    try:
        command = [sys.executable, __file__, "--child", str(used), "--link", str(link)]
        child = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    finally:
        for file in folder.glob(f"{size}.used*"):
            file.unlink()
    figures: dict[str, float] = json.loads(child.stdout)
    return figures | {"file": whole.stat().st_size / size / 1024}


def measure(path: Path, link: int) -> None:
    """Add and link the held-out reports, and print the figures as JSON."""
    new = list(reports(held_out=True))[:link]
    spent: list[float] = []
    with open_dossier(path, create=False, write=True) as dossier:
        for report in new:
            dossier.write(report.record)
        before = process_time()
        for _ in link_articles(dossier):
            now = process_time()
            spent.append((now - before) * 1000)
            before = now
        memory = peak_memory()
        found = {kind: dossier.list_clusters(kind) for kind in KINDS}
    figures = {
        "mean": statistics.mean(spent),
        "median": statistics.median(spent),
        "slowest": max(spent),
        "memory": memory,
    }
    everything = [*reports(held_out=False), *new]
    for kind in KINDS:
        planted = planted_pairs(everything, kind)
        pairs = [pair for pair, why in planted.items() if why != "in a copy, of nobody named"]
        same = sum(1 for left, right in pairs if found[kind].get(left, left) == found[kind].get(right, right))
        figures[f"{kind} planted"], figures[f"{kind} found"] = len(pairs), same
    print(json.dumps(figures))


def peak_memory() -> float:
    """Return the largest resident memory of this process, in MiB.

    Linux counts in `ru_maxrss` what the process had before it became this program: that of its parent.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(found.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_row(size: int, figures: dict[str, float]) -> None:
    """Print the times of one size."""
    mean, median, slowest = (figures[name] for name in ("mean", "median", "slowest"))
    memory, file = figures["memory"], figures["file"]
    times = f"{mean:>13.1f} {median:>7.1f} {slowest:>8.0f}"
    print(f"{size:>8,} {times} {memory:>6.0f} {file:>12.1f}", flush=True)


def print_families(found: list[dict[str, float]]) -> None:
    """Print how many of the planted pairs are in one family, at each size."""
    for kind in KINDS:
        shares = "  ".join(f"{row[f'{kind} found']:,.0f} of {row[f'{kind} planted']:,.0f}" for row in found)
        print(f"planted pairs found, {kind:12} {shares}")


def plot(path: Path, sizes: list[int], found: list[dict[str, float]]) -> None:
    """Write a plot of the time an article by the size of the dossier."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    mpl.rcParams["svg.hashsalt"] = "onrecord"
    figure, axes = pyplot.subplots(figsize=(6, 3.2))
    axes.plot(sizes, [row["mean"] for row in found], marker="o", color="#1f5f8b")
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("articles in the dossier")
    axes.set_ylabel("ms processor time an article")
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
