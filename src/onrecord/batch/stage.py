"""Articles taken out of the input and laid down, before they are divided into shards.

Each file of the input gives `staged/<key>.parquet`, a row an article or fault, and then `staged/<key>.json`,
which tells that it is complete.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pydantic import TypeAdapter

from onrecord.batch.folder import Folder, temporary_name
from onrecord.batch.inputs import GatherSettings, InputFile, digest_input, load_input
from onrecord.batch.tables import UNKNOWN_DAY, day_of
from onrecord.model.article import Article
from onrecord.model.ids import text_digest
from onrecord.model.reasons import Reason
from onrecord.model.record import Undone
from onrecord.pipeline import reading_key

if TYPE_CHECKING:
    import pyarrow

STAGED = "staged"
_PASSING: frozenset[Reason] = frozenset({"not-found", "unreadable", "network", "timeout", "extra"})
_ROWS = 500  # rows in memory at once
_ARTICLE: TypeAdapter[Article] = TypeAdapter(Article)
_UNDONE: TypeAdapter[Undone] = TypeAdapter(Undone)


class StagedRow(NamedTuple):
    """An article or fault: its place in the input, day, key (see `reading_key`), and itself in JSON."""

    position: int
    day: str
    key: str
    article: str | None
    undone: str | None

    @property
    def is_final(self) -> bool:
        """Whether trying again gives the same: not where a file could not be opened or read."""
        return self.undone is None or _UNDONE.validate_json(self.undone).reason not in _PASSING

    def item(self) -> Article | Undone:
        """Return the article, or why there is none."""
        if self.undone is not None:
            return _UNDONE.validate_json(self.undone)
        return article_from_json(self.article or "")


@dataclass(frozen=True, slots=True)
class StagedInput:
    """A file of the input, laid down. `days` counts its articles and faults, and their characters, by day.

    `digest` is that of its bytes, None where it could not be read: the next run tries it again.
    """

    file: InputFile
    digest: str | None
    days: dict[str, tuple[int, int]]

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        file = self.file
        about = {"input": file.name, "size": file.size, "modified": file.modified}
        return {**about, "digest": self.digest, "days": self.days}

    @classmethod
    def from_json(cls, raw: "dict[str, object]") -> "StagedInput":
        """Return it from JSON."""
        days = {day: tuple(counts) for day, counts in raw["days"].items()}  # type: ignore[attr-defined]
        return cls(InputFile(raw["input"], raw["size"], raw["modified"]), raw["digest"], days)  # type: ignore[arg-type]


def article_to_json(article: Article) -> str:
    """Return an article in JSON."""
    return _ARTICLE.dump_json(article).decode()


def article_from_json(line: str) -> Article:
    """Return the article that `article_to_json` wrote."""
    import json

    return _ARTICLE.validate_json(line, context={"text": json.loads(line)["text"]})


def stage_input(folder: Folder, file: InputFile, settings: GatherSettings) -> StagedInput:
    """Lay down the articles of a file of the input; what was laid down of the same file is replaced."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    counts: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    name, schema = f"{STAGED}/{file.key}.parquet", _schema()
    part = temporary_name(name)
    digest, is_sound = digest_input(file), True
    with folder.create(part) as sink, ParquetWriter(sink, schema, compression="zstd") as writer:
        found = _rows(file, settings)
        while rows := list(islice(found, _ROWS)):
            for row in rows:
                counts[row.day] += 1
                characters[row.day] += len(row.article or "")
                is_sound = is_sound and row.is_final
            writer.write_table(pyarrow.Table.from_pylist([row._asdict() for row in rows], schema=schema))
    folder.move(part, name)
    staged = StagedInput(
        file, digest if is_sound else None, {day: (counts[day], characters[day]) for day in sorted(counts)}
    )
    folder.write_json(f"{STAGED}/{file.key}.json", staged.to_json())
    return staged


def _rows(file: InputFile, settings: GatherSettings) -> Iterator[StagedRow]:
    for position, item in enumerate(load_input(file, settings)):
        if isinstance(item, Undone):
            line = _UNDONE.dump_json(item).decode()
            yield StagedRow(position, UNKNOWN_DAY, text_digest(line), None, line)
        else:
            day = day_of(item.published.value)
            yield StagedRow(position, day, reading_key(item), article_to_json(item), None)


def staged_rows(folder: Folder, file: InputFile) -> Iterator[StagedRow]:
    """Yield the rows that were laid down of a file, in order."""
    from pyarrow.parquet import ParquetFile

    with folder.open(f"{STAGED}/{file.key}.parquet") as source:
        for batch in ParquetFile(source).iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                yield StagedRow(**row)


def _schema() -> "pyarrow.Schema":
    import pyarrow

    text = pyarrow.large_string()
    return pyarrow.schema(
        [
            ("position", pyarrow.int64()),
            ("day", pyarrow.string()),
            ("key", pyarrow.string()),
            ("article", text),
            ("undone", text),
        ]
    )
