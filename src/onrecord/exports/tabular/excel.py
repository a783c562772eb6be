"""Excel: one workbook with one sheet a table, written row by row by openpyxl.

Excel's limits (support.microsoft.com, "Excel specifications and limits"): a cell holds 32,767 characters, a
sheet 1,048,576 rows. Longer text is cut and ends with "…"; more rows go on in another sheet. The sheet
"about" tells both, and what the columns mean.

No text becomes a formula: a text that begins like one is stored as text with the mark of a leading
apostrophe, which Excel hides and keeps. The only formulas are links to the row of the article; they hold
nothing but a number. Characters that XML forbids become "\N{REPLACEMENT CHARACTER}".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from onrecord.exports.selection import Selection
from onrecord.exports.tables import Cell, cell_text, cells, column_names
from onrecord.exports.tabular.rows import TABLES, ExportTable, column_texts, find_table

MOST_ROWS = 1_048_576  # of a sheet, with the header
MOST_CHARACTERS = 32_767  # of a cell, in UTF-16 units as Excel counts
LINK = "link"  # heading of the column with links to the row of the article
ABOUT = "about"
_FORMULA = re.compile(r"\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|[\t\r]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # "_x0041_" in a text, which Excel would read as "A"
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel counts a day that never was
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
Value = str | int | float | bool | date | None


@dataclass(slots=True)
class _Book:
    """A workbook in the making: the row of each article in its sheet, and what did not fit."""

    workbook: Workbook
    article_rows: dict[str, int] = field(default_factory=dict)
    cut: int = 0
    continued: list[str] = field(default_factory=list)


def write(selection: Selection, file: BinaryIO) -> None:
    """Write the workbook: one sheet a table (only that of the option `kind`, if given), and "about"."""
    kind = selection.options.kind
    tables = (find_table(kind),) if kind else TABLES
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "OnRecord"
    workbook.properties.created = workbook.properties.modified = _EPOCH
    book = _Book(workbook)
    for table in tables:
        if table.is_selected(selection):
            selection.report.exported[table.name] += _write_table(book, table, selection)
    _write_about(book, tables, selection)
    if book.cut:
        selection.report.remarks.append(
            f"{book.cut} cells were longer than the {MOST_CHARACTERS} characters of Excel and were cut; "
            "--as parquet and --as csv keep them whole"
        )
    for name in book.continued:
        selection.report.remarks.append(
            f"{name} goes on in a further sheet: Excel's are full at {MOST_ROWS} rows"
        )
    workbook.save(file)


def _write_table(book: _Book, table: ExportTable, selection: Selection) -> int:
    columns = column_names(table.row_type)
    place = columns.index("article") if "article" in table.references else None
    sheet, number, count = _new_sheet(book, table.name, columns, place is not None), 1, 0
    for row in table.rows(selection):
        if number == MOST_ROWS:
            book.continued.append(table.name)
            name = f"{table.name} {2 + book.continued.count(table.name) - 1}"
            sheet, number = _new_sheet(book, name, columns, place is not None), 1
        values = cells(row)
        number, count = number + 1, count + 1
        if table.name == "articles":
            book.article_rows[str(values[0])] = number
        line = [_cell(book, sheet, value) for value in values]
        if place is not None:
            line.append(_link(book, str(values[place])))
        sheet.append(line)
    return count


def _new_sheet(book: _Book, name: str, columns: tuple[str, ...], linked: bool) -> WriteOnlyWorksheet:
    sheet: WriteOnlyWorksheet = book.workbook.create_sheet(name)
    sheet.freeze_panes = "B2"
    heads = [*columns, LINK] if linked else list(columns)
    sheet.append([_bold(sheet, head) for head in heads])
    return sheet


def _bold(sheet: WriteOnlyWorksheet, text: str) -> SheetCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _link(book: _Book, article: str) -> str | None:
    """Return a formula that leads to the row of an article, None where the workbook has none."""
    row = book.article_rows.get(article)
    return None if row is None else f'=HYPERLINK("#\'articles\'!A{row}","article")'


def _cell(book: _Book, sheet: WriteOnlyWorksheet, value: Cell) -> Value | SheetCell:
    """Return what to write: numbers and days as such, other values as text that is never a formula."""
    if isinstance(value, bool):
        return cell_text(value)
    if value is None or isinstance(value, int | float) or (isinstance(value, date) and value >= _FIRST_DAY):
        return value
    text = _fitting(book, cell_text(value))
    if not _FORMULA.match(text):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _fitting(book: _Book, text: str) -> str:
    """Return a text as Excel can hold it."""
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    text = _ESCAPED.sub("_x005F_", text)
    if len(text) * 2 <= MOST_CHARACTERS or _units(text) <= MOST_CHARACTERS:
        return text
    book.cut += 1
    text = text[:MOST_CHARACTERS]
    while _units(text) >= MOST_CHARACTERS:
        text = text[: len(text) - max(1, (_units(text) - MOST_CHARACTERS) // 2)]
    return text + "…"


def _units(text: str) -> int:
    """Return the length of a text as Excel counts: characters beyond U+FFFF are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _write_about(book: _Book, tables: tuple[ExportTable, ...], selection: Selection) -> None:
    """Write the sheet that tells what the sheets and columns hold, and what did not fit."""
    sheet = book.workbook.create_sheet(ABOUT)
    sheet.append([_bold(sheet, head) for head in ("sheet", "column", "meaning")])
    for line in _about_lines(book, tables, selection):
        sheet.append(line)


def _about_lines(
    book: _Book, tables: tuple[ExportTable, ...], selection: Selection
) -> Iterator[tuple[str, str, str]]:
    for table in tables:
        if not table.is_selected(selection):
            continue
        yield table.name, "", f"{table.about} {selection.report.exported[table.name]} rows."
        for column in column_names(table.row_type):
            yield table.name, column, column_texts().get((table.name, column), "")
        if table.references.get("article"):
            yield table.name, LINK, "Leads to the row of the article."
    for name in book.continued:
        yield name, "", f"Goes on in a further sheet: a sheet of Excel has at most {MOST_ROWS} rows."
    if book.cut:
        yield (
            "",
            "",
            f"{book.cut} cells end with … because a cell of Excel has at most {MOST_CHARACTERS} characters.",
        )
