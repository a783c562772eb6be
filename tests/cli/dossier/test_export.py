"""`onrecord export`: a dossier as a file for other programs."""

import csv
import io
import json
from pathlib import Path

import pytest

from builders import make_record
from cli.command_result import Run
from onrecord.store.open_dossier import open_dossier


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.dossier"
    with open_dossier(str(path), create=True) as made:
        for number in range(3):
            made.write(make_record(number))
    return path


def test_plover_is_one_event_per_line_in_the_output_file(run: Run, dossier: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"
    ran = run("export", dossier, "--as", "plover", "--out", out)
    assert (ran.status, ran.out) == (0, "")
    assert "3 events exported" in ran.err
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["event"] for row in rows] == [["CONSULT"]] * 3


def test_a_dash_writes_to_stdout(run: Run, dossier: Path) -> None:
    ran = run("export", dossier, "--as", "jsonl", "--out", "-")
    assert ran.status == 0
    assert [json.loads(line)["outcome"] for line in ran.out.splitlines()] == ["done"] * 3
    assert "3 records exported" in ran.err


def test_csv_is_a_table_of_the_events(run: Run, dossier: Path) -> None:
    ran = run("export", dossier, "--as", "csv", "--out", "-")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [row["type"] for row in rows] == ["CONSULT"] * 3
    assert "3 events exported" in ran.err


def test_as_of_exports_only_articles_published_by_that_day(run: Run, dossier: Path) -> None:
    ran = run("export", dossier, "--as", "plover", "--out", "-", "--as-of", "2024-01-01")
    assert len(ran.out.splitlines()) == 1


def test_a_missing_dossier_or_folder_is_named(run: Run, dossier: Path, tmp_path: Path) -> None:
    missing = run("export", tmp_path / "none.dossier", "--as", "plover", "--out", "-")
    assert (missing.status, missing.out) == (1, "")
    assert "none.dossier" in missing.err
    nowhere = run("export", dossier, "--as", "plover", "--out", tmp_path / "nowhere" / "x.jsonl")
    assert nowhere.status == 1
    assert "nowhere" in nowhere.err
    assert run("export", dossier, "--as", "plover").status == 2
