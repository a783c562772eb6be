"""Calendar arithmetic: days, months and years before and after a day, written as EDTF."""

from datetime import date, timedelta

_MONTHS = 12


def iso_day(day: date) -> str:
    return day.isoformat()


def iso_year(year: int) -> str:
    """Return a year in EDTF: four digits, astronomical before year 1 (2 BC is -0001)."""
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"


def month_end(day: date) -> date:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def month_at(base: date, step: int) -> str:
    months = base.year * _MONTHS + base.month - 1 + step
    return f"{months // _MONTHS:04d}-{months % _MONTHS + 1:02d}"


def months_before(base: date, months: int) -> str:
    """Return the time so many months before a day: a year for whole years, else a month."""
    return f"{base.year - months // _MONTHS:04d}" if months % _MONTHS == 0 else month_at(base, -months)


def date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shifted(base: date, count: int, unit: str) -> str | None:
    """Return the time `count` units from a day, no more precise than the unit; None for minutes."""
    if unit in ("minute", "hour"):
        return iso_day(base + timedelta(hours=count)) if unit == "hour" and count % 24 == 0 else None
    if unit == "day":
        return iso_day(base + timedelta(days=count))
    if unit in ("week", "weekend"):
        return f"{iso_day(base + timedelta(weeks=count))}~"
    if unit == "month":
        return month_at(base, count)
    year = base.year + count * {"year": 1, "decade": 10, "century": 100}[unit]
    return iso_year(year)
