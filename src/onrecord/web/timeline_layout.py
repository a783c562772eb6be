"""The layout of the timeline: positions of lanes, dots and day labels in the units of its SVG.

The template draws it.
"""

from dataclasses import dataclass
from datetime import date
from math import sqrt

from onrecord.views.pages.timeline import Cell, Lane, TimelinePage

LABEL_WIDTH = 150  # for the names of the lanes; static/timeline.js has the same number
ROW_HEIGHT = 30
COLUMN_WIDTH = 14
HEADER_HEIGHT = 26
LARGEST, SMALLEST = 12.0, 3.5  # radius of a dot
TICKS = 8
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot: its centre, its radius, and the cell it stands for."""

    x: float
    y: int
    radius: float
    cell: Cell


@dataclass(frozen=True, slots=True)
class LaneLayout:
    """A lane with its dots; `y` is its middle."""

    lane: Lane
    y: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A day label above the lanes."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """The layout of a timeline. `zoom_days` are the first and last day that "Zoom in" shows."""

    width: int
    height: int
    lanes: tuple[LaneLayout, ...]
    ticks: tuple[Tick, ...]
    zoom_days: tuple[date, date] | None
    days: int


def lay_out_timeline(page: TimelinePage) -> TimelineLayout:
    """Return the layout of a timeline."""
    width = LABEL_WIDTH + COLUMN_WIDTH * max(len(page.columns), 1) + LABEL_WIDTH // 10
    lanes = tuple(_lane(lane, place, page.busiest) for place, lane in enumerate(page.lanes))
    days = (page.columns[-1].last - page.columns[0].first).days + 1 if page.columns else 0
    height = HEADER_HEIGHT + ROW_HEIGHT * len(lanes) + 8
    return TimelineLayout(width, height, lanes, _ticks(page), _busiest_half(page), days)


def _lane(lane: Lane, place: int, busiest: int) -> LaneLayout:
    y = HEADER_HEIGHT + ROW_HEIGHT * place + ROW_HEIGHT // 2
    dots = tuple(
        Dot(
            LABEL_WIDTH + COLUMN_WIDTH * (cell.column + 0.5),
            y,
            round(max(SMALLEST, LARGEST * sqrt(cell.count / busiest)), 1),
            cell,
        )
        for cell in lane.cells
    )
    return LaneLayout(lane, y, dots)


def _ticks(page: TimelinePage) -> tuple[Tick, ...]:
    step = -(-len(page.columns) // TICKS)
    return tuple(
        Tick(LABEL_WIDTH + COLUMN_WIDTH * place, _label(page.columns[place].first))
        for place in range(0, len(page.columns), step or 1)
    )


def _label(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year % 100:02}"


def _busiest_half(page: TimelinePage) -> tuple[date, date] | None:
    """Return the days of the busiest half of the columns, None when there are too few to zoom in."""
    if len(page.columns) < 4:
        return None
    counts = [0] * len(page.columns)
    for lane in page.lanes:
        for cell in lane.cells:
            counts[cell.column] += cell.count
    half = len(counts) // 2
    start = max(range(len(counts) - half + 1), key=lambda at: (sum(counts[at : at + half]), -at))
    return page.columns[start].first, page.columns[start + half - 1].last
