"""Lines of a PDF page: their place, their type size; which of them are running heads; their order in columns.

Lengths are in points (1/72 inch); y grows upwards, as in the PDF.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from pdfminer.layout import LTChar

MARGIN = 0.13  # share of the page's height at its top and bottom where running heads and feet stand
MOST_HEAD_LINES = 5  # lines at each edge that may be running heads
APART = 1.4  # times the usual distance of lines; so far running heads stand from the text
HEAD_SIZE = 1.1  # of the type size of the body, at most
FEW_PAGES = 6  # so few pages need two with the same line, more need three
STEPS = 60  # places across a page where a gutter is looked for
MOST_SPLITS = 6  # columns within columns
SIDE_LINES = 3  # fewest lines on each side of a gutter
CROSSING = 0.35  # greatest share of lines that may cross a gutter: headings and paragraphs across the page
NARROW = 0.15  # of the width; narrower than this are labels, numbers and marks, no column
SAME_LINE = 0.4  # of the type size; baselines so near are one line
CELL_GAP = 2.5  # of the type size; a wider gap within a line is one between cells
_FOOTNOTE_SIZE = 0.9  # of the type size of the body
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|pg\.?)? ?[-–—|]? ?(?:#{1,3}|[ivxl]{1,6})(?: ?(?:of|/|\||-|–|—) ?#{0,4})? ?(?:page)?"
)
_NUMBERED = re.compile(r"page # ?(?:of|/) ?#|# ?(?:of|/) ?#")
_FOOTNOTE = re.compile(r"(?:\d{1,3}|[*†‡§])\s?\S")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xa0": " ", "\t": " "}
)


@dataclass(slots=True)
class Line:
    """A printed line, or a part of one: its box, text, type size and whether it is bold."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    size: float
    bold: bool


@dataclass(slots=True)
class Page:
    """The lines of a page, in any order, and its height."""

    lines: list[Line]
    height: float


def line_of_characters(characters: Sequence[Any]) -> Line | None:
    """Return the line that characters make; None for turned text (watermarks, notes on the edge).

    Small raised digits are marks of footnotes and left out. Ligatures are taken apart.
    """
    printed = [one for one in characters if isinstance(one, LTChar)]
    if not printed or 2 * sum(_is_turned(one) for one in printed) > len(printed):
        return None
    size = median(one.size for one in printed)
    base = median(one.y0 for one in printed)
    kept = [one for one in characters if not (isinstance(one, LTChar) and _is_mark(one, size, base))]
    text = "".join(one.get_text() for one in kept).translate(_LIGATURES).strip()
    bold = 2 * sum(bool(re.search("bold|black|heavy", one.fontname, re.IGNORECASE)) for one in printed)
    return Line(
        min(one.x0 for one in printed),
        base,
        max(one.x1 for one in printed),
        max(one.y1 for one in printed),
        text,
        size,
        bold > len(printed),
    )


def _is_turned(character: LTChar) -> bool:
    a, b = character.matrix[:2]
    return not character.upright or abs(b) > 0.1 * abs(a)


def _is_mark(character: LTChar, size: float, base: float) -> bool:
    small = character.size < 0.75 * size and character.y0 > base + 0.2 * size
    return small and character.get_text().strip().isdigit()


@dataclass(frozen=True, slots=True)
class _Repeated:
    """What is printed at the same height of several pages, and all that is printed within the margins."""

    places: frozenset[tuple[str, int]]
    printed: str
    pages: int
    body_size: float

    def has(self, line: Line, page: Page, numbers: Sequence[Line]) -> bool:
        """Return whether a line is a running head or page number. `numbers` are lines like "Page 2 of 3"."""
        if not _in_margin(line, page):
            return False
        plain = _plain(line.text)
        beside = any(abs(line.y0 - other.y0) < 3 * line.size for other in numbers)
        return (
            _place(line) in self.places
            or _is_page_number(plain, self.pages)
            or (beside and line.size <= HEAD_SIZE * self.body_size and plain in self.printed)
        )


def without_furniture(pages: Sequence[Page], body_size: float) -> Iterator[list[Line]]:
    """Yield the lines of each page without running heads, page numbers and footnotes.

    A running head stands at the edge with the same words, numbers aside, at the same height of several pages;
    or beside "Page 2 of 3" with words that are also printed elsewhere, as the title of the article is in
    downloads. Only the outermost lines count, and only if they are set off from the text.
    """
    counts = Counter(
        key for page in pages for key in {_place(line) for line in page.lines if _in_margin(line, page)}
    )
    fewest = 2 if len(pages) <= FEW_PAGES else 3
    printed = (_plain(line.text) for page in pages for line in page.lines if not _in_margin(line, page))
    repeated = _Repeated(
        frozenset(key for key, count in counts.items() if count >= fewest),
        " ".join(printed),
        len(pages),
        body_size,
    )
    for page in pages:
        out = {id(line) for from_top in (True, False) for line in _furniture(page, repeated, from_top)}
        yield _without_footnotes([line for line in page.lines if id(line) not in out], body_size)


def _furniture(page: Page, repeated: _Repeated, from_top: bool) -> Iterator[Line]:
    """Yield the running heads at the top or at the foot of a page."""
    numbers = [
        line for line in page.lines if _in_margin(line, page) and _NUMBERED.fullmatch(_plain(line.text))
    ]
    rows = _rows(page.lines, from_top)
    count = 0
    while count < min(MOST_HEAD_LINES, len(rows)) and all(
        repeated.has(line, page, numbers) for line in rows[count]
    ):
        count += 1
    while count and not _is_apart(rows, count):
        count -= 1
    for row in rows[:count]:
        yield from row


