"""Article -> Outcome: the only module that combines `annotate` and `assemble`, and the only broad `except`.

Every article gives exactly one outcome, in the order of the input, for any number of workers.
"""

import logging
import os
import signal
import threading
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection

from onrecord.annotate.actor_files.own_actors import NO_OWN_ACTORS as NO_OWN_ACTORS
from onrecord.annotate.actor_files.own_actors import OwnActors as OwnActors
from onrecord.annotate.actor_files.own_actors import load_own_actors as load_own_actors
from onrecord.annotate.registry import SUPPORTED_LANGUAGES, default_annotators
from onrecord.annotate.versions import annotator_versions
from onrecord.assemble.copies import reading_key as reading_key
from onrecord.assemble.copies import record_of_copy as record_of_copy
from onrecord.assemble.record import build_record
from onrecord.assemble.row_confidence import weights_version
from onrecord.model.article import Article
from onrecord.model.deadline import (
    ARTICLE_SECONDS,
    KILLED_BY_LIMIT,
    TimeUpError,
    allowed_seconds,
    process_limit,
    time_limit,
)
from onrecord.model.errors import OnRecordError
from onrecord.model.layers import Annotations, Annotator, apply_annotator
from onrecord.model.reasons import SKIPPING, Reason, Stage
from onrecord.model.record import Outcome, Run, Undone
from onrecord.model.version import VERSION

log = logging.getLogger(__name__)

