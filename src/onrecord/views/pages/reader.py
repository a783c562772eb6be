"""The page of an article: its text in lines and segments, with the rows of the record beside them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from onrecord.model.annotation import NEWS, PassageKind
from onrecord.model.evidence import Evidence
from onrecord.model.record import Commitment, CommitmentStatus, Event, Record, Statement
from onrecord.model.span import Span
from onrecord.views.ledger.steps import ToldRow
from onrecord.views.rows.articles import ArticleRow, article_rows
from onrecord.views.rows.events import EventRow, event_rows
from onrecord.views.rows.statements import StatementRow, statement_rows

R = TypeVar("R")
# Characters of an article on one page. With a row for each sentence, that is some 700 kB of HTML.
PART_LENGTH = 30_000
LONGEST_LINE = 5_000  # characters; a longer line is cut between words
Part = Literal["content", "source", "cue", "when", "event", "commitment", "name"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A segment is part of a row:

    `row` is its id within the article, `part` which of the row's words these are.
    """

    row: str
    part: Part


@dataclass(frozen=True, slots=True)
class Segment:
    """Text in which no mark begins or ends.

    `start` is its first code point; `opens` are the rows whose words begin here.
    """

    start: int
    text: str
    kind: PassageKind
    marks: tuple[Mark, ...]
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitmentCard:
    """A commitment, as shown beside the text."""

    id: str
    parties: tuple[str, ...]
    to: str
    status: CommitmentStatus
    terms: tuple[str, ...]
    conditions: tuple[str, ...]
    date: str | None
    place: str | None
    words: str
    status_words: str


