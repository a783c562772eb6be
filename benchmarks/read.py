"""Measure reading: articles/s, words/s, cold start, time by annotator, memory, and encoder passes.

Every figure comes from a fresh process; ratios compare figures of one run of this file. Shares and ratios
use the CPU time of the process, which a busy machine disturbs less than wall time; speeds are given in
both.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

# Heavy imports are made in the child processes only: a child's peak memory includes its parent's.
if TYPE_CHECKING:
    from onrecord.annotate.attribution.decoder import Floats
    from onrecord.annotate.encoder.windows import Ints
    from onrecord.model.annotation import Annotation
    from onrecord.model.article import Article
    from onrecord.model.layers import Annotations, Annotator, Layer
    from onrecord.model.record import Outcome
    from onrecord.pipeline import Pipeline

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
WORDS_AN_ARTICLE = 600  # about what a news report has
GENERATED = 1000  # articles; measurements that need fewer use the first ones
RECORDING = "recording"
STARTS = 7  # runs of each command
SHORT = """The minister said on Monday that the company had paid 3 million euros for the harbour of the city.
"We deny it," said Anna Berg, a spokeswoman for the company.
"""
Row = Mapping[str, str]
Figures = Mapping[str, float]


def main() -> int:
    """Measure and print a table; progress goes to stderr."""
    options = _options()
    if options.starts:
        measure_starts()
        return 0
    if options.child:
        CHILDREN[options.child](options)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        count = write_corpus(corpus, options.data)
        print(
            f"corpus: {options.data or 'generated from ' + EXAMPLES.name + '/'}, {count} articles", flush=True
        )
        measure(corpus, options)
    return 0


def measure(corpus: Path, options: argparse.Namespace) -> None:
    """Run each measurement in its own process and print its figures."""
    started = time.perf_counter()
    first = run_child("cold", corpus)
    row(
        "cold start to first record",
        f"{time.perf_counter() - started:.2f} s",
        f"importing {first['importing']:.2f} s",
    )

    measure_starts()

    alone = run_child("speed", corpus, "--articles", str(options.articles))
    show_speed("one process", alone)
    for name in sorted((name for name in alone if name.startswith("reader ")), key=lambda name: -alone[name]):
        passes = f", {alone[name] / alone['encoder']:.2f} encoder passes" if alone["encoder"] else ""
        row(
            f"  {name.removeprefix('reader ')}",
            f"{100 * alone[name] / alone['cpu']:.1f} %",
            f"of CPU time{passes}",
        )
    if alone["encoder"]:
        row("pipeline / bare encoder passes", f"{alone['cpu'] / alone['encoder']:.2f}", "of CPU time")
        row("bare encoder", f"{alone['words'] / alone['encoder']:,.0f} words/s", "of CPU time")
    else:
        row("pipeline / bare encoder passes", "-", "no annotator with the attribution model")

    if options.workers > 1:
        together = run_child(
            "workers", corpus, "--articles", str(options.articles), "--workers", str(options.workers)
        )
        show_speed(f"{options.workers} processes", together)
        row(
            f"  {options.workers} processes / one",
            f"{alone['wall'] / together['wall'] * together['words'] / alone['words']:.2f}",
            "wall time",
        )

    peaks = [
        (count, run_child("memory", corpus, "--articles", str(count))["peak"]) for count in options.memory
    ]
    for count, peak in peaks:
        row(f"peak memory, {count} articles", f"{peak / 2**20:.0f} MiB", "one process")
    if len(peaks) > 1:
        (few, small), (many, large) = peaks[0], peaks[-1]
        row(f"  {many} articles / {few}", f"{large / small:.2f}", "")


def measure_starts() -> None:
    """Print the processor time from typing a command to its end, and how often as long as a bare Python.

    The bare one imports ONNX Runtime, and runs between the commands: both feel the same load of the machine.
    Compiled modules are kept in a folder of their own, as an installed package has them.
    """
    with tempfile.TemporaryDirectory() as folder:
        short, dossier = Path(folder) / "short.txt", Path(folder) / "dossier.db"
        short.write_text(SHORT, encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = kept | {"PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        commands = (
            ["read", str(short)], ["add", str(dossier), str(short)],
            ["--help"], ["show", "--help"], ["judge", "--help"],
        )  # fmt: skip
        for command in commands:
            times, bare = [], []
            for at in range(STARTS + 1):
                spent = processor_time([sys.executable, "-m", "onrecord", *command], environment)
                floor = processor_time([sys.executable, "-c", "import onnxruntime"], environment)
                if at:  # the first one compiles
                    times.append(spent)
                    bare.append(floor)
                dossier.unlink(missing_ok=True)
            told = " ".join(Path(word).name for word in command)
            note = f"of processor time, the least of {STARTS}; {min(times) / min(bare):.1f} bare Pythons"
            row(f"onrecord {told}", f"{min(times):.2f} s", note)


def processor_time(program: list[str], environment: Mapping[str, str]) -> float:
    """Return the seconds of processor time that a program takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(program, capture_output=True, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def show_speed(name: str, figures: Figures) -> None:
    """Print articles/s and words/s."""
    done, articles = figures["done"], figures["articles"]
    row(f"{name}: articles/s", f"{articles / figures['wall']:.2f}", f"{done:.0f} of {articles:.0f} done")
    beside = f"{figures['words'] / figures['cpu']:,.0f} by CPU time" if figures.get("cpu") else ""
    row(f"{name}: words/s", f"{figures['words'] / figures['wall']:,.0f}", beside)


def row(name: str, value: str, note: str) -> None:
    """Print a line of the table."""
    print(f"{name:36s} {value:>16s}  {note}".rstrip(), flush=True)


def run_child(kind: str, corpus: Path, *more: str) -> Figures:
    """Run one measurement in a fresh process and return its figures."""
    print(f"measuring: {kind} {' '.join(more)}", file=sys.stderr, flush=True)
    command = [sys.executable, __file__, "--child", kind, "--data", str(corpus), *more]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


# The corpus


def write_corpus(path: Path, data: Path | None) -> int:
    """Write the articles to read, one JSON object a line, and return their number."""
    rows = list(load_rows(data)) if data else list(generate_rows(GENERATED))
    if not rows:
        sys.exit(f"{data}: has no articles; give a JSONL file with a text in each line")
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
    return len(rows)


def load_rows(path: Path) -> Iterator[Row]:
    """Yield the articles of a JSONL file that have a text."""
    for line in path.open(encoding="utf-8"):
        if line.strip() and (loaded := json.loads(line)).get("text"):
            yield {
                key: loaded[key]
                for key in ("text", "title", "outlet", "published")
                if isinstance(loaded.get(key), str)
            }


def generate_rows(count: int) -> Iterator[Row]:
    """Yield articles of randomly chosen paragraphs of the example dispatches."""
    dispatches = [one for path in sorted(EXAMPLES.rglob("*.jsonl")) for one in load_rows(path)]
    paragraphs = [part for one in dispatches for part in one["text"].split("\n")]
    drawing = random.Random(0)  # noqa: S311 - the same articles each time
    for number in range(count):
        parts: list[str] = []
        while sum(part.count(" ") + 1 for part in parts) < WORDS_AN_ARTICLE:
            parts += drawing.sample(paragraphs, 5)
        first = dispatches[number % len(dispatches)]
        yield {**first, "title": f"{first['title']} ({number + 1})", "text": "\n".join(parts)}


def load_articles(path: Path, count: int | None = None) -> Iterator["Article"]:
    """Yield `count` articles one at a time, starting over when the file has fewer."""
    from onrecord.model.article import Article, Published

    left = count
    while left is None or left > 0:
        for one in load_rows(path):
            if left is not None and left <= 0:
                return
            left = left - 1 if left is not None else None
            published = Published(one["published"], "given") if "published" in one else Published()
            yield Article(
                one["text"], one.get("title"), one.get("outlet"), language="en", published=published
            )
        if left is None:
            return


# The measurements, each in its own process


class Stopwatch:
    """Adds up CPU time under names."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Add the CPU time of the block to `name`."""
        started = time.process_time()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - started


class TimedAnnotator:
    """A timed annotator; its output is consumed completely inside the timing."""

    def __init__(self, reader: "Annotator", watch: Stopwatch) -> None:
        self._reader, self._watch = reader, watch

    @property
    def name(self) -> str:
        return self._reader.name

    @property
    def needs(self) -> tuple["Layer", ...]:
        return self._reader.needs

    @property
    def gives(self) -> tuple["Layer", ...]:
        return self._reader.gives

    def annotate(self, article: "Article", reading: "Annotations") -> Iterable["Annotation"]:
        with self._watch.timing(f"reader {self.name}"):
            return tuple(self._reader.annotate(article, reading))


def time_cold_start(options: argparse.Namespace) -> None:
    """Read one article; the parent measures the time from the start of the process."""
    started = time.perf_counter()
    from onrecord.pipeline import make_pipeline

    imported = time.perf_counter()
    make_pipeline().read(next(load_articles(options.data)))
    report({"importing": imported - started, "first": time.perf_counter() - imported})


def time_reading(options: argparse.Namespace) -> None:
    """Read articles in this process, and time each annotator and the encoder passes inside them."""
    from onrecord.pipeline import make_pipeline

    watch = Stopwatch()
    time_encoder(watch)
    pipeline = timed_pipeline(make_pipeline(), watch)
    pipeline.read(next(load_articles(options.data)))  # loads the models
    watch.seconds.clear()
    wall, totals = 0.0, {"articles": 0.0, "words": 0.0, "done": 0.0, "encoder": 0.0}
    for article in load_articles(options.data, options.articles):
        started = time.perf_counter()
        with watch.timing("cpu"):
            outcome = pipeline.read(article)
        wall += time.perf_counter() - started
        count_outcome(totals, article, outcome)
    read = sum(seconds for name, seconds in watch.seconds.items() if name.startswith("reader "))
    report({**totals, **watch.seconds, f"reader ({RECORDING})": watch.seconds["cpu"] - read, "wall": wall})


def time_workers(options: argparse.Namespace) -> None:
    """Read articles in several processes.

    The time of a short first run is subtracted, and with it the start-up of the processes.
    """
    from onrecord.pipeline import read_all

    short, totals = 4 * options.workers, {"articles": 0.0, "words": 0.0, "done": 0.0}
    articles = list(load_articles(options.data, short + options.articles))
    started = time.perf_counter()
    starting = (
        sum(1 for _ in read_all(articles[:short], workers=options.workers)) and time.perf_counter() - started
    )
    started = time.perf_counter()
    for number, (article, outcome) in enumerate(
        zip(articles, read_all(articles, workers=options.workers), strict=True)
    ):
        if number >= short:
            count_outcome(totals, article, outcome)
    report({**totals, "wall": max(time.perf_counter() - started - starting, 1e-9)})


def find_peak(options: argparse.Namespace) -> None:
    """Read articles one after the other without storing them, and report the peak of resident memory."""
    from onrecord.pipeline import read_all

    for _ in read_all(load_articles(options.data, options.articles)):
        pass
    unit = 1 if sys.platform == "darwin" else 1024
    report({"peak": float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)})


