"""Dossiers in SQLite: one file in WAL mode, with an application id.

A file is checked before SQLite may touch it.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from onrecord.model.errors import StoreError
from onrecord.store.database_errors import store_errors
from onrecord.store.migrations.runner import find_pending, load_migrations, run_migrations
from onrecord.store.sql.dossier import WRITES, SqlDossier
from onrecord.store.sql.kept.after_migrations import finish_migrations
from onrecord.store.sql.search import Fts5Search

APPLICATION_ID = (
    0x4F4E5243  # "ONRC", in the header of every dossier (sqlite.org/fileformat.html, 1.3, offset 68)
)
BUSY_SECONDS = 30  # how long a writer waits for another; writing one article takes milliseconds
_HEADER = 100
_MAGIC = b"SQLite format 3\x00"


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def open_sqlite(
    path: Path, *, create: bool, write: bool = False, clock: Callable[[], datetime] = now
) -> SqlDossier:
    """Open the dossier in a file. With `create`, a missing one is created.

    With `create` or `write`, a read-only dossier is refused; otherwise it is opened, and writing to it raises
    StoreError. A file that is not a dossier is never changed. Raises StoreError.
    """
    is_new = _check_file(path, create)
    writable = _is_writable(path, is_new)
    if (create or write) and not writable:
        raise StoreError(f"{path}: the file or its folder may not be written; check the permissions")
    engine = _make_engine(path, "rwc" if create else "rw" if writable else "ro")
    try:
        with store_errors(str(path)):
            _migrate(engine, path, clock, writable=writable, create=create)
    except BaseException:
        engine.dispose()
        raise
    return SqlDossier(engine, str(path), Fts5Search(), clock, copy_file)


def copy_file(engine: Engine, target: Path) -> None:
    """Write a compacted snapshot of a dossier to a new file.

    Raises StoreError where there is a file already.
    """
    with new_file(target) as part:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM INTO ?", (str(part),))
        except sqlite3.OperationalError as error:
            raise StoreError(f"{target}: the copy cannot be written: {error}") from error
        finally:
            connection.close()
        copy = sqlite3.connect(part)
        copy.execute("PRAGMA journal_mode = WAL")  # VACUUM INTO does not copy it
        copy.close()


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`, which is renamed to `target` when the block succeeds.

    An interrupted block leaves no incomplete file at `target`. A symbolic link to nothing stays, and the file
    that it names is made. Raises StoreError where there is anything already: a file, a folder, a device.
    """
    target = Path(os.path.realpath(target))
    already_there = StoreError(f"{target}: there is a file of this name already; nothing was changed")
    if target.exists():
        raise already_there
    if not target.parent.is_dir():
        raise StoreError(f"{target}: there is no folder {target.parent}; create it first")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        if target.exists():  # created in the meantime
            raise already_there
        part.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: the copy cannot be written: {error.strerror}") from error
    finally:
        for rest in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + rest).unlink(missing_ok=True)


def _check_file(path: Path, create: bool) -> bool:
    """Return whether the dossier has still to be created.

    Raises StoreError for anything that is not a dossier.
    """
    try:
        if path.is_dir():
            raise StoreError(f"{path}: this is a folder; a dossier is a file")
        if not path.exists():
            return _check_creatable(path, create)
        if not path.is_file():
            raise StoreError(f"{path}: this is neither a file nor a path for a new one")
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        raise StoreError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if not head:
        return _check_creatable(path, create)
    if not head.startswith(_MAGIC):
        raise StoreError(f"{path}: this file is not a dossier; nothing was changed")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StoreError(f"{path}: this is an SQLite file but not a dossier; nothing was changed")
    return False


def _check_creatable(path: Path, create: bool) -> bool:
    if not create:
        what = "the file is empty" if path.exists() else "there is no such dossier"
        raise StoreError(f"{path}: {what}; `onrecord add {path} SOURCE…` creates one")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: there is no folder {path.parent}; create it first")
    return True


def _is_writable(path: Path, is_new: bool) -> bool:
    folder_is_writable = os.access(_resolve(path).parent, os.W_OK | os.X_OK)
    return folder_is_writable and (os.access(path, os.W_OK) or (is_new and not path.exists()))


def _resolve(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links; a null byte
        raise StoreError(f"{path}: cannot be found: {error}") from error


def _make_engine(path: Path, mode: str) -> Engine:
    """Return an engine that begins transactions itself:

    Python's sqlite3 would leave changes of tables outside them.
    """
    resolved = _resolve(path)
    folder_is_read_only = not os.access(resolved.parent, os.W_OK)
    has_wal_file = Path(f"{resolved}-wal").exists()
    address = f"file:{quote(os.fsencode(resolved))}?mode={mode}"
    if mode == "ro" and folder_is_read_only and not has_wal_file:
        # SQLite cannot create the files there that it keeps beside a dossier which others may write.
        address += "&immutable=1"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )

    many = -1  # no thread waits for another's connection
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, max_overflow=many)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _FileWatch(resolved).check)
    event.listen(engine, "begin", _begin)
    return engine


class _FileWatch:
    """Checks that the path still leads to the file that was opened: writes to a moved or deleted file would
    be lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None

    def check(self, _: Connection) -> None:
        """Raise StoreError when the file was deleted, moved or replaced since the first transaction."""
        try:
            found = self._path.stat()
        except OSError:
            found = None
        current = (found.st_dev, found.st_ino) if found else None
        self._opened = self._opened or current
        if current != self._opened:
            raise StoreError(
                f"{self._path}: the file was moved, deleted or replaced while it was open; "
                "nothing was changed"
            )


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # withdrawn articles are overwritten, not only marked as free
    # With WAL, a killed process loses nothing, and a power cut at most the last articles.
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin the transaction. A writer waits for others here, so that it never has to give up later."""
    writes = connection.get_execution_options().get("onrecord_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(
    engine: Engine, path: Path, clock: Callable[[], datetime], *, writable: bool, create: bool
) -> None:
    known = load_migrations("sqlite")
    with engine.connect() as connection:
        pending = find_pending(connection, known)
    if not pending:
        return
    if len(pending) == len(known) and not create:
        raise StoreError(
            f"{path}: creating this dossier was interrupted; `onrecord add {path} SOURCE…` continues"
        )
    if not writable:
        raise StoreError(
            f"{path}: it was made by an older OnRecord and may not be written; update a copy of it"
        )
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        run_migrations(connection, known, clock())
        finish_migrations(connection, pending)
    _enable_wal(engine, path)


def _enable_wal(engine: Engine, path: Path) -> None:
    """Switch the file to WAL mode, permanently.

    If another process is opening it right now, that or the next one does it.
    """
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise StoreError(f"{path}: cannot be written: {error}") from error
    finally:
        connection.close()
