"""Reads the articles of one shard and writes their rows: files under other names, the manifest last."""

import gzip
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypedDict

from onrecord.batch.folder import Folder, temporary_name
from onrecord.batch.rows import Row
from onrecord.batch.schema import arrow_schema
from onrecord.batch.stage import StagedRow
from onrecord.batch.tables import OUTCOMES, TABLES, rows_of_record
from onrecord.model.article import Article
from onrecord.model.record import Outcome, Record, Undone
from onrecord.model.serial import outcome_from_json, outcome_to_json
from onrecord.pipeline import ReaderPool, record_of_copy

if TYPE_CHECKING:
    from pyarrow import NativeFile
    from pyarrow.parquet import ParquetWriter

SHARDS = "shards"
TABLES_FOLDER = "tables"
RECORDS = "records"
_FLUSH = 100  # articles whose rows are in memory at once


class Manifest(TypedDict):
    """What is told of a finished shard. `digest` is that of its articles and their places in the input."""

    shard: str
    digest: str
    counts: dict[str, int]
    reasons: dict[str, int]
    rows: dict[str, int]
    files: list[str]


@dataclass(frozen=True, slots=True)
class Placed:
    """An article or fault with the input it is from: its number in the plan, and its name."""

    number: int
    input: str
    row: StagedRow


@dataclass(frozen=True, slots=True)
class Known:
    """The record of an article (a line of JSON) that was read before, by its key."""

    key: str
    record: str


@dataclass(frozen=True, slots=True)
class Read:
    """An outcome, where it is from, and the id of the article that was read in its place, if one was.

    `kept` says that its record is from a plan with other inputs.
    """

    placed: Placed
    outcome: Outcome
    copy_of: str | None = None
    kept: bool = False


@dataclass(slots=True)
class Tally:
    """What became of the articles of a shard."""

    counts: Counter[str] = field(default_factory=lambda: Counter({"in": 0}))
    reasons: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)

    def add(self, one: Read) -> None:
        """Count an outcome."""
        self.counts["in"] += 1
        if isinstance(one.outcome, Undone):
            self.counts[one.outcome.outcome] += 1
            self.reasons[one.outcome.reason] += 1
        else:
            self.counts["kept" if one.kept else "copied" if one.copy_of is not None else "read"] += 1


def read_placed(placed: Sequence[Placed], known: Mapping[str, str], pool: ReaderPool) -> Iterator[Read]:
    """Yield the outcome of each article and fault, in order. Copies of one before are not read again.

    Nor are articles whose record is in `known`, by key, from a plan with other inputs.
    """
    times = Counter(one.row.key for one in placed if one.row.article is not None)
    outcomes = pool.read(_first_articles(placed, known))
    firsts: dict[str, Outcome] = {}
    for one in placed:
        key, item = one.row.key, one.row.item()
        if isinstance(item, Undone):
            yield Read(one, item)
        elif key in known:
            yield replace(_read_copy(one, item, outcome_from_json(known[key])), copy_of=None, kept=True)
        elif key in firsts:
            yield _read_copy(one, item, firsts[key])
        else:
            outcome = next(outcomes)
            if times[key] > 1:
                firsts[key] = outcome
            yield Read(one, outcome)


def _first_articles(placed: Iterable[Placed], known: Mapping[str, str]) -> Iterator[Article | Undone]:
    """Yield the first article of each key that is not known."""
    seen = set(known)
    for one in placed:
        if one.row.article is not None and one.row.key not in seen:
            seen.add(one.row.key)
            yield one.row.item()


def _read_copy(placed: Placed, copy: Article, first: Outcome) -> Read:
    if isinstance(first, Record):
        return Read(placed, record_of_copy(first, copy), first.article.id)
    return Read(placed, replace(first, source=copy.source, article=copy.id), first.article)


