"""CSV as in RFC 4180: a header line, lines that end with CR LF, UTF-8 without a byte-order mark.

A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage
return, also after white space) gets an apostrophe in front, as OWASP recommends against CSV injection, and so
does a part of a text after a semicolon, a bar, a tab or a line break. So text inside a cell changes too: a
line "- b" in a list becomes "'- b". Programs that read such cells have to remove it, or can use JSON, which
is exact. Numbers are left unchanged. List members are separated by "; ".
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from onrecord.exports.tables import Cell, cell_text, cells, column_names

if TYPE_CHECKING:
    from onrecord.exports.tables import Row

# Before what a spreadsheet would take for the beginning of a formula: of a cell, or of a part of one after a
# separator, because many countries' spreadsheets split lines at semicolons, even within quotes. Some read
# full-width signs as well. White space before the sign has no separator in it: one apostrophe a part.
_FORMULA = re.compile(
    r"(?:^|(?<=[;|\t\r\n]))(?=[^\S\t\r\n]*[=+@\uff0b\uff0d\uff1d\uff20-])|(?:^|(?<=[;|]))(?=[\t\r])"
)


def render_csv(row_type: "type[Row]", rows: "Iterable[Row]") -> Iterator[str]:
    """Yield the header and one line per row, each with its CR LF.

    `row_type` gives the columns even without rows.
    """
    yield _line(column_names(row_type))
    for row in rows:
        yield csv_line(cells(row))


def csv_line(values: Iterable[Cell]) -> str:
    """Return one line of cells with its CR LF."""
    return _line(map(_escape_formula, values))


def _line(values: Iterable[str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(values)
    return buffer.getvalue()


def _escape_formula(cell: Cell) -> str:
    text = cell_text(cell)
    return text if isinstance(cell, int | float) else _FORMULA.sub("'", text)
