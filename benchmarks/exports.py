"""Measure exports: seconds and peak memory of each format, on generated records.

    .venv/bin/python benchmarks/exports.py [--articles 10000] [--formats csv,excel,…] [--keep FILE]

The dossier is made first, without linking, but with a judgement on every tenth pair of neighbouring articles
that joins an event, a statement and the articles' copies. Each format is written by a process of its own, so
that its peak of resident memory (ru_maxrss) is its own; "cpu" is its processor time, start included.
The target is 500 MB for 10,000 articles. Figures go to stdout, progress to stderr.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from builders import make_record
from onrecord.exports.formats import FORMATS, find_format
from onrecord.model.judgement import Judgement, JudgementKind, make_judgement
from onrecord.store.open_dossier import open_dossier

PAIRS: tuple[tuple[JudgementKind, str], ...] = (("event", "/e1"), ("statement", "/s1"), ("reprint", ""))
NOW = "2025-07-01T09:30:00+00:00"
RUN = "from onrecord.cli import main; main()"
MEGABYTE = 1_000_000


def main() -> None:
    """Fill a dossier and write every format."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--formats", default=",".join(one.name for one in FORMATS))
    parser.add_argument("--keep", type=Path, help="path of the dossier; an existing one is used")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dossier = options.keep or folder / "benchmark.dossier"
        if not dossier.exists():
            fill(dossier, options.articles)
        print("format     seconds     cpu   peak MB   written MB")
        for form in options.formats.split(","):
            measure(form, dossier, folder)


def fill(path: Path, articles: int) -> None:
    """Write records, and judgements on every tenth pair of neighbours."""
    print(f"writing {articles} articles …", file=sys.stderr)
    with open_dossier(path, create=True) as dossier:
        before = ""
        for number in range(articles):
            record = make_record(number)
            dossier.write(record)
            if number % 10 == 1:
                dossier.write_judgements(judgements_on(before, record.article.id))
            before = record.article.id


def judgements_on(one: str, other: str) -> list[Judgement]:
    """Return judgements of a rule that rows of two articles are the same."""
    return [
        make_judgement(kind, (one + row, other + row), "rule:benchmark/1", 1.0, "made", NOW)
        for kind, row in PAIRS
    ]


def measure(form: str, dossier: Path, folder: Path) -> None:
    """Write one format in a process of its own and print its figures."""
    out = folder / f"out-{form}{find_format(form).suffix or '/'}"
    to = f"{out}/" if form == "csv" else str(out)
    more = ["--level", "actor"] if form == "dyads" else []  # the made states have no country
    command = [sys.executable, "-c", RUN, "export", str(dossier), "--as", form, "--out", to, "--no-check"]
    command += more
    started = perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    _, status, used = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    told = process.stderr.read().strip() if process.stderr else ""
    if process.returncode:
        sys.exit(f"{form}: {told}")
    files = out.rglob("*") if out.is_dir() else [out]
    size = sum(file.stat().st_size for file in files if file.is_file())
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024  # ru_maxrss is in KiB on Linux
    print(f"{form:10} {seconds:7.1f} {cpu:7.1f} {peak / MEGABYTE:9.0f} {size / MEGABYTE:12.1f}", flush=True)
    print(f"{form}: {told}", file=sys.stderr)


if __name__ == "__main__":
    main()
