"""Reliability and expected calibration error."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.evaluation.calibration import BINS, calibrate, evaluate_calibration, render_calibration
from onrecord.model.span import Span


def test_the_error_is_the_weighted_distance_of_confidence_and_share_right() -> None:
    # bin 0.9 to 1: mean 0.95, 1 of 2 right, off by 0.45; bin 0.2 to 0.3: mean 0.25, 1 of 1, off by 0.75
    calibration = calibrate([(0.9, True), (1.0, False), (0.25, True)])
    assert calibration.error == pytest.approx((2 * 0.45 + 1 * 0.75) / 3)
    assert [one.predictions for one in calibration.bins] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 2]


def test_without_predictions_there_is_no_error() -> None:
    assert calibrate([]).error == 0.0
    assert "over 0 predictions" in render_calibration(calibrate([]))


def test_a_confidence_that_is_not_a_probability_is_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.5 is outside"):
        calibrate([(1.5, True)])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_prediction_is_in_one_bin_and_the_error_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    calibration = calibrate(pairs)
    assert sum(one.predictions for one in calibration.bins) == calibration.predictions == len(pairs)
    assert 0 <= calibration.error <= 1
    assert len(calibration.bins) == BINS


@dataclass(frozen=True)
class Sure:
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float


def test_a_prediction_is_right_by_the_full_criterion(tmp_path: Path) -> None:
    mark = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 16]]}
    path = tmp_path / "gold.jsonl"
    path.write_text(
        json.dumps({"id": "a", "text": "Ann said no more.", "attributions": [mark]}) + "\n", encoding="utf-8"
    )
    right = Sure((Span(0, 3),), (Span(4, 8),), (Span(12, 16),), 0.85)
    wrong = Sure((), (Span(4, 8),), (Span(9, 16),), 0.35)
    assert [one.right for one in evaluate_calibration(path, lambda _: [right]).bins if one.predictions] == [
        1.0
    ]
    assert [one.right for one in evaluate_calibration(path, lambda _: [wrong]).bins if one.predictions] == [
        0.0
    ]
