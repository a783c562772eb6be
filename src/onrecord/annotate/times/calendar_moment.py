"""Where a time expression stands in the calendar (Moment) and arithmetic with days, months and years. No grammar."""

from dataclasses import dataclass
from datetime import date, timedelta

NEXT = frozenset({"next", "coming", "the coming", "this coming", "following", "the following"})
LAST = frozenset({"last", "past", "the past", "the previous", "this past", "previous"})
SATURDAY = 5
_SOON = 60  # days: how far ahead a date without a year may lie when the verb is not in the past
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class EarlierStatements:
    """A day already told, that "a day earlier" and "that year" look back to; `precision` is day, month or year."""

    day: date
    precision: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a time expression stands: publication, what was told before, and the tense around it.

    `told` is what "a day earlier" looks back to, `latest` the last time told, to which "that day" does; `near` a full date with
    its year told shortly before, in the same paragraph; `ahead` a day still to come that the same sentence told; `since` the day
    before publication on which something was said to lie ahead; `general` when a verb in the present tells what is usual ("the
    fair takes place in July"); `news` is false in texts that tell of no day near publication, as guides and lives;
    `scheduled`: the verb is in the present tense and not in a headline; `subject`: the time is what the sentence is about
    ("October is the month of …"); `named`: it is part of a name ("the Winter Games").
    """

    published: date | None
    told: EarlierStatements | None
    near: date | None
    future: bool
    past: bool
    general: bool = False
    ahead: date | None = None
    since: date | None = None
    latest: EarlierStatements | None = None
    news: bool = True
    scheduled: bool = False
    subject: bool = False
    named: bool = False


def is_of_every_year(day: date, moment: Moment) -> bool:
    """Tell whether a month or day without a year is that of every year ("the fair takes place in July")."""
    if not moment.general or moment.future or moment.ahead is not None:
        return False
    return moment.subject or not moment.news or not is_soon(day, moment)


def written(day: date) -> str:
    return day.isoformat()


def year_written(year: int) -> str:
    """Return a year as EDTF writes it: four digits, astronomical before year 1 (2 BC is -0001)."""
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"


def month_end(day: date) -> date:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def month_at(base: date, step: int) -> str:
    months = base.year * _MONTHS + base.month - 1 + step
    return f"{months // _MONTHS:04d}-{months % _MONTHS + 1:02d}"


def back(base: date, months: int) -> str:
    """Return the day so many months before, as a month or, from a year on, as a year."""
    return f"{base.year - months // _MONTHS:04d}" if months % _MONTHS == 0 else month_at(base, -months)


def in_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_soon(day: date, moment: Moment) -> bool:
    return moment.published is not None and -31 <= (day - moment.published).days <= _SOON


def year_of(month: int, day: int, moment: Moment, which: str) -> date | None:
    """Return the day of a year not told: that of a date told just before, else the nearest to publication, past preferred."""
    if moment.near is not None and not which:
        return date(moment.near.year, month, day)
    today = moment.published
    if today is None:
        return None
    if moment.ahead is not None and not which:
        coming = (in_year(moment.ahead.year + i, month, day) for i in (0, 1))
        return next((found for found in coming if found and found >= moment.ahead), None)
    this = in_year(today.year, month, day)
    before = this if this and this <= today else in_year(today.year - 1, month, day)
    after = this if this and this >= today.replace(day=1) else in_year(today.year + 1, month, day)
    if which in LAST:
        this_month = before is not None and (before.month, before.year) == (today.month, today.year)
        return in_year(today.year - 1, month, day) if this_month else before
    if which == "this":
        return this
    if which in NEXT or moment.future:
        return after
    return after if after is not None and is_soon(after, moment) and not moment.past else before


def moved(base: date, count: int, unit: str) -> str | None:
    """Return the time `count` units from a day, no finer than the unit tells."""
    if unit in ("minute", "hour"):
        return written(base + timedelta(hours=count)) if unit == "hour" and count % 24 == 0 else None
    if unit == "day":
        return written(base + timedelta(days=count))
    if unit in ("week", "weekend"):
        return f"{written(base + timedelta(weeks=count))}~"
    if unit == "month":
        return month_at(base, count)
    year = base.year + count * {"year": 1, "decade": 10, "century": 100}[unit]
    return year_written(year)
