"""Runs the migrations of a dossier's tables, each in one transaction, and notes them in the dossier.

They are SQL files, `<dialect>/<number>-<name>.sql`; the number gives the order. Queries know only the newest
tables.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources

from sqlalchemy import Connection, insert, inspect, select

from onrecord.model.errors import StoreError
from onrecord.store.sql.schema import migrations as table

log = logging.getLogger(__name__)

_TABLE = (
    "CREATE TABLE migrations "
    "(position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied_at TEXT NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One change of the tables: its name and SQL statements, in order."""

    name: str
    statements: tuple[str, ...]


def load_migrations(dialect: str) -> tuple[Migration, ...]:
    """Return the migrations of a dialect ("sqlite"), in order.

    The statements of a file are separated by empty lines.
    """
    folder = resources.files("onrecord.store") / "migrations" / dialect
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return tuple(
        Migration(file.name.removesuffix(".sql"), _split_statements(file.read_text("utf-8")))
        for file in files
    )


def _split_statements(script: str) -> tuple[str, ...]:
    pieces = (piece.strip() for piece in script.split("\n\n"))
    return tuple(piece for piece in pieces if not all(line.startswith("--") for line in piece.splitlines()))


def find_pending(connection: Connection, known: Sequence[Migration]) -> tuple[Migration, ...]:
    """Return the migrations that the dossier still needs.

    Raises StoreError when it has some that are not `known`.
    """
    if not inspect(connection).has_table(table.name):
        return tuple(known)
    applied = connection.execute(select(table.c.name).order_by(table.c.position)).scalars().all()
    names = [migration.name for migration in known]
    if applied != names[: len(applied)]:
        unknown = next(
            name for position, name in enumerate(applied) if names[position : position + 1] != [name]
        )
        raise StoreError(
            f"the dossier was made by a newer OnRecord: it has {unknown!r}, "
            "which this one does not know; update OnRecord"
        )
    return tuple(known[len(applied) :])


def run_migrations(connection: Connection, known: Sequence[Migration], now: datetime) -> None:
    """Run pending migrations in the connection's transaction.

    The caller commits; after an error nothing has changed.
    """
    pending = find_pending(connection, known)
    if not inspect(connection).has_table(table.name):
        connection.exec_driver_sql(_TABLE)
    position = len(known) - len(pending)
    for number, migration in enumerate(pending, start=position + 1):
        log.info("migrating: %s", migration.name)
        for statement in migration.statements:
            connection.exec_driver_sql(statement)
        connection.execute(
            insert(table).values(position=number, name=migration.name, applied_at=timestamp(now))
        )


def timestamp(moment: datetime) -> str:
    """Return a time as stored: ISO 8601 in UTC with microseconds, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
