"""Dyads: how often and how strongly two sides acted on each other, by period. One line a pair and period.

Each event counts once, however many articles report it (see `read_events`). Sides are countries (or PLOVER's
codes in place of one, such as UNO and EUR) or actors across articles. An event of several actors and
recipients counts once for each pair of sides; one within a side counts for the pair of that side with itself
only where it has no other. A mutual act (no recipients) counts in both directions.

Left out, and counted: events that the codebook does not code, without a second side, with a side that has no
country, and those whose date can lie in several periods.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, cast, get_args

from onrecord.exports.csv import csv_line
from onrecord.exports.event_files.cameo import find_country
from onrecord.exports.event_files.reports import EventReport, Party, ReportedEvent, read_events
from onrecord.exports.selection import ExportOptions, Selection
from onrecord.exports.tables import Cell
from onrecord.model.annotation import EVENT_TYPES, EventType
from onrecord.model.errors import SettingError

Period = Literal["day", "week", "month", "quarter", "year"]
Level = Literal["country", "actor"]
Weights = Literal["goldstein", "count", "fatalities"]
PERIODS: tuple[Period, ...] = get_args(Period)
LEVELS: tuple[Level, ...] = get_args(Level)
WEIGHTS: tuple[Weights, ...] = get_args(Weights)
# The names of PLOVER's codes of bodies of no state, after the codebook.
BODIES = {
    "EUR": "European Union",
    "IGO": "international organisation",
    "IMG": "international militant group",
    "ISM": "international movement",
    "MNC": "multinational corporation",
    "NGO": "non-governmental organisation",
    "UNO": "United Nations",
}
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
COLUMNS = (
    "period", "first_day", "last_day", "source", "source_name", "target", "target_name", "events", "weight",
    *QUADS, "reports", "origins", "dated_by_publication",
)  # fmt: skip
MOST_LINES = 5_000_000  # of a complete table: more is a mistake in the choice of period or level
Dyad = tuple[str, str]


@dataclass(slots=True)
class _Cell:
    """What is counted of one dyad in one period."""

    events: int = 0
    weight: float = 0.0
    reports: int = 0
    origins: int = 0
    dated_by_publication: int = 0
    quads: Counter[int] = field(default_factory=Counter)
    types: Counter[EventType] = field(default_factory=Counter)

    def add(self, event: ReportedEvent, weight: float) -> None:
        """Count an event."""
        shown = event.shown
        self.events += 1
        self.weight += weight
        self.reports += len(event.reports)
        self.origins += len({report.copy for report in event.reports})
        self.dated_by_publication += shown.days.source == "publication"
        self.quads[shown.category.quad_class] += 1
        self.types[shown.type] += 1


@dataclass(slots=True)
class _Table:
    """The counts by first day of the period and dyad, and the names of the sides."""

    cells: dict[tuple[date, Dyad], _Cell] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def write(selection: Selection) -> Iterator[str]:
    """Yield the header and the lines, by period, source and target. Raises SettingError for wrong options.

    With `complete`, dyads that occur have a line for every period between the first and the last, also with
    no event.
    """
    options = selection.options
    period = _one_of("period", options.period, PERIODS)
    _one_of("level", options.level, LEVELS)
    _one_of("weights", options.weights, WEIGHTS)
    types = selection.wanted.types or EVENT_TYPES
    table = _count(selection, period)
    yield csv_line((*COLUMNS, *(kind.lower() for kind in types)))
    for first, dyad in _keys(table, period, complete=options.complete):
        selection.report.exported["lines"] += 1
        cell = table.cells.get((first, dyad), _Cell())
        yield csv_line(_values(first, dyad, cell, period, table.names, types))


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> Period:
    if value not in choices:
        raise SettingError(f"{name} is {value!r}; choose one of {', '.join(choices)}")
    return cast("Period", value)


def _count(selection: Selection, period: Period) -> _Table:
    table, report, options = _Table(), selection.report, selection.options
    report.exported["events"] += 0
    for event in read_events(selection):
        days = event.shown.days
        first = first_day(days.first, period)
        dyads = _dyads(event.shown, options, table.names)
        if isinstance(dyads, str):
            report.left_out[dyads] += 1
        elif first != first_day(days.last, period):
            report.left_out[f"dated too vaguely (in more than one {period})"] += 1
        else:
            report.exported["events"] += 1
            weight = _WEIGHT[options.weights](event)
            for dyad in sorted(dyads):
                table.cells.setdefault((first, dyad), _Cell()).add(event, weight)
    return table


# The number that an event adds to the column `weight`
_WEIGHT: Mapping[str, Callable[[ReportedEvent], float]] = {
    "goldstein": lambda event: event.shown.category.goldstein,
    "count": lambda _: 1,
    "fatalities": lambda event: event.dead or 0,
}


def _dyads(shown: EventReport, options: ExportOptions, names: dict[str, str]) -> set[Dyad] | str:
    """Return the pairs of sides of an event, and note their names; or why it has none."""
    if not shown.pairs:
        return "no second side"
    sides = [(_side(one, options.level), _side(two, options.level)) for one, two in shown.pairs]
    coded = {(one, two) for one, two in sides if one is not None and two is not None}
    if not coded:
        return "a side without a country"
    between = {(one, two) for one, two in coded if one != two} or coded
    for party in (*shown.actors, *shown.recipients):
        if (side := _side(party, options.level)) is not None:
            names.setdefault(side[0], side[1])
    found = {(one[0], two[0]) for one, two in between}
    return {cast("Dyad", tuple(sorted(pair))) for pair in found} if options.undirected else found


def _side(party: Party, level: str) -> tuple[str, str] | None:
    """Return the code and the name of a side, None where the party has none."""
    if level == "actor":
        return party.id, party.name
    country = find_country(party.country)
    if country is not None and party.country is not None:
        return party.country, country.name
    return (party.scope, BODIES.get(party.scope, party.scope)) if party.scope else None


def _keys(table: _Table, period: Period, *, complete: bool) -> Iterator[tuple[date, Dyad]]:
    """Yield the keys of all lines in order."""
    if not complete or not table.cells:
        yield from sorted(table.cells)
        return
    dyads = sorted({dyad for _, dyad in table.cells})
    firsts = {first for first, _ in table.cells}
    periods = list(_periods(min(firsts), max(firsts), period))
    if len(dyads) * len(periods) > MOST_LINES:
        raise SettingError(
            f"a complete table would have {len(dyads) * len(periods)} lines ({len(dyads)} pairs in "
            f"{len(periods)} periods); choose a longer period, --level country or fewer days"
        )
    yield from ((first, dyad) for first in periods for dyad in dyads)


def _periods(first: date, last: date, period: Period) -> Iterator[date]:
    while first <= last:
        yield first
        following = last_day(first, period)
        if following == date.max:
            return
        first = following + timedelta(days=1)


def _values(
    first: date,
    dyad: Dyad,
    cell: _Cell,
    period: Period,
    names: Mapping[str, str],
    types: tuple[EventType, ...],
) -> tuple[Cell, ...]:
    source, target = dyad
    weight = round(cell.weight, 6)
    return (
        period_name(first, period), first, last_day(first, period),
        source, names[source], target, names[target],
        cell.events, int(weight) if weight == int(weight) else weight,
        *(cell.quads[quad] for quad in range(1, len(QUADS) + 1)),
        cell.reports, cell.origins, cell.dated_by_publication,
        *(cell.types[kind] for kind in types),
    )  # fmt: skip


def first_day(day: date, period: Period) -> date:
    """Return the first day of the period that holds a day; weeks begin on Monday."""
    match period:
        case "day":
            return day
        case "week":
            return day - timedelta(days=min(day.weekday(), (day - date.min).days))
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)


def last_day(first: date, period: Period) -> date:
    """Return the last day of the period that begins on a day."""
    match period:
        case "day":
            return first
        case "week":
            return first + timedelta(days=min(6, (date.max - first).days))
        case "month" | "quarter" | "year":
            months = {"month": 1, "quarter": 3, "year": 12}[period]
            month = first.month - 1 + months
            if first.year + month // 12 > date.max.year:
                return date.max
            return date(first.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def period_name(first: date, period: Period) -> str:
    """Return the name of the period that begins on a day: 2025-07-01, 2025-W27, 2025-07, 2025-Q3, 2025."""
    match period:
        case "day":
            return first.isoformat()
        case "week":
            year, week, _ = first.isocalendar()
            return f"{year:04}-W{week:02}"
        case "month":
            return first.isoformat()[:7]
        case "quarter":
            return f"{first.year:04}-Q{(first.month + 2) // 3}"
        case "year":
            return f"{first.year:04}"
