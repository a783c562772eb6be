"""Migrations: named, ordered changes of a dossier's tables, each wholly made or not at all, and noted in the dossier.

They are SQL files, `changes/<dialect>/<number>-<name>.sql`; the number gives the order. Questions know only the newest tables.
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

_TABLE = "CREATE TABLE migrations (position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied_at TEXT NOT NULL)"


@dataclass(frozen=True, slots=True)
class Migration:
    """One change: its name and the statements that make it, in order."""

    name: str
    statements: tuple[str, ...]


def load_migrations(dialect: str) -> tuple[Migration, ...]:
    """Return the migrations of a dialect ("sqlite"), in order. The statements of a file are separated by empty lines."""
    folder = resources.files("onrecord.store") / "changes" / dialect
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return tuple(
        Migration(file.name.removesuffix(".sql"), _statements(file.read_text("utf-8"))) for file in files
    )


def _statements(script: str) -> tuple[str, ...]:
    pieces = (piece.strip() for piece in script.split("\n\n"))
    return tuple(piece for piece in pieces if not all(line.startswith("--") for line in piece.splitlines()))


def find_pending(connection: Connection, known: Sequence[Migration]) -> tuple[Migration, ...]:
    """Return the migrations the dossier still needs. Raises StoreError when it has some this program does not know."""
    if not inspect(connection).has_table(table.name):
        return tuple(known)
    made = connection.execute(select(table.c.name).order_by(table.c.position)).scalars().all()
    names = [migration.name for migration in known]
    if made != names[: len(made)]:
        strange = next(name for place, name in enumerate(made) if names[place : place + 1] != [name])
        raise StoreError(
            f"the dossier was made by a newer OnRecord: it has {strange!r}, unknown to this one; update OnRecord"
        )
    return tuple(known[len(made) :])


def run_migrations(connection: Connection, known: Sequence[Migration], now: datetime) -> None:
    """Make what is pending, in the connection's transaction: the caller commits, and on any error nothing has happened."""
    pending = find_pending(connection, known)
    if not inspect(connection).has_table(table.name):
        connection.exec_driver_sql(_TABLE)
    position = len(known) - len(pending)
    for place, migration in enumerate(pending, start=position + 1):
        log.info("migrating: %s", migration.name)
        for statement in migration.statements:
            connection.exec_driver_sql(statement)
        connection.execute(
            insert(table).values(position=place, name=migration.name, applied_at=timestamp(now))
        )


def timestamp(moment: datetime) -> str:
    """Return a moment as kept: ISO 8601 in UTC with microseconds, so that order as text is order in time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
