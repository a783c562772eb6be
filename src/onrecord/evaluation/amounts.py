"""Scores for amounts: found or not, and of the found whether value, unit, exactness and "each" are right."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from operator import add
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from onrecord.evaluation.commitments import load_articles
from onrecord.evaluation.corpora import load_rows
from onrecord.model.annotation import Amount, Qualifier
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

ReadAmounts = Callable[[Article], Sequence[Amount]]


@dataclass(frozen=True, slots=True)
class GoldAmount:
    """A marked amount. `unit` is the head of the counted noun, a currency's code, "%", or empty where none is printed."""

    span: Span
    value: float
    unit: str
    qualifier: Qualifier
    to: float | None = None
    each: bool = False


@dataclass(frozen=True, slots=True)
class AmountRow:
    """All amounts of an article, the line of `file` (below the shared data folder) with this `url`."""

    part: Literal["tune", "held-out"]
    file: str
    url: str
    sha256: str
    amounts: tuple[GoldAmount, ...]


@dataclass(frozen=True, slots=True)
class AmountScore:
    """Counts of amounts: marked, predicted, found; of the found with value and range, unit, exactness, and all right."""

    marked: int = 0
    predicted: int = 0
    found: int = 0
    values: int = 0
    units: int = 0
    qualifiers: int = 0
    right: int = 0

    def joined(self, other: "AmountScore") -> "AmountScore":
        """Return the counts of both together."""
        return AmountScore(*map(add, astuple(self), astuple(other)))

    @property
    def precision(self) -> float:
        """Share of the predicted that are marked."""
        return self.found / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the marked that are predicted."""
        return self.found / self.marked if self.marked else 0.0

    @property
    def accuracy(self) -> float:
        """Share of the found that are right in everything."""
        return self.right / self.found if self.found else 0.0


_ROWS: TypeAdapter[AmountRow] = TypeAdapter(AmountRow)


def evaluate_amounts(gold: Path, data: Path, read: ReadAmounts) -> dict[str, AmountScore]:
    """Return the scores by part. Raises GoldError when the gold or a text is not what it should be."""
    loaded: dict[str, dict[str, Article]] = {}
    scores: dict[str, AmountScore] = {}
    for _, row in load_rows(gold, _ROWS):
        if row.file not in loaded:
            loaded[row.file] = load_articles(data / row.file)
        article = loaded[row.file].get(row.url)
        if article is None or hashlib.sha256(article.text.encode()).hexdigest() != row.sha256:
            raise GoldError(f"{gold}: {row.file} has no article {row.url!r} with the text that was marked")
        score = score_amounts(row.amounts, read(article))
        scores[row.part] = scores.get(row.part, AmountScore()).joined(score)
    return dict(sorted(scores.items()))


def score_amounts(marked: Sequence[GoldAmount], predicted: Sequence[Amount]) -> AmountScore:
    """Return the counts of one article; a marked amount is found by the first predicted one that shares a character with it."""
    score = AmountScore(len(marked), len(predicted))
    free = list(predicted)
    for gold in marked:
        found = next((row for row in free if row.span.overlaps(gold.span)), None)
        if found is None:
            continue
        free.remove(found)
        value = (gold.value, gold.to) == (found.value, found.to)
        unit, qualifier = _same_unit(gold.unit, found.unit), gold.qualifier == found.qualifier
        right = value and unit and qualifier and gold.each == found.each
        score = score.joined(AmountScore(0, 0, 1, int(value), int(unit), int(qualifier), int(right)))
    return score


def amount_figures(scores: Mapping[str, AmountScore]) -> dict[str, float]:
    """Return the figures that can have a floor: "held-out.precision", "held-out.recall", "held-out.accuracy", …."""
    out: dict[str, float] = {}
    for name, of in scores.items():
        out |= {f"{name}.precision": of.precision, f"{name}.recall": of.recall, f"{name}.accuracy": of.accuracy}
    return out


def render_amounts(scores: Mapping[str, AmountScore]) -> str:
    """Return the table that `onrecord evaluate amounts` prints."""
    lines = [f"{'':10s} marked predicted found precision recall  value  unit   exact  all right"]
    for name, of in scores.items():
        parts = "  ".join(
            f"{number / of.found if of.found else 0:.3f}" for number in (of.values, of.units, of.qualifiers, of.right)
        )
        lines.append(f"{name:10s} {of.marked:6d} {of.predicted:9d} {of.found:5d} {of.precision:9.3f} {of.recall:6.3f}  {parts}")
    return "\n".join(lines)


def _same_unit(gold: str, found: str) -> bool:
    """Tell whether a unit holds the marked head; where none is marked there must be none."""
    mine, theirs = gold.lower().split(), found.lower().split()
    return bool(mine) == bool(theirs) and all(word in theirs for word in mine)
