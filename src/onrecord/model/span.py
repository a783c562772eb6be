"""Spans: half-open ranges of Unicode code points in a text. All offset arithmetic is here."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from onrecord.model.graphemes import is_cluster_edge


class Span(NamedTuple):
    """A range of code points: `start` inclusive, `end` exclusive. Written as `[start, end]` in JSON."""

    start: int
    end: int

    def words(self, text: str) -> str:
        """Return the characters of `text` that this span covers."""
        return text[self.start : self.end]

    @property
    def length(self) -> int:
        """Number of code points covered."""
        return self.end - self.start

    def holds(self, other: "Span") -> bool:
        """Return whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> "Span":
        """Return the span moved right by `by` code points (left when negative)."""
        return Span(self.start + by, self.end + by)

    def joined(self, other: "Span") -> "Span":
        """Return the smallest span that contains both."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def clipped(self, to: "Span") -> "Span | None":
        """Return the part inside `to`, None when nothing is left."""
        start, end = max(self.start, to.start), min(self.end, to.end)
        return Span(start, end) if start < end else None

    def trimmed(self, text: str, off: str = "") -> "Span | None":
        """Return the span without white space and `off` characters at its edges, None if nothing is left."""
        start, end = self.start, self.end
        while start < end and (text[start].isspace() or text[start] in off):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in off):
            end -= 1
        return Span(start, end) if start < end else None

    def minus(self, others: Iterable["Span"]) -> "Iterator[Span]":
        """Yield the parts of this span outside `others`, in text order."""
        at = self.start
        for other in sorted(others):
            if other.end <= at or other.start >= self.end:
                continue
            if other.start > at:
                yield Span(at, other.start)
            at = max(at, other.end)
        if at < self.end:
            yield Span(at, self.end)

    def is_sound(self, text: str) -> bool:
        """Return whether the span lies in `text`, is not empty, and has sound edges.

        No edge is in white space, in a word, or in a character as readers see it (a grapheme cluster).
        """
        if not 0 <= self.start < self.end <= len(text):
            return False
        if text[self.start].isspace() or text[self.end - 1].isspace():
            return False
        cuts_left = self.start > 0 and text[self.start - 1].isalnum() and text[self.start].isalnum()
        cuts_right = self.end < len(text) and text[self.end - 1].isalnum() and text[self.end].isalnum()
        if cuts_left or cuts_right:
            return False
        return is_cluster_edge(text, self.start) and is_cluster_edge(text, self.end)

    def widened_to_words(self, text: str) -> "Span":
        """Return the span extended so that neither edge cuts a word or a grapheme cluster."""
        start, end = self.start, self.end
        while _cuts(text, start):
            start -= 1
        while _cuts(text, end):
            end += 1
        return Span(start, end)


def _cuts(text: str, at: int) -> bool:
    """Return whether an offset lies inside a word or a grapheme cluster."""
    if not 0 < at < len(text):
        return False
    return (text[at - 1].isalnum() and text[at].isalnum()) or not is_cluster_edge(text, at)


def sorted_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in text order with overlapping ones joined."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start < out[-1].end:
            out[-1] = out[-1].joined(span)
        else:
            out.append(span)
    return tuple(out)
