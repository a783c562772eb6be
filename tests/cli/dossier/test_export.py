"""`onrecord export`: a dossier as a file for other programs."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from builders import make_record
from cli.command_result import Run
from onrecord.exports.formats import FORMATS, find_format
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


def test_an_unknown_format_lists_the_choices(run: Run, dossier: Path) -> None:
    ran = run("export", dossier, "--as", "xls", "--out", "-")
    assert ran.status == 2
    assert all(name in ran.err for name in ("'xls'", "plover", "excel", "dyads"))
    assert "dyads" in run("export", "--help").out


@pytest.mark.parametrize("form", [one.name for one in FORMATS])
def test_every_format_can_be_written_and_written_again(
    run: Run, dossier: Path, tmp_path: Path, form: str
) -> None:
    kind = find_format(form)
    out = tmp_path / f"out{kind.suffix}"
    for _ in range(2):
        ran = run("export", dossier, "--as", form, "--out", out)
        assert (ran.status, ran.out) == (0, "")
        assert "exported" in ran.err
    assert out.is_dir() == (kind.kind == "folder")
    if kind.kind == "lines":
        assert run("export", dossier, "--as", form, "--out", "-").out
    else:
        ran = run("export", dossier, "--as", form, "--out", "-")
        assert ran.status == 2
        assert "stdout" in ran.err


def test_a_folder_of_csv_is_written_where_the_path_is_one(run: Run, dossier: Path, tmp_path: Path) -> None:
    ran = run("export", dossier, "--as", "csv", "--out", f"{tmp_path / 'tables'}/")
    assert ran.status == 0
    assert "3 events" in ran.err
    names = {file.name for file in (tmp_path / "tables").iterdir()}
    assert {"events.csv", "statements.csv", "threads.csv", "ledger.csv", "datapackage.json"} <= names
    (tmp_path / "tables" / "mine.txt").write_text("mine", "utf-8")
    again = run("export", dossier, "--as", "csv", "--out", tmp_path / "tables")
    assert again.status == 1
    assert "mine.txt" in again.err


def test_rows_can_be_selected_as_in_show(run: Run, dossier: Path) -> None:
    speaker = make_record(1).actors[2].name
    kind = ("--as", "csv", "--kind", "statements", "--out", "-")
    ran = run("export", dossier, *kind, "--actor", speaker, "--act", "assert", "--since", "2024-01-01")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert rows
    assert {(row["who"], row["act"]) for row in rows} == {(speaker, "assert")}
    assert f"{len(rows)} statements exported" in ran.err
    outlet = make_record(1).article.outlet
    ran = run("export", dossier, "--as", "jsonl", "--out", "-", "--outlet", outlet, "--contains", "ferries")
    assert {json.loads(line)["article"]["outlet"] for line in ran.out.splitlines()} == {outlet}


def test_types_may_be_given_together(run: Run, dossier: Path) -> None:
    ran = run("export", dossier, "--as", "dyads", "--level", "actor", "--types", "CONSULT, AID", "--out", "-")
    (line, *_) = ran.out.splitlines()
    assert line.endswith("dated_by_publication,consult,aid")
    assert run("export", dossier, "--as", "plover", "--type", "TALK", "--out", "-").status == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("plover", "--act", "accuse"), "--act selects statements; --as plover has none"),
        (("jsonl", "--bom"), "has no use for --bom; it is for csv"),
        (("csv", "--period", "week"), "has no use for --period; it is for dyads"),
        (("csv", "--since", "2025-02-01", "--until", "2025-01-01"), "is later than until"),
        (("plover", "--learnt"), "learnt needs a day"),
    ],
)
def test_options_that_make_no_sense_are_told(
    run: Run, dossier: Path, given: tuple[str, ...], told: str
) -> None:
    ran = run("export", dossier, "--as", *given, "--out", "-")
    assert (ran.status, ran.out) == (2, "")
    assert told in " ".join(ran.err.split())


def test_rows_of_unknown_date_are_counted(run: Run, tmp_path: Path) -> None:
    record = make_record(1)
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(replace(record, events=(replace(record.events[0], date=None),)))
    ran = run("export", tmp_path / "one.dossier", "--as", "plover", "--out", "-", "--since", "2020-01-01")
    assert ran.out == ""
    assert "nothing exported" in ran.err
    assert "1 events with an unknown date are left out" in ran.err


@pytest.mark.parametrize("given", [("plover",), ("dyads",), ("csv",), ("csv", "--kind", "articles")])
def test_a_reality_is_an_error_where_there_are_no_statements(
    run: Run, dossier: Path, given: tuple[str, ...]
) -> None:
    ran = run("export", dossier, "--as", *given, "--out", "-", "--reality", "any")
    assert (ran.status, ran.out) == (2, "")
    assert "--reality selects statements" in ran.err


def test_statements_that_were_not_made_are_counted(run: Run, tmp_path: Path) -> None:
    record = make_record(1)
    first, *others = record.statements
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(replace(record, statements=(replace(first, reality="negated"), *others)))
    told = "1 statements that were not really made are left out"
    for form in ("markdown", "rss"):
        assert told in run("export", tmp_path / "one.dossier", "--as", form, "--out", "-").err
    for given in (("rss", "--reality", "any"), ("jsonl",), ("plover",), ("csv", "--kind", "articles")):
        assert told not in run("export", tmp_path / "one.dossier", "--as", *given, "--out", "-").err


def test_undated_rows_are_counted_only_where_the_output_would_have_them(run: Run, tmp_path: Path) -> None:
    record = make_record(1)
    with open_dossier(str(tmp_path / "one.dossier"), create=True) as made:
        made.write(replace(record, events=(replace(record.events[0], date=None),)))
    for given in (("csv", "--kind", "statements"), ("jsonl",), ("rss",)):
        ran = run("export", tmp_path / "one.dossier", "--as", *given, "--out", "-", "--since", "2020-01-01")
        assert ran.out
        assert "unknown date" not in ran.err


def test_one_table_that_nobody_named_is_told(run: Run, dossier: Path, tmp_path: Path) -> None:
    told = "only the table events"
    assert told in run("export", dossier, "--as", "csv", "--out", tmp_path / "tables").err
    assert told not in run("export", dossier, "--as", "csv", "--out", "-", "--kind", "events").err
    assert told not in run("export", dossier, "--as", "csv", "--out", f"{tmp_path}/all/").err


@pytest.mark.parametrize(("form", "name"), [("parquet", "e.parquet"), ("docx", "r.html"), ("html", "r.docx")])
def test_a_name_that_programs_open_as_something_else_is_an_error(
    run: Run, dossier: Path, tmp_path: Path, form: str, name: str
) -> None:
    ran = run("export", dossier, "--as", form, "--out", tmp_path / name)
    assert ran.status == 2
    assert f"--as {form} writes" in ran.err
    assert not (tmp_path / name).exists()


def test_types_may_be_written_in_small_letters(run: Run, dossier: Path) -> None:
    ran = run("export", dossier, "--as", "plover", "--out", "-", "--types", "consult,assault")
    assert "3 events exported" in ran.err
