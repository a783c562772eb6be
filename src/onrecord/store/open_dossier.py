"""Opens a dossier in a file or a PostgreSQL database: the entry point of the store."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from onrecord.model.errors import StoreError
from onrecord.store.protocol import Dossier
from onrecord.store.sql.postgresql import is_address, open_postgresql
from onrecord.store.sql.sqlite import now, open_sqlite


def open_dossier(
    path: str | Path, *, create: bool, write: bool = False, clock: Callable[[], datetime] = now
) -> Dossier:
    """Open the dossier at `path`, a file or `postgresql://user@host/database`; use it in a `with` statement.

    With `create`, a missing dossier is created, and a read-only one is refused. Without, a missing dossier is
    refused, and a read-only one can be read unless `write` is set. A file that is not a dossier is never
    changed. `clock` gives the timestamps of what is written. Raises StoreError.
    """
    if not str(path).strip():
        raise StoreError(
            "the dossier's name is empty; give a file, or an address such as postgresql://user@host/database"
        )
    if isinstance(path, str) and is_address(path):
        return open_postgresql(path, create=create, clock=clock)
    return open_sqlite(Path(path), create=create, write=write, clock=clock)
