"""Dossiers in SQLite: one file, written ahead (WAL), marked as ours. Looks at a file before SQLite may touch it."""

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
from onrecord.store.sql.clusters import build_missing_clusters
from onrecord.store.sql.dossier import WRITES, SqlDossier, store_errors
from onrecord.store.migrations.runner import find_pending, load_migrations, run_migrations
from onrecord.store.sql.search import Fts5Search

APPLICATION_ID = (
    0x4F4E5243  # "ONRC", in the header of every dossier (sqlite.org/fileformat.html, 1.3, offset 68)
)
BUSY_SECONDS = 30  # a writer waits so long for another; writing one article takes milliseconds
_HEADER = 100
_MAGIC = b"SQLite format 3\x00"


def now() -> datetime:
    """Return the time, with its zone."""
    return datetime.now(UTC)


def open_sqlite(
    path: Path, *, create: bool, write: bool = False, clock: Callable[[], datetime] = now
) -> SqlDossier:
    """Open the dossier in a file; with `create` make it where there is none, and insist that it can be written.

    Without `create`, a dossier that may only be read is opened for reading, and writing to it raises StoreError; with `write` it
    is refused at once.
    A file that is no dossier is never changed. Raises StoreError.
    """
    fresh = _look_at(path, create)
    writable = _is_writable(path, fresh)
    if (create or write) and not writable:
        raise StoreError(f"{path}: it may not be written, or not the folder it is in; check the permissions")
    engine = _make_engine(path, "rwc" if create else "rw" if writable else "ro")
    try:
        with store_errors(str(path)):
            _bring_up_to_date(engine, path, clock, writable=writable, create=create)
    except BaseException:
        engine.dispose()
        raise
    return SqlDossier(engine, str(path), Fts5Search(), clock, copy_file)


def copy_file(engine: Engine, target: Path) -> None:
    """Write a dossier as it is at one moment to a new file, packed. Raises StoreError where there is a file already."""
    with new_file(target) as part:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM INTO ?", (str(part),))
        except sqlite3.OperationalError as error:
            raise StoreError(f"{target}: the copy cannot be written: {error}") from error
        finally:
            connection.close()
        copy = sqlite3.connect(part)
        copy.execute("PRAGMA journal_mode = WAL")  # which VACUUM INTO does not take over
        copy.close()


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Yield a name beside `target`; when the block ends well, what was written there gets the name `target`.

    Stopped half-way, no file of that name is left that looks whole. Raises StoreError where there is a file already.
    """
    taken = StoreError(f"{target}: there is a file of this name already; nothing was changed")
    if target.exists():
        raise taken
    if not target.parent.is_dir():
        raise StoreError(f"{target}: there is no folder {target.parent}; make it first")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        if target.exists():  # made meanwhile
            raise taken
        part.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: the copy cannot be written: {error.strerror}") from error
    finally:
        for rest in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + rest).unlink(missing_ok=True)


def _look_at(path: Path, create: bool) -> bool:
    """Tell whether the dossier is still to be made. Raises StoreError for everything that is no dossier."""
    try:
        if path.is_dir():
            raise StoreError(f"{path}: this is a folder; a dossier is a file")
        if not path.exists():
            return _may_be_made(path, create)
        if not path.is_file():
            raise StoreError(f"{path}: this is neither a file nor a place for one")
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        raise StoreError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if not head:
        return _may_be_made(path, create)
    if not head.startswith(_MAGIC):
        raise StoreError(f"{path}: this file is not a dossier; nothing was changed")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StoreError(f"{path}: this is an SQLite file but not a dossier; nothing was changed")
    return False


def _may_be_made(path: Path, create: bool) -> bool:
    if not create:
        what = "the file is empty" if path.exists() else "there is no such dossier"
        raise StoreError(f"{path}: {what}; `onrecord add {path} SOURCE…` makes one")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: there is no folder {path.parent}; make it first")
    return True


def _is_writable(path: Path, fresh: bool) -> bool:
    folder = os.access(_real(path).parent, os.W_OK | os.X_OK)
    return folder and (os.access(path, os.W_OK) or (fresh and not path.exists()))


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # links that lead in a circle; a zero byte
        raise StoreError(f"{path}: cannot be found: {error}") from error


def _make_engine(path: Path, mode: str) -> Engine:
    """Return an engine whose transactions are ours: Python's sqlite3 would otherwise leave changes of tables outside them."""
    place = _real(path)
    alone = mode == "ro" and not os.access(place.parent, os.W_OK) and not Path(f"{place}-wal").exists()
    address = f"file:{quote(os.fsencode(place))}?mode={mode}"
    if alone:
        address += "&immutable=1"  # the files SQLite keeps beside a dossier that others may write cannot be made there

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )

    many = -1  # no thread waits for another's connection
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, max_overflow=many)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _Watch(place).check)
    event.listen(engine, "begin", _begin)
    return engine


class _Watch:
    """Sees that the file at a path stays the one that was opened: what is written to one that was taken away is lost."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._opened: tuple[int, int] | None = None

    def check(self, _: Connection) -> None:
        """Raise StoreError when the file was deleted, moved or replaced since the first transaction that found it."""
        try:
            found = self._place.stat()
        except OSError:
            found = None
        there = (found.st_dev, found.st_ino) if found else None
        self._opened = self._opened or there
        if there != self._opened:
            raise StoreError(
                f"{self._place}: the file was moved, deleted or replaced while it was open; nothing was changed"
            )


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what is taken down is overwritten, not only let go
    cursor.execute(
        "PRAGMA synchronous = NORMAL"
    )  # with WAL: a lost process loses nothing; a power cut at most the last articles
    cursor.close()


def _begin(connection: Connection) -> None:
    """Start the transaction. A writer waits for its turn here, so that it never has to give up half-way."""
    writes = connection.get_execution_options().get("onrecord_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(
    engine: Engine, path: Path, clock: Callable[[], datetime], *, writable: bool, create: bool
) -> None:
    known = load_migrations("sqlite")
    with engine.connect() as connection:
        pending = find_pending(connection, known)
    if not pending:
        return
    if len(pending) == len(known) and not create:
        raise StoreError(
            f"{path}: making this dossier was interrupted; `onrecord add {path} SOURCE…` goes on from there"
        )
    if not writable:
        raise StoreError(
            f"{path}: it was made by an older OnRecord and may not be written; bring a copy up to date"
        )
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        run_migrations(connection, known, clock())
        build_missing_clusters(connection)
    _write_ahead(engine, path)


def _write_ahead(engine: Engine, path: Path) -> None:
    """Switch to WAL. The file keeps it; where another process is just opening the dossier, that one or the next will."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise StoreError(f"{path}: cannot be written: {error}") from error
    finally:
        connection.close()
