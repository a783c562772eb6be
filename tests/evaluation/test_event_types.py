"""Scores of the types of events in marked sentences."""

import json
from pathlib import Path

import pytest

from onrecord.evaluation.event_types import load_marked, render_types, score_types
from onrecord.model.errors import GoldError

ROWS = [
    ("<s>Norway</s> accused <t>Denmark</t>.", "ACCUSE"),
    ("<s>Chile</s> freed <t>two men</t>.", "RETREAT"),
]


def write(folder: Path, name: str) -> Path:
    path = folder / name
    if name.endswith(".tsv"):
        path.write_text(
            "marked_sentence\tgold_root\n" + "".join(f"{text}\t{kind}\n" for text, kind in ROWS), "utf-8"
        )
    else:
        path.write_text(
            "".join(json.dumps({"marked_sentence": text, "gold_root": kind}) + "\n" for text, kind in ROWS),
            "utf-8",
        )
    return path


@pytest.mark.parametrize("name", ["gold.tsv", "gold.jsonl"])
def test_both_forms_are_read_and_concede_and_retreat_are_yield(tmp_path: Path, name: str) -> None:
    assert [kind for _, kind in load_marked(write(tmp_path, name))] == ["ACCUSE", "YIELD"]


def test_accuracy_and_macro_f1_are_printed_last(tmp_path: Path) -> None:
    scores = score_types(
        write(tmp_path, "gold.tsv"), lambda marked: "ACCUSE" if "accused" in marked else "CONCEDE"
    )
    assert render_types(scores).splitlines()[-2:] == ["accuracy 1.000", "macro-F1 1.000"]


def test_a_class_never_found_has_f1_zero(tmp_path: Path) -> None:
    scores = score_types(write(tmp_path, "gold.tsv"), lambda _: "ACCUSE")
    assert (scores.accuracy, scores.f1("YIELD"), round(scores.macro_f1, 3)) == (0.5, 0.0, 0.333)


def test_a_row_without_its_fields_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text("sentence\tgold_root\nx\tACCUSE\n", "utf-8")
    with pytest.raises(GoldError, match="row 1"):
        list(load_marked(path))
