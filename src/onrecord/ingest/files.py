"""Files and streams: opening what can be read as a file, and reading no more of it than allowed."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from onrecord.ingest.options import Limits, megabytes
from onrecord.ingest.source_kinds import Kind
from onrecord.model.errors import GatheringError

PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Whole:
    """A source read as a whole: its bytes, its name, and what is told of it (kind, charsets, the address it came from)."""

    raw: bytes
    source: str
    kind: Kind | None = None
    charsets: tuple[str, ...] = ()
    url: str | None = None


def open_file(path: str) -> BinaryIO:
    """Open a file for reading bytes. Raises GatheringError: "not-found", "is-directory" or "unreadable".

    Only regular files are opened: a named pipe or a device may never end.
    """
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            raise GatheringError("is-directory", f"it is a folder; name the files in it: {Path(path) / '*'}")
        if not stat.S_ISREG(mode):
            raise GatheringError(
                "unreadable",
                "it is a pipe or a device, not a file; pipe into standard input and give - instead",
            )
        return Path(path).open("rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        hint = (
            "; if it is an address, begin it with https://"
            if path.lower().startswith("www.")
            else "; check the path"
        )
        raise GatheringError("not-found", f"there is no such file{hint}") from error
    except PermissionError as error:
        raise GatheringError("unreadable", "you may not read it; change its permissions") from error
    except (OSError, ValueError) as error:  # ValueError: a zero character in the path
        raise GatheringError("unreadable", f"it cannot be opened ({_why(error)})") from error


def read_all(stream: BinaryIO, limits: Limits, before: bytes = b"") -> bytes:
    """Return `before` and the rest of the stream. Raises GatheringError ("too-large", "unreadable"); reads at most the limit."""
    pieces, size = [before], len(before)
    while size <= limits.max_bytes:
        try:
            piece = stream.read(min(PIECE, limits.max_bytes + 1 - size))
        except OSError as error:
            raise GatheringError(
                "unreadable", f"reading it failed after {size:,} bytes ({_why(error)})"
            ) from error
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
    raise too_large(_size(stream), limits)


def read_first_line(stream: BinaryIO, limits: Limits) -> bytes:
    """Return the first line with its end, cut one byte over the limit. Raises GatheringError ("unreadable")."""
    try:
        return stream.readline(limits.max_bytes + 1)
    except OSError as error:
        raise GatheringError("unreadable", f"reading it failed ({_why(error)})") from error


def read_lines(stream: BinaryIO, limits: Limits, first: bytes = b"") -> Iterator[bytes | GatheringError]:
    """Yield the lines of a stream without their ends; `first` is what `read_first_line` took already.

    A line over the limit comes as a GatheringError ("too-large") in its place, its rest unread; an input error
    ("unreadable") ends the lines.
    """
    while True:
        try:
            line = first or stream.readline(limits.max_bytes + 1)
            first = b""
            over = len(line) > limits.max_bytes
            size = len(line) + (_skip_line(stream) if over and not line.endswith(b"\n") else 0)
        except OSError as error:
            yield GatheringError("unreadable", f"reading on failed ({_why(error)})")
            return
        if not line:
            return
        yield too_large(size, limits, "the line") if over else line.rstrip(b"\r\n")


def too_large(size: int | None, limits: Limits, what: str = "it") -> GatheringError:
    """Return the error for a source over the limit; `size` where it is known."""
    has = f"has {megabytes(size)}" if size else "is larger than that"
    return GatheringError(
        "too-large",
        f"{what} {has}; the limit is {megabytes(limits.max_bytes)} an article: split it into articles, one a file "
        "or one a line of a JSONL file, which may be of any size",
    )


def _skip_line(stream: BinaryIO) -> int:
    """Read on to the end of the line, keeping nothing; return the number of bytes."""
    skipped = 0
    while piece := stream.readline(PIECE):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def _size(stream: BinaryIO) -> int | None:
    """Return the size of the file behind a stream, None for what has no size."""
    try:
        return os.fstat(stream.fileno()).st_size or None
    except (OSError, ValueError, AttributeError):
        return None


def _why(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
