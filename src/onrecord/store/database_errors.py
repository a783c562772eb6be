"""Errors of the database in words that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import DatabaseError

from sqlalchemy.exc import DBAPIError

from onrecord.model.errors import StoreError


@contextmanager
def store_errors(name: str) -> Iterator[None]:
    """Turn errors of the database into a StoreError that names the dossier and says what to do."""
    try:
        yield
    except (DBAPIError, DatabaseError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(f"{name}: {_explain(' '.join(str(cause).split()))}") from error
    except (ValueError, TypeError, LookupError) as error:  # a value of a kind that is never stored
        raise StoreError(
            f"{name}: {DAMAGED} ({type(error).__name__}: {' '.join(str(error).split())})"
        ) from error


DAMAGED = (
    "the dossier is damaged; restore a backup, or save what is left: `onrecord check` lists what is wrong, "
    "`onrecord rescue` copies the rest to a new file"
)
# Part of the database's message -> what to do
_ADVICE = {
    "locked": "another program has been writing to it for too long; try again when it is done",
    "readonly": "it is read-only; copy it to a place where you may write",
    "disk is full": "the disk is full; nothing of the article was stored",
    "malformed": DAMAGED,
    "not a database": DAMAGED,
    "decode to UTF-8": DAMAGED,
    "Connection refused": "no server answers there; check host and port, and that PostgreSQL runs",
    "could not translate host name": "there is no such host; check the address",
    "password authentication failed": "the server refuses the user or the password",
    "no password supplied": "the server requires a password; put it into ~/.pgpass or PGPASSWORD",
    "does not exist": "check the names in the address; the database has to be created first (createdb)",
    "permission denied": "the user lacks the permission; the dossier's owner may grant it",
    "read-only transaction": "it is read-only",
    "could not extend file": "the server's disk is full; nothing of the article was stored",
    "no such module": "this Python's SQLite has no full-text search (FTS5); use another Python",
    "foreign key": "the record refers to an id that it does not contain, and was not stored",
    "FOREIGN KEY": "the record refers to an id that it does not contain, and was not stored",
}


def _explain(message: str) -> str:
    return next((f"{advice} ({message})" for part, advice in _ADVICE.items() if part in message), message)
