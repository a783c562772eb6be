"""CSV as in RFC 4180: a header line, lines that end with CR LF, UTF-8 without a byte-order mark.

A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, also
behind white space) gets an apostrophe in front, as OWASP advises against CSV injection. Take it away when reading such
cells by program, or use JSON, which is exact. Numbers are left as they are. Lists have "; " between their members.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.exports.tables import Cell, cell_text, cells, column_names

if TYPE_CHECKING:
    from onrecord.exports.tables import Row

_FORMULA = ("=", "+", "-", "@")


def render_csv(row_type: "type[Row]", rows: "Iterable[Row]") -> Iterator[str]:
    """Yield the header and one record a row, each with its CR LF. `row_type` names the columns, rows or not."""
    yield _line(column_names(row_type))
    for row in rows:
        yield _line(map(_harmless, cells(row)))


def _line(values: Iterable[str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(values)
    return buffer.getvalue()


def _harmless(cell: Cell) -> str:
    words = cell_text(cell)
    if isinstance(cell, str | tuple) and (
        words.startswith(("\t", "\r")) or words.lstrip().startswith(_FORMULA)
    ):
        return f"'{words}"
    return words
