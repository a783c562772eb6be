"""Writes export files: completely or not at all, and without replacing what is no plain file.

A file is written beside its target and renamed when complete. Pipes and character devices are written to.
"""

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from onrecord.model.errors import SettingError

SQLITE_HEADER = b"SQLite format 3\x00"  # sqlite.org/fileformat.html, 1.3


def write_whole(path: Path, lines: Iterable[str]) -> int:
    """Write lines (with their line breaks) to a file in UTF-8, replacing an existing one; return the count.

    If anything fails, an existing file stays unchanged. A symbolic link stays, and its file is written. A
    pipe or a character device (`/dev/stdout`) gets the lines as they come. Raises SettingError when the file
    cannot be written, and for folders, sockets, block devices and databases. Lines may raise ValueError.
    """
    try:
        mode = _mode(path)
        if mode is not None and (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
            return _write_through(path, lines)
        target = Path(os.path.realpath(path))
        if mode is not None:
            _check_replaceable(path, mode)
            if not (target.exists() and target.samefile(path)):  # a file without a name: /proc/self/fd/1
                return _write_through(path, lines)
        return _replace(target, lines, 0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
    except OSError as error:
        raise SettingError(
            f"{path} cannot be written: {error.strerror or error}; name a file in a folder you may write to"
        ) from error


def _mode(path: Path) -> int | None:
    """Return the mode of what a path leads to, None where there is nothing. Raises OSError."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
    except ValueError as error:  # a null byte, or a character that the file system cannot write
        raise OSError(errno.EINVAL, str(error)) from error


def _check_replaceable(path: Path, mode: int) -> None:
    """Raise SettingError for anything but a plain file, and for a database: that would be a mistake."""
    if stat.S_ISDIR(mode):
        raise SettingError(f"{path} is a folder; name a file in it")
    if not stat.S_ISREG(mode):
        raise SettingError(f"{path} is neither a file nor a pipe, and was not changed; name another file")
    with suppress(PermissionError), path.open("rb") as file:
        if file.read(len(SQLITE_HEADER)) == SQLITE_HEADER:
            raise SettingError(
                f"{path} is a database, such as a dossier, and was not changed; name another file"
            )


def _write_through(path: Path, lines: Iterable[str]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        return _write_lines(file.write, lines)


def _replace(target: Path, lines: Iterable[str], mode: int) -> int:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            count = _write_lines(file.write, lines)
        temporary.chmod(mode)
        temporary.replace(target)
        return count
    finally:
        temporary.unlink(missing_ok=True)


def _write_lines(write: Callable[[str], int], lines: Iterable[str]) -> int:
    count = 0
    for line in lines:
        write(line)
        count += 1
    return count


def _umask() -> int:
    """Return the permission mask for new files. The system call to read it sets it, so it is restored."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
