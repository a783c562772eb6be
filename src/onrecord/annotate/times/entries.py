"""Days of the entries of a live blog or a chronicle: lines with nothing but a day.

A line may have a time as well: "1 July 2025, 09:51 UTC".
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache

from onrecord.annotate.times.calendar_arithmetic import date_or_none

LEAST_ENTRIES = 2
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_LINE = re.compile(r"[^\r\n]+")
_MOST_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class EntryDays:
    """The days of entries, and the offsets in the text from which they hold."""

    starts: tuple[int, ...] = ()
    days: tuple[date, ...] = ()

    def at(self, offset: int) -> date | None:
        """Return the day of the entry at an offset, None outside entries."""
        number = bisect_right(self.starts, offset)
        return self.days[number - 1] if number else None


def find_entry_days(text: str) -> EntryDays:
    """Return the days of the entries of a text; a text with one such line has a date, not entries."""
    found = [
        (line.start() + len(line[0]) - len(line[0].lstrip()), day)
        for line in _LINE.finditer(text)
        if len(line[0]) <= _MOST_CHARACTERS and (day := _day(line[0].strip()))
    ]
    if len(found) < LEAST_ENTRIES:
        return EntryDays()
    return EntryDays(tuple(start for start, _ in found), tuple(day for _, day in found))


def _day(line: str) -> date | None:
    match = _pattern().fullmatch(line)
    if match is None:
        return None
    day, month, year = (match[name] or match[f"{name}2"] for name in ("day", "month", "year"))
    return date_or_none(int(year), _MONTHS.index(month.lower()) + 1, int(day))


@cache
def _pattern() -> re.Pattern[str]:
    months = "|".join(_MONTHS)
    weekday = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
    zone = r"(?: ?(?:[A-Z]{1,5}|[+-][0-9]{2}:?[0-9]{2}))?"
    clock = rf"(?:,? (?:at )?[0-9]{{1,2}}[:.][0-9]{{2}}(?: ?[ap]\.?m\.?)?{zone})?"
    return re.compile(
        rf"{weekday}(?:(?P<day>[0-9]{{1,2}}) (?P<month>{months}),? (?P<year>[12][0-9]{{3}})"
        rf"|(?P<month2>{months}) (?P<day2>[0-9]{{1,2}}), (?P<year2>[12][0-9]{{3}})){clock}",
        re.IGNORECASE,
    )
