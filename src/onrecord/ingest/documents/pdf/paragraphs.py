"""From the lines of PDF pages to paragraphs: across lines, columns and pages, hyphenated words joined."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from onrecord.ingest.documents.pdf.lines import Line, Page, in_reading_order, without_furniture
from onrecord.ingest.lexicons import LANGUAGES, load_entries

HEADING_SIZE = 1.15  # times the type size of the body
SAME_SIZE = 0.1  # share by which the type sizes of one paragraph may differ
USUAL_LEADING = 1.2  # distance of baselines in type sizes, where a file has too few lines to tell
GAP = 1.35  # times the usual distance of baselines; a wider one parts paragraphs
INDENT = 0.6  # of the type size
_SENTENCE_END = re.compile(r"[.!?…:;][\"'»”’)\]]*$")
_LINE_HYPHEN = re.compile(r"(?P<first>[\w'’-]*[^\W\d_])[-\u2010]$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TURN = re.compile(r"(?:[QA][.:]|[A-Z][A-Z.'’ -]{1,40}:)\s")  # of a transcript
_BULLET = re.compile(r"[•▪●◦‣■□–]\s")


@dataclass(slots=True)
class _Block:
    """Lines of one paragraph and the edges of the column that they stand in."""

    lines: list[Line]
    left: float
    right: float

    def is_like(self, other: "_Block") -> bool:
        """Return whether two blocks are set in the same type."""
        first, second = self.lines[-1], other.lines[0]
        return first.bold == second.bold and abs(first.size - second.size) <= SAME_SIZE * first.size


@dataclass(slots=True)
class ParagraphFinder:
    """Finds the paragraphs of pages that come in batches. The last one is kept back: it may go on."""

    _words: Counter[str] = field(default_factory=Counter)
    _last: _Block | None = None
    _body_size: float = 0.0
    _leading: float = USUAL_LEADING

    def add(self, pages: Sequence[Page]) -> Iterator[tuple[str, bool]]:
        """Yield the paragraphs that are complete with these pages, each with whether it is a heading."""
        self._body_size = _body_size(pages) or self._body_size
        self._learn(pages)
        columns = [
            column
            for lines in without_furniture(pages, self._body_size)
            for column in in_reading_order(lines)
        ]
        self._leading = _leading(columns, self._body_size) or self._leading
        for column in columns:
            blocks = _blocks(column, self._body_size, self._leading)
            for block in blocks:
                if self._last is None:
                    self._last = block
                elif block is blocks[0] and _goes_on(self._last, block, self._body_size):
                    self._last.lines += block.lines
                else:
                    yield self._finished(self._last)
                    self._last = block

    def finish(self) -> Iterator[tuple[str, bool]]:
        """Yield the last paragraph, if there is any."""
        if self._last is not None:
            yield self._finished(self._last)
        self._last = None

    def _learn(self, pages: Sequence[Page]) -> None:
        """Count the words within lines. The last of a line may be a part of one."""
        for page in pages:
            for line in page.lines:
                self._words.update(word.lower() for word in _WORD.findall(line.text)[:-1])

    def _finished(self, block: _Block) -> tuple[str, bool]:
        text = block.lines[0].text
        for line in block.lines[1:]:
            text = join_lines(text, line.text, self._words)
        is_heading = block.lines[0].size > HEADING_SIZE * self._body_size
        return text, is_heading


def join_lines(before: str, after: str, words: Counter[str]) -> str:
    """Return two lines as one. A hyphen at the end of the first is dropped unless it belongs to the word.

    It does before a capital or a digit, when the document prints the word with it elsewhere, and beside parts
    of words that usually have one (lexicons/en/hyphens.txt). `words` are those of the document.
    """
    if before.endswith("\xad"):
        return before[:-1] + after
    match = _LINE_HYPHEN.search(before)
    following = _WORD.match(after)
    if match is None or following is None:
        between = "" if re.search(r"[\w—][-\u2010/—]$", before) else " "
        return before + between + after
    first, second = match["first"].lower(), following.group().lower()
    return before + after if _keeps_hyphen(first, second, after, words) else before[:-1] + after


def _keeps_hyphen(first: str, second: str, after: str, words: Counter[str]) -> bool:
    if not after[0].islower() or "-" in first:
        return True
    whole, apart = words[first + second], words[f"{first}-{second}"]
    if whole or apart:
        return apart > whole
    begins, ends = _hyphenated_parts()
    return first in begins or second.partition("-")[0] in ends


@cache
def _hyphenated_parts() -> tuple[frozenset[str], frozenset[str]]:
    """Return the parts of words that stand before and after a hyphen that is part of the word."""
    lines = [line.split() for language in LANGUAGES for line in load_entries(f"{language}/hyphens.txt")]
    parts = [frozenset(word for side, word in lines if side == wanted) for wanted in ("before", "after")]
    return parts[0], parts[1]


def _body_size(pages: Sequence[Page]) -> float:
    """Return the type size of most characters."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


