"""QueryResult: the rows a query finds and their number; and how views ask a store for rows by id."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Generic, TypeVar

from onrecord.store.protocol import Filter

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
# Ids in one query. SQLite allows 999 parameters in a statement where it was built with its old default.
BATCH = 200


@dataclass(frozen=True, slots=True)
class QueryResult(Generic[R_co]):
    """Rows of one type, and how many match when the filter's limit is left aside.

    `rows` reads from the store as it is consumed, so it can be consumed once. `undated` counts the rows left
    out because their date is unknown; it is 0 unless the filter names days.
    """

    row_type: type[R_co]
    rows: Iterator[R_co]
    matching: int
    undated: int


def batches(rows: Iterable[R], size: int = BATCH) -> Iterator[list[R]]:
    """Yield rows in lists of at most `size`."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def same_day(wanted: Filter) -> Filter:
    """Return a filter with the same `as_of`, `learnt` and `versions`, and no other condition."""
    return Filter(as_of=wanted.as_of, learnt=wanted.learnt, versions=wanted.versions)


def list_by_id(
    list_rows: Callable[[Filter], Iterator[R]], references: Sequence[str], wanted: Filter
) -> Iterator[R]:
    """Yield the rows with these references, in batches: the list of parameters of a query stays bounded."""
    for first in range(0, len(references), BATCH):
        yield from list_rows(replace(wanted, rows=tuple(references[first : first + BATCH])))
