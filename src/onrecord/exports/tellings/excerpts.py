"""Excerpts: the words around a row in its article, with the words that support it marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.model.evidence import Evidence
from onrecord.model.span import Span

Part = Literal["source", "cue", "content", "event", "commitment", ""]
MARGIN = 160  # code points shown on each side of the evidence, at most: about two lines
LONGEST_GAP = 240  # words between two pieces of evidence that are shown; longer ones become "…"
MORE = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of an article. `part` is what they support, "" for words around."""

    words: str
    part: Part = ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of an article in pieces. `start` and `end` are code points of its text, the end exclusive,
    from the first marked word to the last.
    """

    pieces: tuple[Piece, ...]
    start: int
    end: int

    def __str__(self) -> str:
        return "".join(piece.words for piece in self.pieces)


def make_excerpt(text: str, evidence: Iterable[tuple[Part, Evidence]]) -> Excerpt | None:
    """Return the words around the evidence, None where there is no evidence.

    The excerpt stays within the paragraphs of the evidence. Where pieces of evidence overlap, the first wins.
    """
    marks = _without_overlaps([(span, part) for part, words in evidence for span in words.spans])
    if not marks:
        return None
    first, last = marks[0][0].start, marks[-1][0].end
    begin, finish = _widened(text, first, last)
    pieces: list[Piece] = [Piece(MORE)] if begin > 0 and text[begin - 1] != "\n" else []
    at = begin
    for span, part in marks:
        pieces += _between(text[at : span.start])
        pieces.append(Piece(span.words(text), part))
        at = span.end
    pieces += _between(text[at:finish])
    if finish < len(text) and text[finish] != "\n":
        pieces.append(Piece(MORE))
    return Excerpt(tuple(pieces), first, last)


def _without_overlaps(marks: Sequence[tuple[Span, Part]]) -> list[tuple[Span, Part]]:
    taken: list[tuple[Span, Part]] = []
    for span, part in marks:
        taken += [(rest, part) for rest in span.minus([other for other, _ in taken])]
    return sorted(taken)


def _between(words: str) -> list[Piece]:
    """Return unmarked words, shortened in the middle where they are long."""
    if len(words) <= 2 * MARGIN + LONGEST_GAP:
        return [Piece(words)] if words else []
    head, tail = words[:MARGIN].rsplit(None, 1)[0], words[-MARGIN:].split(None, 1)[-1]
    return [Piece(f"{head} {MORE} {tail}")]


def _widened(text: str, first: int, last: int) -> tuple[int, int]:
    """Return the range with a margin on both sides, cut at ends of paragraphs and between words."""
    begin = max(text.rfind("\n", 0, first) + 1, first - MARGIN)
    if begin > 0 and text[begin - 1] != "\n":
        space = text.find(" ", begin, first)
        begin = first if space < 0 else space + 1
    end = text.find("\n", last)
    finish = min(len(text) if end < 0 else end, last + MARGIN)
    if finish < len(text) and text[finish] != "\n":
        space = text.rfind(" ", last, finish)
        finish = last if space < 0 else space
    return begin, finish
