"""How well times are found and resolved: scores against marked time expressions (GUM's dates, values in TEI's words)."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from onrecord.annotate.text.syntax.annotator import SyntaxAnnotator
from onrecord.annotate.times.annotator import TimeAnnotator
from onrecord.model.annotation import Attribution, Passage, Quotation, TimeExpression
from onrecord.model.article import Article, Published
from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import OnRecordError
from onrecord.model.layers import Annotations, apply_annotator
from onrecord.model.span import Span

# GUM's seasons end in the month they share with the next one; EDTF's (read as whole months) end before it.
_SEASONS = {("03", "06"): "21", ("06", "09"): "22", ("09", "12"): "23", ("12", "03"): "24"}
_AFTER_SEASON = {"06": "21", "09": "22", "12": "23"}

Predicted = tuple[Span, str | None]
Predict = Callable[[str, str], Iterable[Predicted]]
"""From a text and its day of publication to spans with EDTF values."""


@dataclass(frozen=True, slots=True)
class DateScore:
    """Counts over marked expressions: how many, how many overlap a predicted one, how many of those have the right value."""

    gold: int = 0
    found: int = 0
    right: int = 0

    def plus(self, *, found: bool, right: bool) -> "DateScore":
        """Return the score with one more marked expression."""
        return DateScore(self.gold + 1, self.found + found, self.right + right)

    @property
    def share_found(self) -> float:
        """Share of the marked expressions that were found."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def share_right(self) -> float:
        """Share of the marked expressions whose value is right."""
        return self.right / self.gold if self.gold else 0.0


@dataclass(frozen=True, slots=True)
class GoldDate:
    """A marked expression: its span and the bounds of its interval as the gold writes them, None where it has none."""

    span: Span
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class GoldDates:
    """One marked document. `genre` is the second part of its id."""

    id: str
    published: str
    text: str
    dates: tuple[GoldDate, ...]

    @property
    def genre(self) -> str:
        """The genre its id tells (`GUM_news_…`)."""
        parts = self.id.split("_")
        return parts[1] if len(parts) > 2 else "all"

    @property
    def part(self) -> str:
        """Held-out where the first two digits of its text's digest are odd: a quarter of the documents; else tune."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return "held-out" if int(digest[0], 16) % 2 and int(digest[1], 16) % 2 else "tune"

    @property
    def groups(self) -> tuple[str, ...]:
        """The rows of the table it counts in."""
        report = (
            ("news+interview", f"news+interview, {self.part}") if self.genre in ("news", "interview") else ()
        )
        return tuple(dict.fromkeys(("all", f"all, {self.part}", *report, self.genre)))


def read_times(text: str, published: str) -> list[Predicted]:
    """Return the time expressions our readers find in a text taken as one passage of news."""
    article = Article(text, published=Published(published, "given"))
    whole = Span(0, len(text)).trimmed(text)
    reading = Annotations().joined(
        (Passage, Quotation, Attribution), [Passage(whole, "body")] if whole else []
    )
    for reader in (SyntaxAnnotator(), TimeAnnotator()):
        reading = apply_annotator(reader, article, reading)
    return [(row.span, row.value) for row in reading.of(TimeExpression)]


def score_dates(gold_path: Path, predict: Predict = read_times) -> dict[str, DateScore]:
    """Return scores over all documents (`all`), by genre, the reports (news and interviews) together, and by part.

    Raises OnRecordError when the gold cannot be read."""
    scores: dict[str, DateScore] = {"all": DateScore()}
    for document in load_gold_dates(gold_path):
        predicted = sorted(predict(document.text, document.published), key=lambda row: row[0])
        for row in document.dates:
            value = _nearest(row.span, predicted)
            right = value is not None and value[1] is not None and is_same_time(row, value[1])
            for name in document.groups:
                scores[name] = scores.get(name, DateScore()).plus(found=value is not None, right=right)
    return scores


def load_gold_dates(path: Path) -> Iterator[GoldDates]:
    """Yield the documents of a JSONL file: `id`, `published`, `text`, `dates` with `start`, `end` and `when` or bounds."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OnRecordError(f"the dates in {path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            dates = tuple(_gold_date(mark) for mark in row["dates"])
            yield GoldDates(row["id"], row["published"], row["text"], dates)
        except (ValueError, KeyError, TypeError) as error:
            raise OnRecordError(f"{path}, line {number}, is no document with dates: {error!r}") from error


def _gold_date(mark: dict[str, str | int]) -> GoldDate:
    first, last = (
        next((str(mark[key]) for key in keys if key in mark), None)
        for keys in (("when", "from", "notBefore"), ("when", "to", "notAfter"))
    )
    return GoldDate(Span(int(mark["start"]), int(mark["end"])), first, last)


def _nearest(span: Span, predicted: Iterable[Predicted]) -> Predicted | None:
    """Return the predicted expression that shares most characters with a marked one."""
    best: tuple[int, Predicted] | None = None
    for row in predicted:
        common = span.clipped(row[0])
        if common and (best is None or common.length > best[0]):
            best = (common.length, row)
    return best[1] if best else None


def is_same_time(gold: GoldDate, value: str) -> bool:
    """Tell whether a value means the marked interval. A bound given to a coarser precision on either side counts."""
    if gold.first is not None and gold.first.startswith("--"):
        season = _SEASONS.get((gold.first[2:], (gold.last or "")[2:]))
        if season or not value.startswith("XXXX-"):
            return value == f"XXXX-{season}"
        return all(bound is not None and _is_part(bound[2:], value[5:]) for bound in (gold.first, gold.last))
    first, slash, last = value.partition("/")
    if not slash:
        last = first
    ends = ((gold.first, first, 0), (gold.last, last, 1))
    return all(_same_bound(marked, ours.rstrip("~?%"), end) for marked, ours, end in ends)


def _same_bound(marked: str | None, ours: str, end: int) -> bool:
    if marked is not None and end and ours == f"{marked[:4]}-{_AFTER_SEASON.get(marked[5:7])}":
        return True
    if marked is None or ours in ("", ".."):
        return marked is None and ours in ("", "..")
    if marked.startswith("-") and marked[1:].isdigit():  # TEI writes 508 BC as -0508, EDTF as -0507
        return ours == f"-{int(marked[1:]) - 1:04d}"
    theirs = edtf_bounds(marked.split("T")[0])
    own = edtf_bounds(ours)
    if theirs is None or own is None:
        return marked == ours
    return theirs[end] == own[end] or _holds(theirs, own) or _holds(own, theirs)


def _is_part(one: str, other: str) -> bool:
    """Tell whether two of month or month and day mean the same or one is the month of the other."""
    return one.startswith(other) or other.startswith(one)


def _holds(outer: tuple[date, date], inner: tuple[date, date]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
