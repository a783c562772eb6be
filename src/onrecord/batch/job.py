"""The work of a batch on Spark: the input is laid down, divided into shards, and these are read."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from onrecord.batch.folder import Folder
from onrecord.batch.inputs import GatherSettings, InputFile
from onrecord.batch.plan import Plan, make_plan, shard_size
from onrecord.batch.readers import ReadSettings, kept_pool
from onrecord.batch.run import RunFolder, divide, is_unchanged
from onrecord.batch.shard import Placed, read_shard
from onrecord.batch.stage import stage_input, staged_rows
from onrecord.model.errors import OnRecordError

if TYPE_CHECKING:
    from pyspark import Accumulator, SparkContext
    from pyspark.sql import SparkSession

T = TypeVar("T")
MOST_SLICES = 10_000  # tasks that take out or divide the input
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
    """What became of the articles: shards, those finished before, plans with changes; counts by outcome."""

    shards: int = 0
    kept: int = 0
    changed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)


def run_batch(
    spark: "SparkSession", out: RunFolder, files: Sequence[InputFile], request: BatchRequest, tell: Telling
) -> BatchResult:
    """Read what the folder does not have yet of these files; go on with what an earlier run left.

    Raises OnRecordError when the totals do not add up, and what Spark raises when a shard fails on and on.
    """
    job = _Job(spark.sparkContext, out, request, tell)
    out.clear()
    new, plans, changed = divide(files, out.plans())
    for plan in changed:
        out.drop_plan(plan)
    if new:
        plans.append(job.plan(new))
    result = BatchResult(changed=len(changed))
    for plan in plans:
        job.read(plan, result)
    out.clear()
    return result


@dataclass(frozen=True)
class _Job:
    context: "SparkContext"
    out: RunFolder
    request: BatchRequest
    tell: Telling

    def plan(self, files: Sequence[InputFile]) -> Plan:
        """Lay down the files and divide their articles into shards."""
        known = self.out.staged()
        missing = [
            file for file in files if file.name not in known or not is_unchanged(file, known[file.name])
        ]
        self.stage(missing)
        known = self.out.staged()
        inputs = [known[file.name] for file in files]
        articles = sum(count for one in inputs for count, _ in one.days.values())
        size = self.request.size or shard_size(articles, self.context.defaultParallelism)
        plan = make_plan(inputs, size)
        self.out.save_plan(plan)
        return plan

    def stage(self, files: Sequence[InputFile]) -> None:
        """Lay down files, each in a task."""
        if not files:
            return
        folder, settings, done, articles = self.out.folder, self.request.gathering, *self._counters()

        def work(file: InputFile) -> int:
            staged = stage_input(folder, file, settings)
            count = sum(number for number, _ in staged.days.values())
            done.add(1)
            articles.add(count)
            return count

        tasks = self.context.parallelize(files, min(len(files), MOST_SLICES)).map(work)
        self._follow(tasks.sum, lambda: Progress("taking out", done.value, len(files), articles.value))

    def read(self, plan: Plan, result: BatchResult) -> None:
        """Read the shards of a plan that are not finished, and add up all of them."""
        finished = self.out.finished()
        missing = [index for index in range(plan.shards) if plan.name_of(index) not in finished]
        if missing:
            self._read_shards(plan, missing)
        result.shards += plan.shards
        result.kept += plan.shards - len(missing)
        counts: Counter[str] = Counter()
        for manifest in self.out.manifests(plan.names):
            counts.update(manifest["counts"])  # type: ignore[call-overload]
            result.reasons.update(manifest["reasons"])  # type: ignore[call-overload]
            result.rows.update(manifest["rows"])  # type: ignore[call-overload]
        ended = sum(counts[name] for name in ("read", "copied", "skipped", "failed"))
        if not counts["in"] == ended == plan.articles:
            raise OnRecordError(
                f"the totals of plan {plan.id} do not add up: {plan.articles} articles and faults were laid "
                f"down, {counts['in']} went in and {ended} came out; delete {self.out.folder.address} and "
                "run again, and please report it"
            )
        result.counts += counts
        self.out.drop_staged(plan.inputs)

    def _read_shards(self, plan: Plan, missing: Sequence[int]) -> None:
        folder, request, run = self.out.folder, self.request, self.out.folder.address
        slots = {index: slot for slot, index in enumerate(missing)}
        done, articles = self._counters()

        def place(numbered: tuple[int, InputFile]) -> Iterator[tuple[int, Placed]]:
            return _place(folder, plan, numbered, slots)

        def work(slot: int, rows: Iterable[tuple[int, Placed]]) -> Iterator[int]:
            shard = plan.name_of(missing[slot])
            pool = kept_pool(run, request.reading)
            manifest = read_shard(folder, shard, (placed for _, placed in rows), pool, request.with_records)
            done.add(1)
            articles.add(manifest["counts"]["in"])
            yield manifest["counts"]["in"]

        inputs = [(number, staged.file) for number, staged in enumerate(plan.inputs)]
        shuffled = (
            self.context.parallelize(inputs, min(len(inputs), MOST_SLICES))
            .flatMap(place)
            .partitionBy(len(missing), lambda slot: slot)
            .mapPartitionsWithIndex(work)
        )
        left = plan.articles - self._articles_of(plan, missing)
        self._follow(
            shuffled.sum,
            lambda: Progress("reading", done.value, len(missing), articles.value, plan.articles - left),
        )

    def _articles_of(self, plan: Plan, missing: Sequence[int]) -> int:
        """Return the number of articles of the shards that are missing."""
        left = set(missing)
        ready = [plan.name_of(index) for index in range(plan.shards) if index not in left]
        return plan.articles - sum(one["counts"]["in"] for one in self.out.manifests(ready))  # type: ignore[index]

    def _counters(self) -> "tuple[Accumulator[int], Accumulator[int]]":
        return self.context.accumulator(0), self.context.accumulator(0)

    def _follow(self, work: Callable[[], object], look: Callable[[], Progress]) -> None:
        """Let Spark work in another thread, and tell the progress; Ctrl-C ends the work."""
        faults: list[BaseException] = []

        def run() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - raised below, in the thread that waits
                faults.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                self.tell(look())
                thread.join(_LOOK)
        except BaseException:
            self.context.cancelAllJobs()
            raise
        if faults:
            raise faults[0]
        self.tell(look())


def _place(
    folder: Folder, plan: Plan, numbered: tuple[int, InputFile], slots: dict[int, int]
) -> Iterator[tuple[int, Placed]]:
    """Yield the articles of an input that belong to a missing shard, each with the shard's place."""
    number, file = numbered
    for row in staged_rows(folder, file):
        slot = slots.get(plan.index_of(row))
        if slot is not None:
            yield slot, Placed(number, file.name, row)
