"""Tells a table in text from prose, and finds how it is written: separator, quotation marks, charset."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.ingest.charsets import BOMS, find_wide_charset
from onrecord.ingest.tables.columns import count_known, holds_text

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

SUFFIXES = (".csv", ".tsv", ".tab")
MEDIA_TYPES = ("text/csv", "text/tab-separated-values", "application/csv")
SEPARATORS = ("\t", ",", ";", "|")
_LONGEST_NAME = 60  # characters of a name in a header
_LEAST_ROWS, _LEAST_CELLS = 5, 4  # rows of as many cells that show a table without any known name
_SAMPLED = 40  # rows by which the form is found
# Excel's first line that names the separator.
DECLARED = re.compile(r"sep=([^\w\s\"\\]|\t)\r?\n", re.IGNORECASE)
_MARKUP = re.compile(r"\s*(?:<[!?a-z]|[\[{]|%PDF-|PK\x03\x04)", re.IGNORECASE)
_FEWEST_KNOWN = 3
_MOST_ZEROS = 20  # one character in so many may be U+0000; more, and it is no text
_OPEN_QUOTES = re.compile(r'(?:^|\t)"[^"\t\n]*"[^"\t\r\n]', re.MULTILINE)  # a cell that only begins quoted


_HEADER_ROWS = 10  # rows among which the header is looked for, as in `table`


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a table is written: separator of cells, whether cells are quoted, the character before a quote."""

    separator: str
    quoted: bool = True
    escape: str | None = None

    def reader(self, lines: Iterator[str]) -> "Iterator[list[str]]":
        """Return the rows of the lines. Raises csv.Error for a row that cannot be split."""
        return csv.reader(
            lines,
            delimiter=self.separator,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            doublequote=self.escape is None,
            escapechar=self.escape,
        )


def is_csv(head: "Head") -> bool:
    """Return whether a source is a table in text.

    It is by its suffix or media type, by a header with usual names of columns, or by five rows of as many
    cells. Prose has none of these, however many commas.
    """
    text = head_text(head)
    if _MARKUP.match(text) or _MOST_ZEROS * text.count("\x00") > len(text) or not text.strip():
        return False
    if head.suffix in SUFFIXES or head.media_type in MEDIA_TYPES or DECLARED.match(text):
        return True
    if "://" in head.name and head.media_type not in (None, "text/plain"):
        return False
    return any(_is_table(_sample(text, CsvForm(separator))) for separator in SEPARATORS)


def head_text(head: "Head") -> str:
    """Return the first characters, without a character or line that the end of the head cuts."""
    wide = wide_charset(head)
    text = head.start.decode(wide, "replace").removeprefix("\ufeff") if wide else head.text
    return text.rpartition("\n")[0] + "\n" if not head.is_whole and "\n" in text else text


def wide_charset(head: "Head") -> str | None:
    """Return the charset when it is one of UTF-16 or UTF-32, which cannot be split into lines of bytes."""
    for mark, charset in BOMS:
        if head.start.startswith(mark):
            return None if charset == "utf-8" else charset
    return find_wide_charset(head.start)


def find_form(text: str) -> CsvForm:
    """Return the form in which most rows have as many cells as the header, and the header known names."""
    declared = DECLARED.match(text)
    if declared:
        return CsvForm(declared[1], escape=_escape(text))
    plain = CsvForm("\t", quoted=False)
    forms = [CsvForm(separator, escape=_escape(text)) for separator in SEPARATORS]
    forms = [plain, *forms[1:]] if _OPEN_QUOTES.search(text) else [*forms, plain]
    best = max(forms, key=lambda form: _score(_sample(text, form)))  # of equal ones the first
    return best if _score(_sample(text, best))[2] > 1 else CsvForm(",", escape=_escape(text))


def _escape(text: str) -> str | None:
    return "\\" if '\\"' in text and '""' not in text else None


def _score(rows: Sequence[Sequence[str]]) -> tuple[int, float, int]:
    """Return how well a form fits: known names in the header, share of rows as long as it, its length."""
    if not rows:
        return 0, 0.0, 0
    header = max(rows[:_HEADER_ROWS], key=count_known)
    alike = sum(len(row) == len(header) for row in rows) / len(rows)
    return count_known(header), round(alike, 2) if len(header) > 1 else 0.0, len(header)


def _sample(text: str, form: CsvForm) -> list[list[str]]:
    """Return the first rows that are not blank, as this form splits them, without one that is cut off."""
    rows: list[list[str]] = []
    try:
        for row in form.reader(iter(io.StringIO(text, newline=""))):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == _SAMPLED:
                return rows
    except csv.Error:
        pass
    return rows


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the rows of a text without the suffix of a table are one."""
    if len(rows) < 2:
        return False
    header, body = rows[0], rows[1:]
    lengths = Counter(map(len, body))
    length, times = lengths.most_common(1)[0]
    if len(header) > 1 and all(len(cell) <= _LONGEST_NAME for cell in header):
        known = count_known(header)
        if known >= _FEWEST_KNOWN and 4 * known >= 3 * len(header):
            return True
        named = known >= _FEWEST_KNOWN or (known > 1 and holds_text(header))
        if named and 2 * known >= len(header) and 2 * lengths[len(header)] >= len(body):
            return True
    alike = 10 * sum(len(row) == length for row in rows) >= 9 * len(rows)
    return alike and times >= _LEAST_ROWS - 1 and length >= _LEAST_CELLS