# Up to this many articles are read in this process: starting workers (about two seconds) takes longer.
IN_PROCESS = 3
# In characters. Annotations take about 0.55 kB a character: two million took 1.25 GB of memory and 128 s on
# one core (dense prose on one line). The limit keeps a process under 1.5 GB.
LONGEST_TEXT = 2_200_000
SAMPLED = (
    2_000  # characters at the beginning of a text, by whose letters it is told whether it can be English
)
_GRACE = 5  # seconds, among them those to load the models, before a worker is ended that does not stop itself
AHEAD = 4  # articles queued per worker beyond the one it reads: bounds memory, keeps workers busy


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Annotators, each after those whose layers it needs. Every record of the pipeline has this `run`."""

    annotators: tuple[Annotator, ...]
    run: Run
    min_confidence: float = 0.0
    article_seconds: float = ARTICLE_SECONDS

    @classmethod
    def of(
        cls,
        annotators: tuple[Annotator, ...],
        min_confidence: float = 0.0,
        article_seconds: float = ARTICLE_SECONDS,
        own: OwnActors = NO_OWN_ACTORS,
    ) -> "Pipeline":
        """Return the pipeline of these annotators. Raises ModelError when a model is missing.

        `article_seconds` limits the processor time of an article (see `model.deadline`). The run tells the
        lists of actors in `own` by their digests.
        """
        versions = annotator_versions(annotators) | {"row-confidence": weights_version()}
        settings = {"min_confidence": f"{min_confidence:g}"}
        if own:
            settings["actors"] = own.digest
        run = Run(VERSION, versions, settings)
        return cls(annotators, run, min_confidence, article_seconds)

    def annotate(self, article: Article) -> Annotations:
        """Return the annotations of all annotators. Raises what an annotator raises."""
        annotations = Annotations()
        for annotator in self.annotators:
            annotations = apply_annotator(annotator, article, annotations)
        return annotations

    def read(self, article: Article) -> Outcome:
        """Return the outcome of an article. Never raises."""
        reason = _why_skip(article)
        if reason:
            return undone(article, "reading", reason[0], reason[1])
        stage: Stage = "reading"
        try:
            with time_limit(self.allowed_seconds(article)):
                annotations = self.annotate(article)
                stage = "recording"
                return build_record(article, annotations, self.run, self.min_confidence)
        except TimeUpError:
            return out_of_time(article, stage, self.allowed_seconds(article))
        except Exception as error:  # noqa: BLE001 - `_failed` logs it
            return _failed(article, stage, error)

    def allowed_seconds(self, article: Article) -> float:
        """Return the seconds of processor time that an article may take; 0 is no limit."""
        return allowed_seconds(self.article_seconds, len(article.text))


def _failed(article: Article, stage: Stage, error: Exception) -> Undone:
    """Return the outcome of an article that made this error. An error that nobody expected is logged."""
    if isinstance(error, OnRecordError):
        return undone(article, stage, "internal", str(error))
    log.error("%s failed while %s", article.source or article.id, stage, exc_info=error)
    sentence = f"{type(error).__name__}: {error}; please report it with the article"
    return undone(article, stage, "internal", sentence)


def out_of_time(article: Article, stage: Stage, seconds: float) -> Undone:
    """Return the outcome of an article that took too long."""
    return undone(
        article,
        stage,
        "time",
        f"it took more than {seconds:g} seconds of processor time; read it in parts, or allow more with "
        "ONRECORD_ARTICLE_SECONDS",
    )


def undone(article: Article, stage: Stage, reason: Reason, detail: str) -> Undone:
    """Return the outcome of an article without a record."""
    return Undone(
        "skipped" if reason in SKIPPING else "failed", article.source, stage, reason, detail, article.id
    )


def _why_skip(article: Article) -> tuple[Reason, str] | None:
    if not article.text.strip():
        return "empty", "there is no text in it"
    if len(article.text) > LONGEST_TEXT:
        return (
            "too-large",
            f"it has {len(article.text):,} characters and {LONGEST_TEXT:,} can be read at once; "
            "read it in parts",
        )
    language = (article.language or "en").split("-")[0].lower()
    if language not in SUPPORTED_LANGUAGES:
        known = ", ".join(sorted(SUPPORTED_LANGUAGES))
        advice = "; if that is wrong, --language en reads it" if _is_in_latin_letters(article.text) else ""
        return "language", f"its language is {language!r} and only {known} can be read{advice}"
    return None


def _is_in_latin_letters(text: str) -> bool:
    """Return whether most letters at the beginning are Latin: of other texts none is English."""
    letters = [letter for letter in text[:SAMPLED] if letter.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return latin * 2 >= len(letters)


def make_pipeline(
    min_confidence: float = 0.0,
    article_seconds: float = ARTICLE_SECONDS,
    own: OwnActors = NO_OWN_ACTORS,
) -> Pipeline:
    """Return the pipeline of the default annotators. Models are loaded when the first article is read.

    `own` are a user's own lists of actors.
    """
    return Pipeline.of(default_annotators(own), min_confidence, article_seconds, own)


MakePipeline = Callable[[], Pipeline]


def read_all(
    items: Iterable[Article | Undone], make: MakePipeline = make_pipeline, *, workers: int = 1
) -> Iterator[Outcome]:
    """Yield one outcome per item, in order. Undone items (sources that gave no article) pass through.

    With more than one worker, articles are read in that many processes, each with a pipeline from `make`,
    which must be picklable. Results do not depend on the number of workers.
    """
    source = iter(items)
    first = list(islice(source, IN_PROCESS + 1))
    rest = chain(first, source)
    if workers <= 1 or len(first) <= IN_PROCESS:
        pipeline = make()
        for item in rest:
            yield item if isinstance(item, Undone) else pipeline.read(item)
        return
    pool = ReaderPool(workers, make)
    try:
        yield from pool.read(rest)
    finally:
        pool.close()


# The one pipeline of a worker process, set by its initializer.
_worker_pipeline: list[Pipeline] = []


def _start_worker(make: MakePipeline) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process handles Ctrl-C
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    _worker_pipeline[:] = [make()]


def _exit_with_parent() -> None:
    """Exit when the main process does. A main process that is killed cannot stop its workers."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # layout: an exception in this thread would not end the process


def _read_in_worker(article: Article) -> Outcome:
    pipeline = _worker_pipeline[0]
    return read_or_die(pipeline, article)


def read_or_die(pipeline: Pipeline, article: Article) -> Outcome:
    """Return the outcome of an article, in a worker process, which ends when the article does not.

    The limit of the pipeline comes first; this one is for a call into C that it cannot interrupt.
    """
    allowed = pipeline.allowed_seconds(article)
    with process_limit(2 * allowed + _GRACE if allowed else 0):
        return pipeline.read(article)


