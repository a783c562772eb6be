"""JSON Lines: one object a row, one row a line, UTF-8."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.exports.tables import cells, column_names, plain
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json

if TYPE_CHECKING:
    from onrecord.exports.tables import Row


def render_json(rows: "Iterable[Row]") -> Iterator[str]:
    """Yield one line a row, with its line break: an object whose keys are the row's columns, in their order."""
    for row in rows:
        yield (
            json.dumps(
                dict(zip(column_names(type(row)), map(plain, cells(row)), strict=True)), ensure_ascii=False
            )
            + "\n"
        )


def render_records(records: Iterable[Record]) -> Iterator[str]:
    """Yield one line a record, as `onrecord read --format json` prints it, with its line break."""
    for record in records:
        yield outcome_to_json(record) + "\n"
