"""Parquet files, read some rows at a time with pyarrow (extra `parquet`).

The format: https://parquet.apache.org/docs/file-format/.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.tables.columns import ColumnMapping, list_names, map_columns
from onrecord.ingest.tables.signs import PARQUET_ENCRYPTED
from onrecord.ingest.tables.table import SAMPLED_ROWS, Row, Table
from onrecord.model.errors import IngestError

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

LABEL = "a Parquet file"
_ROWS = 64  # rows unpacked at once: a short file can hold long ones, packed


def read_parquet(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of the rows. Raises IngestError: "damaged", "password", "field" without a text."""
    import pyarrow
    from pyarrow.parquet import ParquetFile

    if source.head.start.startswith(PARQUET_ENCRYPTED):
        raise IngestError("password", f"it is {LABEL} that is encrypted; save it without a key")
    source = source.seekable()
    try:
        file = ParquetFile(source.stream, memory_map=False, pre_buffer=False)
        yield from _table(file, source).articles(source)
    except (pyarrow.ArrowException, OSError, ValueError, NotImplementedError) as error:
        detail = str(error).partition("\n")[0][:200]
        raise IngestError(
            "damaged", f"it is {LABEL} that is broken or cut off ({detail}); get it again"
        ) from error


def _table(file: "ParquetFile", source: Source) -> Table:
    """Return the table, with the columns that are read: the others are never unpacked."""
    names = _flat_names(file)
    wanted = _wanted(names, file, source)
    rows = _rows(file, wanted)
    return Table(source.name, rows, header=tuple(wanted))


def _flat_names(file: "ParquetFile") -> list[str]:
    """Return the names of the columns; a column of structures gives one for each of its fields."""
    names = []
    for column in file.schema_arrow:
        if (
            hasattr(column.type, "fields")
            and column.type.num_fields
            and str(column.type).startswith("struct")
        ):
            names += [f"{column.name}.{inner.name}" for inner in column.type.fields]
        else:
            names.append(column.name)
    return names


def _wanted(names: list[str], file: "ParquetFile", source: Source) -> list[str]:
    """Return the columns that hold fields by the first rows; all names where no column is the text."""
    first = next(iter(file.iter_batches(batch_size=SAMPLED_ROWS // 4)), None)
    sample = [_cells(row, names) for row in first.to_pylist()] if first is not None else []
    mapping: ColumnMapping = map_columns(names, sample, source.columns)
    source.tell("columns", f"{source.name} has the columns {list_names(names)}")
    return [names[at] for at in sorted(mapping.positions.values())]


def _rows(file: "ParquetFile", names: list[str]) -> Iterator[Row]:
    number = 0
    known = set(file.schema_arrow.names)
    columns = list(dict.fromkeys(name if name in known else name.partition(".")[0] for name in names))
    for batch in file.iter_batches(batch_size=_ROWS, columns=columns):
        for row in batch.to_pylist():
            number += 1
            yield number, _cells(row, names)


def _cells(row: "dict[str, object]", names: list[str]) -> list[object]:
    return [_cell(row, name) for name in names]


def _cell(row: "dict[str, object]", name: str) -> object:
    if name in row:
        return row[name]
    outer, _, inner = name.partition(".")
    around = row.get(outer)
    return cast("dict[str, object]", around).get(inner) if isinstance(around, dict) else None
