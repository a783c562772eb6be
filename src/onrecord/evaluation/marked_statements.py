"""Statements marked in articles of the shared data folder: loading them, putting them in place of what was found, finding them again.

What is scored on them (chains, answers) stands in the modules of those names.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from pydantic import TypeAdapter

from onrecord.evaluation.corpora import Marked, load_rows
from onrecord.model.annotation import Annotation, Attribution
from onrecord.model.article import Article, Published
from onrecord.model.errors import GoldError
from onrecord.model.evidence import Evidence
from onrecord.model.reading import Layer, Reader, Reading
from onrecord.model.record import Record, Statement
from onrecord.model.span import Span, sorted_spans
from onrecord.pipeline import Pipeline

Part = Literal["tune", "held-out"]
Given = Literal["marked", "predicted"]
SAME = 0.3  # share of the characters of two contents that must be common for them to be of one statement


class MarkedStatement(Protocol):
    """A marked statement and the article it stands in: a line of `file` (below the shared data folder) by `id` or `url`."""

    @property
    def file(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def part(self) -> Part: ...
    @property
    def source(self) -> tuple[Span, ...]: ...
    @property
    def cue(self) -> tuple[Span, ...]: ...
    @property
    def content(self) -> tuple[Span, ...]: ...
    @property
    def id(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...


S = TypeVar("S", bound=MarkedStatement)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    publisher: str | None = None
    published: str | None = None
    date: str | None = None


_TEXTS: TypeAdapter[_Text] = TypeAdapter(_Text)


def group_by_article(rows: Iterable[S], data: Path) -> list[tuple[Article, list[S]]]:
    """Return the marked rows by article, the articles read from files below `data`.

    Raises GoldError when an article is not there, is not the one that was marked, or a span does not fit its text.
    """
    groups: dict[tuple[str, str], list[S]] = {}
    for row in rows:
        groups.setdefault((row.file, row.id or row.url or ""), []).append(row)
    texts = {file: _load_articles(data / file) for file in sorted({file for file, _ in groups})}
    return [(_checked(texts[file].get(key), key, found), found) for (file, key), found in groups.items()]


def _load_articles(path: Path) -> dict[str, Article]:
    return {key: _article(row) for _, row in load_rows(path, _TEXTS) if (key := row.id or row.url)}


def _article(row: _Text) -> Article:
    day = row.published or row.date
    published = Published(day, "given") if day else Published()
    return Article(row.text, row.title, row.outlet or row.publisher, row.url, published=published)


def _checked(article: Article | None, key: str, rows: Sequence[MarkedStatement]) -> Article:
    if article is None or hashlib.sha256(article.text.encode()).hexdigest() != rows[0].sha256:
        raise GoldError(f"{rows[0].file} has no article {key!r} with the text that was marked")
    for row in rows:
        for span in (*row.source, *row.cue, *row.content):
            if not span.is_sound(article.text):
                raise GoldError(f"span {list(span)} in {row.file} {key!r} is outside the text or cuts a word")
    return article


@dataclass(frozen=True, slots=True)
class MarkReader:
    """Puts marked statements in place of those that were found with the same cue, and adds the others.

    An added one is told within the innermost attribution whose content holds its cue.
    """

    marks: tuple[Marked, ...]
    name: str = "marks"
    version: str = "1"
    needs: tuple[Layer, ...] = (Attribution,)
    gives: tuple[Layer, ...] = (Attribution,)

    def read(self, article: Article, reading: Reading) -> Iterable[Annotation]:  # noqa: ARG002 - a reader takes both
        """Return the attributions with the marked ones among them."""
        rows = list(reading.of(Attribution))
        for mark in self.marks:
            place = next((i for i, row in enumerate(rows) if _is_same(row, mark)), None)
            whole = _attribution(mark)
            if place is None:
                rows.append(replace(whole, within=_holder(whole, rows)))
            else:
                rows[place] = replace(whole, within=rows[place].within, verbatim=rows[place].verbatim)
        return rows


def _attribution(mark: Marked) -> Attribution:
    spans = (*mark.source, *mark.cue, *mark.content)
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    return Attribution(whole, mark.source, mark.cue, mark.content, 1.0)


def _is_same(row: Attribution, mark: Marked) -> bool:
    if mark.cue and row.cue:
        return any(one.overlaps(other) for one in row.cue for other in mark.cue) and share(row.content, mark.content) > 0
    return not mark.cue and not row.cue and share(row.content, mark.content) >= SAME


def _holder(mark: Attribution, rows: Sequence[Attribution]) -> int | None:
    at = (mark.cue or mark.content)[0]
    around = [i for i, row in enumerate(rows) if any(span.holds(at) for span in row.content)]
    return min(around, key=lambda i: sum(span.length for span in rows[i].content)) if around else None


def share(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Return the characters that two lists of spans have in common, as a share of those in either."""
    mine, theirs = sorted_spans(one), sorted_spans(other)
    common = sum(part.length for a in mine for b in theirs if (part := a.clipped(b)))
    union = sum(span.length for span in (*mine, *theirs)) - common
    return common / union if union else 0.0


def record_of(article: Article, marks: Sequence[Marked], readers: Sequence[Reader], given: Given) -> Record | None:
    """Return the record of an article, marked statements put in after the last reader of attributions when they are given."""
    chosen = list(readers)
    if given == "marked":
        last = max(i for i, reader in enumerate(chosen) if Attribution in reader.gives)
        chosen.insert(last + 1, MarkReader(tuple(marks)))
    outcome = Pipeline(tuple(chosen)).read(article)
    return outcome if isinstance(outcome, Record) else None


def find_statement(record: Record, mark: Marked) -> Statement | None:
    """Return the statement of the record that a mark is: the one that shares most of its content, and its cue."""
    found = [row for row in record.statements if fits(row, mark)]
    return max(found, key=lambda row: share(row.evidence.content.spans, mark.content), default=None)


def fits(row: Statement, mark: Marked) -> bool:
    """Tell whether a statement is what was marked: most of the content in common, and the cue where both have one."""
    cues = row.evidence.cue.spans
    apart = bool(cues and mark.cue) and not any(one.overlaps(other) for one in cues for other in mark.cue)
    return not apart and share(row.evidence.content.spans, mark.content) >= SAME


def mentions_of(record: Record) -> Mapping[str, tuple[Span, ...]]:
    """Return where each actor of a record is mentioned."""
    return {actor.id: tuple(mention.span for mention in actor.mentions) for actor in record.actors}


def is_meant(
    actor: str | None, evidence: Evidence, marked: Sequence[Span], mentions: Mapping[str, Sequence[Span]]
) -> bool:
    """Tell whether an actor, or the words of a link, are those that were marked."""
    spans: Iterator[Span] = iter((*evidence.spans, *(mentions.get(actor, ()) if actor else ())))
    return any(span.overlaps(mark) for span in spans for mark in marked)
