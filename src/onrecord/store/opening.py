"""Opening a dossier wherever it is: the door to the store."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from onrecord.model.errors import StoreError
from onrecord.store.base import Dossier
from onrecord.store.sqlite import now, open_sqlite


def open_dossier(path: str | Path, *, create: bool, clock: Callable[[], datetime] = now) -> Dossier:
    """Open the dossier at `path`, a file; use it in a `with` statement. `clock` tells the time kept beside what is written.

    With `create`, a missing dossier is made, and one that cannot be written is refused. Without, a missing one is refused,
    and one that may only be read can be read. A file that is no dossier is never changed. Raises StoreError.
    """
    if isinstance(path, str) and path.split(":", 1)[0].lower() in ("postgres", "postgresql") and "://" in path:
        raise StoreError("dossiers in PostgreSQL are not supported yet; give the path of a file")
    return open_sqlite(Path(path), create=create, clock=clock)
