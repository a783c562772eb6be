"""The rows of a CSV file, streamed: a row that is too long or never ends costs itself, not the ones after it.

The forms of CSV are those of RFC 4180 and of Excel: quoted cells with line breaks, quotation marks doubled
(or after a backslash), any separator.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TextIO

from onrecord.ingest.charsets import decode
from onrecord.ingest.files import too_large_error
from onrecord.ingest.limits import Limits
from onrecord.ingest.tables.csv_form import CsvForm
from onrecord.ingest.tables.table import Row
from onrecord.model.errors import IngestError

_CHUNK = 1 << 16  # characters read at once of what is left out
_MOST_UNCLOSED = 20  # rows that never end before the rest is given up: each is read to the end of the file
_BETWEEN_CELLS = b"\n\x0b\x0c\x0b\n"  # joins the cells of a row while its charset is found


class _TooLongError(Exception):
    """A row is longer than the limit."""


class _Lines:
    """The lines of a stream, with those of the row that is being read kept, so that it can be read again."""

    def __init__(self, stream: TextIO, most: int) -> None:
        self._stream = stream
        self._most = most
        self._again: deque[str] = deque()
        self._size = 0
        self.row: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._stream.readline(self._most + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.row.append(line)
        self._size += len(line)
        if self._size > self._most:
            raise _TooLongError
        return line

    def begin(self) -> None:
        """Begin a row."""
        self.row, self._size = [], 0

    def read_again(self) -> None:
        """Put back the lines of the row but the first."""
        self._again.extendleft(reversed(self.row[1:]))
        self.ended = False
        self.begin()

    def is_open(self, quoted: bool) -> bool:
        """Return whether a quotation mark of the row has no second one."""
        return quoted and sum(line.count('"') for line in self.row) % 2 == 1

    def skip_row(self, quoted: bool) -> bool:
        """Read to the end of a row that is too long, without keeping it; return whether it has an end."""
        odd = self.is_open(quoted)
        last = self.row[-1]
        while odd or not last.endswith(("\n", "\r")):
            last = self._again.popleft() if self._again else self._stream.readline(_CHUNK)
            if not last:
                return not odd
            odd ^= quoted and last.count('"') % 2 == 1
        return True


def read_rows(stream: TextIO, form: CsvForm, limits: Limits, narrow: bool) -> Iterator[Row]:
    """Yield the rows from 1, blank lines too.

    `narrow` says that the stream was opened as Latin-1, so that each row still has the bytes of the file,
    and gets the charset that fits it. Raises IngestError ("unreadable").
    """
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_bytes + 1))
    lines = _Lines(stream, limits.max_bytes)
    rows, number, unclosed = form.reader(lines), 0, 0
    while True:
        lines.begin()
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except _TooLongError:
            yield number, too_large_error(None, limits, "the row")
            if not lines.skip_row(form.quoted):
                yield number, _unclosed("the rest was not read")
                return
            rows = form.reader(lines)
        except csv.Error as error:
            yield number, IngestError("damaged", f"the row cannot be split into cells ({error})")
            rows = form.reader(lines)
        except (OSError, ValueError) as error:
            raise IngestError("unreadable", f"reading failed at row {number:,} ({error})") from error
        else:
            if lines.ended and len(lines.row) > 1 and lines.is_open(form.quoted):
                unclosed += 1
                given_up = unclosed == _MOST_UNCLOSED
                yield number, _unclosed("the rest was not read" if given_up else "only this row is left out")
                if given_up:
                    return
                lines.read_again()
                rows = form.reader(lines)
            else:
                yield number, _decoded(cells) if narrow else cells


def _unclosed(what: str) -> IngestError:
    return IngestError("damaged", f"a quotation mark in the row is never closed; {what}")


def _decoded(cells: list[str]) -> Sequence[str] | IngestError:
    """Return the cells in the charset that fits their bytes; each cell is Latin-1 for its bytes."""
    if all(map(str.isascii, cells)):
        return cells
    raw = [cell.encode("latin-1") for cell in cells]
    try:
        return [cell.decode("utf-8") for cell in raw]
    except UnicodeDecodeError:
        pass
    try:
        found = decode(_BETWEEN_CELLS.join([b"", *raw]).replace(b"\x00", b" "))
    except IngestError as error:
        return error
    return found.split(_BETWEEN_CELLS.decode())[1:]
