"""The queue of reports that people add: a separate process reads and stores them, so pages stay fast.

It is a process, not a thread, because the language model holds the interpreter for seconds. Jobs wait in the
queue, and their results appear as they come. A job that crashes the process fails alone.
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
from onrecord.model.deadline import KILLED_BY_LIMIT
from onrecord.model.errors import OnRecordError
from onrecord.model.record import Outcome, Undone
from onrecord.pipeline import NO_OWN_ACTORS, OwnActors, Pipeline, make_pipeline, read_or_die
from onrecord.resolve.linker import link_article
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Dossier

log = logging.getLogger(__name__)

MOST_JOBS = 100  # unfinished jobs; as many finished ones are remembered
MOST_RESULTS = 500  # results listed per job; the rest are only counted
NICENESS = 10  # lower priority than the pages (see nice(2))
State = Literal["waiting", "reading", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Source:
    """What to add: the address `name` if `content` is None, else a file or text of this name."""

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """What became of one article.

    `outcome` is added, unchanged, skipped or failed; `article` is its id, if it has one.
    """

    source: str
    outcome: str
    detail: str
    article: str | None = None
    title: str | None = None
    statements: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """The sources of one form. `told` are the results so far; `error` says why the job as a whole failed."""

    id: int
    names: tuple[str, ...]
    by: str
    at: str
    state: State = "waiting"
    told: tuple[ArticleResult, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    error: str | None = None

    @property
    def is_finished(self) -> bool:
        """Whether no more results will come."""
        return self.state in ("done", "failed")


@dataclass(frozen=True, slots=True)
class _Task:
    """What the worker process gets of a job."""

    sources: tuple[Source, ...]
    given: Overrides
    limits: Limits


class AddQueue:
    """The jobs of one dossier, stored at `place`. Its thread and its process start with the first job."""

    def __init__(self, place: str, limits: Limits, own: OwnActors = NO_OWN_ACTORS) -> None:
        self._place = place
        self._own = own
        self._limits = limits
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._numbers = itertools.count(1)
        self._queue: queue.Queue[tuple[int, _Task] | None] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, sources: tuple[Source, ...], given: Overrides, by: str) -> Job | None:
        """Queue a job; return None when too many are unfinished. One without sources is done at once."""
        with self._lock:
            if sum(not job.is_finished for job in self._jobs.values()) >= MOST_JOBS:
                return None
            names = tuple(source.name for source in sources)
            job = Job(next(self._numbers), names, by, datetime.now(UTC).isoformat(timespec="seconds"))
            job = job if sources else replace(job, state="done")
            self._jobs[job.id] = job
            self._drop_oldest()
            if not sources:
                return job
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="add-queue")
                self._thread.start()
        self._queue.put((job.id, _Task(sources, given, self._limits)))
        return job

    def _drop_oldest(self) -> None:
        finished = [number for number, job in self._jobs.items() if job.is_finished]
        for number in finished[: max(len(self._jobs) - MOST_JOBS, 0)]:
            del self._jobs[number]

    def jobs(self) -> tuple[Job, ...]:
        """Return the jobs, the latest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def job(self, number: int) -> Job | None:
        """Return one job, None if it is unknown or dropped."""
        with self._lock:
            return self._jobs.get(number)

    def close(self) -> None:
        """End the process when the current job is finished; wait five seconds for it."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(timeout=5)

    def _run(self) -> None:
        worker: _Worker | None = None
        while (entry := self._queue.get()) is not None:
            number, task = entry
            self._set_state(number, state="reading")
            worker = worker or _Worker(self._place, self._limits, self._own)
            try:
                for result in worker.run(task):
                    self._add_result(number, result)
                self._set_state(number, state="done")
            except (EOFError, OSError):
                self._set_state(number, state="failed", error=worker.why_dead())
                worker = None
            except OnRecordError as error:
                self._set_state(number, state="failed", error=str(error))
        if worker is not None:
            worker.close()

    def _set_state(self, number: int, *, state: State, error: str | None = None) -> None:
        with self._lock:
            self._jobs[number] = replace(self._jobs[number], state=state, error=error)

    def _add_result(self, number: int, result: ArticleResult) -> None:
        with self._lock:
            job = self._jobs[number]
            counts = job.counts | {result.outcome: job.counts.get(result.outcome, 0) + 1}
            shown = (*job.told, result)[:MOST_RESULTS]
            self._jobs[number] = replace(job, told=shown, counts=counts)


class _Worker:
    """The process that reads, as the queue's thread sees it."""

    def __init__(self, place: str, limits: Limits, own: OwnActors) -> None:
        context = get_context("spawn")
        self._connection, other_end = context.Pipe()
        arguments = (other_end, place, limits.article_seconds, own)
        self._process = context.Process(target=_serve_tasks, args=arguments, daemon=True)
        self._process.start()
        other_end.close()

    def run(self, task: _Task) -> Iterator[ArticleResult]:
        """Yield the results of a task.

        Raises EOFError when the process dies, OnRecordError when it gives up.
        """
        self._connection.send(task)
        while (answer := self._connection.recv()) is not None:
            if isinstance(answer, str):
                raise OnRecordError(answer)
            yield answer

    def why_dead(self) -> str:
        """Return why the process has ended by itself."""
        self._process.join(timeout=5)
        late = self._process.exitcode == KILLED_BY_LIMIT
        why = "was ended: an article took too long" if late else "died (out of memory?)"
        return f"the process that reads {why}; add its parts one by one"

    def close(self) -> None:
        """End the process; wait five seconds for it."""
        self._connection.close()
        self._process.join(timeout=5)


def _serve_tasks(
    connection: "Connection[ArticleResult | str | None, _Task]",
    place: str,
    article_seconds: float,
    own: OwnActors,
) -> None:
    """Run tasks until the other end of the connection is closed: the main function of the worker process.

    It sends the results of a task, then None, or the message of the error that ended it.
    """
    os.nice(NICENESS)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    pipeline = make_pipeline(article_seconds=article_seconds, own=own)
    try:
        while True:
            task = connection.recv()
            try:
                for result in _run_task(task, place, pipeline):
                    connection.send(result)
                connection.send(None)
            except OnRecordError as error:
                connection.send(str(error))
    except (EOFError, OSError):
        log.info("the web server has closed the connection")


def _exit_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # layout: a worker process has nobody to raise to


def _run_task(task: _Task, place: str, pipeline: Pipeline) -> Iterator[ArticleResult]:
    with open_dossier(place, create=False) as dossier:
        for source in task.sources:
            for article in _load_articles(source, task):
                yield _add_article(dossier, article, pipeline)


def _load_articles(source: Source, task: _Task) -> Iterator[Article | Undone]:
    if source.content is None:
        yield from load_articles(source.name, task.given, task.limits)
    else:
        yield from load_stream(io.BytesIO(source.content), source.name, task.given, task.limits)


def _add_article(dossier: Dossier, article: Article | Undone, pipeline: Pipeline) -> ArticleResult:
    if isinstance(article, Article) and dossier.has(article.id):
        detail = "it is in the dossier already"
        return ArticleResult(article.source, "unchanged", detail, article.id, article.title)
    outcome: Outcome = article if isinstance(article, Undone) else read_or_die(pipeline, article)
    written = dossier.write(outcome)
    if isinstance(outcome, Undone):
        return ArticleResult(outcome.source, outcome.outcome, outcome.detail, outcome.article)
    row, statements = outcome.article, len(outcome.statements)
    link_article(dossier, row.id)
    return ArticleResult(row.source, written, f"{statements} statements", row.id, row.title, statements)
