"""Opens ZIP containers (Office documents, EPUB, WACZ) within bounds, so that none can fill memory or disk.

The size that a member states is a bound that `zipfile` keeps to: it reads no further and then compares the
checksum. So the sizes can be checked before anything is unpacked.
"""

import lzma
import zipfile
import zlib
from typing import BinaryIO

from onrecord.ingest.limits import format_bytes
from onrecord.model.errors import IngestError

MOST_MEMBERS = 20_000
MOST_UNPACKED = 400_000_000  # bytes of all members together
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError)
_ENCRYPTED = 0x1  # general purpose flag, bit 0 (APPNOTE 4.4.4)
_SIZE_BEHIND = 0x8  # bit 3: the sizes stand behind the data, as streaming writers and macOS put them
_LOCAL = b"PK\x03\x04"
_LOCAL_BYTES = 30  # of the header before the name (APPNOTE 4.3.7)
_DEFLATED = 8
_MOST_SKIPPED = 8_000_000  # bytes unpacked to find where members end whose size stands behind them


def first_names(start: bytes) -> tuple[str, ...]:
    """Return the names of the members whose headers lie in the first bytes of a ZIP file.

    The headers are followed from member to member: what only looks like one lies in a ZIP file within it.
    """
    names, at, left = [], 0, _MOST_SKIPPED
    while start.startswith(_LOCAL, at) and at + _LOCAL_BYTES <= len(start):
        header = start[at : at + _LOCAL_BYTES]
        flags, method = int.from_bytes(header[6:8], "little"), int.from_bytes(header[8:10], "little")
        size, name_bytes = int.from_bytes(header[18:22], "little"), int.from_bytes(header[26:28], "little")
        data = at + _LOCAL_BYTES + name_bytes + int.from_bytes(header[28:30], "little")
        names.append(start[at + _LOCAL_BYTES :][:name_bytes].decode("utf-8", "replace"))
        at = data + size
        if flags & _SIZE_BEHIND:
            unpacked, used = _deflated_bytes(start[data:], left) if method == _DEFLATED else (0, 0)
            left -= unpacked
            at = start.find(_LOCAL, data + used)
            if at < 0 or left <= 0:
                break
    return tuple(names)


def _deflated_bytes(data: bytes, most: int) -> tuple[int, int]:
    """Return how many bytes a deflated member gives, and how many it takes; at most `most` are unpacked."""
    inflate = zlib.decompressobj(wbits=-15)
    try:
        unpacked = len(inflate.decompress(data, most))
    except zlib.error:
        return 0, 0
    return unpacked, len(data) - len(inflate.unused_data) - len(inflate.unconsumed_tail)


def open_zip(
    stream: BinaryIO, label: str, most_unpacked: int = MOST_UNPACKED, most_members: int = MOST_MEMBERS
) -> zipfile.ZipFile:
    """Return the container in a seekable stream. `label` is what messages call it ("a Word document").

    Raises IngestError: "damaged" when it is no whole ZIP file, "password" when a member is encrypted,
    "too-large" when it would unpack to more than `most_unpacked` bytes or too many members (`most_members`).
    """
    try:
        container = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise IngestError(
            "damaged", f"it looks like {label} but is cut off or broken ({error}); get it again"
        ) from error
    if any(member.flag_bits & _ENCRYPTED for member in container.infolist()):
        raise IngestError("password", f"it is {label} with a password; save it without one")
    check_size(container, label, most_unpacked, most_members)
    return container


def check_size(container: zipfile.ZipFile, label: str, most_unpacked: int, most_members: int) -> None:
    """Raise IngestError ("too-large") for a container of more unpacked bytes or members than these."""
    members = container.infolist()
    size = sum(member.file_size for member in members)
    if size > most_unpacked or len(members) > most_members:
        raise IngestError(
            "too-large",
            f"it is {label} that unpacks to {format_bytes(size)} in {len(members):,} files; the limit is "
            f"{format_bytes(most_unpacked)} in {most_members:,}: split it",
        )


def read_member(
    container: zipfile.ZipFile, name: str, label: str, most_unpacked: int = MOST_UNPACKED
) -> bytes:
    """Return the bytes of a member.

    Raises IngestError: "damaged" when it is missing or broken, "too-large" over `most_unpacked` bytes.
    """
    try:
        size = container.getinfo(name).file_size
        if size > most_unpacked:
            raise IngestError(
                "too-large",
                f"it is {label} whose part {name} unpacks to {format_bytes(size)}; the limit is "
                f"{format_bytes(most_unpacked)}: split it",
            )
        return container.read(name)
    except KeyError as error:
        raise IngestError("damaged", f"it looks like {label} but has no {name}; save it again") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        ValueError,
        EOFError,
        RuntimeError,
    ) as error:
        raise IngestError(
            "damaged", f"it looks like {label}, but {name} in it is broken ({error}); get it again"
        ) from error
