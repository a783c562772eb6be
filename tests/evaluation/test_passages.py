"""Scoring passages against marks."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import onrecord.evaluation
from onrecord.evaluation.passages import Counts, count_passages, render_passage_scores, score_passages
from onrecord.model.annotation import Passage, PassageKind
from onrecord.model.errors import GoldError
from onrecord.model.ids import text_digest
from onrecord.model.span import Span

GOLD = Path(onrecord.evaluation.__file__).parent / "gold" / "passages.jsonl"
TEXT = "The ferry is late.\nShare this"
MARKS = [[0, 18, "body"], [19, 29, "navigation"]]


def passage(start: int, end: int, kind: PassageKind) -> Passage:
    return Passage(Span(start, end), kind)


def gold_file(folder: Path, *rows: Mapping[str, object]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_characters_and_passages_are_counted_by_hand() -> None:
    text = "abcd efgh ij"
    gold = [passage(0, 4, "headline"), passage(5, 9, "body"), passage(10, 12, "notice")]
    found = [passage(0, 4, "body"), passage(5, 12, "notice")]
    counts = count_passages(text, gold, found)
    assert counts.characters == Counts(gold=8, found=4, both=4)
    assert (counts.characters.precision, counts.characters.recall) == (1.0, 0.5)
    assert counts.passages == Counts(gold=2, found=1, both=1)
    assert dict(counts.kinds)["notice"] == Counts(gold=2, found=6, both=2)
    assert dict(counts.kinds)["body"] == Counts(gold=4, found=4, both=0)


def test_an_own_text_is_read_and_scored(tmp_path: Path) -> None:
    scores = score_passages(gold_file(tmp_path, {"id": "a", "part": "own", "text": TEXT, "passages": MARKS}), None)
    assert (scores.skipped, scores.of("own").marked, scores.total.characters.f1) == (0, 2, 1.0)
    assert scores.of("tune").texts == 0


def test_marks_of_shared_texts_are_skipped_without_the_folder_and_checked_with_it(tmp_path: Path) -> None:
    row = {"id": "t", "part": "tune", "file": "n/a.jsonl", "article": "x", "sha256": text_digest(TEXT), "passages": MARKS}
    gold = gold_file(tmp_path, row)
    assert score_passages(gold, None).skipped == 1
    assert score_passages(gold, tmp_path).skipped == 1
    shared = tmp_path / "data" / "n"
    shared.mkdir(parents=True)
    (shared / "a.jsonl").write_text(json.dumps({"id": "x", "text": TEXT}) + "\n", encoding="utf-8")
    assert score_passages(gold, tmp_path).of("tune").texts == 1
    (shared / "a.jsonl").write_text(json.dumps({"id": "x", "text": TEXT + "."}) + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match="is not the one that was marked"):
        score_passages(gold, tmp_path)
    (shared / "a.jsonl").write_text(json.dumps({"id": "y", "text": TEXT}) + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match="has no article x"):
        score_passages(gold, tmp_path)


@pytest.mark.parametrize(
    ("marks", "says"),
    [
        ([[0, 18, "body"]], "text after 18 is not marked"),
        ([[4, 18, "body"], [19, 29, "navigation"]], "leaves text out"),
        ([[0, 18, "body"], [17, 29, "navigation"]], "overlaps"),
        ([[0, 2, "body"], [2, 29, "body"]], "cuts a word"),
        ([[0, 29, "advert"]], "passages.0.2"),
    ],
)
def test_marks_that_do_not_divide_the_text_are_refused(tmp_path: Path, marks: list[list[object]], says: str) -> None:
    with pytest.raises(GoldError, match=says):
        score_passages(gold_file(tmp_path, {"id": "a", "part": "own", "text": TEXT, "passages": marks}), None)


def test_our_own_marked_texts_are_read_well() -> None:
    own = score_passages(GOLD, None).of("own")
    assert own.marked >= 400
    assert own.characters.recall >= 0.995
    assert own.characters.precision >= 0.97


def test_real_texts_are_read_well(shared: Path) -> None:
    scores = score_passages(GOLD, shared)
    assert scores.skipped == 0
    for part in ("tune", "held-out"):
        assert scores.of(part).texts >= 40
        assert scores.of(part).characters.recall >= 0.995
        assert scores.of(part).characters.precision >= 0.97


def test_the_table_names_every_part_and_says_what_was_left_out() -> None:
    table = render_passage_scores(score_passages(GOLD, None))
    assert "own" in table
    assert "102 marked texts were left out" in table
    assert table == render_passage_scores(score_passages(GOLD, None))
