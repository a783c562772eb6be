"""The gate: floors, digests, and absent gold."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.evaluation.gate import GOLD_FOLDER, Floor, check_gate, load_floors, render_gate
from onrecord.model.errors import GoldError

MADE = """
[[floor]]
measure = "attribution"
figure = "full"
value = 0.5
gold = "shared/data/gold.jsonl"
sha256 = "{digest}"
command = "onrecord evaluate attribution GOLD"
note = "made for this test"
"""


@pytest.fixture
def shared_gold(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "gold.jsonl").write_text("{}\n", encoding="utf-8")
    return tmp_path


def floor(
    value: float, gold: str = "shared/data/gold.jsonl", figure: str = "full", needs: tuple[str, ...] = ()
) -> Floor:
    digest = hashlib.sha256(b"{}\n").hexdigest()
    return Floor(
        "attribution", figure, value, gold, digest, "onrecord evaluate attribution GOLD", "made up", needs
    )


def measured(**figures: float) -> Mapping[str, float]:
    return figures


def test_a_figure_at_or_above_its_floor_holds(shared_gold: Path) -> None:
    report = check_gate({"attribution": lambda _: measured(full=0.5)}, shared_gold, [floor(0.5), floor(0.49)])
    assert (report.problems, report.hints, report.unmeasured) == ((), (), ())
    assert render_gate(report).splitlines()[-1] == "gate: 2 held, 0 failed, 0 not measured here"


def test_a_figure_below_its_floor_fails_and_both_are_named(shared_gold: Path) -> None:
    report = check_gate({"attribution": lambda _: measured(full=0.4321)}, shared_gold, [floor(0.5)])
    assert report.problems == (
        "attribution full on shared/data/gold.jsonl: 0.4321, must be at least 0.5000;"
        " measure it with: onrecord evaluate attribution GOLD",
    )


def test_a_figure_that_is_not_a_number_fails(shared_gold: Path) -> None:
    assert check_gate(
        {"attribution": lambda _: measured(full=float("nan"))}, shared_gold, [floor(0.5)]
    ).problems


def test_a_figure_well_above_its_floor_gives_a_hint_to_raise_it(shared_gold: Path) -> None:
    report = check_gate(
        {"attribution": lambda _: measured(full=0.53)}, shared_gold, [floor(0.5), floor(0.52)]
    )
    assert report.hints == (
        "attribution full on shared/data/gold.jsonl: 0.5300 is well clear of 0.5000; move the floor",
    )


def test_an_upper_bound_is_held_like_a_floor(shared_gold: Path) -> None:
    ceiling = replace(floor(0.05), bound="at-most")
    measure = {"attribution": lambda _: measured(full=0.04)}
    assert check_gate(measure, shared_gold, [ceiling]).problems == ()
    measure = {"attribution": lambda _: measured(full=0.06)}
    assert "0.0600, must be at most 0.0500" in check_gate(measure, shared_gold, [ceiling]).problems[0]


def test_a_changed_gold_fails_without_being_measured(shared_gold: Path) -> None:
    (shared_gold / "data" / "gold.jsonl").write_text("{}\n{}\n", encoding="utf-8")
    report = check_gate({}, shared_gold, [floor(0.5)])
    assert "the gold has changed: its SHA-256 is" in report.problems[0]


@pytest.mark.parametrize("present", [True, False])
def test_absent_shared_gold_is_reported_and_does_not_fail(tmp_path: Path, present: bool) -> None:
    report = check_gate({}, tmp_path if present else None, [floor(0.5)])
    assert report.problems == ()
    assert report.unmeasured == (
        "attribution full on shared/data/gold.jsonl: not measured here: shared/data/gold.jsonl is absent",
    )


def test_gold_that_needs_absent_texts_is_not_measured(tmp_path: Path) -> None:
    report = check_gate({}, tmp_path, [floor(0.5, gold="README.md", needs=("shared/data/texts",))])
    assert report.unmeasured == (
        "attribution full on README.md: not measured here: shared/data/texts is absent",
    )


def test_missing_gold_of_the_package_fails(tmp_path: Path) -> None:
    report = check_gate({}, tmp_path, [floor(0.5, gold="no-such.jsonl")])
    assert f"the gold file {GOLD_FOLDER / 'no-such.jsonl'} is missing" in report.problems[0]


def test_an_unknown_measure_or_figure_fails(shared_gold: Path) -> None:
    assert (
        "nothing measures 'attribution'; known are facts"
        in check_gate({"facts": lambda _: {}}, shared_gold, [floor(0)]).problems[0]
    )
    measures = {"attribution": lambda _: measured(full=1.0)}
    assert (
        "there is no figure 'ful'; known are full"
        in check_gate(measures, shared_gold, [floor(0.5, figure="ful")]).problems[0]
    )


def test_each_measure_runs_once_for_each_gold(shared_gold: Path) -> None:
    ran: list[Path] = []

    def measure(path: Path) -> Mapping[str, float]:
        ran.append(path)
        return measured(full=0.5, exact=0.5)

    check_gate({"attribution": measure}, shared_gold, [floor(0.5), floor(0.4, figure="exact")])
    assert ran == [shared_gold / "data" / "gold.jsonl"]


def test_floors_are_loaded_or_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(MADE.format(digest="0" * 64), encoding="utf-8")
    assert [(one.measure, one.value, one.bound) for one in load_floors(path)] == [
        ("attribution", 0.5, "at-least")
    ]
    path.write_text('[[floor]]\nmeasure = "x"\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"floors\.toml: is not a list of floors"):
        load_floors(path)


def test_our_own_floors_can_be_loaded_and_name_gold_that_exists() -> None:
    floors = load_floors()
    repository = Path(__file__).parents[2]
    places = {"corpus/": repository, "shared/": None}
    for one in floors:
        folder = next((place for start, place in places.items() if one.gold.startswith(start)), GOLD_FOLDER)
        assert folder is None or (folder / one.gold).is_file(), one.name
    assert len({one.name for one in floors}) == len(floors)


def test_gold_of_the_corpus_is_looked_up_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "dev.jsonl").write_text("{}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    seen: list[Path] = []

    def measure(gold: Path) -> Mapping[str, float]:
        seen.append(gold)
        return measured(full=0.5)

    report = check_gate({"attribution": measure}, None, [floor(0.5, "corpus/dev.jsonl")])
    assert (report.problems, report.unmeasured) == ((), ())
    assert seen == [Path("corpus/dev.jsonl")]


def test_without_a_corpus_its_figures_are_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = check_gate({"attribution": lambda _: measured(full=0.5)}, None, [floor(0.5, "corpus/dev.jsonl")])
    assert report.problems == ()
    assert report.unmeasured == (
        "attribution full on corpus/dev.jsonl: not measured here: corpus/dev.jsonl is absent below"
        f" {tmp_path}; run the gate in the root of the repository",
    )
