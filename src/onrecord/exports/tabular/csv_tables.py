"""CSV: one table as a file, or all tables as a folder with a data package that describes them."""

from collections.abc import Iterator
from pathlib import Path

from onrecord.exports.csv import render_csv
from onrecord.exports.selection import Selection
from onrecord.exports.tabular.frictionless import DATA_PACKAGE, render_data_package
from onrecord.exports.tabular.rows import TABLES, ExportTable, find_table
from onrecord.model.errors import SettingError

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8
USUAL = "events"


def write(selection: Selection) -> Iterator[str]:
    """Yield the table of the option `kind` (the events, by default), with a byte-order mark where wanted.

    Raises SettingError when there is no such table, or the filter selects no rows for it.
    """
    table = find_table(selection.options.kind or USUAL)
    if not table.is_selected(selection):
        raise SettingError(f"the filter leaves no rows for the table {table.name}; name another with --kind")
    if selection.options.bom:
        yield BYTE_ORDER_MARK
    yield from _lines(selection, table)


def write_folder(selection: Selection, folder: Path) -> None:
    """Write one file a table (only that of the option `kind`, if given), and `datapackage.json`."""
    kind = selection.options.kind
    tables = (find_table(kind),) if kind else TABLES
    chosen = [table for table in tables if table.is_selected(selection)]
    counts: dict[str, int] = {}
    for table in chosen:
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            if selection.options.bom:
                file.write(BYTE_ORDER_MARK)
            for line in _lines(selection, table):
                file.write(line)
        counts[table.name] = selection.report.exported[table.name]
    package = render_data_package(chosen, "csv", counts)
    (folder / DATA_PACKAGE).write_text(package, encoding="utf-8")


def _lines(selection: Selection, table: ExportTable) -> Iterator[str]:
    lines = iter(render_csv(table.row_type, table.rows(selection)))
    yield next(lines)
    selection.report.exported[table.name] += 0  # a table without rows is told as well
    for line in lines:
        selection.report.exported[table.name] += 1
        yield line
