"""Excel workbooks (.xlsx, .xlsm), read row by row with openpyxl. Each sheet with a column of text is a table.
Pages that databases write under the name of a workbook are read too.

Formulas give the value that the program saved last. The format is ECMA-376 (Office Open XML).
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from onrecord.ingest.charsets import declared_charsets, decode
from onrecord.ingest.documents.markup import paragraphs_of, parse_html
from onrecord.ingest.files import read_all
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.tables.columns import is_blank
from onrecord.ingest.tables.table import Row, Table, no_table_with_text
from onrecord.ingest.zip_files import open_zip
from onrecord.model.errors import IngestError

if TYPE_CHECKING:
    from lxml import etree
    from openpyxl.workbook.workbook import Workbook

LABEL = "an Excel workbook"
MOST_UNPACKED = 300_000_000  # bytes; the texts of a workbook are kept in memory while it is read
_MOST_COLUMNS = 16_384  # of a sheet, as in Excel; a file may state more to fill the memory
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOGUE = 4_096  # bytes of a part in which a document type would be
_BROKEN = (
    OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, SyntaxError, RuntimeError,
    zipfile.BadZipFile, zlib.error, NotImplementedError, AssertionError,
)  # fmt: skip


def read_excel(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of the sheets that have a column of text; the others are told.

    Raises IngestError: "damaged", "password", "too-large", and "field" when no sheet has a column of text.
    """
    source = source.seekable()
    with open_zip(source.stream, LABEL, MOST_UNPACKED) as container:
        _check_parts(container)
    source.stream.seek(0)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not read: drawings, validations
            workbook = load_workbook(source.stream, read_only=True, data_only=True, keep_links=False)
    except _BROKEN as error:
        raise _damaged(error) from error
    try:
        yield from _read_sheets(workbook, source)
    finally:
        workbook.close()


def read_page(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of the tables in a page that bears the name of a workbook.

    Raises IngestError: "too-large", "encoding", "damaged", "empty", and "field" when no table has a column
    of text.
    """
    raw = read_all(source.stream, source.limits)
    root = parse_html(decode(raw, (*source.charsets, *declared_charsets(raw))))
    found = [] if root is None else root.xpath("//table[not(.//table)][.//tr]")
    names = [
        f"{source.name}[{number}]" if len(found) > 1 else source.name for number in range(1, len(found) + 1)
    ]
    tables = [Table(name, _page_rows(one), "the table") for name, one in zip(names, found, strict=True)]
    if not tables:
        raise IngestError("empty", "it is a page with the name of a workbook and has no table")
    yield from _read_tables(tables, source)


def _page_rows(table: "etree._Element") -> Iterator[Row]:
    """Yield the rows of a table in a page from 1. A cell across several columns is followed by blank ones."""
    for number, row in enumerate(table.iter("tr"), start=1):
        cells: list[object] = []
        for cell in row.iterchildren("td", "th"):
            cells.append("\n".join(text for _, text in paragraphs_of(cell)))
            span = str(cell.get("colspan", "1"))
            cells.extend(
                [""] * (min(int(span), _MOST_COLUMNS) - 1 if span.isascii() and span.isdigit() else 0)
            )
        while cells and is_blank(cells[-1]):
            cells.pop()
        yield number, cells


def _check_parts(container: zipfile.ZipFile) -> None:
    """Raise IngestError ("damaged") when a part declares entities, which no program writes."""
    for member in container.infolist():
        if member.filename.endswith((".xml", ".rels")):
            try:
                with container.open(member) as part:
                    if _DOCTYPE.search(part.read(_PROLOGUE)):
                        raise IngestError(
                            "damaged", f"{member.filename} in it declares entities; save it again"
                        )
            except _BROKEN as error:
                raise _damaged(error) from error


def _read_sheets(workbook: "Workbook", source: Source) -> Iterator[ParsedArticle]:
    titles = [sheet.title for sheet in workbook.worksheets]
    places = [
        f"{source.name}[{title.replace('/', '-')}]" if len(titles) > 1 else source.name for title in titles
    ]
    yield from _read_tables(
        [
            Table(place, _rows(workbook, title), f"the sheet {title}")
            for place, title in zip(places, titles, strict=True)
        ],
        source,
    )


def _read_tables(tables: Sequence[Table], source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of the tables that have a column of text; the others are told."""
    refused: list[tuple[Table, IngestError]] = []
    read = False
    for table in tables:
        try:
            yield from table.articles(source)
        except IngestError as error:
            if error.reason not in ("field", "empty"):
                raise
            refused.append((table, error))
        else:
            read = True
    if read or len(refused) == 1:
        for table, why in refused:
            yield table.name, IngestError("format" if read else why.reason, f"{table.what}: {why.detail}")
    elif refused:
        raise no_table_with_text([(table.name, table.header or ()) for table, _ in refused])


def _rows(workbook: "Workbook", title: str) -> Iterator[Row]:
    """Yield the rows of a sheet from 1. Raises IngestError ("damaged")."""
    sheet = workbook[title]
    number = 0
    try:
        sheet.reset_dimensions()  # those stated in the file may be wrong
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), start=1):
            cells = list(row)
            while cells and is_blank(cells[-1]):
                cells.pop()
            yield number, cells
    except _BROKEN as error:
        raise _damaged(error, f" after row {number:,} of the sheet {title}") from error


def _damaged(error: Exception, where: str = "") -> IngestError:
    return IngestError("damaged", f"it is {LABEL} that is broken{where} ({error}); save it again")
