"""Gold and predicted attributions: their JSONL files, loaded, checked and written."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import TypeAdapter

from onrecord.evaluation.jsonl import check_distinct_ids, load_rows
from onrecord.model.article import Article, Published
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

Role = Literal["source", "cue", "content"]
ROLES: tuple[Role, ...] = ("source", "cue", "content")


class Triple(Protocol):
    """Source, cue and content: the parts that gold and annotated attributions have in common."""

    @property
    def source(self) -> tuple[Span, ...]: ...
    @property
    def cue(self) -> tuple[Span, ...]: ...
    @property
    def content(self) -> tuple[Span, ...]: ...


@dataclass(frozen=True, slots=True)
class AttributionSpans:
    """An attribution as it stands in a file; any part may be empty."""

    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with its gold attributions.

    The annotators see title, publisher and date, as they would from a feed.
    """

    id: str
    text: str
    attributions: tuple[AttributionSpans, ...]
    title: str | None = None
    publisher: str | None = None
    date: str | None = None

    def article(self) -> Article:
        """Return the article as the pipeline takes it."""
        published = Published(self.date, "given") if self.date else Published()
        return Article(self.text, self.title, self.publisher, published=published, source=self.id)


@dataclass(frozen=True, slots=True)
class PredictedArticle:
    """The attributions predicted for the gold article with the same id."""

    id: str
    attributions: tuple[AttributionSpans, ...]


_GOLD: TypeAdapter[GoldArticle] = TypeAdapter(GoldArticle)
_PREDICTED: TypeAdapter[PredictedArticle] = TypeAdapter(PredictedArticle)


def load_gold(path: Path) -> tuple[GoldArticle, ...]:
    """Load `{"id", "text", "attributions": [{"source", "cue", "content"}]}` lines.

    Raises GoldError with file and line for a line in another format, a span outside its text and an id used
    twice.
    """
    loaded = load_rows(path, _GOLD)
    for number, row in loaded:
        for span in _all_spans(row.attributions):
            if not 0 <= span.start < span.end <= len(row.text):
                where = f"outside the text of {len(row.text)} characters"
                raise GoldError(f"{path}:{number}: span {list(span)} is empty or {where}")
    return check_distinct_ids(path, loaded)


def load_predictions(path: Path) -> tuple[PredictedArticle, ...]:
    """Load `{"id", "attributions"}` lines; offsets are into the gold texts.

    Raises GoldError like `load_gold`.
    """
    return check_distinct_ids(path, load_rows(path, _PREDICTED))


def write_predictions(path: Path, predicted: Iterable[PredictedArticle]) -> None:
    """Write one line an article, in the format `load_predictions` reads."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for row in predicted:
            attributions = [{role: spans_of(one, role) for role in ROLES} for one in row.attributions]
            out.write(json.dumps({"id": row.id, "attributions": attributions}, ensure_ascii=False) + "\n")


def predict_all(
    gold: Iterable[GoldArticle], predict: Callable[[Article], Sequence[Triple]]
) -> Iterator[PredictedArticle]:
    """Yield the predictions of `predict` for each article, in order."""
    for row in gold:
        found = predict(row.article())
        yield PredictedArticle(row.id, tuple(AttributionSpans(t.source, t.cue, t.content) for t in found))


def spans_of(triple: Triple, role: Role) -> tuple[Span, ...]:
    """Return the spans of one part of an attribution."""
    match role:
        case "source":
            return triple.source
        case "cue":
            return triple.cue
        case "content":
            return triple.content


def _all_spans(attributions: Iterable[AttributionSpans]) -> Iterator[Span]:
    for attribution in attributions:
        for role in ROLES:
            yield from spans_of(attribution, role)
