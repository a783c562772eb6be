"""The articles with most wrong rows: each row with its text, its values and their differences."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.evaluation.corpus import MarkedArticle, Source
from onrecord.evaluation.records.cells import LAYERS, Row, compare_records
from onrecord.evaluation.records.scores import without_rows
from onrecord.model.evidence import Evidence
from onrecord.model.record import Commitment, Event, Record, Statement
from onrecord.model.span import Span

COLUMNS = 110
AROUND = 30  # characters of context before and after the row's words
LONGEST_TEXT = 420  # characters; a longer text is shortened in the middle
LONGEST_VALUE = 70  # the same for a value
REDUNDANT = "chain"  # the cells actors and relays show the same
SINGULAR = {"statements": "statement", "events": "event", "commitments": "commitment"}


@dataclass(frozen=True, slots=True)
class ArticleLoss:
    """An article with all its rows in text order."""

    source: Source
    gold: Record
    output: Record
    rows: tuple[Row, ...]

    @property
    def lost(self) -> tuple[Row, ...]:
        """The statements, events and commitments that are not entirely right."""
        return tuple(row for row in self.rows if row.layer in LAYERS and not row.right)


def find_worst(marked: Iterable[MarkedArticle], outputs: Mapping[str, Record], n: int) -> list[ArticleLoss]:
    """Return the `n` articles with most rows that are wrong, missing or superfluous."""
    losses = []
    for one in marked:
        output = outputs.get(one.record.article.sha256) or without_rows(one.record)
        rows = sorted(compare_records(one.record, output), key=_place)
        losses.append(ArticleLoss(one.source, one.record, output, tuple(rows)))
    ranked = sorted(losses, key=lambda loss: (-len(loss.lost), loss.source.id))
    return [loss for loss in ranked if loss.lost][:n]


def render_worst(losses: Sequence[ArticleLoss]) -> str:
    """Return the articles for a terminal of 110 columns."""
    return "\n\n".join("\n".join(_article_lines(loss)) for loss in losses)


def _place(row: Row) -> tuple[int, int, str]:
    return row.start, ("actors", *LAYERS).index(row.layer), row.gold or row.output or ""


def _article_lines(loss: ArticleLoss) -> Iterator[str]:
    source, lost = loss.source, loss.lost
    counted = [row for row in loss.rows if row.layer in LAYERS]
    missing, extra = sum(row.output is None for row in lost), sum(row.gold is None for row in lost)
    summary = f"{len(counted) - len(lost)} rows entirely right, {len(lost) - missing - extra} wrong"
    yield f"== {source.id} ({source.kind}, {source.habit}, {source.subject})"
    yield f"   {summary}, {missing} only in the gold, {extra} only in the output"
    for title, names in (("gold", _lone_actors(loss, True)), ("output", _lone_actors(loss, False))):
        if names:
            yield from _wrap(f"   actors only in the {title}: ", ", ".join(names))
    for row in lost:
        yield ""
        yield from _row_lines(row, loss)


def _lone_actors(loss: ArticleLoss, in_gold: bool) -> list[str]:
    names = {actor.id: actor.name for actor in (loss.gold if in_gold else loss.output).actors}
    lone = [row for row in loss.rows if row.layer == "actors" and not (row.gold and row.output)]
    ids = (row.gold if in_gold else row.output for row in lone)
    return [names[one] for one in ids if one is not None]


def _row_lines(row: Row, loss: ArticleLoss) -> Iterator[str]:
    name = SINGULAR[row.layer]
    cells = {cell: one for cell, one in row.cells.items() if cell != REDUNDANT}
    is_paired = bool(row.gold and row.output)
    differing = [cell for cell, one in cells.items() if is_paired and not one.agrees]
    if is_paired:
        where = ", ".join(differing) or "its words"
        yield from _wrap(f"-- {name} {row.gold} / {row.output}: ", f"differs in {where}")
    else:
        yield f"-- {name} {row.gold or row.output}: only in the {'gold' if row.gold else 'output'}"
    yield from _wrap("   text    ", _words_around(row, loss))
    for title, id_, side in (("gold", row.gold, 0), ("output", row.output, 1)):
        if id_:
            values = [f"{cell} {_short(one.texts[side])}" for cell, one in cells.items() if one.texts[side]]
            yield from _wrap(f"   {title:8s}", " | ".join(values))
    for cell in differing:
        gold, output = (_short(text) or "nothing" for text in cells[cell].texts)
        another = " (another one)" if gold == output else ""
        yield from _wrap("   differs ", f"{cell}: {gold} ≠ {output}{another}")


def _words_around(row: Row, loss: ArticleLoss) -> str:
    """Return the words of the row, of gold and output together, with some context."""
    text = loss.gold.article.text
    spans = [*_spans(loss.gold, row.gold), *_spans(loss.output, row.output)]
    whole = spans[0]
    for span in spans:
        whole = whole.joined(span)
    shown = Span(max(0, whole.start - AROUND), min(len(text), whole.end + AROUND))
    words = " ".join(shown.widened_to_words(text).words(text).split())
    if len(words) > LONGEST_TEXT:
        words = f"{words[: LONGEST_TEXT // 2]} […] {words[-LONGEST_TEXT // 2 :]}"
    return f"{'… ' if shown.start else ''}{words}{' …' if shown.end < len(text) else ''}"


def _spans(record: Record, row: str | None) -> Iterator[Span]:
    rows: list[Statement | Event | Commitment] = [*record.statements, *record.events, *record.commitments]
    for one in rows:
        if one.id == row:
            yield from (span for evidence in _evidence(one) for span in evidence.spans)


def _evidence(row: Statement | Event | Commitment) -> tuple[Evidence, ...]:
    match row:
        case Statement():
            return row.evidence.source, row.evidence.cue, row.evidence.content
        case Event():
            return row.evidence.trigger, row.evidence.all
        case Commitment():
            return (row.evidence,)


def _short(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= LONGEST_VALUE:
        return words
    half = LONGEST_VALUE // 2
    return f"{words[:half].rstrip()} … {words[-half:].lstrip()}"


def _wrap(head: str, words: str) -> list[str]:
    further = " " * min(len(head), 11)
    return textwrap.wrap(words, COLUMNS, initial_indent=head, subsequent_indent=further) or [head.rstrip()]