def _is_apart(rows: Sequence[list[Line]], count: int) -> bool:
    """Return whether the first `count` rows are set off from the next: by a gap or by their type size."""
    if count >= len(rows):
        return True
    gaps = sorted(abs(upper[0].y0 - lower[0].y0) for upper, lower in pairwise(rows))
    last, following = rows[count - 1][0], rows[count][0]
    wide = abs(last.y0 - following.y0) >= APART * gaps[len(gaps) // 2]
    return wide or abs(last.size - following.size) > 0.04 * following.size


def _rows(lines: Sequence[Line], from_top: bool) -> list[list[Line]]:
    """Return the lines by baseline, from the top or from the foot of the page."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: -one.y0 if from_top else one.y0):
        if rows and abs(rows[-1][0].y0 - line.y0) <= SAME_LINE * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _place(line: Line) -> tuple[str, int]:
    return _plain(line.text), round(line.y0 / 4)


def _in_margin(line: Line, page: Page) -> bool:
    return line.y0 > (1 - MARGIN) * page.height or line.y1 < MARGIN * page.height


def _plain(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.lower().split()))


def _is_page_number(plain: str, pages: int) -> bool:
    return _PAGE_NUMBER.fullmatch(plain) is not None and (pages > 1 or "page" in plain or "of" in plain)


def _without_footnotes(lines: list[Line], body_size: float) -> list[Line]:
    """Return the lines without the small ones below the last line of the body, from a footnote's mark on."""
    body = [line.y0 for line in lines if line.size > _FOOTNOTE_SIZE * body_size]
    lowest = min(body, default=0.0)
    below = sorted((line for line in lines if line.y1 <= lowest), key=lambda line: -line.y0)
    start = next((line.y0 for line in below if _FOOTNOTE.match(line.text)), None)
    return lines if start is None else [line for line in lines if line.y0 > start or line.y0 >= lowest]


def in_reading_order(lines: list[Line], depth: int = 0) -> Iterator[list[Line]]:
    """Yield the lines column by column, each column from top to bottom with whole lines.

    Where a gutter parts the lines, what crosses it (a heading, a paragraph across the page) ends the columns
    above it; below it they begin again. `depth` counts the columns that these lines are within.
    """
    gutter = _gutter(lines) if depth < MOST_SPLITS else None
    if gutter is None:
        if lines:
            yield _whole_lines(lines)
        return
    left: list[Line] = []
    right: list[Line] = []
    across: list[Line] = []
    for line in sorted(lines, key=lambda one: (-one.y1, one.x0)):
        crosses = line.x0 < gutter < line.x1
        if crosses and (left or right):
            yield from _columns(across, left, right, depth)
            across, left, right = [], [], []
        (across if crosses else left if line.x1 <= gutter else right).append(line)
    yield from _columns(across, left, right, depth)


def _columns(across: list[Line], left: list[Line], right: list[Line], depth: int) -> Iterator[list[Line]]:
    if across:
        yield _whole_lines(across)
    yield from in_reading_order(left, depth + 1)
    yield from in_reading_order(right, depth + 1)


def _gutter(lines: list[Line]) -> float | None:
    """Return where a vertical gutter parts the lines into columns side by side, None when none does."""
    if len(lines) < 2 * SIDE_LINES:
        return None
    first, last = min(line.x0 for line in lines), max(line.x1 for line in lines)
    best: tuple[int, int] | None = None
    places: list[float] = []
    for step in range(STEPS // 8, STEPS - STEPS // 8):
        place = first + (last - first) * step / STEPS
        left = [line for line in lines if line.x1 <= place]
        right = [line for line in lines if line.x0 >= place]
        crossing = len(lines) - len(left) - len(right)
        if crossing > CROSSING * len(lines) or not _are_columns(left, right, last - first):
            continue
        quality = (crossing, -min(len(left), len(right)))
        if best is None or quality < best:
            best, places = quality, [place]
        elif quality == best:
            places.append(place)
    return places[len(places) // 2] if places else None


def _are_columns(left: list[Line], right: list[Line], width: float) -> bool:
    """Return whether lines make two columns: enough of them, wide enough, side by side."""
    if min(len(left), len(right)) < SIDE_LINES:
        return False
    if min(median(line.x1 - line.x0 for line in side) for side in (left, right)) < NARROW * width:
        return False
    top = min(max(line.y1 for line in side) for side in (left, right))
    bottom = max(min(line.y0 for line in side) for side in (left, right))
    beside = [sum(bottom <= line.y0 and line.y1 <= top for line in side) for side in (left, right)]
    return 2 * min(beside) >= min(len(left), len(right))


def _whole_lines(lines: Iterable[Line]) -> list[Line]:
    """Return the lines from top to bottom, those on one baseline joined."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (-one.y0, one.x0)):
        if rows and abs(rows[-1][0].y0 - line.y0) <= SAME_LINE * max(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda one: one.x0)) for row in rows]


def _joined(row: list[Line]) -> Line:
    text, end = row[0].text, row[0].x1
    for part in row[1:]:
        text += ("\t" if part.x0 - end > CELL_GAP * part.size else " ") + part.text
        end = max(end, part.x1)
    return Line(
        row[0].x0,
        min(line.y0 for line in row),
        end,
        max(line.y1 for line in row),
        text,
        max(line.size for line in row),
        all(line.bold for line in row),
    )
