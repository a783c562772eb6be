"""A batch without Spark: outcomes, copies, resuming, changed inputs, totals."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from pyarrow.parquet import ParquetFile

from onrecord.batch import job, shard
from onrecord.batch.inputs import GatherSettings, find_inputs
from onrecord.batch.job import BatchRequest, BatchResult, Progress, run_batch
from onrecord.batch.readers import ReadSettings
from onrecord.batch.run import RunFolder
from onrecord.batch.stage import staged_rows
from onrecord.batch.tables import TABLES
from onrecord.ingest import Overrides, load_articles
from onrecord.model.errors import OnRecordError
from onrecord.model.record import Undone
from onrecord.model.serial import outcome_to_json
from onrecord.pipeline import Pipeline, ReaderPool
from plain_annotator import hurried_pipeline, plain_pipeline
from plain_spark import PlainContext

MakePipeline = Callable[[], Pipeline]


class PlainReading(ReadSettings):
    """Settings whose pipeline is that of the tests."""

    def make(self) -> Any:
        return hurried_pipeline


class KilledError(Exception):
    """The worker was killed."""


class CountingPool:
    """Reads in this process; counts articles, and dies of one when it is told to."""

    def __init__(self) -> None:
        self.read_texts: list[str] = []
        self.dies_of: str | None = None

    def read(self, items: Iterator[Any]) -> Iterator[Any]:
        pipeline = plain_pipeline()
        for item in items:
            if self.dies_of is not None and self.dies_of in item.text:
                raise KilledError
            self.read_texts.append(item.text)
            yield pipeline.read(item)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> CountingPool:
    made = CountingPool()
    monkeypatch.setattr(shard.ShardFiles, "abandon", lambda _: None)  # who is killed cannot tidy up
    monkeypatch.setattr(job, "kept_pool", lambda *_: made)
    return made


def write(path: Path, *texts: str, day: str | None = "2025-07-01", **fields: str) -> Path:
    lines = [json.dumps({"text": text, "published": day, "language": "en", **fields}) for text in texts]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(
    out: Path, *inputs: Path, size: int = 3, tell: Callable[[Progress], None] | None = None
) -> BatchResult:
    request = BatchRequest(GatherSettings(), PlainReading(), with_records=True, size=size)
    folder = RunFolder.open(str(out), plain_pipeline().run, request.gathering)
    files = find_inputs(map(str, inputs))
    return run_batch(cast("Any", PlainContext()), folder, files, request, tell or (lambda _: None))


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    files = sorted(out.glob(f"run=*/tables/{table}/day=*/*.parquet"))
    return [
        {**row, "day": file.parent.name[4:]} for file in files for row in ParquetFile(file).read().to_pylist()
    ]


def lines(out: Path) -> list[str]:
    files = sorted(out.glob("run=*/records/*.jsonl.gz"))
    return [line for file in files for line in gzip.decompress(file.read_bytes()).decode().splitlines()]


def expected(*inputs: Path) -> list[str]:
    """What `onrecord read --format json` prints."""
    pipeline = plain_pipeline()
    items = [item for path in inputs for item in load_articles(str(path), Overrides())]
    return sorted(
        outcome_to_json(item if isinstance(item, Undone) else pipeline.read(item)) for item in items
    )


def leftovers(out: Path) -> list[str]:
    done = {path.stem for path in out.glob("run=*/shards/*.json")}
    return [
        path.name
        for path in out.rglob("*")
        if (path.is_file() and (path.suffix == ".tmp" or path.parent.name in ("staged", "aside")))
        or (path.suffix in (".parquet", ".gz") and path.name.split(".")[0] not in done)
    ]


def test_every_article_and_fault_is_one_outcome_and_totals_add_up(tmp_path: Path, pool: CountingPool) -> None:
    first = write(tmp_path / "a.jsonl", "one", "two", "three", "four", "five")
    second = write(tmp_path / "b.jsonl", "six", "fault", "  ", day=None)
    with second.open("a") as file:
        file.write("no json\n")
    result = run(tmp_path / "out", first, second, tmp_path / "gone.jsonl")
    assert result.counts == {"in": 10, "read": 6, "skipped": 1, "failed": 3}
    assert result.reasons == {"empty": 1, "internal": 1, "not-json": 1, "not-found": 1}
    assert [file.name for file in result.unread] == [str(tmp_path / "gone.jsonl")]
    assert sorted(lines(tmp_path / "out")) == expected(first, second, tmp_path / "gone.jsonl")
    told = rows(tmp_path / "out", "outcomes")
    assert len(told) == 10
    assert {(row["input"].rpartition("/")[2], row["position"]) for row in told} == {
        *(("a.jsonl", at) for at in range(5)), *(("b.jsonl", at) for at in range(4)), ("gone.jsonl", 0)
    }  # fmt: skip
    assert {row["day"] for row in rows(tmp_path / "out", "articles")} == {"2025-07-01", "unknown"}
    assert leftovers(tmp_path / "out") == []
    assert len(pool.read_texts) == 7


def test_the_table_of_articles_has_the_lines_of_their_records(tmp_path: Path, pool: CountingPool) -> None:
    path = write(tmp_path / "a.jsonl", "one", "two „quoted“ \u2028 é")
    run(tmp_path / "out", path)
    assert sorted(row["record"] for row in rows(tmp_path / "out", "articles")) == expected(path)
    assert pool.read_texts


def test_copies_are_read_once_whatever_input_they_are_in(tmp_path: Path, pool: CountingPool) -> None:
    first = write(tmp_path / "a.jsonl", "one", "two", "one", url="https://a.example/1")
    second = write(tmp_path / "b.jsonl", "two", "three", "fault", "fault", url="https://b.example/1")
    other_day = write(tmp_path / "c.jsonl", "one", day="2025-07-02")
    result = run(tmp_path / "out", first, second, other_day, size=100)
    assert sorted(pool.read_texts) == ["fault", "one", "one", "three", "two"]
    assert result.counts == {"in": 8, "read": 4, "copied": 2, "failed": 2}
    assert sorted(lines(tmp_path / "out")) == expected(first, second, other_day)
    assert sum(row["copy_of"] is not None for row in rows(tmp_path / "out", "outcomes")) == 3


@pytest.mark.parametrize("at", ["one", "four", "seven"])
def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path, pool: CountingPool, at: str) -> None:
    texts = ["one", "two", "three", "four", "five", "six", "seven"]
    path = tmp_path / "a.jsonl"
    for text, day in zip(texts, range(1, 8), strict=True):
        line = write(tmp_path / "line", text, day=f"2025-07-0{day}").read_text()
        path.write_text((path.read_text() if path.exists() else "") + line)
    pool.dies_of = at
    with pytest.raises(OnRecordError, match="KilledError"):
        run(tmp_path / "out", path)
    before = list(pool.read_texts)
    pool.dies_of = None
    result = run(tmp_path / "out", path)
    finished = len(before) // 3 * 3
    assert sorted(pool.read_texts) == sorted(texts + before[finished:])
    assert result.counts["read"] == 7
    assert lines(tmp_path / "out") == expected_in_order(path)
    assert leftovers(tmp_path / "out") == []


def expected_in_order(path: Path) -> list[str]:
    pipeline = plain_pipeline()
    return [outcome_to_json(pipeline.read(one)) for one in load_articles(str(path), Overrides())]  # type: ignore[arg-type]


def test_files_without_a_manifest_are_cleared(tmp_path: Path, pool: CountingPool) -> None:
    path = write(tmp_path / "a.jsonl", "one", "two")
    run(tmp_path / "out", path)
    [manifest] = (tmp_path / "out").glob("run=*/shards/*.json")
    manifest.unlink()
    [table] = (tmp_path / "out").glob("run=*/tables/articles/*/*.parquet")
    (table.parent / "left.parquet.12ab.tmp").write_bytes(b"half")
    (table.parent / "deadbeef-000000.parquet").write_bytes(b"half")
    run(tmp_path / "out", path)
    assert sorted(lines(tmp_path / "out")) == expected(path)
    assert len(rows(tmp_path / "out", "articles")) == 2
    assert leftovers(tmp_path / "out") == []
    assert len(pool.read_texts) == 4


def test_a_finished_run_reads_nothing_and_new_files_alone(tmp_path: Path, pool: CountingPool) -> None:
    first = write(tmp_path / "a.jsonl", "one", "two")
    run(tmp_path / "out", first)
    again = run(tmp_path / "out", first)
    assert (again.shards, again.kept) == (1, 1)
    second = write(tmp_path / "b.jsonl", "three")
    run(tmp_path / "out", first, second)
    assert pool.read_texts == ["one", "two", "three"]
    assert sorted(lines(tmp_path / "out")) == expected(first, second)


def test_a_changed_input_replaces_its_rows_and_reads_only_what_is_new(
    tmp_path: Path, pool: CountingPool
) -> None:
    first = write(tmp_path / "a.jsonl", "one", "two", "three")
    second = write(tmp_path / "b.jsonl", "four")
    run(tmp_path / "out", first, second)
    write(first, "two", "five")
    result = run(tmp_path / "out", first, second)
    assert result.changed == 1
    assert result.counts == {"in": 3, "kept": 2, "read": 1}
    assert sorted(pool.read_texts) == ["five", "four", "one", "three", "two"]
    assert sorted(lines(tmp_path / "out")) == expected(first, second)
    assert len(rows(tmp_path / "out", "outcomes")) == 3
    assert leftovers(tmp_path / "out") == []


def test_a_change_that_was_stopped_half_way_is_finished(tmp_path: Path, pool: CountingPool) -> None:
    path = write(tmp_path / "a.jsonl", "one", "two", "three", "four")
    run(tmp_path / "out", path, size=2)
    write(path, "zero", "one", "two", "three", "four")
    pool.dies_of = "zero"
    with pytest.raises(OnRecordError, match="KilledError"):
        run(tmp_path / "out", path, size=2)
    pool.dies_of = None
    run(tmp_path / "out", path, size=2)
    assert sorted(lines(tmp_path / "out")) == expected(path)
    assert pool.read_texts.count("zero") == 1
    assert leftovers(tmp_path / "out") == []


def test_a_touched_input_is_the_same(tmp_path: Path, pool: CountingPool) -> None:
    path = write(tmp_path / "a.jsonl", "one")
    run(tmp_path / "out", path)
    path.write_bytes(path.read_bytes())
    assert run(tmp_path / "out", path).changed == 0
    assert pool.read_texts == ["one"]


def test_what_could_not_be_opened_is_tried_again_and_nothing_else(tmp_path: Path, pool: CountingPool) -> None:
    first = write(tmp_path / "a.jsonl", "one")
    late = tmp_path / "late.jsonl"
    assert run(tmp_path / "out", first, late).counts["failed"] == 1
    write(late, "two")
    result = run(tmp_path / "out", first, late)
    assert result.counts == {"in": 2, "read": 2}
    assert pool.read_texts == ["one", "two"]
    assert sorted(lines(tmp_path / "out")) == expected(first, late)


def test_other_settings_go_to_another_folder(tmp_path: Path, pool: CountingPool) -> None:
    path = write(tmp_path / "a.jsonl", "one")
    run(tmp_path / "out", path)
    german = GatherSettings(Overrides(language="de"))
    RunFolder.open(str(tmp_path / "out"), plain_pipeline().run, german)
    assert len(list((tmp_path / "out").glob("run=*"))) == 2
    assert pool.read_texts == ["one"]


def test_damaged_inputs_are_faults_and_the_rest_is_read(tmp_path: Path, pool: CountingPool) -> None:
    import pyarrow
    from pyarrow.parquet import write_table

    whole = write(tmp_path / "a.jsonl", "one", "two")
    packed = gzip.compress(write(tmp_path / "b", *(f"text {at}" * 50 for at in range(200))).read_bytes())
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(packed[: len(packed) // 2])
    other = tmp_path / "other.parquet"
    write_table(pyarrow.table({"amount": [1, 2], "colour": ["red", "blue"]}), other)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(other.read_bytes()[:-20])
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    inputs = (whole, cut, other, broken, empty)
    result = run(tmp_path / "out", *inputs)
    assert sorted(lines(tmp_path / "out")) == expected(*inputs)
    assert result.counts["in"] == sum(result.counts[name] for name in job.ENDS)
    assert result.reasons["empty"] == 1
    assert result.reasons["damaged"] >= 2
    assert result.reasons["field"] == 1
    assert {"one", "two"} <= set(pool.read_texts)


def test_folders_are_walked_and_hidden_files_left_out(tmp_path: Path, pool: CountingPool) -> None:
    folder = tmp_path / "in" / "deep"
    folder.mkdir(parents=True)
    write(folder / "b.jsonl", "two")
    write(tmp_path / "in" / "a.jsonl", "one")
    write(folder / "_SUCCESS", "no")
    write(tmp_path / "in" / ".hidden.jsonl", "no")
    run(tmp_path / "out", tmp_path / "in")
    assert pool.read_texts == ["one", "two"]


def test_days_bound_the_number_of_files(tmp_path: Path, pool: CountingPool) -> None:
    path = tmp_path / "a.jsonl"
    text = "".join(
        write(tmp_path / "line", f"text {at}", day=f"2025-07-{at % 28 + 1:02}").read_text()
        for at in range(280)
    )
    path.write_text(text)
    result = run(tmp_path / "out", path, size=7)
    for table in TABLES:
        found = list((tmp_path / "out").glob(f"run=*/tables/{table.name}/day=*/*.parquet"))
        assert len(found) <= result.shards + 28
    assert result.counts["read"] == 280
    assert len(pool.read_texts) == 280


def test_articles_that_end_their_process_or_never_end_fail_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = ReaderPool(1, hurried_pipeline)
    monkeypatch.setattr(job, "kept_pool", lambda *_: readers)
    try:
        path = write(tmp_path / "a.jsonl", "one", "crash", "two", "endless", "three")
        result = run(tmp_path / "out", path)
    finally:
        readers.close()
    assert result.counts == {"in": 5, "read": 3, "failed": 2}
    assert result.reasons == {"internal": 1, "time": 1}


def test_totals_that_do_not_add_up_are_an_error(
    tmp_path: Path, pool: CountingPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lossy(folder: Any, file: Any) -> Iterator[Any]:
        yield from list(staged_rows(folder, file))[1:]

    monkeypatch.setattr(job, "staged_rows", lossy)
    with pytest.raises(OnRecordError, match="do not add up: 2 articles"):
        run(tmp_path / "out", write(tmp_path / "a.jsonl", "one", "two"))
    assert pool.read_texts == ["two"]


def test_a_shard_that_cannot_be_written_leaves_nothing_half_done(
    tmp_path: Path, pool: CountingPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("No space left on device")

    monkeypatch.undo()
    monkeypatch.setattr(job, "kept_pool", lambda *_: pool)
    monkeypatch.setattr(shard.ShardFiles, "finish", full)
    with pytest.raises(OnRecordError, match=r"Spark gave up reading .*No space left"):
        run(tmp_path / "out", write(tmp_path / "a.jsonl", "one"))
    assert not list((tmp_path / "out").rglob("*.tmp"))
    assert not list((tmp_path / "out").glob("run=*/shards/*"))
    assert pool.read_texts == ["one"]
