"""Reads the rows in a damaged SQLite file from its pages, without the trees that lead to them.

Source: sqlite.org/fileformat.html, sections 1.3 (header), 1.6 (b-tree pages) and 2.1 (record format).
"""

import struct
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path

Cell = int | float | str | bytes | None
TABLE_LEAF = 0x0D
FILE_HEADER = 100  # bytes at the beginning of the first page
DEFAULT_PAGE = 4096
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)


def scan_rows(path: Path) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Yield (row number, cells) of every row that can be read, of all tables, in the order of pages.

    A column that is the row's number is None. Rows of tables without row numbers are not found. A row may be
    of a page that is no longer in use. `path` is not being written.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        pages = _Pages(content)
        for number in range(1, pages.count + 1):
            yield from pages.read_leaf(number)


class _Pages:
    """The pages of a file, which may be damaged anywhere."""

    def __init__(self, content: mmap) -> None:
        self._content = content
        size = int.from_bytes(content[16:18], "big")
        size = 65536 if size == 1 else size
        is_possible = 512 <= size <= 65536 and size & (size - 1) == 0
        self._size = size if is_possible and content[:6] == b"SQLite" else DEFAULT_PAGE
        reserved = content[20] if is_possible and len(content) > FILE_HEADER else 0
        self._usable = self._size - (reserved if reserved < self._size - 480 else 0)
        self.count = len(content) // self._size

    def read_leaf(self, number: int) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Yield the rows on a page; none where it is no leaf of a table."""
        page = self._page(number)
        start = FILE_HEADER if number == 1 else 0
        if page[start] != TABLE_LEAF:
            return
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        pointers = page[start + 8 : start + 8 + 2 * count]
        for (at,) in struct.iter_unpack(">H", pointers[: len(pointers) // 2 * 2]):
            try:
                size, after = _varint(page, at)
                row, after = _varint(page, after)
                yield row, _cells(self._payload(page, size, after))
            except (IndexError, ValueError, UnicodeDecodeError, struct.error):
                continue  # this row is lost; the next may be whole

    def _page(self, number: int) -> bytes:
        return self._content[(number - 1) * self._size : number * self._size]

    def _payload(self, page: bytes, size: int, at: int) -> bytes:
        """Return the bytes of a row, of which the rest may be on a chain of overflow pages."""
        if not 0 < size <= len(self._content):
            raise ValueError(f"a row of {size} bytes")
        most, least = self._usable - 35, (self._usable - 12) * 32 // 255 - 23
        local = size
        if size > most:
            fitted = least + (size - least) % (self._usable - 4)
            local = fitted if fitted <= most else least
        payload = bytearray(page[at : at + local])
        following = int.from_bytes(page[at + local : at + local + 4], "big") if size > local else 0
        met: set[int] = set()
        while len(payload) < size:
            if not 0 < following <= self.count or following in met:
                raise ValueError("the chain of overflow pages is broken")
            met.add(following)
            overflow = self._page(following)
            following = int.from_bytes(overflow[:4], "big")
            payload += overflow[4 : 4 + min(self._usable - 4, size - len(payload))]
        return bytes(payload)


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """Return a number of up to nine bytes, and where it ends."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | page[place] & 0x7F
        if page[place] < 0x80:
            return value, place + 1
    return value << 8 | page[at + 8], at + 9


def _cells(payload: bytes) -> tuple[Cell, ...]:
    header, at = _varint(payload, 0)
    types: list[int] = []
    while at < header:
        kind, at = _varint(payload, at)
        types.append(kind)
    cells: list[Cell] = []
    for kind in types:
        cell, at = _cell(payload, kind, at)
        cells.append(cell)
    return tuple(cells)


def _cell(payload: bytes, kind: int, at: int) -> tuple[Cell, int]:
    """Return the cell of a serial type, and where it ends."""
    if kind in (0, 8, 9):
        return (None if kind == 0 else kind - 8), at
    size = _INTEGER_BYTES[kind] if kind <= 6 else 8 if kind == 7 else (kind - 12) // 2
    raw = payload[at : at + size]
    if kind in (10, 11) or len(raw) < size:
        raise ValueError("a row that is cut off")
    if kind <= 6:
        return int.from_bytes(raw, "big", signed=True), at + size
    if kind == 7:
        return float(struct.unpack(">d", raw)[0]), at + size
    return (raw.decode("utf-8") if kind % 2 else raw), at + size
