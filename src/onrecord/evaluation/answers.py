"""Answers against the marked ones of gold/answers.jsonl: what a statement answers, and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from onrecord.evaluation.corpora import Marked, load_rows
from onrecord.evaluation.marked_statements import Given, Part, find_statement, fits, group_by_article, record_of
from onrecord.model.annotation import Relation
from onrecord.model.reading import Reader
from onrecord.model.record import Answer, Record
from onrecord.model.span import Span


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """What is answered, any of the statements in `to` (tellings of the same), and the relations that fit."""

    to: tuple[Marked, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A line of answers.jsonl: a statement and all that it answers (nothing in the rows that test for false ones)."""

    file: str
    sha256: str
    part: Part
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    answers: tuple[MarkedAnswer, ...]
    id: str | None = None
    url: str | None = None


_ROWS: TypeAdapter[AnswerRow] = TypeAdapter(AnswerRow)


class AnswerScore(NamedTuple):
    """Counts: statements, answers right, of these with the right relation, told and marked."""

    statements: int = 0
    right: int = 0
    related: int = 0
    told: int = 0
    marked: int = 0

    def plus(self, other: "AnswerScore") -> "AnswerScore":
        """Return the sums."""
        return AnswerScore(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def precision(self) -> float:
        """Of the answers told, the share that answers what was marked."""
        return self.right / self.told if self.told else 0.0

    @property
    def recall(self) -> float:
        """Of the answers marked, the share that is found."""
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.told + self.marked) if self.told + self.marked else 0.0

    @property
    def related_f1(self) -> float:
        """The same, counting only answers whose relation is right, too."""
        return 2 * self.related / (self.told + self.marked) if self.told + self.marked else 0.0


def evaluate_answers(path: Path, data: Path, readers: Sequence[Reader]) -> dict[str, AnswerScore]:
    """Score the answers by part, given the marked statements (those that answer and those answered) and given predicted ones."""
    scores: dict[str, AnswerScore] = {}
    for article, rows in group_by_article((row for _, row in load_rows(path, _ROWS)), data):
        marks = [Marked(row.source, row.cue, row.content) for row in rows]
        answered = [mark for row in rows for answer in row.answers for mark in answer.to]
        ways: tuple[Given, ...] = ("marked", "predicted")
        for given in ways:
            record = record_of(article, list(dict.fromkeys([*marks, *answered])), readers, given)
            for row in rows:
                name = f"{row.part}, {given}"
                scores[name] = scores.get(name, AnswerScore()).plus(_score(row, record))
    return dict(sorted(scores.items()))


def _score(row: AnswerRow, record: Record | None) -> AnswerScore:
    found = find_statement(record, Marked(row.source, row.cue, row.content)) if record else None
    if record is None or found is None:
        return AnswerScore(statements=1, marked=len(row.answers))
    met: dict[int, bool] = {}
    false = 0
    for answer in found.answers:
        place = next((i for i, marked in enumerate(row.answers) if _is_target(record, answer, marked)), None)
        if place is None:
            false += 1
        else:
            met[place] = met.get(place, False) or answer.relation in row.answers[place].relations
    return AnswerScore(1, len(met), sum(met.values()), len(met) + false, len(row.answers))


def _is_target(record: Record, answer: Answer, marked: MarkedAnswer) -> bool:
    """Tell whether a statement that is answered, or one whose chain holds the link that is, was marked."""
    for statement in record.statements:
        if answer.to == statement.id or answer.to in {link.id for link in statement.source_chain}:
            return any(fits(statement, mark) for mark in marked.to)
    return False


def answer_figures(scores: Mapping[str, AnswerScore]) -> dict[str, float]:
    """Return the figures the gate holds."""
    out = {}
    for name, of in scores.items():
        out[f"{name}.precision"], out[f"{name}.f1"], out[f"{name}.related"] = of.precision, of.f1, of.related_f1
    return out


def render_answers(scores: Mapping[str, AnswerScore]) -> str:
    """Return a table: a line a group."""
    lines = [f"{'answers':30s} {'n':>4s} {'precision':>9s} {'recall':>7s} {'F1':>6s} {'with relation':>13s}"]
    for name, of in scores.items():
        shares = f"{of.precision:9.3f} {of.recall:7.3f} {of.f1:6.3f} {of.related_f1:13.3f}"
        lines.append(f"{name:30s} {of.statements:4d} {shares}  ({of.right} right of {of.told} told, {of.marked} marked)")
    return "\n".join(lines)
