"""`onrecord add DOSSIER --records`: from the command line, with messages and exit statuses."""

import gzip
import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from batch_folder import RUN, link_batch, write_batch
from builders import make_record, make_undone
from cli.command_result import Run
from onrecord.model.record import Outcome, Record
from onrecord.model.serial import outcome_to_json
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter

RECORDS = [make_record(number) for number in range(5)]


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """Return the folder of a batch that was not linked."""
    write_batch(tmp_path / "batch", RECORDS)
    return tmp_path / "batch"


def stored(path: Path) -> dict[str, str]:
    with open_dossier(path, create=False) as dossier:
        return dossier.find_digests(dossier.list_ids("articles", Filter(versions=True)))


def digests(records: list[Record], path: Path) -> dict[str, str]:
    """Return the digests of records as `onrecord add` stores them."""
    with open_dossier(path, create=True) as dossier:
        for record in records:
            dossier.write(record)
        return dossier.find_digests(record.article.id for record in records)


def test_a_batch_that_was_not_linked_is_compared_here(run: Run, batch: Path, tmp_path: Path) -> None:
    done = run("add", tmp_path / "d", "--records", batch)
    assert done.status == 0
    assert "5 compared" in done.err
    assert "5 added" in done.err.splitlines()[-1]
    assert "made by OnRecord 0.0" in done.err
    assert stored(tmp_path / "d") == digests(RECORDS, tmp_path / "e")
    again = run("add", tmp_path / "d", "--records", batch / RUN)
    assert again.err.splitlines() == [f"{tmp_path / 'd'}: 0 added, 5 unchanged"]


def test_a_linked_batch_is_not_compared_again(run: Run, batch: Path, tmp_path: Path) -> None:
    found = link_batch(batch / RUN, RECORDS, tmp_path / "linked")
    done = run("add", tmp_path / "d", "--records", batch)
    assert f"{len(found)} judgements of the batch taken" in done.err
    assert "compared" not in done.err
    assert run("link", tmp_path / "d").err == ""
    told = batch / RUN / "judgements" / "linking.json"
    told.write_text(json.dumps({"articles": 5, "by": "rule:linking/1"}))
    other = run("add", tmp_path / "e", "--records", batch)
    assert "linked by rule:linking/1" in other.err
    assert "5 compared" in other.err


def test_a_selection_is_taken(run: Run, batch: Path, tmp_path: Path) -> None:
    outlet = RECORDS[0].article.outlet
    there = {record.article.id for record in RECORDS if record.article.outlet == outlet}
    assert run("add", tmp_path / "d", "--records", batch, "--outlet", outlet).status == 0
    assert set(stored(tmp_path / "d")) == there
    assert run("add", tmp_path / "d", "--records", batch, "--type", "consult", "--limit", "5").status == 0
    assert len(stored(tmp_path / "d")) == 5


@pytest.mark.parametrize("form", ["file", "compressed", "folder", "stdin"])
def test_lines_of_records_are_taken(
    run: Run, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes: list[Outcome] = [*RECORDS, make_undone("gone.html")]
    text = "\n".join(outcome_to_json(one) for one in outcomes).encode()
    place: Path | str = tmp_path / "records"
    if form == "folder":
        Path(place).mkdir()
        (tmp_path / "records" / "x.jsonl.gz").write_bytes(gzip.compress(text))
    elif form == "stdin":
        place = "-"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    else:
        Path(place).write_bytes(gzip.compress(text) if form == "compressed" else text)
    done = run("add", tmp_path / "d", "--records", place)
    assert done.status == 1  # as `add` tells that an article failed
    assert done.err.splitlines()[-1].endswith(": 5 added, 1 failed")
    assert stored(tmp_path / "d") == digests(RECORDS, tmp_path / "e")


def test_what_is_damaged_is_told_and_the_rest_is_added(run: Run, batch: Path, tmp_path: Path) -> None:
    file = sorted((batch / RUN / "tables" / "articles").glob("*/*.parquet"))[0]
    file.write_bytes(file.read_bytes()[:-9])
    done = run("add", tmp_path / "d", "--records", batch)
    assert done.status == 1
    assert f"{file.name} cannot be read" in done.err
    assert "refused: 1 unreadable file" in done.err
    assert done.err.splitlines()[-1].endswith(": 4 added, 1 refused")
    lines = tmp_path / "x.jsonl.gz"
    line = outcome_to_json(RECORDS[0])
    whole = gzip.compress((line + "\n").encode() * 2 + bytes([0xFF]) + b"\n")
    lines.write_bytes(whole[:-4])
    broken = run("add", tmp_path / "e", "--records", lines)
    assert "breaks off" in broken.err
    assert broken.err.splitlines()[-1].endswith(": 1 added, 1 unchanged, 2 refused")


def test_where_nothing_matches_it_says_what_there_is(run: Run, batch: Path, tmp_path: Path) -> None:
    name = next(actor.name for actor in RECORDS[0].actors if actor.kind == "person")
    done = run("add", tmp_path / "d", "--records", batch, "--actor", f"{name}x")
    assert done.status == 1
    assert "no article of" in done.err
    assert name in done.err
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--country", "Ukrane"), "did you mean Ukraine (UKR)"),
        (("--country", "Zzqx"), "ISO 3166-1"),
        (("--type", "ASSALT"), "did you mean ASSAULT"),
        (("--type", "x"), "there are AGREE"),
        (("--since", "2025-02-01", "--until", "2025-01-01"), "later than"),
        (("--actor", "?"), "contains no word"),
        (("--workers", "2"), "--workers is for reading"),
        (("--date", "2025-01-01"), "--date is for reading"),
        (("--column", "text=body"), "--column is for reading"),
    ],
)
def test_options_that_nothing_can_have(
    run: Run, batch: Path, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    done = run("add", tmp_path / "d", "--records", batch, *options)
    assert done.status == 2
    assert told in done.err
    assert not (tmp_path / "d").exists()


def test_either_sources_or_records(run: Run, batch: Path, tmp_path: Path) -> None:
    assert "not both" in run("add", tmp_path / "d", "x.txt", "--records", batch).err
    assert "give a SOURCE" in run("add", tmp_path / "d").err
    assert "--country is for --records" in run("add", tmp_path / "d", "x.txt", "--country", "UKR").err
    assert "no such file" in run("add", tmp_path / "d", "--records", tmp_path / "nowhere").err
    (tmp_path / "empty").mkdir()
    assert "has no run" in run("add", tmp_path / "d", "--records", tmp_path / "empty").err


def test_of_several_runs_one_is_chosen(run: Run, batch: Path, tmp_path: Path) -> None:
    shutil.copytree(batch / RUN, batch / "run=fedcba987654")
    several = run("add", tmp_path / "d", "--records", batch)
    assert several.status == 1
    assert "choose one with --run" in several.err
    assert "0123456789ab (OnRecord 0.0, 5 articles)" in several.err
    assert "has no run 9" in run("add", tmp_path / "d", "--records", batch, "--run", "9").err
    assert run("add", tmp_path / "d", "--records", batch, "--run", "fedc").status == 0
