"""Writes export files and folders: completely or not at all, and without replacing what is no plain file.

A file or folder is written beside its target and renamed when complete. Pipes and character devices are
written to.
"""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

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
        raise _cannot_be_written(path, error) from error


def write_whole_binary(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write one binary file with `write`, replacing an existing plain file. It can seek in the file.

    If anything fails, an existing file stays unchanged. Raises SettingError as `write_whole` does, and for
    pipes and devices, in which nothing can seek.
    """
    try:
        mode = _mode(path)
        if mode is not None:
            _check_replaceable(path, mode)
        target = Path(os.path.realpath(path))
        permissions = 0o666 & ~_umask() if mode is None else stat.S_IMODE(mode)
        temporary = _temporary_file(target)
        try:
            with temporary.open("wb") as file:
                write(file)
            temporary.chmod(permissions)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot_be_written(path, error) from error


def write_whole_folder(path: Path, write: Callable[[Path], None]) -> None:
    """Write a folder of files with `write`, which gets an empty folder.

    An existing folder is replaced where it is empty or holds only files of names that are written again, as
    an earlier export does. If anything fails, it stays unchanged. Raises SettingError for a folder with other
    files, for what is no folder, and when the folder cannot be written.
    """
    try:
        mode = _mode(path)
        if mode is not None and not stat.S_ISDIR(mode):
            raise SettingError(f"{path} is not a folder, and was not changed; name a folder")
        target = Path(os.path.realpath(path))
        prefix = f".{target.name[:100]}."
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=prefix, suffix=".part"))
        try:
            write(temporary)
            temporary.chmod(0o777 & ~_umask() if mode is None else stat.S_IMODE(mode))
            if mode is not None:
                _check_same_files(path, temporary)
                _exchange(temporary, target)
            else:
                temporary.rename(target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise _cannot_be_written(path, error) from error


def _check_same_files(path: Path, made: Path) -> None:
    """Raise SettingError where a folder holds a file that the new one does not have."""
    written = {file.name for file in made.iterdir()}
    other = next((file.name for file in sorted(path.iterdir()) if file.name not in written), None)
    if other is not None:
        raise SettingError(
            f"{path} holds files of something else ({other}), and was not changed; name a new folder"
        )


def _exchange(made: Path, target: Path) -> None:
    """Put a new folder in the place of an old one, whose files are removed."""
    old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".old"))
    target.replace(old)
    try:
        made.replace(target)
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _cannot_be_written(path: Path, error: OSError) -> SettingError:
    return SettingError(
        f"{path} cannot be written: {error.strerror or error}; name a file in a folder you may write to"
    )


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
    temporary = _temporary_file(target)
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            count = _write_lines(file.write, lines)
        temporary.chmod(mode)
        temporary.replace(target)
        return count
    finally:
        temporary.unlink(missing_ok=True)


def _temporary_file(target: Path) -> Path:
    """Make an empty file beside the target, which nobody else can read."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".part")
    os.close(descriptor)
    return Path(name)


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
