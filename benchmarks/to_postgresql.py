"""Copy a large dossier from a file into an empty PostgreSQL database: its rows, words and kept tables.

    .venv/bin/python benchmarks/to_postgresql.py FILE.dossier postgresql://…/DATABASE

`onrecord merge` does so article by article, which takes an hour for 100,000 articles. Here rows go by COPY,
without triggers, so that benchmarks/store.py can measure pages on a large PostgreSQL dossier. Progress goes
to stderr.
"""

import argparse
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Date, Table, create_engine, make_url, text

from onrecord.store.compressed_text import CompressedText, decompress
from onrecord.store.open_dossier import open_dossier
from onrecord.store.sql import schema
from onrecord.store.sql.kept.refresh import build
from onrecord.store.sql.search import tsvectors

WORDS = {
    "record_words": "SELECT number, title, text FROM records",
    "statement_words": "SELECT number, content, source FROM statements",
    "event_words": "SELECT number, words FROM events",
}
NUMBERED = ("articles", "outcomes", "statements", "events", "judgements", "records")


def main() -> None:
    """Copy all tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("address")
    options = parser.parse_args()
    open_dossier(options.address, create=True).close()
    source = sqlite3.connect(f"file:{options.file}?mode=ro", uri=True)
    engine = create_engine(make_url(options.address).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))  # no triggers, no foreign keys
        for table in schema.metadata.sorted_tables:
            if table is not schema.migrations:
                copy(connection, table.name, [c.name for c in table.c], rows_of(source, table))
        for name, query in WORDS.items():
            copy(connection, name, ["number", "words"], words_of(source, query))
        for name in NUMBERED:
            highest = f"(SELECT coalesce(max(number), 0) + 1 FROM {name})"  # noqa: S608 - our names
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'number'), {highest}, false)"
            )
        connection.execute(text("SET session_replication_role = DEFAULT"))
        print("kept tables", file=sys.stderr)
        build(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def rows_of(source: sqlite3.Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table with values as PostgreSQL takes them."""
    names = ", ".join(f'"{column.name}"' for column in table.c)
    readers = [_reader(column.type) for column in table.c]
    for row in source.execute(f"SELECT {names} FROM {table.name}"):  # noqa: S608 - our names
        yield tuple(read(value) for read, value in zip(readers, row, strict=True))


def _reader(kind: object) -> Any:
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    if isinstance(kind, Boolean):
        return lambda value: None if value is None else bool(value)
    if isinstance(kind, CompressedText):
        return lambda value: None if value is None else decompress(value)
    return lambda value: value


def words_of(source: sqlite3.Connection, query: str) -> Iterator[tuple[int, str]]:
    """Yield the rows of a table of words."""
    for number, *texts in source.execute(query):
        for words in texts:
            for vector in tsvectors(words or ""):
                yield number, vector


def copy(connection: Connection, name: str, columns: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows to a table."""
    listed = ", ".join(f'"{column}"' for column in columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor().copy(f"COPY {name} ({listed}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row)
    print(f"{name} is copied", file=sys.stderr)


if __name__ == "__main__":
    main()