@dataclass(frozen=True, slots=True)
class Block:
    """One printed line: the kind of most of its text, its segments, and the rows whose words begin in it."""

    kind: PassageKind
    segments: tuple[Segment, ...]
    statements: tuple[StatementRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    commitments: tuple[CommitmentCard, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether the line is part of the report; other lines (appeals, notices, …) are page furniture."""
        return self.kind in NEWS or self.kind in ("byline", "dateline")


@dataclass(frozen=True, slots=True)
class ActorMarked:
    """An actor of the article: its id within the article, name, kind and number of mentions."""

    id: str
    name: str
    kind: str
    mentions: int


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """An article with its rows, in the order of the text.

    A long article has several parts; `part` counts from 1. `steps` are what later articles and people tell of
    it and of its rows.
    """

    article: ArticleRow
    blocks: tuple[Block, ...]
    actors: tuple[ActorMarked, ...]
    part: int = 1
    parts: int = 1
    steps: tuple[ToldRow, ...] = ()


def build_reader(record: Record, part: int = 1, row: str | None = None) -> ReaderPage:
    """Return one part of an article. With `row`, it is the part in which the words of that row begin.

    A number past the last part gives the last part; an unknown row is ignored.
    """
    (article,) = article_rows(record)
    mentions = sorted(record.actors, key=lambda actor: (-len(actor.mentions), actor.id))
    actors = tuple(ActorMarked(actor.id, actor.name, actor.kind, len(actor.mentions)) for actor in mentions)
    parts = list(_parts(list(_lines(record.article.text))))
    start = None if row is None else _find_start(record, row)
    if start is not None:
        part = bisect_right([lines[0].start for lines in parts], start)
    part = min(max(part, 1), len(parts))
    return ReaderPage(article, tuple(_blocks(record, parts[part - 1])), actors, part, len(parts))


def build_around(record: Record, words: Span, around: int, most: int | None = None) -> tuple[Block, ...]:
    """Return the lines of some words with `around` non-empty lines before and after, `most` lines at most."""
    lines = [line for line in _lines(record.article.text) if line.words(record.article.text).strip()]
    starts = [line.start for line in lines]
    first = max(bisect_right(starts, words.start) - 1 - around, 0)
    return tuple(_blocks(record, lines[first : bisect_right(starts, words.end - 1) + around][:most]))


def _find_start(record: Record, row: str) -> int | None:
    return next((_start(found) for found in _rows(record) if found.id == row), None)


def _rows(record: Record) -> Iterator[Statement | Event | Commitment]:
    yield from record.statements
    yield from record.events
    yield from record.commitments


def _parts(lines: list[Span]) -> Iterator[list[Span]]:
    """Yield the lines of each part."""
    first = 0
    for place, line in enumerate(lines):
        if line.end - lines[first].start > PART_LENGTH and place > first:
            yield lines[first:place]
            first = place
    yield lines[first:]


def _blocks(record: Record, lines: list[Span]) -> Iterator[Block]:
    """Yield the blocks of these lines."""
    if not lines:
        return
    shown = range(lines[0].start, lines[-1].end + 1)
    starts = [line.start for line in lines]
    statements = _by_line(starts, shown, zip(record.statements, statement_rows(record), strict=True))
    events = _by_line(starts, shown, zip(record.events, event_rows(record), strict=True))
    commitments = _by_line(starts, shown, zip(record.commitments, commitment_cards(record), strict=True))
    for place, segments in enumerate(_segments(record, lines)):
        if segments:
            kind = _main_kind(segments)
            yield Block(
                kind, segments, tuple(statements[place]), tuple(events[place]), tuple(commitments[place])
            )


def commitment_cards(record: Record) -> Iterator[CommitmentCard]:
    """Yield the commitments of a record in its order, with names instead of ids."""
    names = {actor.id: actor.name for actor in record.actors}
    for row in record.commitments:
        yield CommitmentCard(
            id=f"{record.article.id}/{row.id}",
            parties=tuple(names[party] for party in row.parties),
            to=row.to,
            status=row.status,
            terms=tuple(str(term.evidence) for term in row.terms),
            conditions=tuple(condition.words for condition in row.conditions),
            date=row.agreed.date if row.agreed else None,
            place=row.agreed.place if row.agreed else None,
            words=str(row.evidence),
            status_words=str(row.status_evidence),
        )


def _by_line(
    starts: list[int], shown: range, rows: Iterable[tuple[Statement | Event | Commitment, R]]
) -> defaultdict[int, list[R]]:
    """Return the rows whose words begin in what is shown, by the line in which they begin."""
    placed = [(start, row) for found, row in rows if (start := _start(found)) in shown]
    lines: defaultdict[int, list[R]] = defaultdict(list)
    for start, row in sorted(placed, key=lambda pair: pair[0]):
        lines[bisect_right(starts, start) - 1].append(row)
    return lines


def _lines(text: str) -> Iterator[Span]:
    """Yield the lines without their line breaks.

    A very long line comes in pieces, without the space between two.
    """
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        while end - start > LONGEST_LINE and (space := text.rfind(" ", start + 1, start + LONGEST_LINE)) > 0:
            yield Span(start, space)
            start = space + 1
        yield Span(start, end)
        start = end + 1


def _main_kind(segments: tuple[Segment, ...]) -> PassageKind:
    length: defaultdict[PassageKind, int] = defaultdict(int)
    for segment in segments:
        length[segment.kind] += len(segment.text)
    return max(length, key=lambda kind: length[kind])


def _marked_spans(record: Record) -> Iterator[tuple[Span, Mark]]:
    """Yield every span of every row with its mark."""
    for statement in record.statements:
        yield from _statement_spans(statement)
    for event in record.events:
        yield from _marked(event.evidence.all, event.id, "event")
    for commitment in record.commitments:
        yield from _marked(commitment.evidence, commitment.id, "commitment")
    for actor in record.actors:
        for mention in actor.mentions:
            yield mention.span, Mark(actor.id, "name")


def _statement_spans(row: Statement) -> Iterator[tuple[Span, Mark]]:
    yield from _marked(row.evidence.content, row.id, "content")
    yield from _marked(row.evidence.source, row.id, "source")
    yield from _marked(row.evidence.cue, row.id, "cue")
    if row.said is not None:
        yield from _marked(row.said.evidence, row.id, "when")


def _marked(evidence: Evidence, row: str, part: Part) -> Iterator[tuple[Span, Mark]]:
    return ((span, Mark(row, part)) for span in evidence.spans)


def _rows_by_start(record: Record) -> dict[int, list[str]]:
    """Return the ids of the rows by the code point at which their words begin."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in _rows(record):
        found[_start(row)].append(row.id)
    return found


def _start(row: Statement | Event | Commitment) -> int:
    """Return the code point at which the words of a row begin: those of a statement are its content."""
    if isinstance(row, Statement):
        return row.evidence.content.start
    return row.evidence.all.start if isinstance(row, Event) else row.evidence.start


def _segments(record: Record, lines: list[Span]) -> list[tuple[Segment, ...]]:
    """Return the segments of consecutive lines, none for a blank line.

    One sweep, linear in spans and characters.
    """
    begins: defaultdict[int, list[Mark]] = defaultdict(list)
    ends: defaultdict[int, list[Mark]] = defaultdict(list)
    shown = Span(lines[0].start, lines[-1].end)
    for span, mark in _marked_spans(record):
        if (clipped := span.clipped(shown)) is not None:
            begins[clipped.start].append(mark)
            ends[clipped.end].append(mark)
    kinds: dict[int, PassageKind] = {max(row.span.start, shown.start): row.kind for row in record.passages}
    kind_starts = (at for at in kinds if at < shown.end)
    cuts = sorted({*begins, *ends, *kind_starts, *(edge for line in lines for edge in line)})
    opens, text = _rows_by_start(record), record.article.text
    out: list[list[Segment]] = [[] for _ in lines]
    active: dict[Mark, int] = {}
    kind: PassageKind = "body"
    line = 0
    for place, start in enumerate(cuts):
        kind = kinds.get(start, kind)
        _update_marks(active, begins.get(start, ()), ends.get(start, ()))
        end = cuts[place + 1] if place + 1 < len(cuts) else start
        while line + 1 < len(lines) and start > lines[line].end:
            line += 1
        words = text[start : min(end, lines[line].end)]
        if words:
            out[line].append(Segment(start, words, kind, tuple(active), tuple(opens.get(start, ()))))
    return [tuple(segments) if any(part.text.strip() for part in segments) else () for segments in out]


def _update_marks(active: dict[Mark, int], begins: Iterable[Mark], ends: Iterable[Mark]) -> None:
    """Update the active marks at one place of the text. They are counted: spans of one mark may touch."""
    for mark in ends:
        active[mark] -= 1
        if not active[mark]:
            del active[mark]
    for mark in begins:
        active[mark] = active.get(mark, 0) + 1