@dataclass(slots=True)
class _Waiting:
    """An item in the queue. An article without a future was not submitted, because the pool was broken."""

    item: Article | Undone
    future: "Future[Outcome] | None"

    @property
    def is_read(self) -> bool:
        """Return whether its outcome is ready, so that a broken pool does not affect it."""
        return self.future is not None and self.future.done() and self.future.exception() is None


class ReaderPool:
    """Processes that read articles, each with a pipeline from `make`; kept until `close`.

    Raises in the constructor, once, if an annotator cannot be built.
    """

    def __init__(self, workers: int, make: MakePipeline) -> None:
        make()
        self._workers = workers
        self._make = make
        self._pool = _new_pool(workers, make)

    def read(self, items: Iterator[Article | Undone]) -> Iterator[Outcome]:
        """Yield one outcome per item, in order. A process that dies costs at most one article."""
        waiting: deque[_Waiting] = deque()
        try:
            while True:
                for item in islice(items, self._workers * (AHEAD + 1) - len(waiting)):
                    waiting.append(_Waiting(item, _submit(self._pool, item)))
                if not waiting:
                    return
                head = waiting.popleft()
                if isinstance(head.item, Undone):
                    yield head.item
                    continue
                outcome = _result(head)
                yield self._after_death(head.item, waiting) if outcome is None else outcome
        except KeyboardInterrupt:
            # `close` cancels them in the pool's thread, which fails on futures that are cancelled elsewhere.
            waiting.clear()
            raise
        finally:
            for left in waiting:
                if left.future is not None:
                    left.future.cancel()

    def _after_death(self, article: Article, waiting: Iterable[_Waiting]) -> Outcome:
        """Read the article alone that a process may have died of; others go to new processes."""
        self.close()
        outcome = _read_alone(article, self._make)
        self._pool = _new_pool(self._workers, self._make)
        for later in waiting:
            if not later.is_read:
                later.future = _submit(self._pool, later.item)
        return outcome

    def close(self) -> None:
        """End the processes, after the articles that they are at."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, item: Article | Undone) -> "Future[Outcome] | None":
    """Submit an article to the pool. Returns None for an Undone item, and when the pool is broken."""
    if isinstance(item, Undone):
        return None
    try:
        with _interrupts_held():
            return pool.submit(_read_in_worker, item)
    except BrokenProcessPool:
        return None


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Delay Ctrl-C while the block runs.

    Processes started in it inherit the blocked signal, so that Ctrl-C does not make them print tracebacks.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _result(waiting: _Waiting) -> Outcome | None:
    """Return the outcome of an article, None when its process died before."""
    try:
        return waiting.future.result() if waiting.future else None
    except BrokenProcessPool:
        return None


def _new_pool(workers: int, make: MakePipeline) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (make,))


def _read_alone(article: Article, make: MakePipeline) -> Outcome:
    """Read an article in a process of its own, to see whether this article made a process die."""
    context = get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    alone = context.Process(target=_answer_one, args=(sending, article, make), daemon=True)
    with _interrupts_held():
        alone.start()
    sending.close()
    try:
        outcome: Outcome = receiving.recv()
        return outcome
    except EOFError:
        alone.join()
        if alone.exitcode == KILLED_BY_LIMIT:
            return out_of_time(article, "reading", make().allowed_seconds(article))
        how = f"ended with exit code {alone.exitcode}"
        if alone.exitcode is not None and alone.exitcode < 0:  # by a signal
            how = "died (out of memory?)"
        return undone(
            article, "reading", "internal", f"the process reading it {how}; read it alone or in parts"
        )
    finally:
        receiving.close()


def _answer_one(sending: "Connection[Outcome, None]", article: Article, make: MakePipeline) -> None:
    """Read one article and send its outcome: the main function of a process of its own."""
    try:
        _start_worker(make)
        outcome = _read_in_worker(article)
    except Exception as error:  # noqa: BLE001 - `_failed` logs what `make` raises; reading raises nothing
        outcome = _failed(article, "reading", error)
    sending.send(outcome)
