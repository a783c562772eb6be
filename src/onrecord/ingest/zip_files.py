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
