"""Adding: what people paste, drop or name is gathered, read and kept by one process beside the pages, which stay quick meanwhile.

A process of its own, because reading holds the interpreter for whole seconds. Jobs wait in line; their outcomes are told as
they come. A job that kills the process costs itself alone.
"""

import io
import itertools
import logging
import os
import queue
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import Literal

from onrecord.ingest import Limits, Overrides, load_articles, load_stream
from onrecord.model.article import Article
from onrecord.model.errors import OnRecordError
from onrecord.model.record import Outcome, Undone
from onrecord.pipeline import Pipeline, make_pipeline
from onrecord.resolve.linker import link_article
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

log = logging.getLogger(__name__)

MOST_JOBS = 100  # jobs remembered, and as many that may wait
MOST_OUTCOMES = 500  # outcomes told of one job; the rest are counted
NICER = 10  # the reading process steps behind the pages (see nice(2))
State = Literal["waiting", "reading", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be added: an address where `content` is None, else a file or text of this name."""

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one article: `outcome` is added, unchanged, skipped or failed; `article` its id where there is one."""

    source: str
    outcome: str
    detail: str
    article: str | None = None
    title: str | None = None
    statements: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One adding. `told` are its outcomes so far; `error` says why it failed as a whole."""

    id: int
    names: tuple[str, ...]
    by: str
    at: str
    state: State = "waiting"
    told: tuple[Told, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    error: str | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self.state in ("done", "failed")


@dataclass(frozen=True, slots=True)
class _Order:
    sources: tuple[Source, ...]
    given: Overrides
    limits: Limits


class Adding:
    """The line of jobs of one dossier, at `place`. Its thread and process start with the first job."""

    def __init__(self, place: str, limits: Limits, min_confidence: float = 0.0) -> None:
        self._place = place
        self._limits = limits
        self._min_confidence = min_confidence
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._numbers = itertools.count(1)
        self._line: queue.Queue[tuple[int, _Order] | None] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, sources: tuple[Source, ...], given: Overrides, by: str) -> Job | None:
        """Put a job in line; None when too many wait already."""
        with self._lock:
            if sum(not job.is_over for job in self._jobs.values()) >= MOST_JOBS:
                return None
            names = tuple(source.name for source in sources)
            job = Job(next(self._numbers), names, by, datetime.now(UTC).isoformat(timespec="seconds"))
            self._jobs[job.id] = job
            self._forget()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="adding")
                self._thread.start()
        self._line.put((job.id, _Order(sources, given, self._limits)))
        return job

    def _forget(self) -> None:
        over = [number for number, job in self._jobs.items() if job.is_over]
        for number in over[: max(len(self._jobs) - MOST_JOBS, 0)]:
            del self._jobs[number]

    def jobs(self) -> tuple[Job, ...]:
        """Return the jobs that are remembered, the latest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def job(self, number: int) -> Job | None:
        """Return one job."""
        with self._lock:
            return self._jobs.get(number)

    def close(self) -> None:
        """Let the process go when the job in hand is done."""
        if self._thread is not None:
            self._line.put(None)
            self._thread.join(timeout=5)

    def _run(self) -> None:
        worker: _Worker | None = None
        while (entry := self._line.get()) is not None:
            number, order = entry
            self._note(number, state="reading")
            worker = worker or _Worker(self._place, self._min_confidence)
            try:
                for told in worker.work(order):
                    self._tell(number, told)
                self._note(number, state="done")
            except (EOFError, OSError):
                worker = None
                reason = "the process that reads died (out of memory?); try its parts one by one"
                self._note(number, state="failed", error=reason)
            except OnRecordError as error:
                self._note(number, state="failed", error=str(error))
        if worker is not None:
            worker.close()

    def _note(self, number: int, *, state: State, error: str | None = None) -> None:
        with self._lock:
            self._jobs[number] = replace(self._jobs[number], state=state, error=error)

    def _tell(self, number: int, told: Told) -> None:
        with self._lock:
            job = self._jobs[number]
            counts = job.counts | {told.outcome: job.counts.get(told.outcome, 0) + 1}
            shown = (*job.told, told)[:MOST_OUTCOMES]
            self._jobs[number] = replace(job, told=shown, counts=counts)


class _Worker:
    """The reading process, seen from the pages."""

    def __init__(self, place: str, min_confidence: float) -> None:
        context = get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, place, min_confidence), daemon=True)
        self._process.start()
        there.close()

    def work(self, order: _Order) -> Iterator[Told]:
        """Yield what becomes of an order's articles. Raises EOFError when the process dies, OnRecordError when it gives up."""
        self._here.send(order)
        while (answer := self._here.recv()) is not None:
            if isinstance(answer, str):
                raise OnRecordError(answer)
            yield answer

    def close(self) -> None:
        """Tell the process to end."""
        self._here.close()
        self._process.join(timeout=5)


def _serve(orders: "Connection[Told | str | None, _Order]", place: str, min_confidence: float) -> None:
    """Work on orders until the other end is closed: what the reading process does."""
    os.nice(NICER)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    pipeline = make_pipeline(min_confidence)
    try:
        while True:
            order = orders.recv()
            try:
                for told in _work(order, place, pipeline):
                    orders.send(told)
                orders.send(None)
            except OnRecordError as error:
                orders.send(str(error))
    except (EOFError, OSError):
        log.info("the pages have closed")


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # layout: a worker process has nobody to raise to


def _work(order: _Order, place: str, pipeline: Pipeline) -> Iterator[Told]:
    with open_dossier(place, create=False) as dossier:
        for source in order.sources:
            for article in _gathered(source, order):
                yield _keep(dossier, article, pipeline)


def _gathered(source: Source, order: _Order) -> Iterator[Article | Undone]:
    if source.content is None:
        yield from load_articles(source.name, order.given, order.limits)
    else:
        yield from load_stream(io.BytesIO(source.content), source.name, order.given, order.limits)


def _keep(dossier: Dossier, article: Article | Undone, pipeline: Pipeline) -> Told:
    if isinstance(article, Article) and dossier.has(article.id):
        return Told(article.source, "unchanged", "it is in the dossier already", article.id, article.title)
    outcome: Outcome = article if isinstance(article, Undone) else pipeline.read(article)
    written = dossier.write(outcome)
    if isinstance(outcome, Undone):
        return Told(outcome.source, outcome.outcome, outcome.detail, outcome.article)
    link_article(dossier, outcome.article.id)
    said = len(outcome.statements)
    kept = outcome.article
    return Told(kept.source, written, f"{said} statements", kept.id, kept.title, said)
