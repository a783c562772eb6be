"""Plotting: where the timeline's marks go on the page. Whole numbers of an SVG's own units; the template draws them."""

from dataclasses import dataclass
from datetime import date
from math import sqrt

from onrecord.views.pages.timeline import Cell, Lane, TimelinePage

LABELS = 150  # room for the lanes' names
ROW = 30
COLUMN = 14
HEAD = 26
LARGEST = 12.0  # radius of the busiest mark
SMALLEST = 3.5
TICKS = 8
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark: where, how large, and the cell it stands for."""

    x: float
    y: int
    radius: float
    cell: Cell


@dataclass(frozen=True, slots=True)
class LanePlan:
    """A lane with its marks; `y` is its middle."""

    lane: Lane
    y: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A day written above the lanes."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class TimelinePlan:
    """Everything with its place."""

    width: int
    height: int
    lanes: tuple[LanePlan, ...]
    ticks: tuple[Tick, ...]
    closer: tuple[date, date] | None
    days: int


def plan_timeline(page: TimelinePage) -> TimelinePlan:
    """Return where everything goes."""
    width = LABELS + COLUMN * max(len(page.columns), 1) + LABELS // 10
    lanes = tuple(_lane(lane, place, page.busiest) for place, lane in enumerate(page.lanes))
    days = (page.columns[-1].last - page.columns[0].first).days + 1 if page.columns else 0
    return TimelinePlan(width, HEAD + ROW * len(lanes) + 8, lanes, _ticks(page), _closer(page), days)


def _lane(lane: Lane, place: int, busiest: int) -> LanePlan:
    y = HEAD + ROW * place + ROW // 2
    dots = tuple(
        Dot(
            LABELS + COLUMN * (cell.column + 0.5),
            y,
            round(max(SMALLEST, LARGEST * sqrt(cell.count / busiest)), 1),
            cell,
        )
        for cell in lane.cells
    )
    return LanePlan(lane, y, dots)


def _ticks(page: TimelinePage) -> tuple[Tick, ...]:
    step = -(-len(page.columns) // TICKS)
    return tuple(
        Tick(LABELS + COLUMN * place, _label(page.columns[place].first))
        for place in range(0, len(page.columns), step or 1)
    )


def _label(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year % 100:02}"


def _closer(page: TimelinePage) -> tuple[date, date] | None:
    """Return the half of the days in which most lies: what "closer" shows."""
    if len(page.columns) < 4:
        return None
    counts = [0] * len(page.columns)
    for lane in page.lanes:
        for cell in lane.cells:
            counts[cell.column] += cell.count
    half = len(counts) // 2
    start = max(range(len(counts) - half + 1), key=lambda at: (sum(counts[at : at + half]), -at))
    return page.columns[start].first, page.columns[start + half - 1].last
