"""Dossiers as older versions of the program made them, in SQLite and in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, delete, insert, inspect, make_url, select, text

from onrecord.model.judgement import Judgement
from onrecord.model.record import Record
from onrecord.store.migrations.runner import load_migrations
from onrecord.store.open_dossier import open_dossier
from onrecord.store.sql import schema
from onrecord.store.sql.kept import tables as kept
from onrecord.store.sql.postgresql import MARK
from onrecord.store.sql.search import TsvectorSearch
from onrecord.store.sql.sqlite import APPLICATION_ID

VERSIONS = range(1, len(load_migrations("sqlite")))  # numbers of migrations that an older version had
KEPT_TABLES = 7  # the migration that made the first of them
NUMBERED = ("articles", "outcomes", "statements", "events", "judgements")


def make_engine(place: str) -> Engine:
    """Return an engine for a file or an address, with nothing set up."""
    if "://" in place:
        return create_engine(make_url(place).set(drivername="postgresql+psycopg"))
    return create_engine(f"sqlite:///{place}")


def as_older(record: Record) -> Record:
    """Return a record as older versions read it: without what they did not note."""
    return replace(record, actors=tuple(replace(actor, known_from=None) for actor in record.actors))


def make_older(
    place: str, known: int, records: Sequence[Record], judgements: Sequence[Judgement], newer: Path
) -> None:
    """Create a dossier as OnRecord did with the first `known` migrations; leave the newest at `newer`.

    Its rows are those that today's code writes, in the columns that existed. Before the third migration,
    `known_as` was `kind: folded name `.
    """
    with open_dossier(newer, create=True) as dossier:
        for record in records:
            dossier.write(record, datetime(2025, 1, 5, tzinfo=UTC))
        for judgement in judgements:
            dossier.judge(judgement)
    source, engine = make_engine(str(newer)), make_engine(place)
    with source.connect() as rows, engine.begin() as connection:
        _run_migrations(connection, known)
        _copy_rows(rows, connection)
        _store_plainly(connection)
        if known < 3:
            _use_old_known_as(connection)
        if engine.dialect.name == "postgresql":
            _finish_postgresql(connection, known, records)
        if known >= KEPT_TABLES:
            _copy_kept_tables(rows, connection)
    source.dispose()
    engine.dispose()


def _run_migrations(connection: Connection, known: int) -> None:
    dialect = connection.dialect.name
    connection.exec_driver_sql(
        "CREATE TABLE migrations "
        "(position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied_at TEXT NOT NULL)"
    )
    for place, migration in enumerate(load_migrations(dialect)[:known], start=1):
        for statement in migration.statements:
            connection.exec_driver_sql(statement)
        row = {"position": place, "name": migration.name, "applied_at": "2025-01-01"}
        connection.execute(insert(schema.migrations), row)
    if dialect == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    else:
        connection.exec_driver_sql(f"COMMENT ON TABLE migrations IS '{MARK}'")


def _copy_rows(source: Connection, target: Connection) -> None:
    there = inspect(target)
    tables = set(there.get_table_names())
    for table in schema.metadata.sorted_tables:
        if table.name not in tables or table is schema.migrations:
            continue
        names = [column["name"] for column in there.get_columns(table.name)]
        rows = source.execute(select(*(table.c[name] for name in names))).mappings().all()
        if rows:
            target.execute(insert(table), [dict(row) for row in rows])


def _copy_kept_tables(source: Connection, target: Connection) -> None:
    """Fill the kept tables that the older version had, in place of what triggers have done by now."""
    there = inspect(target)
    for table in kept.metadata.sorted_tables:
        if table.name in there.get_table_names():
            names = [column["name"] for column in there.get_columns(table.name)]
            target.execute(delete(table))
            rows = source.execute(select(*(table.c[name] for name in names))).mappings().all()
            if rows:
                target.execute(insert(table), [dict(row) for row in rows])


def _store_plainly(connection: Connection) -> None:
    """Store records as versions before the sixth migration did in SQLite: not compressed."""
    for number, line in connection.execute(select(schema.records.c.number, schema.records.c.json)).all():
        plain = text("UPDATE records SET json = :line WHERE number = :number")
        connection.execute(plain, {"line": line, "number": number})


def _use_old_known_as(connection: Connection) -> None:
    for table in ("actors", "names", "roles"):
        for known_as in connection.execute(text(f"SELECT DISTINCT known_as FROM {table}")).scalars().all():  # noqa: S608
            kind, _, name = known_as.partition(":")
            old = f"{kind}: {name.replace('-', ' ')} "
            update = text(f"UPDATE {table} SET known_as = :old WHERE known_as = :new")  # noqa: S608 - our names
            connection.execute(update, {"old": old, "new": known_as})


def _finish_postgresql(connection: Connection, known: int, records: Sequence[Record]) -> None:
    """Index the words, and let numbers go on after those that were copied."""
    for record in records:
        TsvectorSearch().index_article(connection, record.article.id)
    for table in NUMBERED[: 5 if known > 1 else 4]:
        sequence = f"pg_get_serial_sequence('{table}', 'number')"
        highest = f"(SELECT coalesce(max(number), 0) + 1 FROM {table})"  # noqa: S608 - our names
        connection.exec_driver_sql(f"SELECT setval({sequence}, {highest}, false)")
