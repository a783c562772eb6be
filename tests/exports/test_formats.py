"""CSV and JSON Lines: output can be read back, and is harmless in spreadsheets."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_record
from growth import times_longer
from onrecord.exports.csv import render_csv
from onrecord.exports.json import render_json, render_records
from onrecord.exports.tables import cell_text, cells, column_names
from onrecord.model.serial import outcome_from_json
from onrecord.views.rows.actors import ActorRow, actor_rows
from onrecord.views.rows.articles import ArticleRow, article_rows
from onrecord.views.rows.events import EventRow, event_rows
from onrecord.views.rows.statements import StatementRow, statement_rows


@dataclass(frozen=True)
class Line:
    """A small row."""

    words: str
    number: float | None = None
    flag: bool = False
    names: tuple[str, ...] = ()


def read_back(lines: Iterator[str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(lines), newline=""), strict=True))


def test_json_is_one_object_per_row_with_the_columns_in_order() -> None:
    lines = list(render_json([Line("“No”\n", 0.5, True, ("a", "b")), Line("")]))
    assert lines == [
        '{"words": "“No”\\n", "number": 0.5, "flag": true, "names": ["a", "b"]}\n',
        '{"words": "", "number": null, "flag": false, "names": []}\n',
    ]


def test_csv_has_a_header_even_without_rows() -> None:
    assert list(render_csv(Line, [])) == ["words,number,flag,names\r\n"]


def test_csv_quotes_as_in_rfc_4180() -> None:
    rows = [Line('a "b", c\r\nd', -1.5, True, ("x", "y")), Line("plain")]
    assert list(render_csv(Line, rows))[1:] == ['"a ""b"", c\r\nd",-1.5,yes,x; y\r\n', "plain,,no,\r\n"]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "\u00a0@x"])
def test_csv_escapes_formulas_of_spreadsheets(formula: str) -> None:
    _, (words, number, _, names) = read_back(render_csv(Line, [Line(formula, -2, False, (formula,))]))
    assert words == f"'{formula}"
    assert names == f"'{formula}"
    assert number == "-2"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a\n\n- b", "a\n\n'- b"),
        ("a\r\n\r\n- b\r\n", "a\r\n\r\n'- b\r\n"),
        ("a\n \u00a0 =b", "a\n' \u00a0 =b"),
        ("a\t\t@b", "a\t\t'@b"),
        ("a; =b|+c", "a;' =b|'+c"),
        ("\n=b", "\n'=b"),
        ("a;\tb", "a;'\tb"),
        ("a\n\nb - c", "a\n\nb - c"),
    ],
)
def test_csv_escapes_each_part_of_a_text_once(text: str, escaped: str) -> None:
    assert read_back(render_csv(Line, [Line(text)]))[1][0] == escaped


@pytest.mark.parametrize("pattern", ["\n", "\r\n", "\t", " ", "\n ", ";", "; ", "\u2028", "=\n"])
def test_time_of_csv_is_linear(pattern: str) -> None:
    def render(length: int) -> None:
        list(render_csv(Line, [Line("a\n" + pattern * length + "a")]))

    assert times_longer(lambda: render(5_000), lambda: render(40_000)) < 24


@given(
    st.lists(st.builds(Line, st.text(st.characters(codec="utf-8")), st.none() | st.integers(), st.booleans()))
)
def test_rows_can_be_read_back(rows: list[Line]) -> None:
    assert [json.loads(line) for line in render_json(rows)] == [{**asdict(row), "names": []} for row in rows]
    found = read_back(render_csv(Line, rows))[1:]
    assert [line[1:3] for line in found] == [
        [cell_text(row.number), "yes" if row.flag else "no"] for row in rows
    ]
    assert all(
        line[0].replace("'", "") == row.words.replace("'", "") for line, row in zip(found, rows, strict=True)
    )
    assert not any(line[0][:1] and line[0][0] in "=+-@\t\r" for line in found)


def test_rows_are_rendered_lazily() -> None:
    def endless() -> Iterator[Line]:
        while True:
            yield Line("again")

    assert next(render_json(endless())) == next(render_json([Line("again")]))
    lines = render_csv(Line, endless())
    assert [next(lines), next(lines)] == ["words,number,flag,names\r\n", "again,,no,\r\n"]


def test_every_view_can_be_exported() -> None:
    record = make_record(3)
    tables = (
        (StatementRow, list(statement_rows(record))),
        (EventRow, list(event_rows(record))),
        (ActorRow, list(actor_rows(record))),
        (ArticleRow, list(article_rows(record))),
    )
    for row_type, rows in tables:
        header, *lines = read_back(render_csv(row_type, rows))
        assert tuple(header) == column_names(row_type)
        assert len(lines) == len(rows)
        assert all(len(line) == len(header) for line in lines)
        assert [list(json.loads(line)) for line in render_json(rows)] == [header] * len(rows)


def test_cells_have_a_readable_text() -> None:
    assert [cell_text(cell) for cell in cells(Line("a", None, True, ("b", "c")))] == ["a", "", "yes", "b; c"]


def test_each_exported_record_can_be_read_back() -> None:
    records = [make_record(3), make_record(4)]
    lines = list(render_records(records))
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert [outcome_from_json(line) for line in lines] == records
