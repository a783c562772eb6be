"""Dossiers in PostgreSQL: one database (or schema on its search path) each, marked as ours. Needs the extra `postgresql`."""

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
from onrecord.store.sql.clusters import build_missing_clusters
from onrecord.store.sql.dossier import WRITES, SqlDossier, store_errors
from onrecord.store.migrations.runner import find_pending, load_migrations, run_migrations
from onrecord.store.sql.schema import migrations as migrations_table
from onrecord.store.sql.search import TsvectorSearch
from onrecord.store.sql.sqlite import new_file, open_sqlite

MARK = "OnRecord dossier"  # the comment on the table of migrations by which a dossier is known
WRITER = 0x4F4E5243  # "ONRC": the advisory lock that the one who writes holds
SCHEMES = ("postgres", "postgresql")


def is_address(place: str) -> bool:
    """Tell whether a place is the address of a PostgreSQL database and no path of a file."""
    scheme, found, _ = place.partition("://")
    return bool(found) and scheme.lower() in SCHEMES


def open_postgresql(address: str, *, create: bool, clock: Callable[[], datetime]) -> SqlDossier:
    """Open the dossier in the database at `postgresql://user@host:port/name`; with `create` make its tables where there are none.

    The database itself has to be there. A database that holds other tables and no dossier is never changed. Everything that
    libpq reads (PGPASSWORD, ~/.pgpass, `?sslmode=require`) holds. Raises StoreError, never with the password in it.
    """
    url = _address(address)
    name = url.set(drivername="postgresql").render_as_string(hide_password=True)
    try:
        engine = create_engine(url, pool_pre_ping=True, max_overflow=-1)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{name}: the driver for PostgreSQL is not installed; run: pip install 'onrecord[postgresql]'"
        ) from error
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    try:
        with store_errors(name):
            _bring_up_to_date(engine, name, clock, create=create)
    except BaseException:
        engine.dispose()
        raise
    return SqlDossier(engine, name, TsvectorSearch(), clock, copy_file)


def copy_file(engine: Engine, target: Path) -> None:
    """Write a dossier as it is at one moment to a new file, a dossier in SQLite. Raises StoreError where a file is there."""
    with new_file(target) as part, open_sqlite(part, create=True) as copy, engine.connect() as connection:
        copy.copy_rows_from(connection)


def _address(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            "the address cannot be understood; it has the form postgresql://user@host:port/database"
        ) from error
    if not url.database:
        raise StoreError(
            "the address names no database; it has the form postgresql://user@host:port/database"
        )
    return url.set(drivername="postgresql+psycopg")


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Write U+FFFD for zero characters, for which PostgreSQL's text has no place; the record's JSON keeps them."""
    from psycopg import Connection as Psycopg  # here, because only those who use PostgreSQL have it
    from psycopg.types.string import StrDumper

    class WithoutZeros(StrDumper):
        def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
            return super().dump(obj.replace("\x00", "\ufffd"))

    cast(Psycopg, connection).adapters.register_dumper(str, WithoutZeros)


def _begin(connection: Connection) -> None:
    """Start the transaction: readers see the dossier as it was at their first row, writers take turns."""
    writes = connection.get_execution_options().get("onrecord_writes", False)
    cursor = (
        connection.connection.cursor()
    )  # of the driver: what reads rows as they come would make a cursor of this, too
    if writes:
        cursor.execute(f"SELECT pg_advisory_xact_lock({WRITER})")
    else:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    cursor.close()


def _bring_up_to_date(engine: Engine, name: str, clock: Callable[[], datetime], *, create: bool) -> None:
    known = load_migrations("postgresql")
    with engine.connect() as connection:
        ours = _is_ours(connection, name)
        pending = find_pending(connection, known)
    if not pending:
        return
    if not ours and not create:
        raise StoreError(
            f"{name}: there is no dossier in this database; `onrecord add {name} SOURCE…` makes one"
        )
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        _is_ours(connection, name)  # another may have come first
        run_migrations(connection, known, clock())
        build_missing_clusters(connection)
        connection.execute(text(f"COMMENT ON TABLE {migrations_table.name} IS '{MARK}'"))


def _is_ours(connection: Connection, name: str) -> bool:
    """Tell whether the database holds a dossier. Raises StoreError when it holds something else."""
    inspector = inspect(connection)
    tables = inspector.get_table_names()
    if not tables:
        return False
    if (
        migrations_table.name not in tables
        or inspector.get_table_comment(migrations_table.name)["text"] != MARK
    ):
        raise StoreError(
            f"{name}: this database holds other tables but no dossier; nothing was changed; give one of its own"
        )
    return True
