"""The state of a watch: an SQLite file beside the dossier, written before anything goes on.

It holds what was asked when, and which entries wait to be read. The dossier holds what was read. An entry is
marked as done after its record is in the dossier; killed in between, a program finds the record there.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from onrecord.model.errors import StoreError

APPLICATION_ID = 0x4F4E5257  # "ONRW", in the header of the file
VERSION = 1


class StateFile:
    """An open state file. One program at a time may have it open.

    Raises StoreError when it cannot be opened, is another kind of file, or is in use.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        except sqlite3.Error as error:
            raise StoreError(f"{path}: the state of the watch cannot be opened: {error}") from error
        self._connection.row_factory = sqlite3.Row
        try:
            self._set_up()
        except BaseException:
            self._connection.close()
            raise

    def _set_up(self) -> None:
        try:
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # a killed program leaves no lock
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            with self.writing():
                self._create_tables()
        except sqlite3.DatabaseError as error:
            raise self._explain(error) from error

    def _explain(self, error: sqlite3.Error) -> StoreError:
        if "locked" in str(error):
            return StoreError(
                f"{self.path}: another `onrecord watch` is using it; stop that one, or give --state FILE"
            )
        if "not a database" in str(error):
            return StoreError(f"{self.path}: this file is not the state of a watch; nothing was changed")
        return StoreError(f"{self.path}: the state of the watch cannot be used: {error}")

    def _create_tables(self) -> None:
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if application == APPLICATION_ID and version == VERSION:
            return
        if application == APPLICATION_ID:
            raise StoreError(f"{self.path}: it was made by a newer OnRecord; install that one")
        if tables or application:
            raise StoreError(f"{self.path}: this file is not the state of a watch; nothing was changed")
        script = files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
        for statement in script.split(";\n"):
            self._connection.execute(statement)
        self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._connection.execute(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Run the block as one transaction: all of it is on the disk afterwards, or nothing."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    def run(self, statement: str, *values: object) -> int:
        """Run a statement, in the transaction of `writing` or in its own; return how many rows it changed."""
        try:
            return self._connection.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise self._explain(error) from error

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of a query."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: the state of the watch cannot be read: {error}") from error

    def row(self, query: str, *values: object) -> sqlite3.Row | None:
        """Return the first row of a query, None when there is none."""
        found = self.rows(query, *values)
        return found[0] if found else None

    def close(self) -> None:
        """Close the file. Closing twice is allowed."""
        self._connection.close()

    def __enter__(self) -> "StateFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
