"""Naming: what an actor is called where rows of many articles stand together: what it is known as, not what each article says."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from onrecord.store.rows_from_record import make_known_as
from onrecord.store.sql import schema

AT_ONCE = 500  # actors asked for at once


def find_names(connection: Connection, actors: Iterable[tuple[str | None, str | None]]) -> dict[str, str]:
    """Return the name under which actors are shown, by what they are known as.

    `actors` are pairs of a name as one article has it and what its bearer is known as. Only those are returned whose article
    calls them something else ("Lind", of Anna Lind), so that the rest is shown as printed.
    """
    asked = {
        known for name, known in actors if name is not None and known is not None and not _fits(known, name)
    }
    ordered, table = sorted(asked), schema.actor_names.c
    found: dict[str, str] = {}
    for first in range(0, len(ordered), AT_ONCE):
        query = (
            select(table.known_as, table.name)
            .distinct()
            .where(table.known_as.in_(ordered[first : first + AT_ONCE]))
        )
        for known, name in connection.execute(query.order_by(table.known_as, table.name)):
            if _fits(known, name):
                found.setdefault(known, name)
    return found


def _fits(known: str, name: str) -> bool:
    """Tell whether an actor is known as what this name makes of it."""
    return known.partition(":")[2] == make_known_as("person", name).partition(":")[2]