def timed_pipeline(pipeline: "Pipeline", watch: Stopwatch) -> "Pipeline":
    """Return the pipeline with each annotator timed."""
    from dataclasses import replace

    return replace(
        pipeline, annotators=tuple(TimedAnnotator(reader, watch) for reader in pipeline.annotators)
    )


def count_outcome(totals: dict[str, float], article: "Article", outcome: "Outcome") -> None:
    """Add an outcome to the totals."""
    totals["articles"] += 1
    totals["words"] += len(article.text.split())
    totals["done"] += outcome.outcome == "done"


def time_encoder(watch: Stopwatch) -> None:
    """Patch the attribution network so that its passes are timed."""
    from onrecord.annotate.encoder.model_files import AttributionNetwork

    bare = AttributionNetwork.run

    def timed(network: AttributionNetwork, inputs: "Mapping[str, Ints]") -> "tuple[Floats, Floats, Floats]":
        with watch.timing("encoder"):
            return bare(network, inputs)

    AttributionNetwork.run = timed  # type: ignore[method-assign, assignment]


def report(figures: Figures) -> None:
    """Send figures to the parent process."""
    print(json.dumps(figures))


CHILDREN = {"cold": time_cold_start, "speed": time_reading, "workers": time_workers, "memory": find_peak}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data",
        type=Path,
        help="JSONL file of articles (text, title, outlet, published); default: generated",
    )
    parser.add_argument(
        "--articles", type=int, default=60, help="articles read when speed is measured (default 60)"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=len(_cores()),
        help="processes for the second speed (default: the cores)",
    )
    parser.add_argument(
        "--memory", type=int, nargs="*", default=[100, 1000], help="articles read when memory is measured"
    )
    parser.add_argument("--starts", action="store_true", help="measure only how commands start")
    parser.add_argument("--child", choices=sorted(CHILDREN), help=argparse.SUPPRESS)
    return parser.parse_args()


def _cores() -> Collection[int]:
    affinity = getattr(os, "sched_getaffinity", None)  # absent on macOS
    return set(affinity(0)) if affinity else range(os.cpu_count() or 1)


if __name__ == "__main__":
    sys.exit(main())
