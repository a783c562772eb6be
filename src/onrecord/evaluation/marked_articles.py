"""Marked articles and predictions in JSONL files: loading, checking and writing them. Scores are made elsewhere."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias, TypeVar

from pydantic import JsonValue, TypeAdapter, ValidationError

from onrecord.model.article import Article, Published
from onrecord.model.errors import GoldError
from onrecord.model.span import Span

Json: TypeAlias = JsonValue
Role = Literal["source", "cue", "content"]
ROLES: tuple[Role, ...] = ("source", "cue", "content")
T = TypeVar("T")


class Triple(Protocol):
    """Source, cue and content: what both a marked attribution and a reader's Attribution have."""

    @property
    def source(self) -> tuple[Span, ...]: ...
    @property
    def cue(self) -> tuple[Span, ...]: ...
    @property
    def content(self) -> tuple[Span, ...]: ...


@dataclass(frozen=True, slots=True)
class Marked:
    """An attribution as marked by a person or written by a program; any part may be empty."""

    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One marked article. What the file tells besides text and marks is handed to the readers, as a feed would tell it."""

    id: str
    text: str
    attributions: tuple[Marked, ...]
    title: str | None = None
    publisher: str | None = None
    date: str | None = None

    def article(self) -> Article:
        """Return the article as the pipeline takes it."""
        published = Published(self.date, "given") if self.date else Published()
        return Article(self.text, self.title, self.publisher, published=published, source=self.id)


@dataclass(frozen=True, slots=True)
class _Worded:
    text: str


@dataclass(frozen=True, slots=True)
class PredictedArticle:
    """What was predicted for the gold article of the same id."""

    id: str
    attributions: tuple[Marked, ...]


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


I = TypeVar("I", bound=_Identified)  # noqa: E741
_GOLD: TypeAdapter[GoldArticle] = TypeAdapter(GoldArticle)
_PREDICTED: TypeAdapter[PredictedArticle] = TypeAdapter(PredictedArticle)


_WORDED: TypeAdapter[_Worded] = TypeAdapter(_Worded)


def load_texts(path: Path) -> tuple[str, ...]:
    """Load the texts of `{"text", …}` lines. Raises GoldError naming file and line for a line without one."""
    return tuple(row.text for _, row in load_rows(path, _WORDED))


def load_gold(path: Path) -> tuple[GoldArticle, ...]:
    """Load `{"id", "text", "attributions": [{"source", "cue", "content"}]}` lines.

    Raises GoldError naming file and line for a line in another format, a span outside its text and an id used twice.
    """
    loaded = load_rows(path, _GOLD)
    for number, row in loaded:
        for span in _all_spans(row.attributions):
            if not 0 <= span.start < span.end <= len(row.text):
                raise GoldError(
                    f"{path}:{number}: span {list(span)} is empty or outside the text of {len(row.text)} characters"
                )
    return _with_distinct_ids(path, loaded)


def load_predictions(path: Path) -> tuple[PredictedArticle, ...]:
    """Load `{"id", "attributions"}` lines; offsets are into the gold texts. Raises GoldError like `load_gold`."""
    return _with_distinct_ids(path, load_rows(path, _PREDICTED))


def write_predictions(path: Path, predicted: Iterable[PredictedArticle]) -> None:
    """Write one line an article, in the format `load_predictions` reads."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for row in predicted:
            marks = [{role: spans_of(mark, role) for role in ROLES} for mark in row.attributions]
            out.write(json.dumps({"id": row.id, "attributions": marks}, ensure_ascii=False) + "\n")


def predict_all(
    gold: Iterable[GoldArticle], predict: Callable[[Article], Sequence[Triple]]
) -> Iterator[PredictedArticle]:
    """Yield what `predict` says about each article, in order."""
    for row in gold:
        yield PredictedArticle(
            row.id, tuple(Marked(t.source, t.cue, t.content) for t in predict(row.article()))
        )


def spans_of(triple: Triple, role: Role) -> tuple[Span, ...]:
    """Return the spans of one part of an attribution."""
    match role:
        case "source":
            return triple.source
        case "cue":
            return triple.cue
        case "content":
            return triple.content


def load_rows(path: Path, adapter: TypeAdapter[T]) -> list[tuple[int, T]]:
    """Load a JSONL file as (line number from 1, row) pairs, blank lines left out. Raises GoldError with file and line."""
    rows: list[tuple[int, T]] = []
    for number, line in read_numbered_lines(path):
        try:
            rows.append((number, adapter.validate_json(line, strict=True)))
        except ValidationError as error:
            raise GoldError(f"{path}:{number}: {_first_fault(error)}") from error
    return rows


def read_numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank with their numbers from 1. Raises GoldError when the file cannot be read."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is not UTF-8 (byte {error.start} of a block); save it as UTF-8") from error


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']}" if place else fault["msg"]


def _with_distinct_ids(path: Path, rows: Iterable[tuple[int, I]]) -> tuple[I, ...]:
    seen: dict[str, int] = {}
    kept: list[I] = []
    for number, row in rows:
        if row.id in seen:
            raise GoldError(
                f"{path}:{number}: id {row.id!r} was used in line {seen[row.id]} already; ids are given once"
            )
        seen[row.id] = number
        kept.append(row)
    return tuple(kept)


def _all_spans(marks: Iterable[Marked]) -> Iterator[Span]:
    for mark in marks:
        for role in ROLES:
            yield from spans_of(mark, role)
