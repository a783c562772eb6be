"""Files of exports: written beside their place and moved there when whole, so that nobody finds half a file."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from onrecord.model.errors import SettingError

DATABASE = b"SQLite format 3\x00"  # how such a file begins (sqlite.org/fileformat.html, 1.3)


def write_atomically(path: Path, lines: Iterable[str]) -> int:
    """Write lines (with their line breaks) to a file in UTF-8, which takes the place of one that is there; return how many.

    Where something fails on the way, the file that was there stays as it was. Raises SettingError when the place cannot be
    written to.
    """
    count = 0
    _check_place(path)
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise SettingError(
            f"{path} cannot be written: {error.strerror}; name a file in a folder you may write to"
        ) from error
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            for line in lines:
                file.write(line)
                count += 1
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except OSError as error:
        raise SettingError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _check_place(path: Path) -> None:
    """Raise SettingError for a folder and for a database: who exports over a dossier has mistyped, and would lose it."""
    try:
        if path.is_dir():
            raise SettingError(f"{path} is a folder; name a file in it")
        with path.open("rb") as file:
            head = file.read(len(DATABASE))
    except (OSError, ValueError):
        return  # not there, or no file; what cannot be written is told when it is
    if head == DATABASE:
        raise SettingError(f"{path} is a database, such as a dossier, and was not changed; name another file")


def _umask() -> int:
    """Return the mask for new files; asking for it is setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
