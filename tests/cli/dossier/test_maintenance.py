"""`reread`, `backup`, `merge`, `withdraw`, `judge` and `diff`: what they store, and what they refuse."""

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from builders import make_record
from cli.command_result import Run
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import Filter

NOTICE = "LINDMAR, June 3 - “We will reopen the mole,” harbour master Ada Arnal told reporters on Tuesday.\n"
SIGNED = ("--by", "Ada", "--why", "the port asked for it")


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.dossier"
    with open_dossier(path, create=True) as made:
        for number in range(3):
            made.write(make_record(number))
    return path


def ids(run: Run, dossier: Path, what: str = "articles") -> list[str]:
    return [
        json.loads(line)["id"] for line in run("show", dossier, what, "--format", "json").out.splitlines()
    ]


@pytest.mark.parametrize(
    "command",
    [
        ("link",),
        ("reread",),
        ("withdraw", "a:1", *SIGNED),
        ("judge", "--withdraw", "j:1", *SIGNED),
        ("history",),
        ("diff", "--from", "2024-01-01", "--to", "2024-02-01"),
        ("backup", "copy.dossier"),
        ("show", "articles"),
    ],
)
def test_only_add_and_merge_create_a_missing_dossier(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(command[0], "harbor.dossier", *command[1:])
    assert ran.status == 1
    assert "harbor.dossier: there is no such dossier" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_name_is_reported(run: Run) -> None:
    ran = run("show", "", "articles")
    assert (ran.status, ran.out) == (1, "")
    assert "name is empty" in ran.err


def test_a_backup_replaces_neither_devices_nor_links(run: Run, dossier: Path, tmp_path: Path) -> None:
    assert run("backup", dossier, "/dev/null").status == 1
    assert Path("/dev/null").is_char_device()
    link = tmp_path / "latest.dossier"
    link.symlink_to(tmp_path / "june.dossier")
    assert run("backup", dossier, link).status == 0
    assert link.is_symlink()
    assert ids(run, tmp_path / "june.dossier") == ids(run, dossier)


def test_a_backup_has_the_same_rows_and_overwrites_nothing(run: Run, dossier: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.dossier"
    assert run("backup", dossier, copy).status == 0
    for what in ("articles", "statements", "events", "actors", "commitments"):
        assert (
            run("show", copy, what, "--format", "json").out
            == run("show", dossier, what, "--format", "json").out
            != ""
        )
    before = copy.read_bytes()
    again = run("backup", dossier, copy)
    assert again.status == 1
    assert "there is a file of this name already" in again.err
    assert copy.read_bytes() == before
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    nowhere = run("backup", dossier, tmp_path / "nowhere" / "copy.dossier")
    assert nowhere.status == 1
    assert "create it first" in nowhere.err
    assert not list(tmp_path.glob(".*part*"))


def test_merge_copies_missing_articles_once_and_requires_every_dossier(
    run: Run, dossier: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.dossier"
    with open_dossier(other, create=True) as made:
        made.write(make_record(2))
        made.write(make_record(7))
    (own,) = set(ids(run, other)) - set(ids(run, dossier))
    assert run("judge", other, f"{own}/s1", "--set", "act=accuse", *SIGNED).status == 0
    merged = tmp_path / "merged.dossier"
    missing = run("merge", merged, dossier, tmp_path / "none.dossier")
    assert missing.status == 1
    assert "none.dossier: there is no such dossier" in missing.err
    assert not merged.exists()
    assert run("merge", merged, dossier, other).status == 0
    assert set(ids(run, merged)) == set(ids(run, dossier)) | {own}
    assert "0 articles and 0 judgements copied" in run("merge", merged, other).err
    judgement = json.loads(run("history", merged, "--people", "--format", "json").out)
    assert (judgement["left"], judgement["right"], judgement["by"]) == (f"{own}/s1", "act", "Ada")
    with open_dossier(merged, create=False) as kept:
        record = kept.get_record(own)
        assert record is not None and record.statements[0].act == "accuse"


def test_a_withdrawn_article_is_in_no_list_and_is_not_added_again(run: Run, tmp_path: Path) -> None:
    path, source, kept = tmp_path / "one.dossier", tmp_path / "notice.txt", tmp_path / "merged.dossier"
    source.write_text(NOTICE, encoding="utf-8")
    assert run("add", path, source, "--date", "2025-06-03").status == 0
    assert run("merge", kept, path).status == 0
    (article,) = ids(run, path)
    assert run("judge", path, f"{article}/s1", "--accept", *SIGNED).status == 0
    ran = run("withdraw", path, article, *SIGNED)
    assert (ran.status, ran.err) == (0, f"withdrawn: {article}\n")
    assert ids(run, path) == ids(run, path, "statements") == []
    again = run("add", path, source, "--date", "2025-06-03")
    assert again.status == 0
    assert f"withdrawn: {source}: it was withdrawn" in again.err
    assert "0 added, 1 withdrawn" in again.err
    assert (
        "the port asked for it"
        in json.loads(run("history", path, "--people", "--format", "json").out)["withdrawn_why"]
    )
    assert "Ada" in run("diff", path, "--from", "2000-01-01", "--to", "9999-12-30").out
    assert "1 article left out as withdrawn" in run("merge", kept, path).err
    assert ids(run, kept) == []
    assert b"reopen the mole" not in path.read_bytes()


def test_a_withdrawal_requires_who_why_and_an_existing_article(run: Run, dossier: Path) -> None:
    article = ids(run, dossier)[0]
    assert run("withdraw", dossier, article, "--by", " ", "--why", "x").status == 2
    assert run("withdraw", dossier, article, "--by", "Ada", "--why", "").status == 2
    for unknown in ("a:none", f"{article}/s1"):
        ran = run("withdraw", dossier, unknown, *SIGNED)
        assert ran.status == 1
        assert f"there is no article {unknown}" in ran.err
    assert len(ids(run, dossier)) == 3


def test_reread_replaces_records_of_other_versions_and_applies_judgements(run: Run, tmp_path: Path) -> None:
    path, source = tmp_path / "one.dossier", tmp_path / "notice.txt"
    source.write_text(NOTICE, encoding="utf-8")
    assert run("add", path, source, "--date", "2025-06-03").status == 0
    before = json.loads(run("show", path, "statements", "--format", "json").out)
    (article,) = ids(run, path)
    idle = run("reread", path)
    assert (idle.status, idle.out) == (0, "")
    assert "all articles were already read by this program" in idle.err
    with open_dossier(path, create=True) as kept:
        record = kept.get_uncorrected_record(article)
        assert record is not None
        kept.replace_record(
            replace(record, statements=(), events=(), commitments=(), run=replace(record.run, onrecord="0.0"))
        )
    assert run("show", path, "statements", "--format", "json").out == ""
    ran = run("reread", path)
    assert ran.status == 0
    assert article in ran.out and "statements +1 -0" in ran.out
    assert "1 read again, 1 changed" in ran.err
    after = json.loads(run("show", path, "statements", "--format", "json").out)
    assert {**after, "id": ""} == {**before, "id": ""}
    assert run("judge", path, after["id"], "--set", "act=promise", *SIGNED).status == 0
    assert run("reread", path, "--all").status == 0
    assert json.loads(run("show", path, "statements", "--format", "json").out)["act"] == "promise"
    with open_dossier(path, create=False) as kept:
        assert len(kept.list_earlier_records(article)) >= 2


def test_each_form_of_judgement_is_stored_and_can_be_withdrawn(run: Run, dossier: Path) -> None:
    first, second, _ = ids(run, dossier)
    forms: list[tuple[str, ...]] = [
        (f"{first}/s1", f"{second}/s1", "--same"),
        (f"{first}/s2", f"{second}/s2", "--different"),
        (f"{first}/s3", f"{second}/s3", "--answers", "rejects"),
        (f"{first}/s4", "--accept"),
        (f"{first}/s5", "--reject"),
        (f"{first}/s6", "--set", "act=accuse"),
        (first, "--set", "published=2025-07"),
        (first, second, "--different"),
    ]
    for form in forms:
        ran = run("judge", dossier, *form, *SIGNED)
        assert (ran.status, ran.err[:9]) == (0, "stored: j"), (form, ran.err)
        assert "Ada has already made this judgement" in run("judge", dossier, *form, *SIGNED).err
        back = run("judge", dossier, "--withdraw", ran.err.split()[1], *SIGNED)
        assert (back.status, back.err) == (0, f"withdrawn: {ran.err.split()[1]}\n")
    rows = [
        json.loads(line) for line in run("history", dossier, "--people", "--format", "json").out.splitlines()
    ]
    assert len(rows) == len(forms)
    assert [row["same"] for row in rows if row["left"].endswith("/s2")] == [False]
    assert all(row["withdrawn_by"] == "Ada" for row in rows)


@pytest.mark.parametrize(
    ("things", "status", "says"),
    [
        (("{a}", "--accept"), 1, "is an article"),
        (("{a}", "--reject"), 1, "onrecord withdraw"),
        (("{a}/s99", "--reject"), 1, "prints ids"),
        (("{a}/s1", "--set", "act=fly"), 1, "should be 'assert'"),
        (("{a}/s1", "--set", "hat=red"), 1, "cannot be corrected"),
        (("{a}/s1", "--set", "said=the other day"), 1, "is no date"),
        (("{a}", "--set", "published=2025-02-31"), 1, "is no date"),
        (("{a}/s1", "--set", "actor=p99"), 1, "names no actor"),
        (("{a}/s1", "{a}/e1", "--same"), 1, "two kinds (event and statement)"),
        (("{a}/s1", "{a}/s1", "--different"), 1, "given twice"),
        (("{a}/s1", "--different"), 2, "needs two ids, not 1"),
        (("{a}/s1", "--accept", "--reject"), 2, "give exactly one of"),
        (("{a}/s1",), 2, "give exactly one of"),
        (("{a}/s1", "--set", "act"), 2, "FIELD=VALUE"),
        (("--withdraw", "j:none"), 1, "there is no judgement j:none"),
    ],
)
def test_an_invalid_judgement_is_refused_in_one_line(
    run: Run, dossier: Path, things: tuple[str, ...], status: int, says: str
) -> None:
    article = ids(run, dossier)[0]
    ran = run("judge", dossier, *(thing.replace("{a}", article) for thing in things), *SIGNED)
    assert (ran.status, ran.out) == (status, "")
    assert says in ran.err
    assert status == 2 or ran.err.count("\n") == 1
    assert run("history", dossier, "--people", "--format", "json").out == ""


def test_differences_are_printed_as_table_json_and_csv(run: Run, dossier: Path) -> None:
    days = ("--from", "2024-01-01", "--to", "2024-01-09")
    table = run("diff", dossier, *days)
    assert table.status == 0
    assert "bulletin 1" in table.out and "differences" in table.err
    rows = [json.loads(line) for line in run("diff", dossier, *days, "--format", "json").out.splitlines()]
    assert {row["what"] for row in rows} == {"came"}
    assert sum(row["kind"] == "articles" for row in rows) == 1
    assert len(run("diff", dossier, *days, "--format", "csv").out.splitlines()) > len(rows)
    assert run("diff", dossier, "--from", "2024-02-01", "--to", "2024-01-01").status == 2


@pytest.mark.parametrize("place", ["harbour.dossier", "."])
def test_an_export_never_replaces_a_dossier_or_folder(run: Run, dossier: Path, place: str) -> None:
    before = dossier.read_bytes()
    ran = run("export", dossier, "--as", "csv", "--out", dossier.parent / place)
    assert ran.status == 1
    assert "name a" in ran.err
    assert dossier.read_bytes() == before
    with open_dossier(dossier, create=False) as kept:
        assert kept.count_articles(Filter()).matching == 3


@pytest.mark.parametrize(
    "options",
    [
        ("statements", "--learnt"),
        ("statements", "--as-of", "nonsense"),
        ("statements", "--as-of", "2025-02-30"),
        ("statements", "--since", "2025-02-01", "--until", "2025-01-01"),
        ("statements", "--contains", '""'),
        ("statements", "--actor", "!"),
        ("statements", "--limit", "-1"),
        ("review", "--as-of", "2025-01-01"),
        ("hats",),
    ],
)
def test_contradictory_options_are_a_usage_error(run: Run, dossier: Path, options: tuple[str, ...]) -> None:
    ran = run("show", dossier, *options)
    assert (ran.status, ran.out) == (2, "")
    assert "Error: " in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "{d}", "statements"),
        ("show", "{d}", "statements", "--format", "json"),
        ("export", "{d}", "--as", "jsonl", "--out", "-"),
    ],
)
def test_a_closed_pipe_is_not_a_failure(dossier: Path, arguments: tuple[str, ...]) -> None:
    with open_dossier(dossier, create=True) as made:
        for number in range(3, 60):
            made.write(make_record(number))
    command = [sys.executable, "-c", "from onrecord.cli import main; main()"]
    filled = [argument.replace("{d}", str(dossier)) for argument in arguments]
    with subprocess.Popen([*command, *filled], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.read(10)
        process.stdout.close()
        stderr = process.stderr.read().decode()
        assert process.wait(60) == 0
    assert "Error" not in stderr and "Traceback" not in stderr


def test_an_actor_is_given_by_its_name_in_the_article_or_its_global_id(run: Run, dossier: Path) -> None:
    with open_dossier(dossier, create=False) as kept:
        article = kept.list_ids("articles", Filter())[0]
        record = kept.get_record(article)
        assert record is not None
        before, other = record.statements[0].actor, record.actors[4]
        assert before != other.id
    ran = run("judge", dossier, f"{article}/s1", "--set", f"actor={other.name.split()[-1]}", *SIGNED)
    assert ran.status == 0, ran.err
    rows = [
        json.loads(line) for line in run("show", dossier, "statements", "--format", "json").out.splitlines()
    ]
    assert next(row["who"] for row in rows if row["id"] == f"{article}/s1") == other.name
    people = [
        json.loads(line) for line in run("show", dossier, "actors", "--format", "json").out.splitlines()
    ]
    one, two = [row["id"] for row in people if row["kind"] == "person"][:2]
    assert run("judge", dossier, one, two, "--same", *SIGNED).status == 0
    left = [
        json.loads(line)["id"] for line in run("show", dossier, "actors", "--format", "json").out.splitlines()
    ]
    assert len(left) == len(people) - 1
