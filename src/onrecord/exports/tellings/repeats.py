"""Rows that several articles report, gathered: one utterance, event or commitment with all its reports.

The number of reports of each is known before the records are read, so a row goes out with its last report
and only those wait that articles still to come report, too.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Generic, Literal, TypeVar

from onrecord.exports.selection import Selection

T = TypeVar("T")
RepeatedKind = Literal["statement", "event", "commitment"]
_ROWS: dict[RepeatedKind, Literal["statements", "events", "commitments"]] = {
    "statement": "statements",
    "event": "events",
    "commitment": "commitments",
}


class Repeats(Generic[T]):
    """Gathers the reports of rows of one kind. A report may be of any type; it should be small."""

    def __init__(self, selection: Selection, kind: RepeatedKind) -> None:
        """Count the reports of each row that several articles report. Raises StoreError."""
        rows = _ROWS[kind]
        counts: Counter[str] = Counter()
        if selection.has(rows):
            ids = selection.dossier.list_ids(rows, selection.row_filter(rows))
            counts.update(selection.identify(kind, ids).values())
        self._awaited = {identity: count for identity, count in counts.items() if count > 1}
        self._waiting: dict[str, list[T]] = {}

    def add(self, identity: str, report: T) -> list[T] | None:
        """Return all reports of a row when this is the last one, None while more are to come."""
        if identity not in self._awaited:
            return [report]
        reports = self._waiting.setdefault(identity, [])
        reports.append(report)
        return self._waiting.pop(identity) if len(reports) == self._awaited[identity] else None

    def rest(self) -> Iterator[list[T]]:
        """Yield the rows of which a report did not come, at the end."""
        while self._waiting:
            yield self._waiting.pop(next(iter(self._waiting)))
