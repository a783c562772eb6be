"""The work of a batch on Spark: the input is laid down, divided into shards, and these are read."""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from onrecord.batch.folder import Folder
from onrecord.batch.inputs import GatherSettings, InputFile
from onrecord.batch.plan import Plan, make_plan, shard_size
from onrecord.batch.readers import ReadSettings, kept_pool
from onrecord.batch.run import RunFolder, divide, is_unchanged
from onrecord.batch.session import ATTEMPTS
from onrecord.batch.shard import Known, Placed, read_shard
from onrecord.batch.stage import stage_input, staged_rows
from onrecord.batch.tables import day_of
from onrecord.model.errors import OnRecordError
from onrecord.model.record import Record
from onrecord.model.serial import outcome_from_json
from onrecord.pipeline import reading_key

if TYPE_CHECKING:
    from pyspark import RDD, Accumulator, SparkContext

T = TypeVar("T")
ENDS = ("read", "copied", "kept", "skipped", "failed")
"""What may become of an article: read, by a copy, or in a plan with other inputs; or not read."""
MOST_SLICES = 10_000  # tasks that take out or divide the input
_RECORDS = 50  # records in memory at once
_PYTHON_ERROR = re.compile(r"[\w.]*(?:Error|Exception|Interrupt): ")
_LOOK = 0.5  # seconds between two looks at the progress


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one step is: its name, shards or files done and their number, articles done and their number.

    The number of articles is 0 while it is not known.
    """

    step: str
    done: int
    total: int
    articles: int
    all_articles: int = 0


Telling = Callable[[Progress], None]


@dataclass(frozen=True)
class BatchRequest:
    """What to read and how. `size` is the number of articles a shard, None for one by their number."""

    gathering: GatherSettings = field(default_factory=GatherSettings)
    reading: ReadSettings = field(default_factory=ReadSettings)
    with_records: bool = False
    size: int | None = None


@dataclass
class BatchResult:
    """What became of the articles: shards, those finished before, plans with changes; counts by outcome.

    `unread` are the inputs that could not be read to their end.
    """

    shards: int = 0
    kept: int = 0
    changed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    unread: list[InputFile] = field(default_factory=list)


def run_batch(
    context: "SparkContext", out: RunFolder, files: Sequence[InputFile], request: BatchRequest, tell: Telling
) -> BatchResult:
    """Read what the folder does not have yet of these files; go on with what an earlier run left.

    Raises OnRecordError when Spark gives up, or the totals do not add up.
    """
    job = _Job(context, out, request, tell)
    out.drop_changed()
    out.clear()
    new, plans, changed = divide(files, out.plans(), out.can_go_on)
    for plan in changed:
        out.mark_changed(plan)
    out.drop_changed()
    plans += job.plan(new)
    result = BatchResult(changed=len(changed))
    for plan in plans:
        job.read(plan, result)
    out.drop_aside()
    out.clear()
    if job.faults:
        raise OnRecordError(
            f"{len(job.faults)} of {result.shards:,} shards were not read: {job.faults[0]}; run again to try "
            "them again, and please report it"
        )
    return result


@dataclass(frozen=True)
class _Job:
    context: "SparkContext"
    out: RunFolder
    request: BatchRequest
    tell: Telling
    faults: list[str] = field(default_factory=list)

    def plan(self, files: Sequence[InputFile]) -> list[Plan]:
        """Lay down the files and divide their articles into shards.

        Files that cannot be read have a plan of their own, which the next run makes again.
        """
        known = self.out.staged()
        missing = [
            file for file in files if file.name not in known or not is_unchanged(file, known[file.name])
        ]
        self.stage(missing)
        known = self.out.staged()
        inputs = [known[file.name] for file in files if file.name in known]
        sound = [one for one in inputs if one.digest is not None]
        plans = []
        for part in (sound, [one for one in inputs if one.digest is None]):
            if part:
                articles = sum(count for one in part for count, _ in one.days.values())
                size = self.request.size or shard_size(articles, self.context.defaultParallelism)
                plans.append(make_plan(part, size))
                self.out.save_plan(plans[-1])
        return plans

    def stage(self, files: Sequence[InputFile]) -> None:
        """Lay down files, each in a task."""
        if not files:
            return
        folder, settings, done, articles = self.out.folder, self.request.gathering, *self._counters()

        def work(file: InputFile) -> str | None:
            staged, fault = _last_attempt(lambda: stage_input(folder, file, settings), file.name)
            done.add(1)
            articles.add(sum(number for number, _ in staged.days.values()) if staged else 0)
            return fault

        tasks = self.context.parallelize(files, min(len(files), MOST_SLICES)).map(work)
        self._follow(tasks, lambda: Progress("taking out", done.value, len(files), articles.value))

    def read(self, plan: Plan, result: BatchResult) -> None:
        """Read the shards of a plan that are not finished, and add up all of them."""
        finished = self.out.finished()
        missing = [index for index in range(plan.shards) if plan.name_of(index) not in finished]
        if missing:
            self._read_shards(plan, missing)
        result.unread += [one.file for one in plan.inputs if one.digest is None]
        result.shards += plan.shards
        result.kept += plan.shards - len(missing)
        counts: Counter[str] = Counter()
        for manifest in self.out.manifests(self.out.finished() & set(plan.names)):
            counts.update(manifest["counts"])
            result.reasons.update(manifest["reasons"])
            result.rows.update(manifest["rows"])
        ended = sum(counts[name] for name in ENDS)
        if not self.faults and not counts["in"] == ended == plan.articles:
            raise OnRecordError(
                f"the totals of plan {plan.id} do not add up: {plan.articles} articles and faults were laid "
                f"down, {counts['in']} went in and {ended} came out; delete {self.out.folder.address} and "
                "run again, and please report it"
            )
        result.counts += counts
        if not self.faults:
            self.out.drop_staged(plan.inputs)

    def _read_shards(self, plan: Plan, missing: Sequence[int]) -> None:
        folder, request, run = self.out.folder, self.request, self.out.folder.address
        slots: dict[int | None, int] = {index: slot for slot, index in enumerate(missing)}
        done, articles = self._counters()

        def work(slot: int, rows: Iterable[tuple[int, Placed | Known]]) -> Iterator[str | None]:
            shard = plan.name_of(missing[slot])
            pool = kept_pool(run, request.reading)
            mine = (row for _, row in rows)
            manifest, fault = _last_attempt(
                lambda: read_shard(folder, shard, mine, pool, request.with_records), shard
            )
            done.add(1)
            articles.add(manifest["counts"]["in"] if manifest else 0)
            yield fault

        inputs = [(number, staged.file) for number, staged in enumerate(plan.inputs)]
        rows: RDD[tuple[int, Placed | Known]]
        rows = self._spread(inputs).flatMap(lambda one: _place(folder, plan, one, slots))
        aside = self.out.set_aside()
        if aside:
            rows = rows.union(self._spread(aside).flatMap(lambda name: _recall(folder, plan, name, slots)))
        tasks = rows.partitionBy(len(missing), lambda slot: slot).mapPartitionsWithIndex(work)
        before = plan.articles - self._articles_of(plan, missing)
        self._follow(
            tasks,
            lambda: Progress("reading", done.value, len(missing), articles.value, plan.articles - before),
        )

    def _spread(self, values: Sequence[T]) -> "RDD[T]":
        return self.context.parallelize(values, min(len(values), MOST_SLICES))

    def _articles_of(self, plan: Plan, missing: Sequence[int]) -> int:
        """Return the number of articles of the shards that are missing."""
        left = set(missing)
        ready = [plan.name_of(index) for index in range(plan.shards) if index not in left]
        return plan.articles - sum(one["counts"]["in"] for one in self.out.manifests(ready))

    def _counters(self) -> "tuple[Accumulator[int], Accumulator[int]]":
        return self.context.accumulator(0), self.context.accumulator(0)

    def _follow(self, tasks: "RDD[str | None]", look: Callable[[], Progress]) -> None:
        """Let Spark do the tasks in another thread, and tell the progress; Ctrl-C ends them.

        What went wrong in single ones is kept. Raises OnRecordError when Spark gives up.
        """
        errors: list[Exception] = []

        def run() -> None:
            try:
                self.faults.extend(fault for fault in tasks.collect() if fault is not None)
            except Exception as error:  # noqa: BLE001 - raised below, in the thread that waits
                errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                self.tell(look())
                thread.join(_LOOK)
        except BaseException:
            with suppress(Exception):  # Java may be gone
                self.context.cancelAllJobs()
            raise
        if errors:
            raise OnRecordError(
                f"Spark gave up {look().step} ({_cause(errors[0])}); what is finished is kept: run the same "
                "command again to go on"
            ) from errors[0]
        self.tell(look())


def _last_attempt(work: Callable[[], T], what: str) -> tuple[T | None, str | None]:
    """Return the result of a task, or what is wrong with it: one bad shard must not end the others.

    Raises what `work` raises as long as Spark tries again.
    """
    from pyspark import TaskContext

    try:
        return work(), None
    except Exception as error:
        context = TaskContext.get()
        if context is None or context.attemptNumber() + 1 < ATTEMPTS:
            raise
        return None, f"{what}: {type(error).__name__}: {error}"


def _cause(error: Exception) -> str:
    """Return the line of an error of Spark that names the cause: the error in Python, if there is one."""
    if isinstance(error, OSError):  # the connection to Java
        return "its Java process ended"
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    python = [line for line in lines if _PYTHON_ERROR.match(line)]
    return (python or lines or [type(error).__name__])[0][:300]


def _place(
    folder: Folder, plan: Plan, numbered: tuple[int, InputFile], slots: Mapping[int | None, int]
) -> Iterator[tuple[int, Placed | Known]]:
    """Yield the articles of an input that belong to a missing shard, each with the shard's place."""
    number, file = numbered
    for row in staged_rows(folder, file):
        slot = slots.get(plan.index_of(row.day, row.key))
        if slot is not None:
            yield slot, Placed(number, file.name, row)


def _recall(
    folder: Folder, plan: Plan, name: str, slots: Mapping[int | None, int]
) -> Iterator[tuple[int, Placed | Known]]:
    """Yield the records of a file that was set aside, each with the place of the shard that may take it."""
    from pyarrow.parquet import ParquetFile

    with folder.open(name) as source:
        for batch in ParquetFile(source).iter_batches(batch_size=_RECORDS, columns=["record"]):
            for line in batch.column(0).to_pylist():
                outcome = outcome_from_json(line)
                if isinstance(outcome, Record):
                    article = outcome.article.to_article()
                    key = reading_key(article)
                    slot = slots.get(plan.index_of(day_of(article.published.value), key))
                    if slot is not None:
                        yield slot, Known(key, line)
