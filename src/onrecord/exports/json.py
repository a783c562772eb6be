"""JSON Lines: one object per line, UTF-8; for the rows of a table and for whole records."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.exports.selection import Selection
from onrecord.exports.tables import cells, column_names, json_value
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json

if TYPE_CHECKING:
    from onrecord.exports.tables import Row


def render_json(rows: "Iterable[Row]") -> Iterator[str]:
    """Yield one line per row, with its line break: an object whose keys are the columns, in their order."""
    for row in rows:
        values = zip(column_names(type(row)), map(json_value, cells(row)), strict=True)
        yield json.dumps(dict(values), ensure_ascii=False) + "\n"


def render_records(records: Iterable[Record]) -> Iterator[str]:
    """Yield one line per record, as `onrecord read --format json` prints it, with its line break."""
    for record in records:
        yield outcome_to_json(record) + "\n"


def write(selection: Selection) -> Iterator[str]:
    """Yield the whole records of the selected articles, also their rows that do not match the filter."""
    for one in selection.records():
        selection.report.exported["records"] += 1
        yield outcome_to_json(one.record) + "\n"
