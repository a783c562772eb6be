"""Measure `onrecord batch`: articles a second, bytes, memory, and what kills cost.

    .venv/bin/python benchmarks/batch.py [--articles 20000] [--compared 1000] [--kills 5] [--seed 1]

Articles are made from the training texts of the corpus: other names, days and numbers in each, and every
tenth is a copy of an earlier one at another address. `onrecord read` (one process), `batch` on local[1] and
on local[2] read the first `--compared` of them: their lines must be the same bytes. Then `batch` on local[2]
reads all; a process of it, chosen at random, is killed at a random moment, and the command is run again if
it ended, `--kills` times: nothing may be lost, nothing be there twice. Rates are in articles a second of
processor time of all processes, so that another load on the machine does not count; Java and its start are
among them. The table goes to stdout.
"""

import argparse
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
TRAIN = ROOT / "corpus" / "train.jsonl"
A_FILE = 500  # articles
COPIES = 10  # every tenth is a copy
DAYS = 10  # a day of a news desk has more articles; with few, shards would be of single days
_TICKS = os.sysconf("SC_CLK_TCK")
_LATER = 30.0  # seconds within which a kill may come, counted from the one before
_LOOK = 0.3  # seconds between two looks at the processes
_NUMBER = re.compile(r"\b\d{2,}\b")
_SYLLABLES = ("Bran", "Dor", "Kel", "Lum", "Mar", "Nev", "Ost", "Pell", "Rav", "Sil", "Tor", "Vell")
_ENDINGS = ("ak", "elin", "ford", "ic", "man", "ova", "sen", "ur", "wick", "zek")


def make_articles(number: int, chance: Random) -> Iterator[dict[str, object]]:
    """Yield articles in JSON, made from those of the corpus."""
    with TRAIN.open(encoding="utf-8") as file:
        marked = [json.loads(line) for line in file]
    made: list[dict[str, object]] = []
    for at in range(number):
        if at % COPIES == COPIES - 1:
            article = {**chance.choice(made[-A_FILE:]), "url": f"https://copy.example/{at}"}
        else:
            article = vary(marked[chance.randrange(len(marked))], at, chance)
            made.append(article)
        yield article


def vary(record: dict[str, dict[str, str]], at: int, chance: Random) -> dict[str, object]:
    """Return the article of a record with other surnames, numbers and day."""
    article = record["article"]
    surnames = {
        actor["name"].split()[-1]  # type: ignore[index]
        for actor in record["actors"]
        if actor["kind"] == "person"  # type: ignore[index]
    }
    text, title = article["text"], article["title"] or ""
    for name in sorted(surnames):
        other = chance.choice(_SYLLABLES) + chance.choice(_ENDINGS)
        word = re.compile(rf"\b{re.escape(name)}\b")
        text, title = word.sub(other, text), word.sub(other, title)
    text = _NUMBER.sub(lambda found: _other_number(found[0], chance), text)
    day = date(2025, 3, 1) + timedelta(days=chance.randrange(DAYS))
    return {
        "title": title or None,
        "text": text,
        "outlet": article["outlet"],
        "url": f"https://made.example/{at}",
        "language": "en",
        "published": day.isoformat(),
    }


def _other_number(digits: str, chance: Random) -> str:
    """Return another number of as many digits; a year stays a year."""
    is_year = len(digits) == 4 and digits[:2] in ("19", "20")
    kept = digits[:3] if is_year else ""
    first = "" if kept else str(chance.randrange(1, 10))
    left = len(digits) - len(kept) - len(first)
    return kept + first + "".join(str(chance.randrange(10)) for _ in range(left))


def write_articles(folder: Path, number: int, chance: Random) -> list[Path]:
    """Write the articles as files of A_FILE lines; return them."""
    paths: list[Path] = []
    for at, article in enumerate(make_articles(number, chance)):
        if at % A_FILE == 0:
            paths.append(folder / f"made-{at // A_FILE:04}.jsonl")
        with paths[-1].open("a", encoding="utf-8") as file:
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
    return paths


