"""`onrecord add` and `onrecord show`: storing records and listing their rows."""

import csv
import io
import json
from pathlib import Path

import pytest

from builders import make_joint
from cli.command_result import Run
from onrecord.store.open_dossier import open_dossier

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "black-sea"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dossiers")


@pytest.fixture
def dossier(folder: Path, run: Run) -> Path:
    path = folder / "black-sea.dossier"
    if not path.exists():
        ran = run("add", path, EXAMPLES / "dispatches.jsonl", EXAMPLES / "shipowners.html")
        assert ran.status == 0, ran.err
        assert "8 added" in ran.err
    return path


def test_adding_the_same_articles_again_changes_nothing(run: Run, dossier: Path) -> None:
    before = run("show", dossier, "statements", "--format", "json").out
    ran = run("add", dossier, EXAMPLES / "dispatches.jsonl")
    assert ran.status == 0
    assert "0 added, 7 unchanged" in ran.err
    assert run("show", dossier, "statements", "--format", "json").out == before


def test_statements_can_be_selected_by_actor_day_and_words(run: Run, dossier: Path) -> None:
    ran = run(
        "show", dossier, "statements", "--actor", "Zelensky", "--until", "2022-12-31", "--format", "json"
    )
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert rows and all("Zelensky" in row["who"] for row in rows)
    words = run(
        "show", dossier, "statements", "--contains", '"beacon on the Black Sea"', "--format", "json"
    ).out.splitlines()
    assert len(words) == 1 and "Guterres" in json.loads(words[0])["who"]
    assert run("show", dossier, "statements", "--since", "2024-01-01", "--format", "json").out == ""


def test_articles_are_listed_as_table_json_and_csv(run: Run, dossier: Path) -> None:
    table = run("show", dossier, "articles").out
    assert "Strait Daily" in table
    rows = list(csv.DictReader(io.StringIO(run("show", dossier, "articles", "--format", "csv").out)))
    assert len(rows) == 8
    assert {row["outlet"] for row in rows} == {"Harbour Wire", "The Quay Post", "Strait Daily"}
    assert len(run("show", dossier, "articles", "--limit", "3", "--format", "json").out.splitlines()) == 3


def test_actors_are_listed_with_their_kind(run: Run, dossier: Path) -> None:
    rows = [json.loads(line) for line in run("show", dossier, "actors", "--format", "json").out.splitlines()]
    zelensky = next(row for row in rows if row["name"] == "Volodymyr Zelensky")
    assert zelensky["kind"] == "person"
    assert zelensky["articles"] >= 2


def test_a_missing_dossier_is_named_and_not_created(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.dossier"
    ran = run("show", path, "statements")
    assert ran.status == 1
    assert str(path) in ran.err
    assert not path.exists()


def test_a_failed_source_is_reported_and_the_rest_is_stored(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "some.dossier"
    ran = run("add", path, tmp_path / "missing.txt", EXAMPLES / "shipowners.html")
    assert ran.status == 1
    assert "1 added, 1 failed" in ran.err
    assert "missing.txt" in ran.err


def test_a_claim_its_denial_and_the_response_form_one_thread_over_three_articles(
    run: Run, tmp_path: Path
) -> None:
    endings = ("russia-suspends", "britain-rejects", "ambassador-summoned")
    lines = (EXAMPLES / "more-dispatches.jsonl").read_text("utf-8").splitlines()
    some = tmp_path / "three.jsonl"
    some.write_text("\n".join(line for line in lines if json.loads(line)["url"].endswith(endings)), "utf-8")
    assert "3 added" in run("add", tmp_path / "three.dossier", some).err
    options = ("threads", "--contains", "denial", "--format", "json")
    (thread,) = [
        json.loads(line) for line in run("show", tmp_path / "three.dossier", *options).out.splitlines()
    ]
    assert [turn["who"] for turn in thread["turns"]] == [
        "Russian Defence Ministry",
        "British Defence Ministry",
        "Maria Zakharova",
    ]
    assert [(turn["day"], turn["depth"]) for turn in thread["turns"]] == [
        ("2022-10-29", 0),
        ("2022-10-30", 1),
        ("2022-11-03", 2),
    ]
    answers = [{(reply["relation"], reply["to"]) for reply in turn["answers"]} for turn in thread["turns"]]
    assert answers == [
        set(),
        {("rejects", thread["turns"][0]["id"])},
        {("rejects", thread["turns"][1]["id"])},
    ]


def test_statements_are_selected_by_act_and_events_by_type(run: Run, dossier: Path) -> None:
    lines = run("show", dossier, "statements", "--act", "reject", "--format", "json").out.splitlines()
    denials = [json.loads(line) for line in lines]
    assert len(denials) >= 3
    assert {row["act"] for row in denials} == {"reject"}
    events = [
        json.loads(line)
        for line in run("show", dossier, "events", "--type", "ACCUSE", "--format", "json").out.splitlines()
    ]
    assert {row["type"] for row in events} == {"ACCUSE"}
    outlets = run("show", dossier, "articles", "--outlet", "The Quay Post", "--format", "csv").out
    assert {row["outlet"] for row in csv.DictReader(io.StringIO(outlets))} == {"The Quay Post"}
    ran = run("show", dossier, "actors", "--act", "reject")
    assert (ran.status, ran.out) == (2, "")
    assert "--act is for statements" in ran.err


def test_negated_statements_are_listed_on_request_with_all_their_actors(run: Run, tmp_path: Path) -> None:
    path, record = tmp_path / "joint.dossier", make_joint(1)
    with open_dossier(path, create=True) as dossier:
        dossier.write(record)

    def ids(*options: str) -> list[str]:
        rows = csv.DictReader(io.StringIO(run("show", path, "statements", *options, "--format", "csv").out))
        return sorted(row["id"].rpartition("/")[2] for row in rows)

    assert ids() == ["s1", "s3", "s4"]
    assert ids("--reality", "negated") == ["s2"]
    assert ids("--reality", "any") == ["s1", "s2", "s3", "s4"]
    (row,) = run("show", path, "statements", "--reality", "negated", "--format", "json").out.splitlines()
    names = [actor.name for actor in record.actors]
    statement = json.loads(row)
    assert (statement["who"], statement["actors"]) == (names[0], names[:2])
    assert (statement["on_behalf_of"], statement["reality"]) == (names[3], "negated")
    assert "negated" in run("show", path, "statements", "--reality", "any").out
    ran = run("show", path, "events", "--reality", "negated")
    assert (ran.status, ran.out) == (2, "")
    assert "--reality is for statements" in ran.err


@pytest.mark.parametrize("what", ["statements", "events", "actors", "articles", "origins"])
def test_ids_are_not_wrapped_in_tables(run: Run, dossier: Path, what: str) -> None:
    rows = [json.loads(line) for line in run("show", dossier, what, "--format", "json").out.splitlines()]
    table = run("show", dossier, what).out
    ids = [name for row in rows for name in (row["articles"] if what == "origins" else [row["id"]])]
    short = [name for name in ids if len(name) <= 36]  # the id of an organisation can be wider than the table
    assert len(short) > (0.7 if what == "actors" else 0.9) * len(ids)
    assert [name for name in short if name not in table] == []
    assert max(map(len, table.splitlines())) <= 120
