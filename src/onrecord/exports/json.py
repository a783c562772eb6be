"""JSON Lines: one object a row, one row a line, UTF-8."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.exports.tables import cells, column_names, plain

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
