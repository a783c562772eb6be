"""Scores of time expressions against gold dates: found or not, and resolved to the right value or not.

The gold is GUM, whose values are attributes of TEI (`when`, `from`, `to`, `notBefore`, `notAfter`).
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from onrecord.annotate.text.syntax.annotator import SyntaxAnnotator
from onrecord.annotate.times.annotator import TimeAnnotator
from onrecord.evaluation.jsonl import load_rows
from onrecord.evaluation.precision_recall import ratio
from onrecord.model.annotation import Attribution, Passage, Quotation, TimeExpression
from onrecord.model.article import Article, Published
from onrecord.model.edtf import edtf_bounds
from onrecord.model.layers import Annotations, apply_annotator
from onrecord.model.span import Span

# A season of GUM ends in the month in which the next one begins; a season of EDTF, read as whole months,
# ends before it.
_SEASONS = {("03", "06"): "21", ("06", "09"): "22", ("09", "12"): "23", ("12", "03"): "24"}
_AFTER_SEASON = {"06": "21", "09": "22", "12": "23"}

Predicted = tuple[Span, str | None]
Predict = Callable[[str, str], Iterable[Predicted]]
"""Returns spans with EDTF values for a text and its day of publication."""


@dataclass(frozen=True, slots=True)
class DateScore:
    """Counts of gold expressions: all, those that overlap a predicted one, those with its right value."""

    gold: int = 0
    found: int = 0
    right: int = 0

    def plus(self, *, found: bool, right: bool) -> "DateScore":
        """Return the score with one more gold expression."""
        return DateScore(self.gold + 1, self.found + found, self.right + right)

    @property
    def share_found(self) -> float:
        """Share of the gold expressions that are found."""
        return ratio(self.found, self.gold)

    @property
    def share_right(self) -> float:
        """Share of the gold expressions whose value is right."""
        return ratio(self.right, self.gold)


@dataclass(frozen=True, slots=True)
class GoldDate:
    """A gold expression: its span and the bounds of its interval in TEI form, None for an open end."""

    span: Span
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class GoldDates:
    """One gold document."""

    id: str
    published: str
    text: str
    dates: tuple[GoldDate, ...]

    @property
    def genre(self) -> str:
        """The second part of its id (`GUM_news_…`)."""
        parts = self.id.split("_")
        return parts[1] if len(parts) > 2 else "all"

    @property
    def part(self) -> str:
        """Held-out where the first two hex digits of the text's digest are odd (a quarter), else tune."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return "held-out" if int(digest[0], 16) % 2 and int(digest[1], 16) % 2 else "tune"

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of documents in which it is scored."""
        report = (
            ("news+interview", f"news+interview, {self.part}") if self.genre in ("news", "interview") else ()
        )
        return tuple(dict.fromkeys(("all", f"all, {self.part}", *report, self.genre)))


def read_times(text: str, published: str) -> list[Predicted]:
    """Return the time expressions that the annotators find in a text, taken as one passage of news."""
    article = Article(text, published=Published(published, "given"))
    whole = Span(0, len(text)).trimmed(text)
    reading = Annotations().joined(
        (Passage, Quotation, Attribution), [Passage(whole, "body")] if whole else []
    )
    for reader in (SyntaxAnnotator(), TimeAnnotator()):
        reading = apply_annotator(reader, article, reading)
    return [(row.span, row.value) for row in reading.of(TimeExpression)]


def score_dates(gold_path: Path, predict: Predict = read_times) -> dict[str, DateScore]:
    """Return scores of all documents (`all`), by genre, of news and interviews together, and by part.

    Raises GoldError when the gold cannot be read.
    """
    scores: dict[str, DateScore] = {"all": DateScore()}
    for document in load_gold_dates(gold_path):
        predicted = sorted(predict(document.text, document.published), key=lambda row: row[0])
        for row in document.dates:
            value = _nearest(row.span, predicted)
            right = value is not None and value[1] is not None and is_same_time(row, value[1])
            for name in document.groups:
                scores[name] = scores.get(name, DateScore()).plus(found=value is not None, right=right)
    return scores


@dataclass(frozen=True, slots=True)
class _Mark:
    """A gold expression as it stands in the file."""

    start: int
    end: int
    when: str | None = None
    first: Annotated[str | None, Field(alias="from")] = None
    last: Annotated[str | None, Field(alias="to")] = None
    not_before: Annotated[str | None, Field(alias="notBefore")] = None
    not_after: Annotated[str | None, Field(alias="notAfter")] = None

    def date(self) -> GoldDate:
        first = next((one for one in (self.when, self.first, self.not_before) if one is not None), None)
        last = next((one for one in (self.when, self.last, self.not_after) if one is not None), None)
        return GoldDate(Span(self.start, self.end), first, last)


@dataclass(frozen=True, slots=True)
class _Document:
    """A line of the gold file."""

    id: str
    published: str
    text: str
    dates: tuple[_Mark, ...]


_DOCUMENT: TypeAdapter[_Document] = TypeAdapter(_Document)


def load_gold_dates(path: Path) -> list[GoldDates]:
    """Load the documents of a JSONL file:

    `id`, `published`, `text`, and `dates` with `start`, `end` and their bounds.

    Raises GoldError with file and line for a line in another format.

    """
    rows = (row for _, row in load_rows(path, _DOCUMENT))
    return [
        GoldDates(row.id, row.published, row.text, tuple(mark.date() for mark in row.dates)) for row in rows
    ]


def _nearest(span: Span, predicted: Iterable[Predicted]) -> Predicted | None:
    """Return the predicted expression that shares most characters with a gold span."""
    best: tuple[int, Predicted] | None = None
    for row in predicted:
        common = span.clipped(row[0])
        if common and (best is None or common.length > best[0]):
            best = (common.length, row)
    return best[1] if best else None


def is_same_time(gold: GoldDate, value: str) -> bool:
    """Return whether a value means the gold interval. A bound of coarser precision on either side agrees."""
    if gold.first is not None and gold.first.startswith("--"):
        season = _SEASONS.get((gold.first[2:], (gold.last or "")[2:]))
        if season or not value.startswith("XXXX-"):
            return value == f"XXXX-{season}"
        return all(bound is not None and _is_part(bound[2:], value[5:]) for bound in (gold.first, gold.last))
    first, slash, last = value.partition("/")
    if not slash:
        last = first
    ends = ((gold.first, first, 0), (gold.last, last, 1))
    return all(_same_bound(bound, ours.rstrip("~?%"), end) for bound, ours, end in ends)


def _same_bound(gold: str | None, ours: str, end: int) -> bool:
    """Return whether two bounds agree; `end` is 0 for the first bound of an interval and 1 for the last."""
    if gold is not None and end and ours == f"{gold[:4]}-{_AFTER_SEASON.get(gold[5:7])}":
        return True
    if gold is None or ours in ("", ".."):
        return gold is None and ours in ("", "..")
    if gold.startswith("-") and gold[1:].isdigit():  # TEI writes 508 BC as -0508, EDTF as -0507
        return ours == f"-{int(gold[1:]) - 1:04d}"
    theirs = edtf_bounds(gold.split("T")[0])
    own = edtf_bounds(ours)
    if theirs is None or own is None:
        return gold == ours
    return theirs[end] == own[end] or _contains(theirs, own) or _contains(own, theirs)


def _is_part(one: str, other: str) -> bool:
    """Return whether two recurring days or months are the same, or one is the month of the other."""
    return one.startswith(other) or other.startswith(one)


def _contains(outer: tuple[date, date], inner: tuple[date, date]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