@dataclass
class Measure:
    """Processor seconds and largest memory (MiB) of the processes below one, by what they do."""

    seconds: dict[int, float] = field(default_factory=dict)
    memory: Counter[str] = field(default_factory=Counter)
    roles: dict[int, str] = field(default_factory=dict)

    def look(self, root: int) -> None:
        """Look at the processes that are there now."""
        for pid in [root, *below(root)]:
            try:
                place = Path("/proc") / str(pid)
                stat = (place / "stat").read_text().rpartition(")")[2].split()
                told = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                peak = re.search(r"VmHWM:\s+(\d+)", (place / "status").read_text())
            except OSError:
                continue
            role = role_of(told)
            self.roles[pid] = role
            self.seconds[pid] = (int(stat[11]) + int(stat[12])) / _TICKS
            if peak:
                self.memory[role] = max(self.memory[role], int(peak[1]) // 1024)

    @property
    def total(self) -> float:
        """Processor seconds of all processes."""
        return sum(self.seconds.values())


def role_of(command: str) -> str:
    """Return what a process does, by its command line."""
    signs = {"spawn_main": "reader", "pyspark.daemon": "worker", "java": "java", "batch": "command"}
    return next((role for sign, role in signs.items() if sign in command), "command")


def below(root: int) -> list[int]:
    """Return the ids of the processes that a process started, and those that these started."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                stat = (place / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(stat[1]), []).append(int(place.name))
    found, waiting = [], [root]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def start(*arguments: str | Path, out: Path) -> "subprocess.Popen[bytes]":
    """Start the command."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "onrecord", *map(str, arguments)]
    with out.open("wb") as sink:
        return subprocess.Popen(command, stdout=sink, stderr=sys.stderr, env=environment)


def measure(*arguments: str | Path, out: Path) -> tuple[Measure, float]:
    """Run the command; return what it took, and its seconds on the clock."""
    taken, began = Measure(), time.monotonic()
    process = start(*arguments, out=out)
    while process.poll() is None:
        taken.look(process.pid)
        time.sleep(_LOOK)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{arguments[0]} ended with {process.returncode}")
    return taken, time.monotonic() - began


def lines_of(out: Path) -> list[str]:
    """Return the records that a batch wrote, sorted."""
    files = out.glob("run=*/records/*.jsonl.gz")
    return sorted(
        line for file in files for line in gzip.decompress(file.read_bytes()).decode().split("\n")[:-1]
    )


def compare(folder: Path, inputs: list[Path], number: int) -> float:
    """Read some with `read` and `batch`; print what each took. Returns the processor seconds on local[1]."""
    taken, clock = measure("read", "--format", "json", "--workers", "1", *inputs, out=folder / "read.jsonl")
    expected = sorted((folder / "read.jsonl").read_text(encoding="utf-8").split("\n")[:-1])
    tell("read, one process", number, taken, clock)
    seconds = 0.0
    for cores in (1, 2):
        out = folder / f"local{cores}"
        taken, clock = measure(*batch_of(inputs, out, cores), out=folder / "summary")
        seconds = seconds or taken.total
        same = lines_of(out) == expected
        tell(f"batch, local[{cores}]", number, taken, clock)
        print(f"    the same {number:,} lines as read: {'yes' if same else 'NO'}", flush=True)
    print(sizes(folder / "local1", inputs, number), flush=True)
    return seconds


def batch_of(inputs: list[Path], out: Path, cores: int) -> list[str | Path]:
    """Return the arguments of a batch on some cores of this machine."""
    return ["batch", *inputs, "--out", out, "--records", "--master", f"local[{cores}]"]


def price(folder: Path, number: int, seconds: float) -> str:
    """Return what a million articles cost, without the start, which is that of one article."""
    (folder / "one").mkdir()
    [one] = write_articles(folder / "one", 1, Random(1))  # noqa: S311 - nothing is secret
    taken, _ = measure(*batch_of([one], folder / "of-one", 1), out=folder / "summary")
    each = (seconds - taken.total) / (number - 1)
    return (
        f"start {taken.total:.0f} s, then {each:.3f} s an article: {each * 1e6 / 3600:,.0f} hours a million"
    )


def sizes(out: Path, inputs: list[Path], number: int) -> str:
    """Return the bytes an article that the input has and the tables take, each table in one file.

    Files with few articles, of days with few, are larger: a file has some kilobytes about its columns.
    """
    import pyarrow
    from pyarrow.parquet import ParquetFile, write_table

    told = {"input": sum(path.stat().st_size for path in inputs)}
    told["records"] = sum(file.stat().st_size for file in out.glob("run=*/records/*.gz"))
    for table in sorted(out.glob("run=*/tables/*")):
        rows = pyarrow.concat_tables([ParquetFile(file).read() for file in table.glob("*/*.parquet")])
        whole = out / "whole.parquet"
        write_table(rows, whole, compression="zstd")
        told[table.name] = whole.stat().st_size
    return "bytes an article: " + ", ".join(f"{part} {size / number:,.0f}" for part, size in told.items())


def tell(what: str, number: int, taken: Measure, clock: float) -> None:
    """Print a line of the table."""
    memory = ", ".join(f"{role} {mib} MiB" for role, mib in sorted(taken.memory.items()))
    per = number / taken.total
    print(
        f"{what}: {number / clock:.2f} articles a second, {per:.2f} a processor second "
        f"({taken.total:,.0f} s); {memory}",
        flush=True,
    )


def finished(out: Path) -> int:
    """Return the number of finished shards."""
    return len(list(out.glob("run=*/shards/*.json")))


def kill_one(process: "subprocess.Popen[bytes]", out: Path, chance: Random) -> str | None:
    """Kill a process of a batch at some moment; return its role, None if the batch ended first."""
    target, until = finished(out) + chance.randrange(3), time.monotonic() + chance.uniform(0, _LATER)
    while finished(out) < target or time.monotonic() < until:
        if process.poll() is not None:
            return None
        time.sleep(_LOOK)
    seen = Measure()
    seen.look(process.pid)
    victims: dict[str, list[int]] = {}
    for pid, role in seen.roles.items():
        victims.setdefault(role, []).append(pid)
    role = chance.choice(sorted(victims))
    os.kill(chance.choice(victims[role]), signal.SIGKILL)
    return role


def with_kills(folder: Path, inputs: list[Path], kills: int, chance: Random) -> tuple[Path, list[str]]:
    """Read all; kill processes on the way. Returns the folder and the roles of those that were killed."""
    out = folder / "killed"
    killed: list[str] = []
    while True:
        process = start(*batch_of(inputs, out, 2), out=folder / "summary")
        while len(killed) < kills and process.poll() is None:
            role = kill_one(process, out, chance)
            if role is not None:
                killed.append(role)
                print(f"killed: {role}, after {finished(out)} shards", file=sys.stderr)
            if role in ("command", "java"):
                break
        if process.wait() in (0, 3):
            return out, killed


def check(out: Path, inputs: list[Path], number: int) -> str:
    """Return what is wrong with the outcomes of all articles, or how many there are."""
    from pyarrow.parquet import ParquetFile

    places = Counter[tuple[str, int]]()
    for file in out.glob("run=*/tables/outcomes/*/*.parquet"):
        for row in ParquetFile(file).read(columns=["input", "position"]).to_pylist():
            places[row["input"], row["position"]] += 1
    wanted = {
        (str(path), at)
        for path in inputs
        for at in range(len(path.read_text(encoding="utf-8").split("\n")[:-1]))
    }
    lost, twice = len(wanted - set(places)), sum(count > 1 for count in places.values())
    written = len(lines_of(out))
    left = len(list(out.rglob("*.tmp")))
    return f"{number:,} in, {written:,} records, {lost} lost, {twice} twice, {left} files left over"


def main() -> None:
    """Run all and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--compared", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = Random(given.seed)  # noqa: S311 - nothing is secret
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "in").mkdir()
        (folder / "compared").mkdir()
        number = min(given.compared, given.articles)
        compared = write_articles(folder / "compared", number, Random(given.seed))  # noqa: S311
        print(price(folder, number, compare(folder, compared, number)), flush=True)
        inputs = write_articles(folder / "in", given.articles, Random(given.seed))  # noqa: S311
        out, killed = with_kills(folder, inputs, given.kills, chance)
        print(f"killed {', '.join(killed) or 'nothing'}: {check(out, inputs, given.articles)}", flush=True)


if __name__ == "__main__":
    main()
