"""Excel workbooks: sheets, days, and what is no workbook that can be read."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from ingest.tables.conftest import Read
from onrecord.model.article import Article
from onrecord.model.record import Undone


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


NEWS: list[list[object]] = [
    ["Export of 4 July"],
    [],
    ["Headline", "Full text", "Date", "Newspaper"],
    ["One", "They met,\nthey said.", datetime(2025, 7, 1), "Courier"],  # noqa: DTZ001 - as Excel has it
    [None, None, None, None],
    ["Two", "They parted.", 45840.5, "Courier"],
    ["Three", None, 45840, "Courier"],
]


def test_rows_are_articles_with_their_days(read: Read) -> None:
    one, two, three = read(workbook({"News": NEWS}), "a.xlsx")
    assert isinstance(one, Article) and isinstance(two, Article) and isinstance(three, Undone)
    assert (one.text, one.title, one.outlet) == ("They met,\nthey said.", "One", "Courier")
    assert [one.published.value, two.published.value] == ["2025-07-01", "2025-07-02T12:00:00"]
    assert [row.source.rpartition(":")[2] for row in (one, two, three)] == ["4", "6", "7"]
    assert three.reason == "empty"


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a", "-"])
def test_a_workbook_is_told_by_its_parts(read: Read, name: str) -> None:
    assert [type(row) for row in read(workbook({"News": NEWS}), name)] == [Article, Article, Undone]


def test_sheets_without_a_text_are_told(read: Read) -> None:
    found = read(workbook({"Notes": [["Code", "Meaning"], ["A", "x"]], "News": NEWS}), "a.xlsx")
    assert [type(row) for row in found] == [Article, Article, Undone, Undone]
    last = found[-1]
    assert (
        isinstance(last, Undone) and last.source.endswith("a.xlsx[Notes]") and "Code, Meaning" in last.detail
    )
    (one,) = read(workbook({"A": [["x"]], "B": [["y"]]}), "a.xlsx")
    assert isinstance(one, Undone) and "none of its 2 sheets" in one.detail


def test_an_empty_workbook_is_told(read: Read) -> None:
    (one,) = read(workbook({"A": []}), "a.xlsx")
    assert isinstance(one, Undone) and one.reason == "empty"


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, raw in parts.items():
            container.writestr(name, raw)
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("raw", "name", "reason"),
    [
        (workbook({"News": NEWS})[:3000], "a.xlsx", "damaged"),
        (zipped({"xl/workbook.xml": b"<workbook"}), "a.xlsx", "damaged"),
        (zipped({"xl/workbook.xml": ENTITIES}), "a.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xlsx", "password"),
        (
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
            "a.ods",
            "format",
        ),
    ],
    ids=["cut off", "broken", "entities", "old", "password", "ods"],
)
def test_what_cannot_be_read_is_told(read: Read, raw: bytes, name: str, reason: str) -> None:
    (one,) = read(raw, name)
    assert isinstance(one, Undone)
    assert one.reason == reason, one.detail


def test_a_bomb_is_not_unpacked(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.ingest.tables.excel.MOST_UNPACKED", 1_000_000)
    (one,) = read(zipped({"xl/workbook.xml": b" " * 1_000_001}), "a.xlsx")
    assert isinstance(one, Undone) and one.reason == "too-large"


PAGE = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td colspan="3">Report</td></tr>'
    "<tr><th>Headline</th><th>Date</th><th>Body</th></tr>"
    "<tr><td>One</td><td>01-Jul-25</td><td>They met.<br>They parted.</td></tr>"
    "<tr><td>Two</td><td>02-Jul-25</td><td>They met again.</td></tr></table>%s</body></html>"
)


def test_a_page_with_the_name_of_a_workbook_is_a_table(read: Read) -> None:
    one, two = read((PAGE % "").encode(), "report.xls")
    assert isinstance(one, Article) and isinstance(two, Article)
    assert (one.title, one.text, one.published.value) == ("One", "They met.\nThey parted.", "2025-07-01")
    assert (two.title, (two.source or "").endswith("report.xls:4")) == ("Two", True)


def test_what_a_page_with_the_name_of_a_workbook_lacks_is_told(read: Read) -> None:
    *_, other = read((PAGE % "<table><tr><td>Legend</td></tr></table>").encode(), "report.xls")
    (no_table,) = read(b"<html><body><table></table></body></html>", "report.xls")
    assert isinstance(other, Undone) and isinstance(no_table, Undone)
    assert other.source.endswith("report.xls[2]")
    assert (other.reason, no_table.reason) == ("format", "empty")
