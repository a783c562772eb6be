"""Measure how reading grows with the length of a text: time and memory of each annotator, by words.

Articles of a JSONL file are joined to one text of 10,000, 30,000 and 100,000 words, and each is read in a
fresh process. Times are processor times a thousand words; the last column divides those of the longest text
by those of the shortest: 1 is linear. The second table tells the memory of each layer's annotations, and by
how much the peak of the process rose while the annotator worked, in KiB a word.
"""

import argparse
import gc
import itertools
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from read import report  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from onrecord.model.annotation import Annotation
    from onrecord.model.article import Article
    from onrecord.model.layers import Annotations, Annotator, Layer

ROOT = Path(__file__).resolve().parents[1]
RECORDING = "(recording)"
Figures = Mapping[str, Mapping[str, float]]


def main() -> int:
    """Print the tables; progress goes to stderr."""
    options = _options()
    if options.child:
        report(measure(options.data, options.words[0]))
        return 0
    found = {}
    for words in options.words:
        print(f"reading {words:,} words", file=sys.stderr, flush=True)
        found[words] = run_child(options.data, words)
    show_times(found)
    show_memory(found)
    return 0


def run_child(data: list[Path], words: int) -> Figures:
    """Read a text of so many words in a fresh process and return its figures."""
    command = [sys.executable, __file__, "--child", "--words", str(words), "--data", *map(str, data)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def show_times(found: Mapping[int, Figures]) -> None:
    """Print milliseconds of processor time a thousand words, the slowest annotator first."""
    first, *_, last = found.values() if len(found) > 1 else [*found.values()] * 2
    print(
        f"{'ms of processor time / 1,000 words':36s}"
        + "".join(f"{words:>12,}" for words in found)
        + "   growth"
    )
    for name in sorted(last, key=lambda name: -last[name]["seconds"]):
        cells = "".join(f"{1e6 * one[name]['seconds'] / one['all']['words']:12.2f}" for one in found.values())
        ratio = (last[name]["seconds"] / last["all"]["words"]) / max(
            first[name]["seconds"] / first["all"]["words"], 1e-9
        )
        print(f"  {name:34s}{cells}{ratio:9.2f}", flush=True)


def show_memory(found: Mapping[int, Figures]) -> None:
    """Print KiB a word: what is kept, and how far the peak of the process rose."""
    print(
        f"{'KiB of memory a word':36s}" + "".join(f"{words:>12,}" for words in found) + "   kept, peak risen"
    )
    last = list(found.values())[-1]
    for name in sorted(last, key=lambda name: -last[name]["peak"]):
        cells = "".join(
            f"{one[name][kind] / 1024 / one['all']['words']:6.2f}"
            for one in found.values()
            for kind in ("kept", "peak")
        )
        print(f"  {name:34s}{cells}", flush=True)


# In a process of its own


class MeasuredAnnotator:
    """An annotator whose time and memory are noted; its output is consumed completely inside."""

    def __init__(self, reader: "Annotator", figures: dict[str, dict[str, float]]) -> None:
        self._reader, self._figures = reader, figures

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
        begun = Marks()
        found = tuple(self._reader.annotate(article, reading))
        self._figures[self.name] = begun.since()
        return found


class Marks:
    """Processor time, resident memory and its peak at one moment."""

    def __init__(self) -> None:
        gc.collect()
        self._resident, self._peak = resident(), peak()
        self._started = time.process_time()

    def since(self) -> dict[str, float]:
        """Return seconds, bytes kept, and bytes by which the peak rose, since then."""
        seconds = time.process_time() - self._started
        gc.collect()
        return {"seconds": seconds, "kept": max(resident() - self._resident, 0), "peak": peak() - self._peak}


def measure(data: list[Path], words: int) -> Figures:
    """Return the figures of each annotator, of the making of the record, and of all."""
    from dataclasses import replace

    from onrecord.assemble.record import build_record
    from onrecord.model.article import Article, Published
    from onrecord.pipeline import make_pipeline

    published = Published("2019-07-01", "given")
    figures: dict[str, dict[str, float]] = {}
    pipeline = make_pipeline(article_seconds=0)
    pipeline.read(Article("Anna Lind said on Monday that the port would open.", published=published))
    pipeline = replace(
        pipeline, annotators=tuple(MeasuredAnnotator(reader, figures) for reader in pipeline.annotators)
    )
    article = Article(join_texts(data, words), language="en", published=published)
    whole = Marks()
    annotations = pipeline.annotate(article)
    recording = Marks()
    build_record(article, annotations, pipeline.run, 0.0)
    figures[RECORDING] = recording.since()
    figures["all"] = {**whole.since(), "words": len(article.text.split())}
    figures["all"]["seconds"] = sum(one["seconds"] for name, one in figures.items() if name != "all")
    return figures


def join_texts(data: list[Path], words: int) -> str:
    """Return the texts of articles, one after the other, until they have so many words."""
    rows = itertools.chain.from_iterable(map(load_texts, data))
    texts: list[str] = []
    left = words
    for text in rows:
        if left <= 0:
            break
        texts.append(text)
        left -= len(text.split())
    if left > 0:
        sys.exit(f"{', '.join(map(str, data))}: {left:,} of {words:,} words are missing; give more files")
    return "\n\n".join(texts)


def load_texts(path: Path) -> Iterable[str]:
    """Yield the texts of a JSONL file of articles or of records."""
    for line in path.open(encoding="utf-8"):
        if line.strip():
            loaded = json.loads(line)
            yield loaded.get("text") or loaded["article"]["text"]


def resident() -> int:
    """Return the resident memory of this process in bytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def peak() -> int:
    """Return the peak of resident memory of this process in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data",
        type=Path,
        nargs="+",
        default=[ROOT / "corpus" / "train.jsonl"],
        help="JSONL files of articles",
    )
    parser.add_argument(
        "--words", type=int, nargs="+", default=[10_000, 30_000, 80_000], help="lengths of the texts, rising"
    )
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
