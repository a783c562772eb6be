"""Scores of place mentions: found and resolved ones, and the gold that comes with the package."""

import hashlib
import json
from pathlib import Path

import pytest

from onrecord.evaluation.gate import GOLD_FOLDER
from onrecord.evaluation.places import (
    GoldPlace,
    PlaceScore,
    evaluate_places,
    load_place_rows,
    place_figures,
    render_places,
    score_places,
)
from onrecord.model.annotation import PlaceMention
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

TEXT = "They met in Bern, Switzerland."
BERN = GoldPlace(Span(12, 16), 2661552, "CHE")
LAND = GoldPlace(Span(18, 29), 2658434, "CHE")


def write_gold(folder: Path, sha256: str, span: tuple[int, int] = (12, 16)) -> Path:
    row = {"file": "wikinews/own.jsonl", "url": "https://news.example/1", "sha256": sha256, "part": "tune"}
    place = {"span": span, "geonames": 2661552, "country": "CHE"}
    (folder / "wikinews").mkdir()
    (folder / "wikinews/own.jsonl").write_text(json.dumps({"url": row["url"], "text": TEXT}) + "\n", "utf-8")
    path = folder / "gold.jsonl"
    path.write_text(json.dumps({**row, "places": [place]}) + "\n", "utf-8")
    return path


def test_a_place_is_found_if_spans_overlap_and_right_with_its_id_and_country() -> None:
    predicted = [PlaceMention(Span(12, 29), "Bern", "CHE", 2661552)]
    score = score_places([BERN, LAND], predicted)
    assert (score.gold, score.predicted, score.found, score.resolved) == (2, 1, 1, 1)
    assert (score.precision, score.recall, score.accuracy) == (1.0, 0.5, 1.0)


def test_a_place_of_another_country_is_found_and_wrong() -> None:
    score = score_places([BERN], [PlaceMention(Span(12, 16), "Bern", "USA", 1)])
    assert (score.found, score.resolved, score.accuracy, score.country_accuracy, score.id_accuracy) == (
        1,
        0,
        0.0,
        0.0,
        0.0,
    )


def test_a_place_without_an_id_is_right_without_one() -> None:
    score = score_places([GoldPlace(Span(12, 16), None, "CHE")], [PlaceMention(Span(12, 16), "Bern", "CHE")])
    assert (score.resolved, score.gold_ids) == (1, 0)


def test_an_empty_gold_and_output_score_zero() -> None:
    score = PlaceScore()
    assert (score.precision, score.recall, score.accuracy, score.country_accuracy, score.id_accuracy) == (
        0,
        0,
        0,
        0,
        0,
    )


def test_scores_are_given_for_all_articles_by_part_and_by_kind(tmp_path: Path) -> None:
    gold = write_gold(tmp_path, hashlib.sha256(TEXT.encode()).hexdigest())
    scores = evaluate_places(gold, tmp_path, lambda _: [PlaceMention(Span(12, 16), "Bern", "CHE", 2661552)])
    assert list(scores) == ["all", "tune", "tune wikinews"]
    assert place_figures(scores)["tune.accuracy"] == 1.0
    assert render_places(scores).splitlines()[1].split() == ["all", "1", "1", "1", *["100.0"] * 5]


def test_a_text_that_changed_since_annotation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="not the one that was annotated"):
        load_place_rows(write_gold(tmp_path, "0" * 64), tmp_path)


def test_a_mark_that_cuts_a_word_is_refused(tmp_path: Path) -> None:
    gold = write_gold(tmp_path, hashlib.sha256(TEXT.encode()).hexdigest(), (12, 15))
    with pytest.raises(GoldError, match="cuts a word"):
        load_place_rows(gold, tmp_path)


def test_the_gold_places_match_their_articles(shared: Path) -> None:
    rows = load_place_rows(GOLD_FOLDER / "places.jsonl", shared / "data")
    news = sum(len(row.places) for row, _ in rows if row.file.startswith("wikinews"))
    assert news >= 150 and {row.part for row, _ in rows} == {"tune", "held-out"}
