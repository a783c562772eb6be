"""JSONL gold files: every fault is reported with file and line."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from onrecord.evaluation.jsonl import check_distinct_ids, load_rows, load_texts
from onrecord.model.errors import GoldError


@dataclass(frozen=True, slots=True)
class Row:
    """A row with an id."""

    id: str


ROWS: TypeAdapter[Row] = TypeAdapter(Row)


def write(folder: Path, content: bytes) -> Path:
    path = folder / "gold.jsonl"
    path.write_bytes(content)
    return path


def test_rows_have_the_numbers_of_their_lines_and_blank_lines_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, b'\xef\xbb\xbf{"id": "a"}\n\n{"id": "b"}\n')
    assert load_rows(path, ROWS) == [(1, Row("a")), (3, Row("b"))]


def test_a_row_of_another_type_is_reported_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, b'{"id": "a"}\n{"id": 7}\n')
    with pytest.raises(GoldError, match=r"gold\.jsonl:2: id: Input should be a valid string"):
        load_rows(path, ROWS)


def test_a_missing_file_and_one_that_is_not_utf_8_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"none\.jsonl: cannot be read: No such file"):
        load_texts(tmp_path / "none.jsonl")
    with pytest.raises(GoldError, match=r"gold\.jsonl: is not UTF-8"):
        load_texts(write(tmp_path, b'{"text": "caf\xe9"}\n'))


def test_an_id_used_twice_is_reported_with_both_lines(tmp_path: Path) -> None:
    path = write(tmp_path, b'{"id": "a"}\n{"id": "b"}\n{"id": "a"}\n')
    with pytest.raises(GoldError, match=r"gold\.jsonl:3: id 'a' was used in line 1 already"):
        check_distinct_ids(path, load_rows(path, ROWS))
