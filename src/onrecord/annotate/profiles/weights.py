"""Log-linear models over features: weights from `encoder/models/<language>/profiles.txt`, probabilities.

`training/profiles/fit.py` fits the weights on the corpus.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp

from onrecord.annotate.lexicon_files import weight_rows


@dataclass(frozen=True, slots=True)
class LabelWeights:
    """The labels, and by feature the weight of each label that it speaks for or against."""

    labels: tuple[str, ...]
    by_feature: Mapping[str, Sequence[tuple[str, float]]]

    @classmethod
    def of(cls, weights: Mapping[str, Mapping[str, float]]) -> "LabelWeights":
        """Return the weights, given for each label by feature."""
        found: dict[str, list[tuple[str, float]]] = {}
        for label, own in weights.items():
            for feature, weight in own.items():
                found.setdefault(feature, []).append((label, weight))
        return cls(tuple(weights), found)


@dataclass(frozen=True, slots=True)
class ProfileWeights:
    """Weights of features: one a feature for states, one a label and feature for kinds and sectors."""

    country: Mapping[str, float]
    kind: LabelWeights
    sector: LabelWeights


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
    return ProfileWeights(country, LabelWeights.of(labels["kind"]), LabelWeights.of(labels["sector"]))


def best_option(features: Mapping[str, Iterable[str]], weights: Mapping[str, float]) -> tuple[str, float]:
    """Return the most probable of several options, each with its own features, and its probability."""
    return _best(
        {name: sum(weights.get(row, 0.0) for row in sorted(rows)) for name, rows in features.items()}
    )


def best_label(features: Iterable[str], weights: LabelWeights) -> tuple[str, float]:
    """Return the most probable label for features, and its probability."""
    scores = dict.fromkeys(weights.labels, 0.0)
    for row in sorted(features):  # sums of the same numbers in another order differ in the last digit
        for label, weight in weights.by_feature.get(row, ()):
            scores[label] += weight
    return _best(scores)


def _best(scores: Mapping[str, float]) -> tuple[str, float]:
    top = max(scores, key=lambda name: (scores[name], name))
    return top, 1 / sum(exp(score - scores[top]) for score in scores.values())
