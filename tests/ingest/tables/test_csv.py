"""CSV in the forms that programs write, and in the forms that people break."""

import csv
import io
import sys
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import pytest

from ingest.outcomes import outcomes
from ingest.tables.conftest import Read
from onrecord.ingest import Limits, Overrides, load_articles
from onrecord.ingest.formats import Head
from onrecord.ingest.tables.csv_form import is_csv
from onrecord.model.article import Article
from onrecord.model.record import Undone

TEXT = "The harbour opened on Tuesday, the ministry said.\n“We are glad,” said Lena Ort."


def texts(found: list[Article | Undone]) -> list[str]:
    return [one.text if isinstance(one, Article) else one.reason for one in found]


def table(rows: list[list[str]], separator: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


ROWS = [
    ["headline", "body", "pub_date"],
    ["One", TEXT, "2025-07-01"],
    ["Two", 'He said "no", they said.', ""],
]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", ["news.csv", "news.txt", "news"])
def test_the_form_is_found(read: Read, separator: str, charset: str, name: str) -> None:
    found = read(table(ROWS, separator).encode(charset), name)
    assert texts(found) == [row[1] for row in ROWS[1:]]
    first = found[0]
    assert isinstance(first, Article)
    assert (first.title, first.published.value, first.published.how) == ("One", "2025-07-01", "metadata")
    assert [one.source.rpartition(":")[2] for one in found] == ["2", "3"]


def test_the_table_of_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(table(ROWS).encode())))
    assert texts(list(load_articles("-", Overrides()))) == [row[1] for row in ROWS[1:]]


PROSE = (
    "The harbour opened on Tuesday, the ministry said, after two years.\n"
    "The mayor, Tomas Berg, said he was glad, and so were others.\n"
    "“We waited,” said Ida Falk, who leads the union, at noon.\n"
)


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        PROSE * 20,
        "Title, date and text are what a table needs, she said.\n" + PROSE,
        "SELWICK, July 1, 2025\n\n" + PROSE,
        "Text: a story\n\n" + PROSE,
        "Source; author\n" + PROSE,
        "1\tone\n2\ttwo\n" + PROSE,
    ],
)
def test_prose_is_no_table(text: str) -> None:
    for name in ("report.txt", "report", "-"):
        assert not is_csv(Head(text.encode(), name))


def test_a_table_without_a_text_is_refused_by_name_and_never_read_as_prose(read: Read) -> None:
    known = "date,source,url\n2025-07-01,Courier,https://a.example\n"
    numbers = "".join(f"{at},{at * 2},x,y\n" for at in range(9))
    for name, raw in (("a.csv", PROSE), ("a.txt", known), ("a.txt", numbers), ("a.csv", "a,b\n1,2\n")):
        (one,) = read(raw.encode(), name)
        assert isinstance(one, Undone)
        assert one.reason == "field" and "its columns are" in one.detail


def test_a_page_or_json_with_the_suffix_of_a_table_is_what_it_is(read: Read) -> None:
    assert texts(read(b'{"text": "They met."}\n{"text": "They parted."}\n')) == ["They met.", "They parted."]
    (page,) = read(b"<!doctype html><html><body><p>The gates opened, it said.</p></body></html>")
    assert isinstance(page, Article) and page.text == "The gates opened, it said."


def test_rows_that_are_ragged_are_told_one_by_one(read: Read) -> None:
    found = read(
        b"title,text,date\na,Short.\n\nb,One, two and more,2025-07-01\nc\nd,They met.,2025-07-02\n,,\n"
    )
    assert texts(found) == ["Short.", "field", "empty", "They met."]
    assert isinstance(found[1], Undone) and "4 cells and the header 3" in found[1].detail


def test_the_texts_of_a_single_column_may_hold_separators(read: Read) -> None:
    assert texts(read(b"text\nOne, two, they said.\nThree.\n")) == ["One, two, they said.", "Three."]


def test_a_quotation_mark_that_is_never_closed_costs_one_row(read: Read) -> None:
    raw = b'title,text\na,One.\nb,"Two.\nc,Three.\nd,Four.\n'
    assert texts(read(raw)) == ["One.", "damaged", "Three.", "Four."]


def test_a_text_over_the_limit_costs_one_row(read: Read) -> None:
    long = "x" * 700
    raw = table(
        [["title", "text"], ["a", "One."], ["b", f"{long}\n{long}\n{long}"], ["c", long * 3], ["d", "Two."]]
    )
    assert texts(read(raw.encode(), limits=Limits(max_bytes=1000))) == [
        "One.",
        "too-large",
        "too-large",
        "Two.",
    ]


def test_many_quotation_marks_that_are_never_closed_end_the_reading(read: Read) -> None:
    raw = b"title,text\n" + b'a,"x\nb,y\n' * 101
    found = texts(read(raw))
    assert "damaged" in found and len(found) <= 210


def test_zero_bytes_are_told_or_replaced(read: Read) -> None:
    assert texts(read(b"title,text\na,One\x00 they said.\n")) == ["One\ufffd they said."]
    (one,) = read(b"\x00\x01\x02\x03" * 50)
    assert isinstance(one, Undone) and one.reason == "binary"


def test_a_charset_is_found_for_each_row(read: Read) -> None:
    raw = b"title,text\n" + "a,Größe und Öl.\n".encode() + "b,Größe und Öl für Kühe.\n".encode("cp1252")
    assert texts(read(raw)) == ["Größe und Öl.", "Größe und Öl für Kühe."]


def test_marks_before_the_header_are_skipped(read: Read) -> None:
    assert texts(read(b"sep=;\r\ntitle;text\r\na;One, two.\r\n")) == ["One, two."]
    assert texts(read(b"Export of 2 July,,\n,,\ntitle,text,date\na,One.,2025-07-01\n")) == ["One."]


def test_a_quote_after_a_backslash_is_part_of_the_text(read: Read) -> None:
    assert texts(read(b'title,text\na,"He said \\"no\\", they said."\n')) == ['He said "no", they said.']


def test_tabs_without_quotation_keep_quotation_marks(read: Read) -> None:
    raw = b'title\ttext\tdate\na\t"No," he said.\t2025-07-01\nb\t"Yes," she said.\t2025-07-01\n'
    assert texts(read(raw, "a.tsv")) == ['"No," he said.', '"Yes," she said.']


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_table_is_told(read: Read, raw: bytes) -> None:
    (one,) = read(raw)
    assert isinstance(one, Undone) and one.reason == "empty"


def test_a_table_is_read_as_a_stream_in_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    row = table([["a", TEXT * 40, "2025-07-01", "en"]])

    def peak(rows: int) -> int:
        path.write_text("title,text,date,language\n" + row * rows)
        tracemalloc.start()
        assert sum(1 for _ in load_articles(str(path), Overrides())) == rows
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return memory

    peak(10)
    assert peak(1000) < 2 * peak(200)


@pytest.mark.parametrize("mark", [b'"', b"\\", b" ", b"x"])
def test_a_first_line_that_names_no_separator_raises_nothing(mark: bytes) -> None:
    assert outcomes(b"sep=" + mark + b"\r\ntitle,text\r\na,One day.\r\n", "a.csv")
