"""Dossiers in PostgreSQL: each has its own database, or schema on the search path.

Needs the extra `postgresql`.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from onrecord.model.errors import StoreError
from onrecord.store.database_errors import store_errors
from onrecord.store.migrations.runner import find_pending, load_migrations, run_migrations
from onrecord.store.sql.dossier import WRITES, SqlDossier
from onrecord.store.sql.kept.after_migrations import finish_migrations
from onrecord.store.sql.schema import migrations as migrations_table
from onrecord.store.sql.search import TsvectorSearch
from onrecord.store.sql.sqlite import new_file, open_sqlite

MARK = "OnRecord dossier"  # the comment on the table of migrations that identifies a dossier
WRITER_LOCK = 0x4F4E5243  # "ONRC": the advisory lock held while writing
SCHEMES = ("postgres", "postgresql")


def is_address(place: str) -> bool:
    """Whether `place` is the address of a PostgreSQL database and not the path of a file."""
    scheme, found, _ = place.partition("://")
    return bool(found) and scheme.lower() in SCHEMES


def open_postgresql(address: str, *, create: bool, clock: Callable[[], datetime]) -> SqlDossier:
    """Open the dossier in the database at `postgresql://user@host:port/name`; with `create`, create missing
    tables.

    The database itself has to exist. One that has other tables and no dossier is never changed. All settings
    of libpq apply (PGPASSWORD, ~/.pgpass, `?sslmode=require`). Raises StoreError, never with the password in
    it.
    """
    engine = make_postgresql_engine(address)
    name = engine.url.set(drivername="postgresql").render_as_string(hide_password=True)
    try:
        with store_errors(name):
            _migrate(engine, name, clock, create=create)
    except BaseException:
        engine.dispose()
        raise
    return SqlDossier(engine, name, TsvectorSearch(), clock, copy_file)


def make_postgresql_engine(address: str) -> Engine:
    """Return an engine for the database at an address; nothing is looked at yet. Raises StoreError."""
    url = _parse_address(address)
    try:
        engine = create_engine(url, pool_pre_ping=True, max_overflow=-1)
    except ModuleNotFoundError as error:
        name = url.set(drivername="postgresql").render_as_string(hide_password=True)
        raise StoreError(
            f"{name}: the driver for PostgreSQL is not installed; run: pip install 'onrecord[postgresql]'"
        ) from error
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def copy_file(engine: Engine, target: Path) -> None:
    """Write a snapshot of a dossier to a new file, a dossier in SQLite.

    Raises StoreError where there is a file already.
    """
    with new_file(target) as part, open_sqlite(part, create=True) as copy, engine.connect() as connection:
        copy.copy_rows_from(connection)


def _parse_address(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "the address is not valid; it has the form postgresql://user@host:port/database"
        ) from error
    if not url.database:
        raise StoreError(
            "the address names no database; it has the form postgresql://user@host:port/database"
        )
    return url.set(drivername="postgresql+psycopg")


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Write U+FFFD for null characters, which its text type cannot hold. The record's JSON escapes them."""
    from psycopg import Connection as Psycopg  # imported here because it is an optional dependency
    from psycopg.types.string import StrDumper

    class WithoutNulls(StrDumper):
        def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
            return super().dump(obj.replace("\x00", "\ufffd"))

    cast(Psycopg, connection).adapters.register_dumper(str, WithoutNulls)


def _begin(connection: Connection) -> None:
    """Begin the transaction: readers get a snapshot, writers wait for each other."""
    writes = connection.get_execution_options().get("onrecord_writes", False)
    # The driver's cursor: SQLAlchemy would use a server-side cursor for this, too, when rows are streamed.
    cursor = connection.connection.cursor()
    if writes:
        cursor.execute(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
    else:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    cursor.close()


def _migrate(engine: Engine, name: str, clock: Callable[[], datetime], *, create: bool) -> None:
    known = load_migrations("postgresql")
    with engine.connect() as connection:
        is_dossier = _is_dossier(connection, name)
        pending = find_pending(connection, known)
    if not pending:
        return
    if not is_dossier and not create:
        raise StoreError(
            f"{name}: there is no dossier in this database; `onrecord add {name} SOURCE…` creates one"
        )
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        _is_dossier(connection, name)  # again: another program may have created tables
        run_migrations(connection, known, clock())
        finish_migrations(connection, pending)
        connection.execute(text(f"COMMENT ON TABLE {migrations_table.name} IS '{MARK}'"))


def _is_dossier(connection: Connection, name: str) -> bool:
    """Whether the database has a dossier. Raises StoreError when it has other tables."""
    inspector = inspect(connection)
    tables = inspector.get_table_names()
    if not tables:
        return False
    migrations = migrations_table.name
    if migrations not in tables or inspector.get_table_comment(migrations)["text"] != MARK:
        raise StoreError(
            f"{name}: this database has other tables but no dossier; nothing was changed; "
            "use an empty database"
        )
    return True
