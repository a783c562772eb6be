"""Plain Python functions over Spark's rows, by way of Arrow: over all rows, or block by block.

Blocks are sorted by Spark and read as a stream, so that a function holds only what it keeps of a block.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

Columns = Mapping[str, str]  # types of columns, as below, by name
Row = tuple[Any, ...]  # in the order of the columns
Block = Callable[[Any, Iterator[Row]], Iterable[Row]]  # of a key and its rows, in order
ROWS_AT_ONCE = 2_000  # given to Spark together
_DDL = {
    "string": "STRING",
    "strings": "ARRAY<STRING>",
    "long": "BIGINT",
    "longs": "ARRAY<BIGINT>",
    "int": "INT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "binary": "BINARY",
}


def ddl(columns: Columns) -> str:
    """Return columns as Spark writes them."""
    return ", ".join(f"`{name}` {_DDL[kind]}" for name, kind in columns.items())


def map_rows(
    frame: "DataFrame", columns: Columns, make: Callable[[Iterator[Row]], Iterable[Row]]
) -> "DataFrame":
    """Return the rows, with these columns, that `make` makes of the rows of each partition."""

    def run(batches: "Iterator[pyarrow.RecordBatch]") -> "Iterator[pyarrow.RecordBatch]":
        return _to_batches(make(_to_rows(batches)), columns)

    return frame.mapInArrow(run, ddl(columns))


def map_blocks(
    frame: "DataFrame", key: str, order: Sequence[str], columns: Columns, make: Block
) -> "DataFrame":
    """Return the rows that `make` makes of the rows of each value of `key`, the first column of `frame`.

    They come in the order of the columns `order`.
    """

    def over_blocks(rows: Iterator[Row]) -> Iterator[Row]:
        for value, block in groupby(rows, itemgetter(0)):
            yield from make(value, block)

    return map_rows(frame.repartition(key).sortWithinPartitions(key, *order), columns, over_blocks)


def _to_rows(batches: "Iterator[pyarrow.RecordBatch]") -> Iterator[Row]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _to_batches(rows: Iterable[Row], columns: Columns) -> "Iterator[pyarrow.RecordBatch]":
    import pyarrow

    types = {
        "string": pyarrow.string(),
        "strings": pyarrow.list_(pyarrow.string()),
        "long": pyarrow.int64(),
        "longs": pyarrow.list_(pyarrow.int64()),
        "int": pyarrow.int32(),
        "double": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "binary": pyarrow.binary(),
    }
    schema = pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])
    remaining = iter(rows)
    while chunk := list(islice(remaining, ROWS_AT_ONCE)):
        cells = (list(column) for column in zip(*chunk, strict=True))
        arrays = [pyarrow.array(column, field.type) for column, field in zip(cells, schema, strict=True)]
        yield pyarrow.RecordBatch.from_arrays(arrays, schema=schema)
