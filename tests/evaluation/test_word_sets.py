"""The best pairing, and what is said where the library for it is not installed."""

import sys

import numpy as np
import pytest

from onrecord.evaluation.word_sets import best_assignment
from onrecord.model.errors import MissingExtraError


def test_the_pairing_with_the_greatest_sum_is_found() -> None:
    assert best_assignment(np.array([[3.0, 2.0], [3.0, 0.0], [0.0, 0.0]])) == [(0, 1), (1, 0)]


def test_without_scipy_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'onrecord\[evaluation\]'"):
        best_assignment(np.zeros((1, 1)))
