"""Text of a marked article: finds the offsets of quoted words, and refuses missing or ambiguous ones."""

import re
from dataclasses import dataclass

from onrecord.model.errors import GoldError
from onrecord.model.span import Span, sorted_spans

# Characters that an annotator may type in place of those in the text, one for one, so that offsets do not
# change.
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f\t", " "),
    }
)
_SKIP = re.compile(r"\s+(?:…|\.\.\.)\s+")
_PART = re.compile(r"(\d+)<(.*?)>(?:#(\d+))?", re.DOTALL)
_AROUND = 24  # characters shown on each side of words that occur more than once


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text that is not blank: its span, and its characters in the form used for comparison."""

    span: Span
    plain: str


class MarkedText:
    """A text in numbered paragraphs, in which the words of marks are found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraphs = tuple(_paragraphs(text))

    def find(self, words: str) -> tuple[Span, ...]:
        """Return the spans of `3<words> + 4<more>`. Raises GoldError for missing or ambiguous words."""
        spans, at = [], 0
        for match in _PART.finditer(words):
            if words[at : match.start()].strip() not in ("", "+"):
                break
            spans.append(self._find_part(int(match[1]), match[2], int(match[3]) if match[3] else None))
            at = match.end()
        if words[at:].strip() or not spans:
            raise GoldError(f"{words!r} does not give words of a paragraph; write 3<the words>, joined by +")
        return sorted_spans(spans)

    def paragraph_of(self, at: int) -> int:
        """Return the number (from 0) of the paragraph at this code point."""
        return next(i for i, row in enumerate(self.paragraphs) if row.span.start <= at < row.span.end)

    def find_everywhere(self, words: str) -> list[Span]:
        """Return the spans of all occurrences of `words` in the text, as whole words."""
        return [span for row in self.paragraphs for span in self._occurrences(row, plain(words))]

    def _find_part(self, number: int, words: str, which: int | None) -> Span:
        if not 1 <= number <= len(self.paragraphs):
            raise GoldError(f"there is no paragraph {number}; the text has {len(self.paragraphs)}")
        paragraph = self.paragraphs[number - 1]
        if words.strip() == "*":
            return paragraph.span
        inner = re.fullmatch(r"(.*?)\{(.+?)\}(.*)", words, re.DOTALL)
        if inner and plain(words) not in paragraph.plain:
            before, inside, after = (part.translate(_SAME) for part in inner.groups())
            whole = self._one(paragraph, before + inside + after, number, which)
            return self._find_inside(whole, before, inside, number)
        ends = _SKIP.split(words.strip())
        if len(ends) == 1 or self._occurrences(paragraph, plain(words)):
            return self._one(paragraph, plain(words), number, which)
        if len(ends) > 2:
            raise GoldError(f"{number}<{words}> has two gaps; write the first words … the last words")
        first = self._one(paragraph, plain(ends[0]), number, which)
        last = [span for span in self._occurrences(paragraph, plain(ends[1])) if span.start >= first.end]
        if not last:
            raise GoldError(f"paragraph {number} does not have {ends[1]!r} after {ends[0]!r}")
        return Span(first.start, last[0].end)

    def _find_inside(self, whole: Span, before: str, inside: str, number: int) -> Span:
        """Return the span of `inside` in `whole`, after the words `before`: 3<before {inside} after>."""
        text = self.text.translate(_SAME)
        skipped = _pattern(before.lstrip()).match(text, whole.start, whole.end) if before.strip() else None
        found = _pattern(inside).search(text, skipped.end() if skipped else whole.start, whole.end)
        return self._sound(Span(*found.span()) if found else whole, number)

    def _one(self, paragraph: Paragraph, words: str, number: int, which: int | None) -> Span:
        found = self._occurrences(paragraph, words)
        if not found:
            raise GoldError(f"{words!r} is not in paragraph {number} (as whole words)")
        if which is not None and not 1 <= which <= len(found):
            raise GoldError(
                f"{words!r} occurs {len(found)} times in paragraph {number}, there is no #{which}"
            )
        if which is None and len(found) > 1:
            places = self._list_places(found)
            raise GoldError(
                f"{words!r} occurs {len(found)} times in paragraph {number}; choose one: {places}"
            )
        return found[(which or 1) - 1]

    def _list_places(self, found: list[Span]) -> str:
        places = []
        for number, span in enumerate(found, start=1):
            around = Span(max(span.start - _AROUND, 0), min(span.end + _AROUND, len(self.text)))
            places.append(f"#{number} “{' '.join(around.words(self.text).split())}”")
        return ", ".join(places)

    def _occurrences(self, paragraph: Paragraph, words: str) -> list[Span]:
        if not words:
            return []
        starts = (match.span() for match in _pattern(words).finditer(paragraph.plain))
        spans = [Span(*found).shifted(paragraph.span.start) for found in starts]
        return [span for span in spans if span.is_sound(self.text)]

    def _sound(self, span: Span, number: int) -> Span:
        if not span.is_sound(self.text):
            words = span.words(self.text)
            raise GoldError(f"{words!r} in paragraph {number} begins or ends inside a word or on a space")
        return span


def _pattern(words: str) -> re.Pattern[str]:
    """Return a pattern of words with any white space between them."""
    return re.compile(r"\s+".join(re.escape(part) for part in words.split()))


def plain(words: str) -> str:
    """Return words in the form used for comparison: one kind of quotation mark, dash and space."""
    return " ".join(words.translate(_SAME).split())


def _paragraphs(text: str) -> list[Paragraph]:
    rows, at = [], 0
    for line in text.splitlines(keepends=True):
        span = Span(at, at + len(line)).trimmed(text)
        if span is not None:
            rows.append(Paragraph(span, span.words(text).translate(_SAME)))
        at += len(line)
    return rows
