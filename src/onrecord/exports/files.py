"""Writes export files atomically: to a temporary file in the same folder, renamed when complete."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from onrecord.model.errors import SettingError

SQLITE_HEADER = b"SQLite format 3\x00"  # sqlite.org/fileformat.html, 1.3


def write_atomically(path: Path, lines: Iterable[str]) -> int:
    """Write lines (with their line breaks) to a file in UTF-8, replacing an existing one; return the count.

    If anything fails, an existing file stays unchanged. Raises SettingError when the file cannot be written.
    """
    count = 0
    _check_path(path)
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise SettingError(
            f"{path} cannot be written: {error.strerror}; name a file in a folder you may write to"
        ) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            for line in lines:
                file.write(line)
                count += 1
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise SettingError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _check_path(path: Path) -> None:
    """Raise SettingError for a folder, and for a database: an export over a dossier would be a mistake."""
    try:
        if path.is_dir():
            raise SettingError(f"{path} is a folder; name a file in it")
        with path.open("rb") as file:
            head = file.read(len(SQLITE_HEADER))
    except (OSError, ValueError):
        return  # missing or unreadable; writing will report what is wrong
    if head == SQLITE_HEADER:
        raise SettingError(f"{path} is a database, such as a dossier, and was not changed; name another file")


def _umask() -> int:
    """Return the permission mask for new files. The system call to read it sets it, so it is restored."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
