"""Lines of a text as borders of passages: hard-wrapped lines joined, very long lines cut. Offsets only."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.model.span import Span

# Everything `str.splitlines` breaks at. All of these are white space, so a line never begins or ends on one.
_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\s")
_BULLET = re.compile(r"\s*(?:[-–—*•▪·►>#~|]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_FENCE = re.compile(r"\W*\Z")

MAX_PASSAGE = 20_000  # characters: later steps work on whole passages, and this bounds their cost
_NARROW, _WIDE = 45, 100  # wrap columns to expect: e-mail, terminals and typewriter pages use 60 to 80
_LEAST_BREAKS = 3  # fewer line breaks inside blocks are not enough evidence of wrapping
# Share of those breaks at which the next word would not have fitted. In wrapped text all but paragraph ends
# do.
_LEAST_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A line without white space at its edges; `gap`: a blank line or the start of the text is before it."""

    span: Span
    gap: bool
    indent: int = 0


def find_lines(text: str) -> list[Line]:
    """Return the lines of `text` that are not blank; hard-wrapped lines are joined into paragraphs."""
    lines = list(_raw_lines(text))
    width = _wrap_width(text, lines)
    return lines if width is None else list(_joined(text, lines, width))


def split_long(text: str, span: Span, limit: int = MAX_PASSAGE) -> Iterator[Span]:
    """Yield pieces of at most `limit` characters, cut after sentences, else at spaces, else between words.

    A piece is longer only where one word is longer than `limit`.
    """
    start = span.start
    while span.end - start > limit:
        piece = Span(start, _cut(text, start, span.end, limit)).trimmed(text)
        rest = Span(piece.end if piece else start, span.end).trimmed(text)
        if piece is None or rest is None:
            break
        yield piece
        start = rest.start
    yield Span(start, span.end)


def _raw_lines(text: str) -> Iterator[Line]:
    last = 0
    for found in _LINE.finditer(text):
        span = Span(*found.span()).trimmed(text)
        indent = span.start - found.start() if span else 0
        if span:
            between = text[last : span.start]
            breaks = between.count("\n") or between.count("\r") or 1
            yield Line(span, last == 0 or breaks > 1 or "\u2029" in between, indent)
            last = span.end


def _wrap_width(text: str, lines: Sequence[Line]) -> int | None:
    """Return the column at which the text is wrapped, or None.

    In wrapped text a line ends where the next word would not fit.
    """
    breaks = [(a, b) for a, b in pairwise(lines) if not b.gap]
    if len(breaks) < _LEAST_BREAKS:
        return None
    lengths = sorted(a.span.length for a, _ in breaks)
    width = lengths[min(len(lengths) - 1, len(lengths) * 95 // 100)]
    longest = max(line.span.length for line in lines)
    if not _NARROW <= width <= _WIDE or longest > 2 * width:
        return None
    full = sum(_is_full(text, a, b, width) for a, b in breaks)
    inside = sum(text[b.span.start].islower() for _, b in breaks)
    return width if full >= _LEAST_SHARE * len(breaks) and inside * 4 >= len(breaks) else None


def _is_full(text: str, line: Line, after: Line, width: int) -> bool:
    """Return whether the next line's first word would not fit (some programs wrap two columns early)."""
    word = after.span.start
    while word < after.span.end and not text[word].isspace() and word - after.span.start <= width:
        word += 1
    return line.span.length + 1 + (word - after.span.start) > width - 2


def _joined(text: str, lines: Sequence[Line], width: int) -> Iterator[Line]:
    current = lines[0]
    last = lines[0]
    for line in lines[1:]:
        new = line.gap or line.indent > last.indent + 1 or _BULLET.match(text, *line.span)
        continues = not new and _is_full(text, last, line, width)
        if continues and not _FENCE.match(text, *line.span):
            current = Line(current.span.joined(line.span), current.gap)
        else:
            yield current
            current = line
        last = line
    yield current


def _cut(text: str, start: int, end: int, limit: int) -> int:
    """Return where to cut text[start:end], which is longer than `limit`, so that the first part fits."""
    stop = start + limit
    sentence = _last(found.end() for found in _SENTENCE_END.finditer(text, start + limit // 2, stop))
    if sentence is not None:
        return sentence
    for at in range(stop, start, -1):
        if text[at].isspace() or text[at - 1].isspace():
            return at
    for at in range(stop, start, -1):
        if _is_edge(text, at):
            return at
    at = stop
    while at < end and not _is_edge(text, at):
        at += 1
    return at


def _is_edge(text: str, at: int) -> bool:
    return not (text[at - 1].isalnum() and text[at].isalnum())


def _last(found: Iterable[int]) -> int | None:
    last = None
    for at in found:
        last = at
    return last
