"""The timeline: numbers of events and statements, in lanes over days.

Days are joined into a fixed number of columns.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from onrecord.store.protocol import Dossier, Filter, TallyBy
from onrecord.store.stored_rows import DayTally

Lanes = Literal["type", "actor"]
LANES: tuple[Lanes, ...] = get_args(Lanes)
COLUMNS = 60  # at most; so many fit on a page
_BY: dict[Lanes, tuple[TallyBy, TallyBy]] = {
    "type": ("events by type", "statements by act"),
    "actor": ("events by actor", "statements by actor"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One lane in one column: the number of rows from `first` to `last` day, and the id of one of them."""

    column: int
    first: date
    last: date
    count: int
    sample: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: an event type, a speech act or an actor. `of` is what is counted."""

    name: str
    of: Literal["events", "statements"]
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The first and last day of one column, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """The lanes and columns.

    `busiest` is the largest count of a cell; `lanes_by` is what a lane stands for.
    """

    lanes_by: Lanes
    first: date | None
    last: date | None
    columns: tuple[Column, ...]
    lanes: tuple[Lane, ...]
    busiest: int


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell of the timeline, as a row of a table."""

    of: str
    lane: str
    first: str
    last: str
    count: int
    sample: str


def build_timeline(dossier: Dossier, wanted: Filter, lanes_by: Lanes = "type") -> TimelinePage:
    """Return the timeline of the rows that match. Raises StoreError."""
    wanted = replace(wanted, limit=None, offset=0)
    events, statements = (dossier.tally_days(wanted, by) for by in _BY[lanes_by])
    tallies = [*events, *statements]
    if not tallies:
        return TimelinePage(lanes_by, wanted.since, wanted.until, (), (), 0)
    known = [row.day for row in tallies if row.day > date.min]  # not "before 2023", which begins on no day
    first = max(min(known, default=date.min), wanted.since or date.min)
    last = min(max(row.day for row in tallies), wanted.until or date.max)
    columns = _columns(first, max(first, last))
    lanes = tuple(
        lane
        for by, rows in zip(_BY[lanes_by], (events, statements), strict=True)
        for lane in _lanes(dossier, wanted, by, rows, columns)
    )
    busiest = max((cell.count for lane in lanes for cell in lane.cells), default=0)
    return TimelinePage(lanes_by, first, columns[-1].last, columns, lanes, busiest)


def _columns(first: date, last: date) -> tuple[Column, ...]:
    days = (last - first).days + 1
    width = -(-days // COLUMNS)
    starts = (first + timedelta(days=place) for place in range(0, days, width))
    return tuple(Column(start, start + timedelta(days=width - 1)) for start in starts)


def _place(row: DayTally, columns: tuple[Column, ...]) -> int:
    """Return the column of a tally."""
    first, width = columns[0].first, (columns[0].last - columns[0].first).days + 1
    return min(max((row.day - first).days, 0) // width, len(columns) - 1)


def _lanes(
    dossier: Dossier, wanted: Filter, by: TallyBy, tallies: list[DayTally], columns: tuple[Column, ...]
) -> list[Lane]:
    counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
    first: dict[tuple[str, int], DayTally] = {}
    for row in tallies:
        place, cells = _place(row, columns), counts[row.lane]
        cells[place] = cells.get(place, 0) + row.count
        first.setdefault((row.lane, place), row)
    missing = [(row.day, row.lane) for row in first.values() if row.sample is None]
    samples = dossier.find_samples(wanted, by, missing) if missing else {}
    sample = {cell: row.sample or samples.get((row.day, row.lane), "") for cell, row in first.items()}
    of: Literal["events", "statements"] = "events" if by.startswith("events") else "statements"
    lanes = [
        Lane(
            name,
            of,
            sum(cells.values()),
            tuple(
                Cell(at, columns[at].first, columns[at].last, cells[at], sample[name, at])
                for at in sorted(cells)
            ),
        )
        for name, cells in counts.items()
    ]
    return sorted(lanes, key=lambda lane: (-lane.total, lane.name))


def cell_rows(page: TimelinePage) -> Iterator[CellRow]:
    """Yield the cells of a timeline as rows of a table."""
    for lane in page.lanes:
        for cell in lane.cells:
            days = cell.first.isoformat(), cell.last.isoformat()
            yield CellRow(lane.of, lane.name, *days, cell.count, cell.sample)