class ShardFiles:
    """The files of a shard while they are written: tables by day, and the records if they are asked for.

    Outcomes must come sorted by day. Nothing has its name before `finish`.
    """

    def __init__(self, folder: Folder, shard: str, with_records: bool) -> None:
        self._folder = folder
        self._shard = shard
        self._parts: dict[str, str] = {}  # temporary name by name
        self._waiting: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        self._day = ""
        self._writers: dict[str, ParquetWriter] = {}
        self._open = ExitStack()  # the files of the day
        self._lasting = ExitStack()
        self._records = self._open_records() if with_records else None
        self.tally = Tally()

    def _open_records(self) -> io.BufferedIOBase:
        sink = self._lasting.enter_context(self._create(f"{RECORDS}/{self._shard}.jsonl.gz"))
        return self._lasting.enter_context(gzip.GzipFile(fileobj=sink, mode="wb", mtime=0))

    def _create(self, name: str) -> "NativeFile":
        self._folder.make(name.rpartition("/")[0])
        self._parts[name] = temporary_name(name)
        return self._folder.create(self._parts[name])

    def add(self, one: Read) -> None:
        """Add an outcome and its rows."""
        if one.placed.row.day != self._day:
            self._end_day()
            self._day = one.placed.row.day
        line = outcome_to_json(one.outcome)
        if isinstance(one.outcome, Record):
            found = rows_of_record(json.loads(line))
            found["articles"][0]["record"] = line
            for table, rows in found.items():
                self._waiting[table] += rows
        self._waiting[OUTCOMES.name].append(_outcome_row(one))
        self.tally.add(one)
        if self._records is not None:
            self._records.write(line.encode() + b"\n")
        if len(self._waiting[OUTCOMES.name]) >= _FLUSH:
            self._flush()

    def _flush(self) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        for table in TABLES:
            rows = self._waiting[table.name]
            if not rows:
                continue
            schema = arrow_schema(table)
            if table.name not in self._writers:
                sink = self._create(f"{TABLES_FOLDER}/{table.name}/day={self._day}/{self._shard}.parquet")
                self._open.enter_context(sink)
                writer = self._open.enter_context(ParquetWriter(sink, schema, compression="zstd"))
                self._writers[table.name] = writer
            self._writers[table.name].write_table(pyarrow.Table.from_pylist(rows, schema=schema))
            self.tally.rows[table.name] += len(rows)
            rows.clear()

    def _end_day(self) -> None:
        self._flush()
        self._writers.clear()
        self._open.close()

    def finish(self) -> list[str]:
        """Give the files their names; return these."""
        self._end_day()
        self._lasting.close()
        for name, part in self._parts.items():
            self._folder.move(part, name)
        return sorted(self._parts)

    def abandon(self) -> None:
        """Delete what was written."""
        self._open.close()
        self._lasting.close()
        for part in self._parts.values():
            self._folder.delete(part)


def _outcome_row(one: Read) -> Row:
    outcome = one.outcome
    row: Row = {"input": one.placed.input, "position": one.placed.row.position, "outcome": outcome.outcome}
    if isinstance(outcome, Undone):
        row |= {name: getattr(outcome, name) for name in ("source", "article", "stage", "reason", "detail")}
    else:
        row |= {"source": outcome.article.source, "article": outcome.article.id}
    return row | {"copy_of": one.copy_of}


def read_shard(
    folder: Folder, shard: str, rows: Iterable[Placed | Known], pool: ReaderPool, with_records: bool
) -> Manifest:
    """Read the articles of a shard, write its files and its manifest; return the manifest."""
    placed, known = [], {}
    for row in rows:
        if isinstance(row, Known):
            known[row.key] = row.record
        else:
            placed.append(row)
    ordered = sorted(placed, key=lambda one: (one.row.day, one.number, one.row.position))
    files = ShardFiles(folder, shard, with_records)
    try:
        for one in read_placed(ordered, known, pool):
            files.add(one)
        names = files.finish()
    except BaseException:
        files.abandon()
        raise
    manifest: Manifest = {
        "shard": shard,
        "digest": _digest(ordered),
        "counts": dict(sorted(files.tally.counts.items())),
        "reasons": dict(sorted(files.tally.reasons.items())),
        "rows": dict(sorted(files.tally.rows.items())),
        "files": names,
    }
    folder.write_json(f"{SHARDS}/{shard}.json", manifest)
    return manifest


def _digest(placed: Iterable[Placed]) -> str:
    """Return a digest of what is in a shard."""
    digest = hashlib.sha256()
    for one in placed:
        digest.update(f"{one.input}\0{one.row.position}\0{one.row.article or one.row.undone}\0".encode())
    return f"sha256:{digest.hexdigest()}"
