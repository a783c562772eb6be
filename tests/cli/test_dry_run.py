"""`onrecord read --dry-run` lists what sources hold; `--column` names columns."""

import json
from pathlib import Path

import pytest

from cli.command_result import Run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "news.csv"
    path.write_text("id,headline,story_words,date\n1,One,They met.,2025-07-01\n2,Two,,2025-07-02\n")
    return path


def test_it_shows_the_columns_and_each_row(run: Run, table: Path) -> None:
    ran = run("read", table, "--dry-run", "--column", "text=story_words")
    assert ran.status == 3
    lines = ran.out.splitlines()
    assert lines[0] == "format: a table in text (CSV)"
    assert "text ← story_words · title ← headline · published ← date · not used: id" in lines[1]
    assert "news.csv:2: 2025-07-01 · no outlet · One · 9 characters" in lines[2]
    assert "news.csv:3: skipped (empty)" in lines[3]
    assert ran.err.strip() == "1 found, 1 skipped"


def test_its_json_is_one_object_a_line(run: Run, table: Path) -> None:
    ran = run("read", table, "--dry-run", "--column", "text=story_words", "--format", "json")
    one, two = map(json.loads, ran.out.splitlines())
    assert (one["outcome"], one["published"], one["characters"]) == ("found", "2025-07-01", 9)
    assert (two["outcome"], two["reason"]) == ("skipped", "empty")


def test_a_table_without_a_text_names_the_option(run: Run, table: Path) -> None:
    ran = run("read", table, "--dry-run")
    assert ran.status == 1
    assert "its columns are id, headline, story_words, date" in ran.out and "--column text=NAME" in ran.out


def test_a_column_of_no_field_is_a_wrong_use(run: Run, table: Path) -> None:
    ran = run("read", table, "--column", "size=id")
    assert ran.status == 2 and "FIELD=COLUMN" in ran.err
