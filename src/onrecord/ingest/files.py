"""Opens files and reads files and streams, never more than the limits allow."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from onrecord.ingest.limits import Limits, format_bytes
from onrecord.ingest.source_formats import SourceFormat
from onrecord.model.errors import IngestError

CHUNK = 1 << 16  # bytes per read


@dataclass(frozen=True, slots=True)
class RawSource:
    """A source in memory. Format, charsets (most reliable first), media type and address are those stated."""

    raw: bytes
    name: str
    format: SourceFormat | None = None
    charsets: tuple[str, ...] = ()
    url: str | None = None
    media_type: str | None = None


def open_file(path: str) -> BinaryIO:
    """Open a file for reading bytes. Raises IngestError: "not-found", "is-directory" or "unreadable".

    Only regular files are opened: a named pipe or a device may never end.
    """
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            raise IngestError("is-directory", f"it is a folder; name the files in it: {Path(path) / '*'}")
        if not stat.S_ISREG(mode):
            raise IngestError(
                "unreadable", "it is a pipe or a device, not a file; pipe it into standard input and give -"
            )
        return Path(path).open("rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        looks_like_address = path.lower().startswith("www.")
        hint = "if it is an address, begin it with https://" if looks_like_address else "check the path"
        raise IngestError("not-found", f"there is no such file; {hint}") from error
    except PermissionError as error:
        raise IngestError("unreadable", "you may not read it; change its permissions") from error
    except (OSError, ValueError) as error:  # ValueError: a zero character in the path
        raise IngestError("unreadable", f"it cannot be opened ({_reason(error)})") from error


def read_all(stream: BinaryIO, limits: Limits, before: bytes = b"") -> bytes:
    """Return `before` and the rest of the stream, at most `limits.max_bytes` in total.

    Raises IngestError: "too-large", "unreadable".
    """
    chunks, size = [before], len(before)
    while size <= limits.max_bytes:
        try:
            chunk = stream.read(min(CHUNK, limits.max_bytes + 1 - size))
        except OSError as error:
            raise IngestError(
                "unreadable", f"reading failed after {size:,} bytes ({_reason(error)})"
            ) from error
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
        size += len(chunk)
    raise too_large_error(_file_size(stream), limits)


def read_first_line(stream: BinaryIO, limits: Limits) -> bytes:
    """Return the first line with its line break, cut one byte over the limit.

    Raises IngestError ("unreadable").
    """
    try:
        return stream.readline(limits.max_bytes + 1)
    except OSError as error:
        raise IngestError("unreadable", f"reading failed ({_reason(error)})") from error


def read_lines(stream: BinaryIO, limits: Limits, first: bytes = b"") -> Iterator[bytes | IngestError]:
    """Yield the lines of a stream without their line breaks.

    `first` is the line that `read_first_line` returned.

    A line over the limit is replaced by a IngestError ("too-large") and its rest is skipped. An input
    error yields a IngestError ("unreadable") and ends the lines.
    """
    while True:
        try:
            line = first or stream.readline(limits.max_bytes + 1)
            first = b""
            over = len(line) > limits.max_bytes
            size = len(line) + (_skip_line(stream) if over and not line.endswith(b"\n") else 0)
        except OSError as error:
            yield IngestError("unreadable", f"reading the next line failed ({_reason(error)})")
            return
        if not line:
            return
        yield too_large_error(size, limits, "the line") if over else line.rstrip(b"\r\n")


def too_large_error(size: int | None, limits: Limits, what: str = "it") -> IngestError:
    """Return the error for a source over the limit; `size` in bytes, None when unknown."""
    has = f"has {format_bytes(size)}" if size else "is larger than that"
    return IngestError(
        "too-large",
        f"{what} {has}; the limit is {format_bytes(limits.max_bytes)} per article: split it into articles, "
        "one per file or one per line of a JSONL file, which may be of any size",
    )


def _skip_line(stream: BinaryIO) -> int:
    """Read to the end of the line without storing it; return the number of bytes."""
    skipped = 0
    while chunk := stream.readline(CHUNK):
        skipped += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return skipped


def _file_size(stream: BinaryIO) -> int | None:
    """Return the size of the file behind a stream in bytes, None for streams without a size."""
    try:
        return os.fstat(stream.fileno()).st_size or None
    except (OSError, ValueError, AttributeError):
        return None


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
