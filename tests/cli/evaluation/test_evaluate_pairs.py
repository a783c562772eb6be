"""`onrecord evaluate pairs`: which pairs are scored, what is printed, and what the gate measures."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.command_result import Run
from onrecord.cli.evaluation.evaluate import MEASURES
from onrecord.evaluation.gate import check_gate, load_floors

SAID = "“The ferry is late,” Ada Falk said on Monday."
GOOD = {"row": "statement", "actors": ["Ada Falk"], "content": "The ferry is late", "said": "2024-05-13"}


def write(folder: Path, name: str, *rows: Mapping[str, object]) -> None:
    lines = []
    for letter, row in zip("abc", rows, strict=False):
        line = {
            "id": f"{name}-01{letter}",
            "pair": f"{name}-01",
            "text": SAID,
            "published": "2024-05-14",
            "must": [row],
        }
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pairs of two phenomena below the current folder: of one a line fails."""
    made = tmp_path / "corpus" / "minimal_pairs"
    made.mkdir(parents=True)
    write(made, "said-days", GOOD)
    write(made, "speakers", GOOD, {**GOOD, "actors": ["Ferry"]})
    monkeypatch.chdir(tmp_path)
    return made


@pytest.mark.usefixtures("folder")
def test_all_phenomena_are_scored_and_the_lines_that_fail_are_shown_on_request(run: Run) -> None:
    ran = run("evaluate", "pairs", "--failing")
    assert (ran.status, ran.err) == (0, "")
    table, failing = ran.out.split("\n\n")
    assert [one.split() for one in table.splitlines()[1:]] == [
        ["said-days", "1", "1", "100.0", "1", "1"],
        ["speakers", "2", "1", "50.0", "1", "0"],
        ["all", "3", "2", "66.7", "2", "1"],
    ]
    assert failing.startswith("speakers-01b: “The ferry is late,”")
    assert 'actors: wanted ["Ferry"], found Ada Falk' in failing


def test_only_the_phenomena_that_are_named_are_read(run: Run, folder: Path) -> None:
    (folder / "speakers.jsonl").write_text("broken\n", encoding="utf-8")
    found = json.loads(run("evaluate", "pairs", "said-days", "--format", "json").out)
    assert found["total"] == {"lines": 1, "passed": 1, "share": 1.0, "pairs": 1, "pairs_passed": 1}
    assert list(found["phenomena"]) == ["said-days"]
    assert "failing" not in found


@pytest.mark.usefixtures("folder")
def test_the_floors_that_are_printed_hold_in_the_gate_which_reads_each_file_once(run: Run) -> None:
    Path("floors.toml").write_text(run("evaluate", "pairs", "--floors").out, encoding="utf-8")
    floors = load_floors(Path("floors.toml"))
    assert [(one.gold, one.value) for one in floors] == [
        ("corpus/minimal_pairs/said-days.jsonl", 1.0),
        ("corpus/minimal_pairs/speakers.jsonl", 0.5),
    ]
    measured: list[Path] = []

    def measure(gold: Path) -> dict[str, float]:
        measured.append(gold)
        return dict(MEASURES["pairs"](gold))

    assert check_gate({"pairs": measure}, None, [*floors, *floors]).problems == ()
    assert measured == [Path(one.gold) for one in floors]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["tides"], 1, "has no phenomenon tides; known are said-days, speakers"),
        (["--folder", "nowhere"], 1, "there is no folder nowhere below"),
        (["--floors", "--failing"], 2, "--floors prints only TOML"),
        (["--floors", "--folder", "elsewhere"], 2, "floors are measured on corpus/minimal_pairs"),
    ],
)
def test_what_cannot_be_scored_is_said(run: Run, arguments: list[str], status: int, says: str) -> None:
    ran = run("evaluate", "pairs", *arguments)
    assert (ran.status, ran.out) == (status, "")
    assert says in ran.err


@pytest.mark.usefixtures("folder")
def test_a_setting_of_the_user_leaves_no_rows_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_MIN_CONFIDENCE", "1")
    found = json.loads(run("evaluate", "pairs", "said-days", "--format", "json").out)
    assert found["total"]["passed"] == 1
