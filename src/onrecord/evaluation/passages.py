"""Scores of the passage reader against marked texts: how much of the news is kept, how much furniture is told apart."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from onrecord.evaluation.corpora import load_rows
from onrecord.model.annotation import NEWS, PASSAGE_KINDS, Passage, PassageKind
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.ids import text_digest
from onrecord.model.reading import Reading
from onrecord.model.span import Span
from onrecord.reading.passages import PassageReader

Part = Literal["own", "tune", "held-out"]
PARTS: tuple[Part, ...] = ("own", "tune", "held-out")


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with its passages marked; one whose text is kept elsewhere names its file, article and digest instead."""

    id: str
    part: Part
    passages: tuple[tuple[int, int, PassageKind], ...]
    text: str | None = None
    title: str | None = None
    outlet: str | None = None
    file: str | None = None
    article: str | None = None
    sha256: str | None = None

    def marks(self) -> tuple[Passage, ...]:
        """Return the marked passages."""
        return tuple(Passage(Span(start, end), kind) for start, end, kind in self.passages)


@dataclass(frozen=True, slots=True)
class SharedText:
    """What is used of an article in the shared data folder."""

    text: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were meant (gold), found (predicted), and both."""

    gold: int = 0
    found: int = 0
    both: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.gold + other.gold, self.found + other.found, self.both + other.both)

    @property
    def precision(self) -> float:
        """Share of what was found that was meant; 1 when nothing was found."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what was meant that was found; 1 when nothing was meant."""
        return self.both / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.both / (self.gold + self.found) if self.gold + self.found else 1.0


@dataclass(frozen=True, slots=True)
class PassageCounts:
    """Counts of characters (white space left out) and of passages: news against the rest, and each kind by itself.

    A passage counts as found when most of its characters were read so. `passages.both` counts marked passages for
    recall; for precision, `found_right` counts the passages read as news most of whose characters are marked so.
    """

    characters: Counts
    passages: Counts
    found_right: int
    kinds: tuple[tuple[PassageKind, Counts], ...]
    texts: int = 0
    marked: int = 0

    def __add__(self, other: "PassageCounts") -> "PassageCounts":
        kinds = tuple((kind, a + b) for (kind, a), (_, b) in zip(self.kinds, other.kinds, strict=True))
        return PassageCounts(
            self.characters + other.characters,
            self.passages + other.passages,
            self.found_right + other.found_right,
            kinds,
            self.texts + other.texts,
            self.marked + other.marked,
        )

    @property
    def passage_precision(self) -> float:
        """Share of the passages read as news that are news."""
        return self.found_right / self.passages.found if self.passages.found else 1.0


NOTHING = PassageCounts(Counts(), Counts(), 0, tuple((kind, Counts()) for kind in PASSAGE_KINDS))


@dataclass(frozen=True, slots=True)
class PassageScores:
    """The counts of each part that could be read, and how many texts could not because the shared data is not here."""

    parts: tuple[tuple[Part, PassageCounts], ...]
    skipped: int

    def of(self, part: Part) -> PassageCounts:
        """Return the counts of a part; all nought when none of it could be read."""
        return dict(self.parts).get(part, NOTHING)

    @property
    def total(self) -> PassageCounts:
        """All parts together."""
        return sum((counts for _, counts in self.parts), start=NOTHING)


def score_passages(gold_path: Path, shared: Path | None) -> PassageScores:
    """Read every marked text and count; texts kept in the shared folder are skipped where that is not here.

    Raises GoldError when the gold is not in its format, or a shared text is not the one that was marked.
    """
    gold = [row for _, row in load_rows(gold_path, TypeAdapter(MarkedText))]
    texts = _SharedTexts(shared, {})
    reader = PassageReader()
    counts: dict[Part, PassageCounts] = {}
    skipped = 0
    for row in gold:
        article = _article(row, texts)
        if article is None:
            skipped += 1
            continue
        marks = row.marks()
        _check_cover(gold_path, row.id, article.text, marks)
        found = tuple(reader.read(article, Reading()))
        counts[row.part] = counts.get(row.part, NOTHING) + count_passages(article.text, marks, found)
    return PassageScores(tuple((part, counts[part]) for part in PARTS if part in counts), skipped)


def count_passages(text: str, gold: Sequence[Passage], found: Sequence[Passage]) -> PassageCounts:
    """Count what two divisions of one text share."""
    meant, read = _kinds_by_character(text, gold), _kinds_by_character(text, found)
    pairs = Counter((a, b) for a, b, char in zip(meant, read, text, strict=True) if not char.isspace())
    news = _counted(pairs, NEWS)
    mostly_read = [_mostly_news(text, mark.span, read) for mark in gold if mark.kind in NEWS]
    mostly_meant = [_mostly_news(text, passage.span, meant) for passage in found if passage.kind in NEWS]
    return PassageCounts(
        news,
        Counts(len(mostly_read), len(mostly_meant), sum(mostly_read)),
        sum(mostly_meant),
        tuple((kind, _counted(pairs, frozenset({kind}))) for kind in PASSAGE_KINDS),
        1,
        len(gold),
    )


