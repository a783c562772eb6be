"""Scores for the types of events in sentences with a marked source and target, in the form of PLV (TSV) or as JSONL."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord.model.errors import GoldError

Classify = Callable[[str], str]
_YIELD = frozenset({"CONCEDE", "RETREAT"})
_OLDER = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}


@dataclass(frozen=True, slots=True)
class TypeScores:
    """Counts of each class: marked, predicted and right."""

    marked: Counter[str]
    predicted: Counter[str]
    right: Counter[str]

    @property
    def accuracy(self) -> float:
        """Share of the sentences whose type is right."""
        return sum(self.right.values()) / max(1, sum(self.marked.values()))

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the classes that are marked."""
        return sum(self.f1(name) for name in self.marked) / max(1, len(self.marked))

    def f1(self, name: str) -> float:
        """F1 of one class."""
        both = self.marked[name] + self.predicted[name]
        return 2 * self.right[name] / both if both else 0.0


def score_types(path: Path, classify: Classify) -> TypeScores:
    """Score `classify` on the rows of a file: `marked_sentence` and `gold_root` (TSV with a header, or JSONL).

    CONCEDE and RETREAT count as YIELD, older names as what they are called now. Raises GoldError for a row without either field.
    """
    scores = TypeScores(Counter(), Counter(), Counter())
    for marked, gold in load_marked(path):
        found = _class(classify(marked))
        scores.marked[gold] += 1
        scores.predicted[found] += 1
        scores.right[gold] += found == gold
    return scores


def load_marked(path: Path) -> Iterator[tuple[str, str]]:
    """Yield sentence and class of each row. Raises GoldError for a row that has not both, or no such file."""
    try:
        yield from _rows(path)
    except (OSError, ValueError) as error:  # ValueError: no UTF-8, or a line that is no JSON
        raise GoldError(f"{path}: no file of marked sentences: {error}") from error


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        is_json = path.suffix in (".jsonl", ".json")
        rows = map(json.loads, filter(str.strip, file)) if is_json else csv.DictReader(file, delimiter="\t")
        for number, row in enumerate(rows, 1):
            marked, gold = (
                (row.get("marked_sentence"), row.get("gold_root")) if isinstance(row, dict) else (None, None)
            )
            if not marked or not gold:
                raise GoldError(f"row {number} of {path} has no marked_sentence or no gold_root")
            yield str(marked), _class(str(gold).strip().upper())


def _class(name: str) -> str:
    return "YIELD" if name in _YIELD else _OLDER.get(name, name)


def render_types(scores: TypeScores) -> str:
    """Return a line a class and, last, accuracy and macro-F1."""
    lines = [
        f"{name:10s} F1 {scores.f1(name):.3f}  ({scores.marked[name]} marked)"
        for name in sorted(scores.marked)
    ]
    return "\n".join([*lines, f"accuracy {scores.accuracy:.3f}", f"macro-F1 {scores.macro_f1:.3f}"])