def _leading(columns: Sequence[list[Line]], body_size: float) -> float | None:
    """Return the usual distance of baselines in the body as a multiple of the type size, None without any.

    It is the least one that is not rare: in files of short paragraphs most distances are between paragraphs.
    """
    found = Counter(
        round((upper.y0 - lower.y0) / lower.size, 1)
        for column in columns
        for upper, lower in pairwise(column)
        if 0.8 * lower.size < upper.y0 - lower.y0 < 3 * lower.size
        and abs(upper.size - body_size) < 0.5
        and abs(lower.size - body_size) < 0.5
    )
    fewest = max(2, found.total() // 20)
    return min((distance for distance, count in found.items() if count >= fewest), default=None)


def _blocks(column: list[Line], body_size: float, leading: float) -> list[_Block]:
    """Return the paragraphs of a column."""
    left = min(line.x0 for line in column)
    right = max(line.x1 for line in column)
    starts = Counter(round(line.x0) for line in column)
    usual = max(starts, key=lambda place: (starts[place], -place))
    left = usual if starts[usual] > 1 else left
    blocks: list[_Block] = []
    for line in column:
        if blocks and not _begins_paragraph(blocks[-1], line, leading * line.size, body_size):
            blocks[-1].lines.append(line)
        else:
            blocks.append(_Block([line], left, right))
    return blocks


def _begins_paragraph(block: _Block, line: Line, distance: float, body_size: float) -> bool:
    """Return whether a line below a paragraph begins the next one."""
    before = block.lines[-1]
    size = line.size
    if abs(before.size - size) > SAME_SIZE * size or before.y0 - line.y0 > GAP * distance:
        return True
    if size > HEADING_SIZE * body_size:
        return False
    if _LINE_HYPHEN.search(before.text):
        return False
    if before.bold != line.bold or _BULLET.match(line.text):
        return True
    if _TURN.match(line.text) and _SENTENCE_END.search(before.text):
        return True
    if line.x0 > before.x0 + INDENT * size:  # the second line of an entry with a mark is no new paragraph
        return _SENTENCE_END.search(before.text) is not None or not line.text[:1].islower()
    if line.x0 < before.x0 - INDENT * size and len(block.lines) > 1:
        return True
    return _is_short(before, line, block.left, block.right)


def _is_short(before: Line, line: Line, left: float, right: float) -> bool:
    """Return whether a line ends before the first word of the next one would have to be put there."""
    if line.text[:1].islower() and not _SENTENCE_END.search(before.text):
        return False
    word = line.text.split()[0] if line.text.split() else ""
    room = (line.x1 - line.x0) / max(len(line.text), 1) * (len(word) + 1)
    return right - before.x1 > max(1.3 * room, 0.1 * (right - left))


def _goes_on(last: _Block, block: _Block, body_size: float) -> bool:
    """Return whether the first paragraph of a column continues the last one of the column before."""
    before, line = last.lines[-1], block.lines[0]
    if last.is_like(block) and line.size > HEADING_SIZE * body_size:  # a title of two lines, the second short
        return 0 < before.y0 - line.y0 < 1.6 * line.size
    if not last.is_like(block) or line.size > HEADING_SIZE * body_size or line.bold:
        return False
    if _SENTENCE_END.search(before.text) and not _LINE_HYPHEN.search(before.text):
        return line.text[:1].islower()
    if line.text[:1].islower() or _LINE_HYPHEN.search(before.text):
        return True
    return line.x0 <= block.left + INDENT * line.size and not _is_short(before, line, last.left, last.right)
