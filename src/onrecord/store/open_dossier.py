"""Opening a dossier wherever it is: the door to the store."""

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

    `clock` tells the time kept beside what is written.
    With `create`, a missing dossier is made, and one that cannot be written is refused. Without, a missing one is refused,
    and one that may only be read can be read, unless `write` says that it will be written. A file that is no dossier is never
    changed. Raises StoreError.
    """
    if not str(path).strip():
        raise StoreError(
            "the dossier's name is empty; give a file, or an address such as postgresql://user@host/database"
        )
    if isinstance(path, str) and is_address(path):
        return open_postgresql(path, create=create, clock=clock)
    return open_sqlite(Path(path), create=create, write=write, clock=clock)
