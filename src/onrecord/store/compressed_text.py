"""Text that is stored compressed: the JSON of records, which says much of an article twice.

In SQLite it is compressed with zlib, to between a quarter and a fifth. PostgreSQL compresses long texts
itself (its manual, section 73.2). What older versions stored is text and is read as it is.
"""

import zlib
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

LEVEL = 6
SHORTEST = 200  # characters from which a text is compressed


def compress(line: str) -> bytes | str:
    """Return a text as SQLite stores it."""
    return line if len(line) < SHORTEST else zlib.compress(line.encode("utf-8"), LEVEL)


def decompress(stored: bytes | str) -> str:
    """Return a stored text. Raises ValueError where it is damaged."""
    if isinstance(stored, str):
        return stored
    try:
        return zlib.decompress(stored).decode("utf-8")
    except zlib.error as error:
        raise ValueError(f"the record cannot be decompressed: {error}") from error


def is_compressed(cell: object) -> bool:
    """Whether a cell can be what `compress` makes: it begins as zlib does (RFC 1950, section 2.2)."""
    return isinstance(cell, bytes) and cell[:1] == b"\x78"


class CompressedText(TypeDecorator[str]):
    """The type of a column with such texts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Compress a text for SQLite."""
        return compress(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text."""
        return None if value is None else decompress(value)
