"""Nested attributions against the marked cases of gold/nested.jsonl: how many are found, given gold or predicted outer ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import TypeAdapter

from onrecord.evaluation.attribution_relations import WordedText, judge_pair, match_relations
from onrecord.evaluation.corpora import Marked, load_rows
from onrecord.model.annotation import Attribution
from onrecord.model.article import Article
from onrecord.model.errors import GoldError
from onrecord.model.reading import Reader, Reading
from onrecord.model.span import Span

Part = Literal["tune", "held-out"]
Outers = Literal["gold", "predicted"]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the gold file: an own sentence has `text`; a case in an article has its file and its id or address."""

    case: str
    part: Part
    outer: Marked
    inner: tuple[Marked, ...]
    text: str | None = None
    file: str | None = None
    id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """The fields of a line of a shared file that are needed."""

    text: str
    id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class NestedCase:
    """An outer attribution in an article and all that is told within it (none in the cases that test for false ones)."""

    case: str
    part: Part
    article: Article
    outer: Marked
    inner: tuple[Marked, ...]
    own: bool

    @property
    def region(self) -> Span:
        """The stretch of text in which the inner attributions were marked."""
        marks = (self.outer, *self.inner)
        spans = [span for mark in marks for span in (*mark.source, *mark.cue, *mark.content)]
        return Span(min(span.start for span in spans), max(span.end for span in spans))


class NestedScore(NamedTuple):
    """Counts of inner attributions: right ones (content, source and cue, as for outer ones), predicted and marked ones."""

    right: int = 0
    predicted: int = 0
    marked: int = 0

    def plus(self, other: "NestedScore") -> "NestedScore":
        """Return the sums."""
        return NestedScore(self.right + other.right, self.predicted + other.predicted, self.marked + other.marked)

    @property
    def precision(self) -> float:
        """Share of the predicted ones that are right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the marked ones that are found."""
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.predicted + self.marked) if self.predicted + self.marked else 0.0


def default_gold() -> Path:
    """Return the marked cases that come with the package."""
    return Path(str(files("onrecord.evaluation") / "gold" / "nested.jsonl"))


def load_nested(path: Path, shared: Path | None) -> tuple[NestedCase, ...]:
    """Load the cases; those in articles of the shared data folder are left out when `shared` is None.

    Raises GoldError for a line in another format and for an article that is not where the line says.
    """
    rows = [row for _, row in load_rows(path, TypeAdapter(_Row))]
    names = sorted({row.file for row in rows if row.file})
    texts = {} if shared is None else {name: _texts(shared / "data" / name) for name in names}
    return tuple(case for row in rows if (case := _case(row, texts)))


def _texts(path: Path) -> dict[str, str]:
    rows = load_rows(path, TypeAdapter(_Source))
    return {key: row.text for _, row in rows if (key := row.id or row.url)}


def _case(row: _Row, texts: dict[str, dict[str, str]]) -> NestedCase | None:
    if row.text is not None:
        return NestedCase(row.case, row.part, Article(row.text), row.outer, row.inner, own=True)
    if not texts:
        return None
    key = row.id or row.url or ""
    try:
        text = texts[row.file or ""][key]
    except KeyError as error:
        raise GoldError(f"nested case {row.case}: there is no article {key!r} in {row.file!r}") from error
    return NestedCase(row.case, row.part, Article(text), row.outer, row.inner, own=False)


def score_nested(cases: Iterable[NestedCase], readers: Sequence[Reader], outers: Outers) -> NestedScore:
    """Return how many inner attributions the last of the readers that gives attributions finds.

    With gold outers, that reader starts from the marked outer attribution alone; with predicted ones, from those of the
    readers before it. A marked one also counts as found when it is predicted as an outer attribution; false are only the
    nested ones in the stretch of text that was marked.
    """
    readings = _Readings(readers, outers)
    total = NestedScore()
    for case in cases:
        total = total.plus(_score_case(case, readings.read(case)))
    return total


@dataclass(slots=True)
class _Readings:
    """Reads the articles of cases, keeping the layers of the last article: neighbouring cases share it."""

    readers: Sequence[Reader]
    outers: Outers
    last: tuple[str, Reading] | None = None

    def read(self, case: NestedCase) -> Sequence[Attribution]:
        """Return the attributions of a case's article without its own outer one."""
        giving = [reader for reader in self.readers if Attribution in reader.gives]
        before = list(self.readers[: self.readers.index(giving[-1])])
        if self.outers == "gold":
            before = [reader for reader in before if Attribution not in reader.gives]
        reading = self._layers(case.article, before)
        if self.outers == "gold":
            reading = reading.joined([Attribution], [_attribution(case.outer)])
        return [row for row in giving[-1].read(case.article, reading) if isinstance(row, Attribution)]

    def _layers(self, article: Article, readers: Iterable[Reader]) -> Reading:
        if self.last is None or self.last[0] != article.id:
            reading = Reading()
            for reader in readers:
                reading = reading.joined(reader.gives, reader.read(article, reading))
            self.last = article.id, reading
        return self.last[1]


def _attribution(mark: Marked) -> Attribution:
    spans = sorted((*mark.source, *mark.cue, *mark.content))
    return Attribution(Span(spans[0].start, max(span.end for span in spans)), mark.source, mark.cue, mark.content, 1.0)


def _score_case(case: NestedCase, attributions: Sequence[Attribution]) -> NestedScore:
    worded = WordedText(case.article.text)
    here = [row for row in attributions if case.region.holds((row.cue or row.content)[0])]
    outer, *_ = worded.relations([case.outer])
    inner, predicted = worded.relations(case.inner), worded.relations(here)
    others = [at for at in range(len(here)) if not judge_pair(outer, predicted[at])["full"] or here[at].within is not None]
    pairs = match_relations(inner, [predicted[at] for at in others])
    right = {others[column] for row, column in pairs if judge_pair(inner[row], predicted[others[column]])["full"]}
    false = [at for at in others if here[at].within is not None and at not in right]
    return NestedScore(len(right), len(right) + len(false), len(inner))
