"""The folder of a run of a batch: its tables by day and shard, and what linking found. Needs pyarrow."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.model.errors import MissingExtraError, OnRecordError, SettingError
from onrecord.model.judgement import JUDGEMENT_KINDS, Judgement

if TYPE_CHECKING:
    from pyarrow import RecordBatch

RUN_PREFIX = "run="
BATCH_ROWS = 64  # records held at once: each is some 100 KB
ROWS = 10_000
JUDGEMENT = ("id", "kind", "left", "right", "same", "by", "score", "reason", "made_at")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one shard and day: `file` is that of the table, named as in the other tables."""

    day: str
    file: Path


@dataclass(frozen=True, slots=True)
class Linking:
    """What linking on Spark says of itself: the number of articles it compared, and by which rule."""

    articles: int
    by: str


def find_runs(folder: Path) -> list[Path]:
    """Return the runs in a folder, or the folder itself where it is one."""
    if folder.name.startswith(RUN_PREFIX):
        return [folder]
    return sorted(path for path in folder.glob(f"{RUN_PREFIX}*") if path.is_dir())


def choose_run(folder: Path, run: str | None) -> Path | None:
    """Return the run that is meant, None where the folder has none.

    `run` is its digest or the first digits of it. Raises SettingError where several can be meant, or none.
    """
    runs = find_runs(folder)
    if run is not None:
        digits = run.removeprefix(RUN_PREFIX)
        runs, given = [path for path in runs if path.name.startswith(RUN_PREFIX + digits)], runs
        if not runs:
            raise SettingError(f"{folder} has no run {run}; {_describe_all(given)}")
    if len(runs) > 1:
        raise SettingError(f"choose one with --run: {folder} has {len(runs)} runs; {_describe_all(runs)}")
    return runs[0] if runs else None


def _describe_all(runs: Sequence[Path]) -> str:
    return "it has " + "; ".join(RunFolder(run).describe() for run in runs) if runs else "it has no runs"


class RunFolder:
    """The folder `run=…` of a run. Files of shards that were not finished are passed over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def digits(self) -> str:
        """The first digits of the digest of the run."""
        return self.folder.name.removeprefix(RUN_PREFIX)

    @property
    def has_tables(self) -> bool:
        """Whether there is a table of articles."""
        return (self.folder / "tables" / "articles").is_dir()

    def describe(self) -> str:
        """Return a line about the run: version and number of articles."""
        try:
            told = json.loads((self.folder / "run.json").read_text("utf-8"))
            version = told["run"]["onrecord"]
        except (OSError, ValueError, KeyError, TypeError):
            version = "unknown"
        read = sum(one.get("rows", {}).get("articles", 0) for one in self._manifests())
        return f"{self.digits} (OnRecord {version}, {read} articles)"

    def list_parts(self, table: str) -> Iterator[Part]:
        """Yield the parts of a table by day, earliest first and unknown days last."""
        finished = {path.stem for path in (self.folder / "shards").glob("*.json")}
        folder = self.folder / "tables" / table
        for path in sorted(folder.glob("day=*")):
            for file in sorted(path.glob("*.parquet")):
                if not finished or file.stem in finished:
                    yield Part(path.name.removeprefix("day="), file)

    def sibling(self, part: Part, table: str) -> Path:
        """Return the file of another table with the rows of the same articles; it may be missing."""
        return self.folder / "tables" / table / f"day={part.day}" / part.file.name

    def read_linking(self) -> Linking | None:
        """Return what linking says of itself; None where the run was not linked."""
        try:
            told = json.loads((self.folder / "judgements" / "linking.json").read_text("utf-8"))
            return Linking(int(told["articles"]), str(told["by"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OnRecordError(
                f"{self.folder / 'judgements'}: linking.json cannot be read ({error}); link the batch again"
            ) from error

    def list_judgements(self, kind: str, columns: Sequence[str]) -> "Iterator[RecordBatch]":
        """Yield what linking found of a kind, in the same order each time."""
        place = self.folder / "judgements" / f"{kind}.parquet"
        files = sorted(place.glob("*.parquet")) if place.is_dir() else [place] if place.is_file() else []
        for file in files:
            yield from read_batches(file, columns, ROWS)

    def list_members(self, kind: str) -> Iterator[list[Row]]:
        """Yield the rows (member, family) of the families of a kind."""
        place = self.folder / "families" / f"{kind}.parquet"
        for file in sorted(place.glob("*.parquet")) if place.is_dir() else []:
            yield from read_rows(file, ("member", "family"))

    def _manifests(self) -> Iterator[Row]:
        for path in sorted((self.folder / "shards").glob("*.json")):
            try:
                yield json.loads(path.read_text("utf-8"))
            except (OSError, ValueError):
                continue


def read_batches(file: Path, columns: Sequence[str], at_once: int) -> "Iterator[RecordBatch]":
    """Yield the rows of a Parquet file with these columns only, a batch at a time.

    Raises OnRecordError where the file is damaged or has other columns, MissingExtraError without pyarrow.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingExtraError("spark", "reading the tables of a batch") from error
    try:
        with ParquetFile(file) as opened:
            missing = [name for name in columns if name not in opened.schema_arrow.names]
            if missing:
                raise OnRecordError(
                    f"{file.name} has no column {', '.join(missing)}: it is no table of a batch"
                )
            yield from opened.iter_batches(batch_size=at_once, columns=list(columns), use_threads=False)
    except (ArrowException, OSError) as error:
        raise OnRecordError(f"{file.name} cannot be read: {str(error).splitlines()[0]}") from error


def read_rows(file: Path, columns: Sequence[str], at_once: int = ROWS) -> Iterator[list[Row]]:
    """Yield the same as lists of dictionaries."""
    for batch in read_batches(file, columns, at_once):
        yield batch.to_pylist()


def to_judgement(row: Row) -> Judgement:
    """Return a judgement from a row. Raises OnRecordError for a row that is none."""
    made = Judgement(**{name: row[name] for name in JUDGEMENT})
    if made.kind not in JUDGEMENT_KINDS or None in (row[name] for name in JUDGEMENT):
        raise OnRecordError(f"{row['id']} is no judgement; link the batch again")
    return made
