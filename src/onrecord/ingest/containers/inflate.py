"""Streams that decompress gzip, bzip2 and xz as they are read, within bounds of size and memory.

Definitions: gzip RFC 1952 (several members in one file, section 2.2), bzip2 and xz by their libraries.
"""

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from onrecord.ingest.limits import format_bytes
from onrecord.model.errors import IngestError

_CHUNK = 1 << 16  # compressed bytes read at once
FREE_BYTES = 100_000_000  # decompressed bytes up to which the ratio does not count
MOST_RATIO = 300  # decompressed bytes for each compressed one: text has 3 to 20, a bomb 1,000 and more
_XZ_MEMORY = 256 << 20  # bytes that an xz file may make its decompressor use; `xz -9` needs 65 MB
MAGIC = {"gzip": b"\x1f\x8b\x08", "bzip2": b"BZh", "xz": b"\xfd7zXZ\x00"}
_BROKEN = (zlib.error, OSError, lzma.LZMAError, ValueError, EOFError)


class Inflater(Protocol):
    """A decompressor with the interface of `bz2.BZ2Decompressor`."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class GzipInflater:
    """zlib with the interface of bz2 and lzma, which keep input that did not fit themselves."""

    left: bytes
    """Input that waits for the next call."""

    def __init__(self, window: int = zlib.MAX_WBITS | 16) -> None:
        self._zlib = zlib.decompressobj(window)
        self.left = b""

    @property
    def eof(self) -> bool:
        """Whether the end of the compressed stream was reached."""
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        """The bytes behind the end."""
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return at most `max_length` bytes; what they leave of the input comes first at the next call."""
        if self._zlib.eof:  # zlib would add the input to `unused_data` once more
            return b""
        out = self._zlib.decompress(self.left + data, max(max_length, 0))
        self.left = b"" if self._zlib.eof else self._zlib.unconsumed_tail
        return out


def _make_xz() -> Inflater:
    return lzma.LZMADecompressor(format=lzma.FORMAT_AUTO, memlimit=_XZ_MEMORY)


INFLATERS: dict[str, Callable[[], Inflater]] = {
    "gzip": GzipInflater,
    "bzip2": bz2.BZ2Decompressor,
    "xz": _make_xz,
}


class InflatedStream(io.RawIOBase):
    """The decompressed bytes of a compressed stream; further members of the file follow the first.

    Reading raises IngestError: "damaged" when it is cut off or broken, "too-large" when it expands to more
    than MOST_RATIO times its size.
    """

    def __init__(self, stream: BinaryIO, compression: str) -> None:
        super().__init__()
        self._stream = stream
        self._compression = compression
        self._inflater: Inflater | None = INFLATERS[compression]()
        self._input = b""
        self.taken = 0  # compressed bytes read
        self.given = 0  # decompressed bytes

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill the buffer with decompressed bytes; return their number, 0 at the end."""
        while self._inflater is not None:
            piece = self._inflate(self._inflater, len(buffer))
            if piece:
                self.given += len(piece)
                self._check_ratio()
                buffer[: len(piece)] = piece
                return len(piece)
        return 0

    def _inflate(self, inflater: Inflater, most: int) -> bytes:
        """Return the next bytes; b"" when there are none yet or none any more."""
        data, self._input = self._input, b""
        try:
            if not inflater.eof:
                piece = inflater.decompress(data, most)
                if piece:
                    return piece
            if not inflater.eof:
                data = self._read()
                if data:
                    return inflater.decompress(data, most)
        except _BROKEN as error:
            left = inflater.left if isinstance(inflater, GzipInflater) else b""
            self.break_off(f"it is broken ({error})", left + data)
            return b""
        if inflater.eof:
            self._begin_next(inflater.unused_data)
        else:
            self.break_off("it is cut off", b"")
        return b""

    def _begin_next(self, rest: bytes) -> None:
        """Go on with the next member of the file; what is none is ignored, as gzip does."""
        magic = MAGIC[self._compression]
        while len(rest) < len(magic) and (data := self._read()):
            rest += data
        rest = rest.lstrip(b"\x00")
        if rest.startswith(magic):
            self._inflater, self._input = INFLATERS[self._compression](), rest
        else:
            self._inflater = None

    def _read(self) -> bytes:
        try:
            data = self._stream.read(_CHUNK)
        except OSError as error:
            raise IngestError("unreadable", f"reading failed ({error.strerror or error})") from error
        self.taken += len(data)
        return data

    def break_off(self, why: str, _data: bytes) -> None:
        """Raise the error for compressed data that cannot be read on. `_data` is the input at that place."""
        raise IngestError(
            "damaged", f"{why} after {format_bytes(self.given)} of {self._compression} data; get it again"
        )

    def _check_ratio(self) -> None:
        if self.given > FREE_BYTES and self.given > MOST_RATIO * self.taken:
            raise IngestError(
                "too-large",
                f"{format_bytes(self.taken)} of it expand to more than {format_bytes(self.given)}, which no "
                "text does; unpack it first if you trust it",
            )


def inflate_head(start: bytes, compression: str, most: int = 1 << 12) -> bytes:
    """Return the first decompressed bytes of a file that begins with `start`; b"" when they are broken."""
    try:
        return INFLATERS[compression]().decompress(start, most)
    except _BROKEN:
        return b""


def compression_of(start: bytes) -> str | None:
    """Return the compression that the first bytes show: "gzip", "bzip2", "xz", or None."""
    return next((name for name, magic in MAGIC.items() if start.startswith(magic)), None)
