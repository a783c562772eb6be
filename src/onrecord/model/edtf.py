"""EDTF (Extended Date/Time Format): the first and last day that a value can mean. Reads levels 0 and 1.

Source: Extended Date/Time Format (EDTF) Specification, Library of Congress, 2019 (ISO 8601-2:2019, annex A).
"""

import re
from calendar import monthrange
from datetime import date

Bounds = tuple[date, date]

_CLOCK = r"T\d\d(?::?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?"
_DATE = re.compile(
    rf"(\d{{4}}|\d{{3}}X|\d\dXX|\dXXX|XXXX)(?:-(\d\d|XX)(?:-(\d\d|XX)(?:{_CLOCK})?)?)?[?~%]?", re.ASCII
)
_OPEN = ("", "..")
_FIRST, _LAST = date.min, date.max
# Divisions of a year are written in place of the month: code -> first month, length in months.
_SEASONS = {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)}  # northern, meteorological
_QUARTERS = {33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3)}
_HALVES = {40: (1, 6), 41: (7, 6)}
_DIVISIONS = {**_SEASONS, **_QUARTERS, **_HALVES}


def edtf_bounds(value: str) -> Bounds | None:
    """Return the first and the last day `value` can mean, both inclusive, or None when it is not EDTF of
    level 0 or 1.

    - `2025-07-01`, with or without a time: that day as written; the time zone does not shift it.
    - `2025-06`, `2025`, `2025-06-XX`, `202X`: the whole month, year or decade.
    - `2025-21` to `2025-24`: spring to winter (northern; winter runs on to the next February); `-33` to
      `-36`: quarters; `-40` and `-41`: half-years.
    - `?`, `~` and `%` (uncertain, approximate, both) do not change the days: EDTF does not say how far
      "about" reaches.
    - `A/B`: from the first day of A to the last of B; an end that is open (`..`) or unknown (empty) becomes
      `date.min` or `date.max`.
    """
    start, slash, end = value.partition("/")
    if not slash:
        return _date_bounds(value)
    if start in _OPEN and end in _OPEN:
        return None
    first = (_FIRST, _FIRST) if start in _OPEN else _date_bounds(start)
    last = (_LAST, _LAST) if end in _OPEN else _date_bounds(end)
    if first is None or last is None or first[0] > last[1]:
        return None
    return first[0], last[1]


def _date_bounds(value: str) -> Bounds | None:
    match = _DATE.fullmatch(value)
    if match is None:
        return None
    year, month, day = match.groups()
    if "X" in year or month is None or month == "XX":
        is_level_2 = "X" in year and month is not None  # level 2: a month of an unspecified year
        return None if is_level_2 or (day or "XX") != "XX" else _years(year)
    first_year = int(year)
    division = _DIVISIONS.get(int(month))
    if division:
        return None if day else _months(first_year, *division)
    if day is None or day == "XX":
        return _months(first_year, int(month), 1)
    return _days(first_year, int(month), int(day))


def _years(year: str) -> Bounds | None:
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if last < _FIRST.year:
        return None
    return date(max(first, _FIRST.year), 1, 1), date(last, 12, 31)


def _months(year: int, month: int, length: int) -> Bounds | None:
    if not (_FIRST.year <= year <= _LAST.year and 1 <= month <= 12):
        return None
    last = month + length - 1
    end_year, end_month = (year, last) if last <= 12 else (year + 1, last - 12)
    if end_year > _LAST.year:
        return date(year, month, 1), _LAST
    return date(year, month, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])


def _days(year: int, month: int, day: int) -> Bounds | None:
    try:
        only = date(year, month, day)
    except ValueError:
        return None
    return only, only