def render_passage_scores(scores: PassageScores) -> str:
    """Return the scores as a table for people."""
    lines = [f"{'':<10}{'texts':>6}{'marks':>7}   news by character       news by passage", f"{'':<23}{_HEADS}   {_HEADS}"]
    rows: list[tuple[str, PassageCounts]] = [*scores.parts, ("all", scores.total)]
    for name, counts in rows:
        by_character = _figures(counts.characters.precision, counts.characters.recall, counts.characters.f1)
        precision, recall = counts.passage_precision, counts.passages.recall
        by_passage = _figures(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)
        lines.append(f"{name:<10}{counts.texts:>6}{counts.marked:>7}{by_character}   {by_passage}")
    for name, counts in rows:
        lines += ["", f"{name}: each kind by character", f"{'':<12}{'marked':>9}{'found':>9}{_HEADS}"]
        for kind, count in counts.kinds:
            lines.append(f"{kind:<12}{count.gold:>9}{count.found:>9}{_figures(count.precision, count.recall, count.f1)}")
    if scores.skipped:
        lines += ["", f"{scores.skipped} marked texts were left out: the shared data folder is not here"]
    return "\n".join(lines)


_HEADS = f"{'P':>8}{'R':>8}{'F1':>8}"


def _figures(*values: float) -> str:
    return "".join(f"{value:>8.4f}" for value in values)


@dataclass(frozen=True, slots=True)
class _SharedTexts:
    """Articles of the shared folder, each file loaded once."""

    folder: Path | None
    loaded: dict[str, dict[str, SharedText]]

    def find(self, file: str, article: str) -> SharedText | None:
        """Return an article by its id or address; None where the folder or file is not here."""
        if self.folder is None or not (self.folder / "data" / file).is_file():
            return None
        if file not in self.loaded:
            rows = load_rows(self.folder / "data" / file, TypeAdapter(SharedText))
            self.loaded[file] = {row.id or row.url or "": row for _, row in rows}
        if article not in self.loaded[file]:
            raise GoldError(f"{file}: has no article {article}; the marks are of another version of the data")
        return self.loaded[file][article]


def _article(row: MarkedText, texts: _SharedTexts) -> Article | None:
    if row.text is not None:
        return Article(row.text, row.title, row.outlet, source=row.id)
    if row.file is None or row.article is None:
        raise GoldError(f"{row.id}: needs a text, or a file and an article in it")
    shared = texts.find(row.file, row.article)
    if shared is None:
        return None
    if text_digest(shared.text) != row.sha256:
        raise GoldError(f"{row.id}: the text of {row.article} in {row.file} is not the one that was marked")
    return Article(shared.text, shared.title, shared.outlet or shared.publisher, source=row.id)


def _check_cover(path: Path, name: str, text: str, marks: Iterable[Passage]) -> None:
    """Raise GoldError unless the marks hold every character that is not white space once, in order, cutting no word."""
    at = 0
    for mark in marks:
        if mark.span.start < at or not mark.span.is_sound(text) or text[at : mark.span.start].strip():
            raise GoldError(f"{path}: {name}: the mark {list(mark.span)} overlaps, leaves text out before it or cuts a word")
        at = mark.span.end
    if text[at:].strip():
        raise GoldError(f"{path}: {name}: text after {at} is not marked")


def _kinds_by_character(text: str, passages: Iterable[Passage]) -> list[PassageKind | None]:
    kinds: list[PassageKind | None] = [None] * len(text)
    for passage in passages:
        kinds[passage.span.start : passage.span.end] = [passage.kind] * passage.span.length
    return kinds


def _counted(pairs: Counter[tuple[PassageKind | None, PassageKind | None]], kinds: frozenset[PassageKind]) -> Counts:
    gold = sum(number for (meant, _), number in pairs.items() if meant in kinds)
    found = sum(number for (_, read), number in pairs.items() if read in kinds)
    return Counts(gold, found, sum(number for (meant, read), number in pairs.items() if meant in kinds and read in kinds))


def _mostly_news(text: str, span: Span, kinds: Sequence[PassageKind | None]) -> bool:
    solid = [kinds[i] in NEWS for i in _solid(text, span)]
    return 2 * sum(solid) > len(solid)


def _solid(text: str, span: Span) -> Iterator[int]:
    return (i for i in range(span.start, span.end) if not text[i].isspace())
