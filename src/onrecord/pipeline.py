"""Article -> Outcome: the only place that joins reading and recording, and the only one that catches broadly.

Every article in gives exactly one outcome out, in the order of the input, whatever the number of workers.
"""

import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context, parent_process

from onrecord.annotate.registry import SUPPORTED_LANGUAGES, default_annotators
from onrecord.annotate.versions import annotator_versions
from onrecord.assemble.record import build_record
from onrecord.assemble.row_confidence import weights_version
from onrecord.model.article import Article
from onrecord.model.errors import OnRecordError
from onrecord.model.layers import Annotations, Annotator, apply_annotator
from onrecord.model.reasons import SKIPPING, Reason, Stage
from onrecord.model.record import Outcome, Run, Undone
from onrecord.model.version import VERSION

log = logging.getLogger(__name__)

IN_PROCESS = (
    3  # so few articles are read faster here than workers can start (start-up takes about two seconds)
)
# Characters of a text. Layers of a reading take about 0.55 kB a character: two million took 1.25 GB of memory and 128 s on
# one core (dense prose on one line), and a process is to stay under 1.5 GB.
LONGEST_TEXT = 2_200_000
AHEAD = 4  # articles handed out per worker beyond the one it reads: bounds memory, keeps workers busy


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Annotators in an order in which each finds what it needs. `run` stands in every record that they give."""

    annotators: tuple[Annotator, ...]
    run: Run
    min_confidence: float = 0.0

    @classmethod
    def of(cls, annotators: tuple[Annotator, ...], min_confidence: float = 0.0) -> "Pipeline":
        """Return the pipeline of these annotators. Raises ModelError when a model is missing."""
        versions = annotator_versions(annotators) | {"row-confidence": weights_version()}
        run = Run(VERSION, versions, {"min_confidence": f"{min_confidence:g}"})
        return cls(annotators, run, min_confidence)

    def annotate(self, article: Article) -> Annotations:
        """Return the annotations of all annotators. Raises what an annotator raises."""
        annotations = Annotations()
        for annotator in self.annotators:
            annotations = apply_annotator(annotator, article, annotations)
        return annotations

    def read(self, article: Article) -> Outcome:
        """Return the article's one outcome; never raises, whatever the text."""
        reason = _why_skip(article)
        if reason:
            return undone(article, "reading", reason[0], reason[1])
        stage: Stage = "reading"
        try:
            annotations = self.annotate(article)
            stage = "recording"
            return build_record(article, annotations, self.run, self.min_confidence)
        except OnRecordError as error:
            return undone(article, stage, "internal", str(error))
        except Exception as error:
            log.exception("%s failed while %s", article.source or article.id, stage)
            return undone(
                article,
                stage,
                "internal",
                f"{type(error).__name__}: {error}; please report it with the article",
            )


def undone(article: Article, stage: Stage, reason: Reason, detail: str) -> Undone:
    """Return the outcome of an article that gets no record."""
    return Undone(
        "skipped" if reason in SKIPPING else "failed", article.source, stage, reason, detail, article.id
    )


def _why_skip(article: Article) -> tuple[Reason, str] | None:
    if not article.text.strip():
        return "empty", "there is no text in it"
    if len(article.text) > LONGEST_TEXT:
        return (
            "too-large",
            f"it has {len(article.text):,} characters and {LONGEST_TEXT:,} can be read at once; read it in parts",
        )
    language = (article.language or "en").split("-")[0].lower()
    if language not in SUPPORTED_LANGUAGES:
        known = ", ".join(sorted(SUPPORTED_LANGUAGES))
        return (
            "language",
            f"its language is {language!r} and only {known} can be read; --language en reads it all the same",
        )
    return None


def make_pipeline(min_confidence: float = 0.0) -> Pipeline:
    """Return the pipeline with the annotators OnRecord uses by default. Models are loaded when the first article is read."""
    return Pipeline.of(default_annotators(), min_confidence)


MakePipeline = Callable[[], Pipeline]


def read_all(
    items: Iterable[Article | Undone], make: MakePipeline = make_pipeline, *, workers: int = 1
) -> Iterator[Outcome]:
    """Yield one outcome an item, in order. Undone items (sources that gave no article) pass through.

    With more than one worker, articles are read in that many processes, each with a pipeline from `make` (which must be
    picklable); results do not depend on the number.
    """
    source = iter(items)
    first = list(islice(source, IN_PROCESS + 1))
    rest = chain(first, source)
    if workers <= 1 or len(first) <= IN_PROCESS:
        pipeline = make()
        for item in rest:
            yield item if isinstance(item, Undone) else pipeline.read(item)
        return
    yield from _read_in_processes(rest, workers, make)


_worker_pipeline: list[
    Pipeline
] = []  # one a worker process, set by its initializer: processes share nothing else


def _start_worker(make: MakePipeline) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that hands out the work
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _worker_pipeline[:] = [make()]


def _leave_with_parent() -> None:
    """Wait until the process that hands out the work is gone, then go too: killed, it could not say so."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # layout: a worker process has nobody to raise to


def _read_in_worker(article: Article) -> Outcome:
    return _worker_pipeline[0].read(article)


@dataclass(slots=True)
class _Waiting:
    """An item whose turn is to come. An article without a future was not taken: the pool had broken."""

    item: Article | Undone
    future: "Future[Outcome] | None"

    @property
    def is_read(self) -> bool:
        """Tell whether its outcome is there, so that a broken pool does not matter to it."""
        return self.future is not None and self.future.done() and self.future.exception() is None


def _read_in_processes(
    items: Iterator[Article | Undone], workers: int, make: MakePipeline
) -> Iterator[Outcome]:
    """Hand articles to processes and give the outcomes back in order; a process that dies costs at most one article."""
    make()  # a reader that cannot be built says so here, in one sentence, not from every worker
    pool = _new_pool(workers, make)
    waiting: deque[_Waiting] = deque()
    try:
        while True:
            for item in islice(items, workers * (AHEAD + 1) - len(waiting)):
                waiting.append(_Waiting(item, _submit(pool, item)))
            if not waiting:
                return
            head = waiting.popleft()
            if isinstance(head.item, Undone):
                yield head.item
                continue
            outcome = _result(head)
            if outcome is None:
                pool.shutdown(wait=False, cancel_futures=True)
                outcome = _read_alone(head.item, make)
                pool = _new_pool(workers, make)
                for later in waiting:
                    if not later.is_read:
                        later.future = _submit(pool, later.item)
            yield outcome
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, item: Article | Undone) -> "Future[Outcome] | None":
    """Hand an article to the pool; None when it is none, or when a process of the pool has died."""
    if isinstance(item, Undone):
        return None
    try:
        with _interrupts_held():
            return pool.submit(_read_in_worker, item)
    except BrokenProcessPool:
        return None


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait while the block runs, and not reach the processes it starts: they would tell of it in tracebacks."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _result(waiting: _Waiting) -> Outcome | None:
    """Return the outcome of an article, None when a process died before it was read."""
    try:
        return waiting.future.result() if waiting.future else None
    except BrokenProcessPool:
        return None


def _new_pool(workers: int, make: MakePipeline) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (make,))


def _read_alone(article: Article, make: MakePipeline) -> Outcome:
    """Read an article in a process of its own after a process died: was it this one's fault?"""
    with _new_pool(1, make) as alone:
        try:
            with _interrupts_held():
                reading = alone.submit(_read_in_worker, article)
            return reading.result()
        except BrokenProcessPool:
            return undone(
                article,
                "reading",
                "internal",
                "the process reading it died (out of memory?); read it alone or in parts",
            )
