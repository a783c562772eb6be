"""Parquet: one file a table, with lists as lists, and a data package that describes them.

Written by pyarrow (the extra `parquet`), a part of the rows at a time. Text is exact: nothing is escaped.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.exports.selection import Selection
from onrecord.exports.tables import cells, column_names
from onrecord.exports.tabular.frictionless import (
    DATA_PACKAGE,
    Plain,
    column_type,
    render_data_package,
)
from onrecord.exports.tabular.rows import TABLES, ExportTable, column_texts, find_table
from onrecord.views.queries import batches

if TYPE_CHECKING:  # exists for the type checker only
    from onrecord.exports.tables import Row

ROWS = 5_000  # of a row group: what is held in memory before it is written
_TYPES: dict[Plain, pa.DataType] = {
    str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), date: pa.date32()
}  # fmt: skip


def write(selection: Selection, folder: Path) -> None:
    """Write one file a table (only that of the option `kind`, if given), and `datapackage.json`."""
    kind = selection.options.kind
    tables = (find_table(kind),) if kind else TABLES
    chosen = [table for table in tables if table.is_selected(selection)]
    for table in chosen:
        written = _write_table(folder / f"{table.name}.parquet", table, table.rows(selection))
        selection.report.exported[table.name] += written
    package = render_data_package(chosen, "parquet", selection.report.exported)
    (folder / DATA_PACKAGE).write_text(package, encoding="utf-8")


def _write_table(path: Path, table: ExportTable, rows: "Iterator[Row]") -> int:
    schema, count = arrow_schema(table), 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches(rows, ROWS):
            columns = zip(*(cells(row) for row in batch), strict=True)
            arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(batch)
    return count


def arrow_schema(table: ExportTable) -> pa.Schema:
    """Return the columns of a table with their types and descriptions."""
    made = []
    for name in column_names(table.row_type):
        plain, is_list = column_type(table.row_type, name)
        kind = pa.list_(_TYPES[plain]) if is_list else _TYPES[plain]
        text = column_texts().get((table.name, name), "")
        made.append(pa.field(name, kind, metadata={"description": text}))
    return pa.schema(made)
