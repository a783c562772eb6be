"""`--actors`: a user's own lists in `read` and `add`, what is told about them, and where they show."""

import json
from pathlib import Path

import pytest

from cli.command_result import Run

TEXT = "The Blue Heron Institute said on Monday that the lake was clean.\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(
        "name,kind,country,sector,remark\nBlue Heron Institute,organisation,NOR,SOC,new\n", encoding="utf-8"
    )
    return path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_record_tells_the_own_list_by_its_digest(run: Run, own: Path, report: Path) -> None:
    ran = run("read", report, "--format", "json", "--actors", own)
    record = json.loads(ran.out)
    (actor,) = [row for row in record["actors"] if row["name"] == "Blue Heron Institute"]
    assert (actor["country"], actor["sector"], actor["known_from"]) == ("NOR", "SOC", "list")
    assert record["run"]["settings"]["actors"].startswith("sha256:")
    assert str(own) not in ran.out
    assert f"{own} (CSV): 0 persons, 1 states and bodies" in ran.err
    assert "not used: 1 × the column 'remark', first in line 1" in ran.err


def test_without_a_list_the_settings_name_none(run: Run, report: Path) -> None:
    record = json.loads(run("read", report, "--format", "json").out)
    assert "actors" not in record["run"]["settings"]


def test_the_variable_names_lists_too(
    run: Run, own: Path, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_ACTORS", str(own))
    record = json.loads(run("read", report, "--format", "json").out)
    assert "actors" in record["run"]["settings"]


def test_processes_that_read_in_parallel_have_the_list(run: Run, own: Path, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    paths = [reports / f"{number}.txt" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_text(TEXT.replace("Monday", ("Monday", "Tuesday", "Friday", "Sunday", "Saturday")[number]))
    one = run("read", *paths, "--format", "json", "--actors", own, "--workers", "1")
    two = run("read", *paths, "--format", "json", "--actors", own, "--workers", "2")
    assert one.out == two.out and one.out.count('"known_from": "list"') + one.out.count('"list"') >= 5


def test_a_wrong_list_is_told_before_anything_is_read_or_made(run: Run, report: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("name,kind\nAna Roth,wizard\n", encoding="utf-8")
    ran = run("add", tmp_path / "new.db", report, "--actors", wrong)
    assert ran.status == 1
    assert f"Error: {wrong}: line 2: the kind 'wizard' is unknown" in ran.err
    assert not (tmp_path / "new.db").exists()


def test_articles_added_with_another_list_are_read_again(
    run: Run, own: Path, report: Path, tmp_path: Path
) -> None:
    dossier = tmp_path / "lake.db"
    assert run("add", dossier, report).status == 0
    assert "1 read again, 1 changed" in run("reread", dossier, "--actors", own).err
    assert "already read" in run("reread", dossier, "--actors", own).err
