"""Reads the files of a ZIP or tar folder, each by its own format, located as `folder.zip/path/file`.

Files are read one after the other as streams; nothing is written to disk, so paths in the folder cannot lead
out of it. Definitions: APPNOTE.TXT 6.3 (ZIP), IEEE 1003.1 pax and GNU tar (tar).
"""

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from onrecord.ingest.containers.compression import parse_inner
from onrecord.ingest.containers.inflate import FREE_BYTES, MOST_RATIO
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import format_bytes
from onrecord.ingest.social.archives import MOST_ARCHIVE, MOST_MEMBERS, holds_posts
from onrecord.ingest.social.archives import read_zip as read_posts
from onrecord.ingest.zip_files import check_size, open_zip
from onrecord.model.errors import IngestError

_LABEL = "a ZIP file"
MOST_FILES = 200_000
MOST_UNPACKED = 20_000_000_000  # bytes of all files together; they are read one at a time, as streams
_PATH_SHOWN = 300  # characters of a path that are shown
# Files that systems put beside those of their users.
_HOUSEKEEPING = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git"}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # a member with a password, a compression that is not known
)


def read_zip(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of the files in a ZIP folder, in its order.

    Raises IngestError: "damaged", "password", "too-large" for the whole, "empty" without files.
    """
    seekable = source.seekable()
    folder = open_zip(seekable.stream, _LABEL, MOST_ARCHIVE, MOST_MEMBERS)
    with folder:
        if holds_posts(set(folder.namelist())):  # of which only the files with posts are unpacked
            yield from read_posts(seekable)
            return
        check_size(folder, _LABEL, MOST_UNPACKED, MOST_FILES)
        found = False
        for member in folder.infolist():
            if member.is_dir() or _is_housekeeping(member.filename):
                continue
            found = True
            yield from _read_file(source, member.filename, open_member(folder, member))
    if not found:
        raise IngestError("empty", "it is a ZIP file without files")


def read_tar(source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of the files in a tar folder, in its order. Links and devices in it are told.

    Raises IngestError: "damaged", "too-large", "empty" without files.
    """
    files = 0
    try:
        with _Tar.open(fileobj=source.stream, mode="r|", tarinfo=_Entry) as folder:
            for member in folder:
                # tarfile keeps all members for going back, which streams never do.
                cast("list[tarfile.TarInfo]", folder.members).clear()  # type: ignore[attr-defined]
                if member.isdir() or _is_housekeeping(member.name):
                    continue
                files += 1
                if files > MOST_FILES:
                    raise IngestError("too-large", f"it has more than {MOST_FILES:,} files; split it")
                yield from _read_file(source, member.name, _open_entry(folder, member))
            if folder.is_broken:
                raise tarfile.ReadError("it ends without its end mark")
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise IngestError(
            "damaged", f"it looks like a tar file but is cut off or broken ({error}); get it again"
        ) from error
    if not files:
        raise IngestError("empty", "it is a tar file without files")


class _Tar(tarfile.TarFile):
    is_broken = False


class _Entry(tarfile.TarInfo):
    """A header, which notes when it is none: tarfile takes that for the end of the folder."""

    @classmethod
    def fromtarfile(cls, folder: tarfile.TarFile) -> "_Entry":
        """Return the next header of a folder. Raises tarfile.HeaderError at its end."""
        try:
            return super().fromtarfile(folder)
        except tarfile.HeaderError as error:
            if isinstance(folder, _Tar):
                folder.is_broken = type(error).__name__ != "EOFHeaderError"  # the block of zeros at the end
            raise


def _read_file(source: Source, path: str, stream: "BinaryIO | IngestError") -> Iterator[ParsedArticle]:
    """Yield the articles of one file; an error of the file does not stop the next ones."""
    name = f"{source.name}/{_plain_path(path)}"
    if isinstance(stream, IngestError):
        yield name, stream
        return
    try:
        yield from parse_inner(source, stream, name)
    except IngestError as error:
        yield name, error


def open_member(folder: zipfile.ZipFile, member: zipfile.ZipInfo) -> "BinaryIO | IngestError":
    """Return a file of a ZIP as a stream, or why it cannot be read. Reading it may raise IngestError."""
    size, packed = member.file_size, member.compress_size
    if size > FREE_BYTES and size > MOST_RATIO * packed:
        return IngestError(
            "too-large",
            f"{format_bytes(packed)} of it expand to {format_bytes(size)}, which no text does; unpack it "
            "first if you trust it",
        )
    try:
        return cast("BinaryIO", io.BufferedReader(_ForwardStream(folder.open(member))))
    except _BROKEN as error:
        return IngestError("damaged", f"it cannot be unpacked ({error}); get it again")


def _open_entry(folder: tarfile.TarFile, member: tarfile.TarInfo) -> "BinaryIO | IngestError":
    if not member.isfile():
        return IngestError("format", "it is a link or device in a tar file, which is not followed")
    stream = folder.extractfile(member)
    if stream is None:
        return IngestError("damaged", "it has no content in its tar file; get it again")
    return cast("BinaryIO", io.BufferedReader(_ForwardStream(stream)))


def _is_housekeeping(path: str) -> bool:
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return bool(_HOUSEKEEPING.intersection(parts)) or (bool(parts) and parts[-1].startswith("._"))


def _plain_path(path: str) -> str:
    """Return a path of a folder as messages show it: without root and without steps up, not too long."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-_PATH_SHOWN:] or "file"


class _ForwardStream(io.RawIOBase):
    """A file in a folder, which can only be read forwards: going back would unpack it again."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill the buffer; return the number of bytes, 0 at the end. Raises IngestError ("damaged")."""
        try:
            piece = self._stream.read(len(buffer))
        except (*_BROKEN, tarfile.TarError) as error:
            raise IngestError("damaged", f"it is broken in its folder ({error}); get it again") from error
        buffer[: len(piece)] = piece
        return len(piece)
