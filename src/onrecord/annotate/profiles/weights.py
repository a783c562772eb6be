"""Log-linear models over features: weights from `encoder/models/<language>/profiles.txt`, probabilities.

`training/profiles/fit.py` fits the weights on the corpus.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp

from onrecord.annotate.lexicon_files import weight_rows


@dataclass(frozen=True, slots=True)
class ProfileWeights:
    """Weights of features: one a feature for states, one a label and feature for kinds and sectors."""

    country: Mapping[str, float]
    kind: Mapping[str, Mapping[str, float]]
    sector: Mapping[str, Mapping[str, float]]


@cache
def load_profile_weights(language: str = "en") -> ProfileWeights:
    """Return the weights. Raises ModelError when the file is missing."""
    country: dict[str, float] = {}
    labels: dict[str, dict[str, dict[str, float]]] = {"kind": {}, "sector": {}}
    for model, label, feature, weight in weight_rows("profiles", language):
        if model == "country":
            country[feature] = float(weight)
        else:
            labels[model].setdefault(label, {})[feature] = float(weight)
    return ProfileWeights(country, labels["kind"], labels["sector"])


def best_option(features: Mapping[str, Iterable[str]], weights: Mapping[str, float]) -> tuple[str, float]:
    """Return the most probable of several options, each with its own features, and its probability."""
    return _best(
        {name: sum(weights.get(row, 0.0) for row in sorted(rows)) for name, rows in features.items()}
    )


def best_label(features: Iterable[str], weights: Mapping[str, Mapping[str, float]]) -> tuple[str, float]:
    """Return the most probable label for features, and its probability."""
    rows = sorted(features)  # sums of the same numbers in another order differ in the last digit
    return _best({name: sum(own.get(row, 0.0) for row in rows) for name, own in weights.items()})


def _best(scores: Mapping[str, float]) -> tuple[str, float]:
    top = max(scores, key=lambda name: (scores[name], name))
    return top, 1 / sum(exp(score - scores[top]) for score in scores.values())
